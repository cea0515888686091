"""A term where it is mentioned: under a short name, linked to where it is told of."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode

from smartregions import namespaces as ns
from smartregions.validation.graph import FIRST, NIL, Graph, Node, Term
from smartregions.validation.names import Names
from smartregions.validation.paths import from_graph
from smartregions.validation.shapes import sh

NAMES = Names(ns.PREFIXES)
_OPERATORS = frozenset(
    map(sh, ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"))
)
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Reference:
    """A term, as it is written and where it leads; `href` is empty for a literal."""

    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A property of something that is documented, under its prefixed name, with its values."""

    predicate: str
    values: tuple[Reference, ...]


def reference(term: Term, graph: Graph) -> Reference:
    """A link to our own documentation for our terms, to the IRI itself for those of others."""
    if not isinstance(term, NamedNode):
        return Reference(shown(term, graph))
    iri = term.value
    for namespace, page in ((ns.SR, "/ontology"), (ns.SHAPE, "/shapes")):
        if iri.startswith(namespace):
            return Reference(NAMES.iri(iri), f"{page}#{iri.removeprefix(namespace)}")
    return Reference(NAMES.iri(iri), iri if iri.startswith(("http://", "https://")) else "")


def shown(term: Term, graph: Graph, depth: int = 0) -> str:
    """A term in Turtle; a path as in SPARQL; a list or a nameless node with what it holds."""
    if not isinstance(term, BlankNode):
        return NAMES.term(term)
    if depth > DEEPEST:
        return "[...]"
    if graph.value(term, FIRST) is not None:
        return f"( {' '.join(shown(item, graph, depth + 1) for item in graph.items(term))} )"
    held = sorted(_held(term, graph, depth))
    if len(held) == 1 and any(graph.objects(term, operator) for operator in _OPERATORS):
        return NAMES.path(from_graph(graph, term))
    return f"[ {' ; '.join(held)} ]"


def _held(node: Node, graph: Graph, depth: int) -> list[str]:
    return [
        f"{NAMES.iri(triple.predicate.value)} {shown(value, graph, depth + 1)}"
        for triple in graph.statements(node)
        for value in (triple.object,)
        if isinstance(value, Term) and value != NIL
    ]


def local(iri: str) -> str:
    """What stands behind the last `#` or `/`."""
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]
