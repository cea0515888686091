"""Smart Regions: what an interregional partnership knows, as linked data."""

__version__ = "0.1.0"
