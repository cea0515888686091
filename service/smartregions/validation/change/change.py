"""A change before it is made: what becomes of which graph, and what is told of it to the line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple

from smartregions import namespaces as ns
from smartregions.index.quads import renamed
from smartregions.turtle.read import Contribution
from smartregions.validation.change.state import Edit, extended, replaced
from smartregions.validation.graph import object_of, subject_of

PLAIN = NamedNode(ns.XSD + "string")
HOLDER = NamedNode("urn:smart-regions:holder")


@dataclass(frozen=True)
class Change:
    """What becomes of one graph. `put`, `post`, `delete` and `update` make one."""

    edit: Edit
    stated: tuple[Triple, ...] = ()
    """What somebody states with it, in the store's form and the order of the text: it is judged
    and told of, whether or not it was there before."""
    contribution: Contribution | None = None
    """The text that states it, one triple for each of `stated`."""
    left: frozenset[Triple] = frozenset()
    """What the graph goes on to hold, though the text that takes its place does not state it."""

    @property
    def name(self) -> str:
        """What the person calls it: the file, or the graph."""
        return self.contribution.name if self.contribution else self.edit.graph.value

    @cached_property
    def ntriples(self) -> bytes:
        """What is stated or left, as it is stored: sorted, none twice, by `quads.stored_form`."""
        text = pyoxigraph.serialize({*self.stated, *self.left}, format=RdfFormat.N_TRIPLES) or b""
        return b"".join(sorted(text.splitlines(keepends=True)))


def put(store: Store, graph: str, contribution: Contribution, label: str = "") -> Change:
    """The graph holds what the text states, and nothing else.

    `label` enters the name of every blank node; without one, the graph does.
    """
    stated = stored(contribution, label or graph)
    return Change(replaced(store, NamedNode(graph), set(stated)), stated, contribution)


def post(
    store: Store, graph: str, contribution: Contribution, number: int, label: str = ""
) -> Change:
    """The graph holds what the text states besides.

    `number` is that of the last change that the store knows: the blank nodes of a text that is
    posted twice are others each time.
    """
    stated = stored(contribution, label or f"{graph} {number}")
    return Change(extended(store, NamedNode(graph), set(stated)), stated, contribution)


def delete(store: Store, graph: str) -> Change:
    """The graph is no more."""
    return Change(replaced(store, NamedNode(graph), set()))


def update(graph: str, added: Iterable[Triple], removed: Iterable[Triple]) -> Change:
    """What a SPARQL Update did to one graph, in the store's form."""
    edit = Edit(NamedNode(graph), frozenset(added), frozenset(removed))
    return Change(edit, tuple(sorted(edit.added, key=str)))


def stored(contribution: Contribution, label: str) -> tuple[Triple, ...]:
    """The triples of a text as a store keeps them, in the same order and number."""
    values = {object_of(triple) for triple in contribution.triples}
    kept = _kept(value for value in values if isinstance(value, Literal))
    triples = [
        Triple(subject_of(t), t.predicate, kept[t.object]) if t.object in kept else t
        for t in contribution.triples
    ]
    return tuple(renamed(triples, label))


def _kept(literals: Iterable[Literal]) -> Mapping[object, Literal]:
    """The literals that a store keeps in another form (`01` as `1`), with that form."""
    numbered = {
        NamedNode(f"{HOLDER.value}:{number}"): literal
        for number, literal in enumerate(_doubtful(literals))
    }
    store = Store()
    store.bulk_extend(Quad(holder, HOLDER, literal) for holder, literal in numbered.items())
    found: dict[object, Literal] = {}
    for quad in store:
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        if (written := numbered[quad.subject]) != quad.object:
            found[written] = quad.object
    return found


def _doubtful(literals: Iterable[Literal]) -> Iterator[Literal]:
    return (one for one in literals if one.language or one.datatype != PLAIN)
