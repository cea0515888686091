"""Notes of a release: what differs between two versions of ontology, schemes and shapes.

A shape is stricter when it may reject what was accepted, which makes a major version
(CHANGELOG.md); what only accepts more, or is new, makes a minor one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal as Only

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.corpus import Corpus
from smartregions.documentation.demands import Effect, Said, compared
from smartregions.documentation.references import NAMES, shown
from smartregions.documentation.vocabulary import DEPRECATED, KINDS, LABEL, parsed
from smartregions.messages import Message, Written, joined, plain
from smartregions.validation.graph import TYPE, Graph, Node, Term
from smartregions.validation.names import LONGEST
from smartregions.validation.shapes import SHAPE_CLASSES

Sort = Only["added", "removed", "withdrawn", "changed", "stricter", "looser", "reworded"]
BREAKING = frozenset({"removed", "stricter"})
EXTENDING = frozenset({"added", "looser", "withdrawn", "changed"})
CONCEPTS = (NamedNode(ns.SKOS + "Concept"), NamedNode(ns.SKOS + "ConceptScheme"))
REPLACED = NamedNode(ns.DCTERMS + "isReplacedBy")
_NEVER = Message("A term is never removed: withdraw it instead.")
_CONCEPT_LABEL = NamedNode(ns.SKOS + "prefLabel")
_DEFINITIONS = (NamedNode(ns.SKOS + "definition"), NamedNode(ns.SH + "description"))
_TEXTS = {
    *(ns.RDFS + name for name in ("label", "comment", "seeAlso")),
    *(ns.SKOS + name for name in ("definition", "prefLabel", "altLabel", "scopeNote", "example")),
    *(ns.SH + name for name in ("name", "description", "message", "order")),
    *(ns.DCTERMS + name for name in ("title", "description")),
}


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One difference."""

    sort: Sort
    subject: str
    text: Message


@dataclass(frozen=True)
class Version:
    """The terms and shapes of a corpus."""

    corpus: Corpus

    @cached_property
    def words(self) -> Graph:
        """Ontology and schemes."""
        return Graph(t for path in self.corpus.ontology.glob("**/*.ttl") for t in parsed(path))

    @cached_property
    def shapes(self) -> Graph:
        """All shapes."""
        return Graph(t for path in self.corpus.shapes.glob("**/*.ttl") for t in parsed(path))

    @property
    def name(self) -> str:
        """The version that the ontology states."""
        return (
            self.words.text(NamedNode(ns.SR.rstrip("#")), NamedNode(ns.OWL + "versionInfo")) or ""
        )

    def terms(self) -> set[NamedNode]:
        """Classes, properties, concepts and schemes."""
        kinds = {*KINDS, *CONCEPTS}
        found = {s for s, o in self.words.pairs(TYPE) if o in kinds}
        return {term for term in found if isinstance(term, NamedNode)}

    def shape_nodes(self) -> set[NamedNode]:
        """Every shape that has a name."""
        found = {s for s, o in self.shapes.pairs(TYPE) if o in SHAPE_CLASSES}
        return {shape for shape in found if isinstance(shape, NamedNode)}


def differences(old: Version, new: Version) -> tuple[Note, ...]:
    """What a user of the old version has to know of the new one, in order."""
    return tuple(sorted({*_of_terms(old, new), *_of_shapes(old, new)}))


def step(notes: tuple[Note, ...]) -> str:
    """Which part of the version number has to grow: major, minor, patch; none without notes."""
    sorts = {note.sort for note in notes}
    if sorts & BREAKING:
        return "major"
    return "minor" if sorts & EXTENDING else "patch" if sorts else "none"


def _of_terms(old: Version, new: Version) -> Iterator[Note]:
    before, after = old.terms(), new.terms()
    for term in before - after:
        yield Note("removed", NAMES.iri(term.value), _NEVER)
    for term in after - before:
        yield Note("added", NAMES.iri(term.value), _definition(new.words, term))
    for term in before & after:
        if new.words.objects(term, DEPRECATED) and not old.words.objects(term, DEPRECATED):
            instead = ", ".join(shown(t, new.words) for t in new.words.objects(term, REPLACED))
            text = Message("Use {instead} instead.", instead=instead or Message("nothing"))
            yield Note("withdrawn", NAMES.iri(term.value), text)
        yield from _changes(term, old.words, new.words)


def _changes(term: NamedNode, old: Graph, new: Graph) -> Iterator[Note]:
    """What is said otherwise of a term; each property once."""
    before, after = _said(term, old), _said(term, new)
    for predicate in sorted(before.keys() | after.keys()):
        was, now = before.get(predicate, frozenset()), after.get(predicate, frozenset())
        if was != now and predicate not in (DEPRECATED.value, REPLACED.value):
            sort: Sort = "reworded" if predicate in _TEXTS else "changed"
            yield Note(sort, NAMES.iri(term.value), _difference(predicate, was, now))


def _of_shapes(old: Version, new: Version) -> Iterator[Note]:
    before, after = old.shape_nodes(), new.shape_nodes()
    for shape in before - after:
        yield Note("looser", NAMES.iri(shape.value), Message("This shape is no more."))
    for shape in after - before:
        sort: Sort = "stricter" if _rejects(new.shapes, shape) else "added"
        text = Message("New: {definition}", definition=_definition(new.shapes, shape))
        yield Note(sort, NAMES.iri(shape.value), text)
    for shape in before & after:
        was, now = _said(shape, old.shapes), _said(shape, new.shapes)
        rejects = _rejects(old.shapes, shape) or _rejects(new.shapes, shape)
        for effect in compared(was, now):
            yield Note(_sort(effect, rejects), NAMES.iri(shape.value), _told(effect, was, now))


def _sort(effect: Effect, rejects: bool) -> Sort:
    """A shape that only warns rejects nothing, however strict it is."""
    if effect.predicate in _TEXTS:
        return "reworded"
    return effect.sort if rejects else "changed"


def _told(effect: Effect, was: Said, now: Said) -> Message:
    old, new = was.get(effect.predicate, frozenset()), now.get(effect.predicate, frozenset())
    return _difference(effect.predicate, old, new)


def _difference(predicate: str, was: frozenset[str], now: frozenset[str]) -> Message:
    return joined((f"{NAMES.iri(predicate)}: ", _listed(was), " → ", _listed(now)), between="")


def _rejects(graph: Graph, shape: NamedNode) -> bool:
    severity = graph.value(shape, NamedNode(ns.SH + "severity"))
    return severity in (None, NamedNode(ns.SH + "Violation"))


def _said(node: Node, graph: Graph) -> Said:
    """Every property of a node with its values as they are written."""
    found: dict[str, set[str]] = {}
    for triple in graph.statements(node):
        value = triple.object
        if isinstance(value, Term):
            found.setdefault(triple.predicate.value, set()).add(_exact(value, graph))
    return {predicate: frozenset(values) for predicate, values in found.items()}


def _exact(value: Term, graph: Graph) -> str:
    """A long text whole, for what names it shortens it."""
    long = isinstance(value, Literal) and len(value.value) > LONGEST
    return str(value) if long else shown(value, graph)


def _listed(values: frozenset[str]) -> Message:
    return plain(", ".join(sorted(values))) if values else Message("nothing")


def _definition(graph: Graph, node: NamedNode) -> Message:
    for predicate in (*_DEFINITIONS, LABEL, _CONCEPT_LABEL):
        if texts := graph.texts(node, predicate):
            return Written(texts)
    return Message()
