"""Ontology and shapes as people read them: terms, examples, a diagram, notes of a release."""
