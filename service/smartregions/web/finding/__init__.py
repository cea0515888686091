"""Finding things by their names: the search, and what a page calls a thing."""
