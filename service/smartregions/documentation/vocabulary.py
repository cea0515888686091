"""The ontology, module by module: each term with all that is said of it, and where it is used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as Only

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.corpus import Corpus
from smartregions.documentation.references import Reference, Relation, local, reference
from smartregions.documentation.snippets import Snippets
from smartregions.library.question import Question
from smartregions.validation.graph import SUBCLASS, TYPE, Graph, Term, object_of, subject_of
from smartregions.validation.paths import from_graph, steps
from smartregions.validation.shapes import PATH, TARGETS, sh

Kind = Only["class", "object property", "datatype property"]

KINDS: Mapping[Term, Kind] = {
    NamedNode(ns.OWL + "Class"): "class",
    NamedNode(ns.OWL + "ObjectProperty"): "object property",
    NamedNode(ns.OWL + "DatatypeProperty"): "datatype property",
}
LABEL = NamedNode(ns.RDFS + "label")
DEFINITION = NamedNode(ns.SKOS + "definition")
DEPRECATED = NamedNode(ns.OWL + "deprecated")
DOMAIN = NamedNode(ns.RDFS + "domain")
RANGE = NamedNode(ns.RDFS + "range")
_TOLD = {LABEL, DEFINITION, TYPE, DEPRECATED, NamedNode(ns.RDFS + "isDefinedBy")}
_INVERSE = {SUBCLASS: "^rdfs:subClassOf", DOMAIN: "^rdfs:domain", RANGE: "^rdfs:range"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One class or property."""

    iri: str
    kind: Kind
    label: str
    definition: str
    is_deprecated: bool
    relations: tuple[Relation, ...]
    example: str
    questions: tuple[tuple[str, str], ...]
    """Path and summary of each stored question that uses the term."""
    shapes: tuple[Reference, ...]

    @property
    def local(self) -> str:
        """The name behind the `#`, which is the entry's anchor."""
        return local(self.iri)

    @property
    def name(self) -> str:
        """The prefixed name."""
        return f"sr:{self.local}"


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the ontology."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """The file's name in words."""
        return self.name.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Ontology:
    """What the ontology says of itself, and its modules."""

    title: str
    description: str
    version: str
    licence: str
    modules: tuple[Module, ...]


def parsed(path: Path) -> list[Triple]:
    """The triples of a file of the corpus."""
    quads = pyoxigraph.parse(path.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    return [quad.triple for quad in quads]


class Vocabulary:
    """Reads the documentation of an ontology out of its graph, the shapes and the questions."""

    def __init__(
        self, corpus: Corpus, shapes: Graph, questions: Iterable[Question], snippets: Snippets
    ) -> None:
        self._files = {p.stem: parsed(p) for p in sorted(corpus.ontology.glob("*.ttl"))}
        schemes = [t for p in corpus.ontology.glob("schemes/*.ttl") for t in parsed(p)]
        self.graph = Graph(t for triples in (*self._files.values(), schemes) for t in triples)
        self._snippets = snippets
        self._questions = _by_term(questions)
        self._shapes = _by_judged(shapes)

    def ontology(self, language: str) -> Ontology:
        """The whole, with texts in a language where there are such."""
        iri = NamedNode(ns.SR.rstrip("#"))

        def told(name: str) -> str:
            return self.graph.text(iri, NamedNode(name), language) or ""

        licence = self.graph.value(iri, NamedNode(ns.DCTERMS + "license"))
        return Ontology(
            title=told(ns.DCTERMS + "title"),
            description=told(ns.DCTERMS + "description"),
            version=told(ns.OWL + "versionInfo"),
            licence=str(licence.value) if licence else "",
            modules=tuple(self._modules(language)),
        )

    def _modules(self, language: str) -> Iterator[Module]:
        seen: set[Term] = set()
        for name, triples in self._files.items():
            own = {subject_of(t): KINDS[o] for t in triples if (o := object_of(t)) in KINDS}
            terms = [t for t in own if isinstance(t, NamedNode) and t not in seen]
            seen |= set(own)
            if terms:
                ordered = sorted(terms, key=lambda t: (own[t] != "class", t.value.lower()))
                yield Module(name, tuple(self._entry(t, own[t], language) for t in ordered))

    def _entry(self, term: NamedNode, kind: Kind, language: str) -> Entry:
        example = self._snippets.of_class(term) if kind == "class" else ""
        return Entry(
            iri=term.value,
            kind=kind,
            label=self.graph.text(term, LABEL, language) or local(term.value),
            definition=self.graph.text(term, DEFINITION, language) or "",
            is_deprecated=bool(self.graph.objects(term, DEPRECATED)),
            relations=tuple(self._relations(term)),
            example=example or self._snippets.of_property(term.value),
            questions=tuple(self._questions.get(term.value, ())),
            shapes=tuple(self._shapes.get(term.value, ())),
        )

    def _relations(self, term: NamedNode) -> Iterator[Relation]:
        found: defaultdict[str, list[Reference]] = defaultdict(list)
        for triple in self.graph.statements(term):
            if triple.predicate not in _TOLD:
                name = reference(triple.predicate, self.graph).name
                found[name].append(reference(object_of(triple), self.graph))
        for predicate, name in _INVERSE.items():
            for subject in self.graph.subjects(predicate, term):
                found[name].append(reference(subject, self.graph))
        for name, values in sorted(found.items()):
            yield Relation(name, tuple(sorted(values, key=lambda value: value.name)))


def _by_term(questions: Iterable[Question]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """For each term of ours, the questions whose text uses it."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for question in questions:
        lines = (line for line in question.text.splitlines() if not line.startswith("#"))
        for name in sorted(set(re.findall(r"\bsr:(\w+)", "\n".join(lines)))):
            found[ns.SR + name].append((question.path, question.summary))
    return found


def _by_judged(shapes: Graph) -> Mapping[str, Sequence[Reference]]:
    """For each term, the shapes that aim at it or judge its values."""
    found: defaultdict[str, set[Reference]] = defaultdict(set)
    for target in TARGETS:
        for shape, term in shapes.pairs(target):
            found[str(term.value)].add(reference(shape, shapes))
    for shape, path in shapes.pairs(PATH):
        for step in steps(from_graph(shapes, path)):
            found[step.iri].add(reference(shape, shapes))
    for shape, one in shapes.pairs(sh("class")):
        found[str(one.value)].add(reference(shape, shapes))
    return {
        iri: sorted((r for r in references if r.href), key=lambda each: each.name)
        for iri, references in found.items()
    }
