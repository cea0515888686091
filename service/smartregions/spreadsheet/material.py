"""What templates and conversions are made from: shapes, vocabulary, and what is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.corpus import Corpus
from smartregions.validation import packaged
from smartregions.validation.graph import TYPE, Graph, Node, Term, object_of
from smartregions.validation.shapes import Shapes

LABEL = NamedNode(ns.RDFS + "label")
PREF_LABEL = NamedNode(ns.SKOS + "prefLabel")


@dataclass(frozen=True)
class Material:
    """The shapes and words of a corpus, and its published data."""

    shapes: Shapes
    words: Graph
    """Ontology and schemes."""
    data: tuple[Triple, ...] = ()

    @cached_property
    def things(self) -> Graph:
        """What is published, on top of the words."""
        return Graph(self.data, below=self.words)

    @cached_property
    def _values(self) -> dict[NamedNode, list[Term]]:
        found: dict[NamedNode, list[Term]] = {}
        for triple in self.data:
            found.setdefault(triple.predicate, []).append(object_of(triple))
        return found

    @cached_property
    def classes(self) -> frozenset[Term]:
        """The classes of ours of which anything is published."""
        found = {one for _, one in self.things.pairs(TYPE)}
        return frozenset(one for one in found if str(one.value).startswith(ns.SR))

    def used(self, predicate: NamedNode) -> list[Term]:
        """The published values of a property."""
        return self._values.get(predicate, [])

    def instances(self, one: Term) -> Iterator[Node]:
        """The published things of a class and of those below it."""
        for each in self.words.subclasses([one]):
            yield from self.things.subjects(TYPE, each)

    def properties(self, one: Term) -> Counter[NamedNode]:
        """How many of the published things of the class itself have each property."""
        found: Counter[NamedNode] = Counter()
        for thing in self.things.subjects(TYPE, one):
            found.update({triple.predicate for triple in self.things.statements(thing)})
        return found

    def folder(self, one: Term) -> str:
        """The namespace of most of the class's published things; else one from its name."""
        found: Counter[str] = Counter()
        for thing in self.things.subjects(TYPE, one):
            if isinstance(thing, NamedNode) and thing.value.startswith(ns.ID):
                found[thing.value.rpartition("/")[0] + "/"] += 1
        return found.most_common(1)[0][0] if found else f"{ns.ID}{_hyphenated(one)}/"


def _hyphenated(one: Term) -> str:
    """`sr:MonitoringReport` as `monitoring-report`."""
    name = str(one.value).replace("#", "/").rpartition("/")[2]
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def material(corpus: Corpus) -> Material:
    """What a corpus holds; raises ServiceError when a file of it cannot be read."""
    context = packaged(corpus, published=False)
    return Material(context.shapes, context.words, tuple(_data(corpus)))


def _data(corpus: Corpus) -> Iterator[Triple]:
    for source in corpus.sources():
        if source.kind == "data":
            data = source.path.read_bytes()
            quads = pyoxigraph.parse(data, format=RdfFormat.TURTLE, rename_blank_nodes=True)
            yield from (quad.triple for quad in quads)
