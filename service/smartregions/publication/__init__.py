"""The use cases: the corpus enters the registry, the index follows it, contributions are published.

A contribution is judged by a worker of the index (`tasks`); what is accepted is committed to the
registry, and acknowledged when the index shows it.
"""
