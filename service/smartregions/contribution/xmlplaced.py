"""Terms of RDF/XML and where they are written: what attributes stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from smartregions.contribution.xmlscope import XML
from smartregions.contribution.xmltags import Tag
from smartregions.namespaces import RDF
from smartregions.turtle.document import Offsets

_OF_SYNTAX = frozenset(
    RDF + name
    for name in (
        *("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype"),
        *("li", "aboutEach", "aboutEachPrefix", "bagID"),
    )
)


class Placed(NamedTuple):
    """A term, and where it stands."""

    term: NamedNode | BlankNode | Literal
    at: Offsets


Make = Callable[[str], NamedNode | BlankNode | Literal]


def pointed(tag: Tag, kinds: dict[str, Make]) -> Placed | None:
    """What the first of these attributes that a tag has stands for."""
    for name, make in kinds.items():
        if attribute := tag.attributes.get(RDF + name):
            return made(make, attribute.value, attribute.at)
    return None


def made(make: Make, value: str, at: Offsets) -> Placed | None:
    """A term and its place; None where it is no term, which the parser would not have read."""
    try:
        return Placed(make(value), at)
    except (ValueError, SyntaxError):
        return None


def is_property(name: str) -> bool:
    """Whether an attribute says something of the thing; one without a namespace does not."""
    return ":" in name and not name.startswith(XML) and name not in _OF_SYNTAX
