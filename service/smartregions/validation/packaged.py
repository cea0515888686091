"""The context that an installation carries: its shapes, its vocabulary, its published data."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from smartregions.corpus import Corpus, Source, digest
from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.validation.context import Context
from smartregions.validation.published import Published
from smartregions.validation.shapes import Shapes, version_of


def packaged(corpus: Corpus, replacing: Collection[Path] = (), published: bool = True) -> Context:
    """Shapes, vocabulary and data of a corpus, less what the files in `replacing` stand for.

    A contribution replaces the data file of its own name (a file is a graph), and itself.
    Without `published` there is no data: the contributions have to stand on their own.
    Raises ServiceError when a file of the corpus cannot be read.
    """
    sources = corpus.sources()
    own = {path.resolve() for path in replacing}
    kept = [s for s in sources if s.path.resolve() not in own]
    data = data_beside(corpus, replacing) if published else []
    vocabulary = tuple(t for s in kept if s.kind in ("ontology", "schemes") for t in _triples(s))
    return Context(
        shapes=_shapes([s for s in sources if s.kind == "shapes"], vocabulary),
        vocabulary=vocabulary,
        published=Published(source.path.read_bytes() for source in data),
    )


def data_beside(corpus: Corpus, replacing: Collection[Path] = ()) -> list[Source]:
    """The data files of a corpus, less those that the files in `replacing` stand for."""
    own, names = {path.resolve() for path in replacing}, {path.name for path in replacing}
    data = (source for source in corpus.sources() if source.kind == "data")
    return [s for s in data if s.path.resolve() not in own and s.path.name not in names]


def _shapes(sources: Collection[Source], vocabulary: tuple[Triple, ...]) -> Shapes:
    triples = tuple(triple for source in sources for triple in _triples(source))
    version = version_of(triples) or version_of(vocabulary)
    return Shapes(triples, version, digest(sources))


def _triples(source: Source) -> list[Triple]:
    try:
        quads = pyoxigraph.parse(
            source.path.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True
        )
        return [quad.triple for quad in quads]
    except (SyntaxError, OSError) as error:
        raise ServiceError(
            Message("{path} cannot be read: {error}", path=source.path, error=error)
        ) from error
