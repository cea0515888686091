"""Nodes and properties as a finding shows them to a person."""

from __future__ import annotations

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.validation.graph import Term

_SHORT = {"dcat": ns.DCAT, "dct": ns.DCTERMS, "foaf": ns.FOAF, "owl": ns.OWL, "prov": ns.PROV}


def shown(term: Term | None) -> str:
    """The node or predicate for a person: an IRI in angle brackets, prefixed where we know it."""
    if isinstance(term, NamedNode):
        for prefix, space in _SHORT.items():
            if term.value.startswith(space) and term.value != space:
                return f"{prefix}:{term.value.removeprefix(space)}"
    return "" if term is None else str(term)
