"""Which things would a change add, alter or take away, and which links would lead to nothing?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.validation.change.state import State
from smartregions.validation.graph import TYPE, Node, Term, object_of, subject_of

LABELS = tuple(map(NamedNode, (ns.RDFS + "label", ns.SKOS + "prefLabel", ns.DCTERMS + "title")))
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as a person knows it."""

    iri: str
    label: str
    """In English where there is such a label; empty without any."""
    type: str
    """IRI of its class, the first by name; empty without any."""


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to an IRI of ours that nothing describes."""

    subject: str
    property: str
    object: str


@dataclass(frozen=True, slots=True)
class Things:
    """What becomes of the things that have an IRI."""

    added: tuple[Thing, ...]
    changed: tuple[Thing, ...]
    removed: tuple[Thing, ...]


def things(delta: Iterable[Triple], before: State, after: State) -> Things:
    """The subjects of the triples that come or go, by whether they are described then and now."""
    subjects = sorted({s for s in map(subject_of, delta) if isinstance(s, NamedNode)}, key=str)
    was = [any(before.matching(subject, None, None)) for subject in subjects]
    is_ = [any(after.matching(subject, None, None)) for subject in subjects]
    told = list(zip(subjects, was, is_, strict=True))
    return Things(
        added=tuple(thing(s, after) for s, old, new in told if new and not old),
        changed=tuple(thing(s, after) for s, old, new in told if new and old),
        removed=tuple(thing(s, before) for s, old, new in told if old and not new),
    )


def thing(node: NamedNode, state: State) -> Thing:
    """The thing with its label and its class."""
    kinds = (object_of(triple) for triple in state.matching(node, TYPE, None))
    named = sorted(kind.value for kind in kinds if isinstance(kind, NamedNode))
    return Thing(node.value, label(node, state), named[0] if named else "")


def label(node: Node, state: State) -> str:
    """What the thing is called, best language first."""
    for predicate in LABELS:
        found = [v for v in _values(node, predicate, state) if isinstance(v, Literal)]
        if found:
            return min(
                found, key=lambda v: (v.language != LANGUAGE, v.language or "", v.value)
            ).value
    return ""


def _values(node: Node, predicate: NamedNode, state: State) -> Iterator[Term]:
    return map(object_of, state.matching(node, predicate, None))


def dead_links(delta: Iterable[Triple], gone: Set[NamedNode], after: State) -> Iterator[Link]:
    """References to nothing that the change makes: by what it says, or by what it takes away."""
    for triple in sorted(delta, key=str):
        value = object_of(triple)
        if isinstance(value, NamedNode) and after.holds(triple) and _is_dead(value, after):
            yield _link(triple)
    for node in sorted(gone, key=str):
        if _is_dead(node, after):
            yield from (_link(triple) for triple in after.matching(None, None, node))


def _is_dead(node: NamedNode, after: State) -> bool:
    return node.value.startswith(ns.ID) and not any(after.matching(node, None, None))


def _link(triple: Triple) -> Link:
    return Link(subject_of(triple).value, triple.predicate.value, object_of(triple).value)
