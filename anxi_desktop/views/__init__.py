"""Every widget."""
