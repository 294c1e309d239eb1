"""Work-safety standardisation on a laptop without a network, for Anxi county."""

__version__ = "0.1.0"
