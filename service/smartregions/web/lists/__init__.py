"""`/regions`, `/actors` and the other lists: all of a kind, to narrow down and to sort."""
