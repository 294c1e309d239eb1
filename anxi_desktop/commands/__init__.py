"""The headless commands, one module for each noun; `anxi_desktop.cli` is their front door."""
