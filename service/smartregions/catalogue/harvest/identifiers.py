"""By what a portal knows a dataset again, and what it makes of that.

piveau takes dct:identifier, else the IRI; its hub files the record under a normalised form, in
which two different identifiers may become one.
"""

from __future__ import annotations

import re
import unicodedata

from pyoxigraph import Literal, NamedNode

from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import dct
from smartregions.validation.graph import Node

IDENTIFIER = dct("identifier")

_NOT_WORD = re.compile(r"\W+", re.ASCII)
"""Java's `\\W` knows ASCII only."""


def stated(statements: Statements, node: Node) -> list[str]:
    """Its dct:identifiers, literal or IRI, in order."""
    values = statements.objects(node, IDENTIFIER)
    return [value.value for value in values if isinstance(value, Literal | NamedNode)]


def identifier(statements: Statements, node: Node) -> str | None:
    """What a harvester calls the dataset; None when it has no name, and is skipped."""
    given = stated(statements, node)
    iri = node.value if isinstance(node, NamedNode) else None
    name = given[0] if given else iri
    return name if name and name.strip() else None


def normalised(name: str) -> str:
    """The key of the record in the hub (`asNormalized` of piveau-hub)."""
    decomposed = unicodedata.normalize("NFKD", name).replace("%", "")
    return re.sub("-{2,}", "-", _NOT_WORD.sub("-", decomposed)).lower()
