"""What the catalogue says of a graph: by which name, from whom, under which licence."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.things.description import Dataset
from smartregions.things.statements import View
from smartregions.validation.graph import Node, object_of

_HAS_PART, _LICENCE, _PUBLISHER, _TITLE, _MODIFIED, _ISSUED = (
    NamedNode(ns.DCTERMS + name)
    for name in ("hasPart", "license", "publisher", "title", "modified", "issued")
)
_LANGUAGE = "en"


def dataset(view: View, graph: str) -> Dataset:
    """What is said of a graph by whatever has it as a part, or by itself."""
    node = NamedNode(graph)
    whole = {each for each in view.subjects(_HAS_PART, node) if isinstance(each, NamedNode)}
    described = sorted(whole, key=str)
    about = (*described, node)
    title = _text(view, about, _TITLE)
    day = _text(view, about, _MODIFIED) or _text(view, about, _ISSUED)
    return Dataset(
        graph,
        described[0].value if described else "",
        _named(view, about, _LICENCE),
        _named(view, about, _PUBLISHER),
        title.value if title else "",
        day.value if day else "",
        (title.language or "") if title else "",
    )


def _text(view: View, nodes: Iterable[Node], predicate: NamedNode) -> Literal | None:
    """The first text, an English one if there is one; None for none."""
    found = (object_of(triple) for node in nodes for triple in view.triples(node, predicate))
    texts = [value for value in found if isinstance(value, Literal)]
    return min(texts, key=lambda text: text.language != _LANGUAGE, default=None)


def _named(view: View, nodes: Iterable[Node], predicate: NamedNode) -> tuple[str, ...]:
    found = (object_of(triple) for node in nodes for triple in view.triples(node, predicate))
    return tuple(sorted({value.value for value in found if isinstance(value, NamedNode)}))
