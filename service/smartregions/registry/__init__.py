"""The registry: the append-only log of changes, from which everything that is served is derived."""
