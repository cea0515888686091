"""The form in which triples are stored, logged and compared.

The engine keeps values, not letters: `"01"^^xsd:integer` becomes `1`. What is logged must be what
is indexed, so a contribution goes through a scratch store once. Its blank nodes are renamed once,
by the order in which the text brings them, so that the same text always gives the same quads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple


def stored_form(triples: Iterable[Triple], label: str) -> bytes:
    """N-Triples of the triples as the engine stores them: sorted, none twice.

    `label` starts the name of every blank node; two graphs must not share one.
    """
    scratch = Store()
    scratch.bulk_extend(Quad(*triple) for triple in _renamed(triples, label))
    stored = [Triple(quad.subject, quad.predicate, quad.object) for quad in scratch]
    text = pyoxigraph.serialize(stored, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(text.splitlines(keepends=True)))


def quads(ntriples: bytes, graph: str) -> Iterator[Quad]:
    """The triples, blank nodes named as they are, in the named graph."""
    name = NamedNode(graph)
    for quad in pyoxigraph.parse(ntriples, format=RdfFormat.N_TRIPLES):
        yield Quad(quad.subject, quad.predicate, quad.object, name)


def _renamed(triples: Iterable[Triple], label: str) -> Iterator[Triple]:
    names: dict[object, BlankNode] = {}

    def name(node: BlankNode) -> BlankNode:
        return names.setdefault(node, BlankNode(f"{label}n{len(names)}"))

    for subject, predicate, object_ in triples:
        yield Triple(
            name(subject) if isinstance(subject, BlankNode) else subject,
            predicate,
            name(object_) if isinstance(object_, BlankNode) else object_,
        )
