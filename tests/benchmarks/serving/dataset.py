"""The files that the servers load: a corpus for ours, and the same triples as N-Triples."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Triple

from serving.data import lines
from smartregions import corpus as corpora
from smartregions.corpus import Corpus

SEED = 1


@dataclass(frozen=True, slots=True)
class Dataset:
    """One size of data in a folder of its own."""

    triples: int
    """As generated; ontology, schemes and shapes come on top."""
    folder: Path

    @property
    def corpus(self) -> Path:
        """A folder as `SMARTREGIONS_CORPUS` takes it: a graph for each kind of thing."""
        return self.folder / "corpus"

    @property
    def ntriples(self) -> Path:
        """Everything that the corpus holds, without graphs."""
        return self.folder / "all.nt"


def dataset(cache: Path, triples: int) -> Dataset:
    """The data of that size, made when it is not there or what it is made from has changed."""
    ours = corpora.find()
    made = Dataset(triples, cache / "data" / str(triples))
    stamp = made.folder / "made-from"
    current = _digest(ours)
    if not stamp.exists() or stamp.read_text() != current:
        shutil.rmtree(made.folder, ignore_errors=True)
        _write_corpus(made, ours)
        _write_ntriples(made)
        stamp.write_text(current)
    return made


def _digest(ours: Corpus) -> str:
    """Of what the data is made from: the generator, this file, our corpus without its data, and
    where that lies, for it is linked to."""
    sources = [source for source in ours.sources() if source.kind != "data"]
    programs = [Path(__file__), Path(__file__).with_name("data.py")]
    parts = [corpora.digest(sources), str(ours.ontology), *(path.read_text() for path in programs)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _write_corpus(made: Dataset, ours: Corpus) -> None:
    data = made.corpus / "data"
    data.mkdir(parents=True)
    for folder in (ours.ontology, ours.shapes, ours.queries):
        (made.corpus / folder.name).symlink_to(folder)
    with ExitStack() as open_files:
        files = {}
        for kind, line in lines(made.triples, ours.ontology / "schemes", SEED):
            if kind not in files:
                path = data / f"made-up-{kind}.ttl"
                files[kind] = open_files.enter_context(path.open("w", encoding="utf-8"))
            files[kind].write(line)


def _write_ntriples(made: Dataset) -> None:
    pyoxigraph.serialize(_triples(made), made.ntriples, format=RdfFormat.N_TRIPLES)


def _triples(made: Dataset) -> Iterator[Triple]:
    for number, source in enumerate(corpora.find(made.corpus).sources()):
        for quad in pyoxigraph.parse(path=source.path, rename_blank_nodes=number > 0):
            yield _triple(quad)


def _triple(quad: Quad) -> Triple:
    return Triple(quad.subject, quad.predicate, quad.object)
