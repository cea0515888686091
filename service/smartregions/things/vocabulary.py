"""The terms of an installation in the order in which its ontology and shapes state them.

The index has no order: triples are a set. So it is read from the files, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.corpus import Corpus
from smartregions.things.labels import Names, names
from smartregions.turtle.read import read
from smartregions.validation.graph import TYPE, Graph
from smartregions.validation.ordering import orders

CLASS = ns.OWL + "Class"
OBJECT_PROPERTY = ns.OWL + "ObjectProperty"
DATATYPE_PROPERTY = ns.OWL + "DatatypeProperty"
PROPERTY = ns.RDF + "Property"
PROPERTIES = (OBJECT_PROPERTY, DATATYPE_PROPERTY, PROPERTY)
_WORDS = Path(__file__).parent / "words.ttl"
"""What terms of others are called here: those in which things are described say no name."""


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the ontology or of the shapes: its name, and what it describes, in order."""

    name: str
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The modules of ontology and shapes, and all that they state."""

    ontology: Sequence[Module]
    shapes: Sequence[Module]
    stated: Graph
    """Of ontology and schemes."""
    judging: Graph
    """Of the shapes."""
    order: Mapping[str, float]
    """The place of each property that a shape is about."""
    names: Names
    """What its terms are called, and those of others that the properties here are taken from."""

    def of_type(self, *kinds: str) -> Iterable[NamedNode]:
        """The terms of the ontology that are of one of these classes, in order."""
        wanted = set(map(NamedNode, kinds))
        for module in self.ontology:
            for term in map(NamedNode, module.terms):
                if wanted & set(self.stated.objects(term, TYPE)):
                    yield term


def vocabulary(corpus: Corpus) -> Vocabulary:
    """What the files of an installation state. Raises TurtleSyntaxError and OSError."""
    stated, judging = Graph(), Graph()
    found: dict[str, list[Module]] = {"ontology": [], "shapes": []}
    for source in corpus.sources():
        if source.kind == "data":
            continue
        triples = _triples(source.path)
        (judging if source.kind == "shapes" else stated).add(triples)
        if source.kind in found:
            found[source.kind].append(Module(source.path.stem, _terms(triples)))
    ontology, shapes = _first(found["ontology"], ns.SR), _first(found["shapes"], ns.SHAPE)
    terms = dict.fromkeys(term for module in ontology for term in module.terms)
    known = {
        **names(_triples(_WORDS)),
        **names(t for term in terms for t in stated.statements(NamedNode(term))),
    }
    return Vocabulary(ontology, shapes, stated, judging, orders(judging), known)


def _triples(path: Path) -> Sequence[Triple]:
    return read(path.read_bytes(), str(path)).triples


def _terms(triples: Iterable[Triple]) -> tuple[str, ...]:
    """The subjects in the order in which they come."""
    named = (t.subject.value for t in triples if isinstance(t.subject, NamedNode))
    return tuple(dict.fromkeys(named))


def _first(modules: Iterable[Module], namespace: str) -> tuple[Module, ...]:
    """The modules by name, the one first that describes the whole."""
    whole = namespace.rstrip("#")
    return tuple(sorted(modules, key=lambda m: (whole not in m.terms, m.name)))
