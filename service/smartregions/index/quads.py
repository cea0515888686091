"""The form in which triples are stored, logged and compared.

The engine keeps values, not letters: `"01"^^xsd:integer` becomes `1`. What is logged must be what
is indexed, so a contribution goes through a scratch store once. Its blank nodes are renamed once,
by what is said of them, so that an edited text gives the same quads but for what was edited.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple

from smartregions.index.naming import names


def stored_form(triples: Iterable[Triple], label: str, taken: Collection[str] = ()) -> bytes:
    """N-Triples of the triples as the engine stores them: sorted, none twice.

    `label` enters the name of every blank node: two graphs must not share one. `taken` are names
    that the graph holds already, when the triples are to be added to it.
    """
    given = list(triples)
    scratch = Store()
    scratch.bulk_extend(Quad(*triple) for triple in given)
    stored = [Triple(quad.subject, quad.predicate, quad.object) for quad in scratch]
    named = _renamed(stored, _order(given), label, taken)
    text = pyoxigraph.serialize(named, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(text.splitlines(keepends=True)))


def quads(ntriples: bytes, graph: str) -> Iterator[Quad]:
    """The triples, blank nodes named as they are, in the named graph."""
    name = NamedNode(graph)
    for quad in pyoxigraph.parse(ntriples, format=RdfFormat.N_TRIPLES):
        yield Quad(quad.subject, quad.predicate, quad.object, name)


def renamed(triples: Sequence[Triple], label: str) -> list[Triple]:
    """The triples of a text in their order, in the store's values, as `stored_form` names them."""
    return list(_renamed(triples, _order(triples), label, ()))


def _order(triples: Iterable[Triple]) -> dict[BlankNode, None]:
    """The blank nodes as the text brings them."""
    return {
        node: None
        for triple in triples
        for node in (triple.subject, triple.object)
        if isinstance(node, BlankNode)
    }


def _renamed(
    triples: Sequence[Triple], order: dict[BlankNode, None], label: str, taken: Collection[str]
) -> Iterator[Triple]:
    if not order:
        return iter(triples)
    about = dict.fromkeys(t for t in triples if BlankNode in (type(t.subject), type(t.object)))
    named = names(order, about, label, taken)
    found: dict[object, BlankNode] = {node: name for node, name in named.items()}
    return (
        Triple(found.get(t.subject, t.subject), t.predicate, found.get(t.object, t.object))
        for t in triples
    )
