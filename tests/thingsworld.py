"""The packaged data in one store, and its descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Store

from smartregions import corpus
from smartregions.index import Revision
from smartregions.index.dataset import as_stored
from smartregions.index.evaluation import Limits
from smartregions.index.quads import quads
from smartregions.namespaces import BASE, RDF
from smartregions.things import parcel
from smartregions.things.context import Context, context
from smartregions.things.describing import Asked, describing, task
from smartregions.things.description import Description
from smartregions.things.document import Document
from smartregions.things.vocabulary import Vocabulary, vocabulary

ADDRESS = "http://service.example/"
_TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True)
class World:
    """The packaged data and the terms of its corpus."""

    store: Store
    vocabulary: Vocabulary
    context: Context

    def describe(self, iri: str, page: int = 1) -> Description:
        asked = Asked((iri,), self.document(iri), page)
        done = describing(True, Limits())(self.store, Revision(1, ""), task(asked))
        return parcel.unpacked(done)

    def document(self, iri: str) -> Document:
        return Document(ADDRESS + "doc/" + iri.removeprefix(BASE))

    def count(self, iri: str) -> int:
        """The statements that lead to a thing."""
        there = self.store.quads_for_pattern(None, None, NamedNode(iri), pyoxigraph.DefaultGraph())
        return len(list(there))

    def sample(self, most: int) -> Iterator[tuple[str, str]]:
        """So many things of each class, spread over all, with the class."""
        found = self.store.quads_for_pattern(None, _TYPE, None, pyoxigraph.DefaultGraph())
        pairs = sorted(
            (quad.object.value, quad.subject.value)
            for quad in found
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(BASE)
        )
        for kind, of_kind in groupby(pairs, key=lambda pair: pair[0]):
            every = [iri for _, iri in of_kind]
            yield from ((kind, iri) for iri in every[:: max(1, len(every) // most)][:most])


def packaged() -> World:
    store, home = Store(), corpus.find()
    for source in home.sources():
        parsed = pyoxigraph.parse(
            path=str(source.path), format=RdfFormat.TURTLE, rename_blank_nodes=True
        )
        text = pyoxigraph.serialize((q.triple for q in parsed), format=RdfFormat.N_TRIPLES) or b""
        store.bulk_extend(as_stored(quads(text, source.graph), True))
    known = vocabulary(home)
    return World(store, known, context(known))
