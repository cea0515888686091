"""The catalogue: how what is published is described for portals, and how portals read it."""
