"""Contributions as spreadsheets (XLSX): templates from the shapes, cells to triples and back."""
