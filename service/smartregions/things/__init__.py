"""The things that the graphs speak of: where each opens, and all that is said of it.

A worker of the index describes a thing (`describing`); the rest reads what it found.
"""
