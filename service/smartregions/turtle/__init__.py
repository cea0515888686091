"""Turtle as text: read it once, say where each of its triples stands, write it in one form."""
