"""Where ontology, schemes, shapes, data and queries lie: in a checkout, a wheel, or a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from smartregions.dataset import DatasetSettings, read_settings
from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.namespaces import (
    DEFAULT_GRAPH,
    GRAPH,
    ONTOLOGY_GRAPH,
    PROVENANCE_GRAPH,
    SCHEMES_GRAPH,
    SHAPES_GRAPH,
)

Kind = Literal["ontology", "schemes", "shapes", "data"]

_PACKAGE = Path(__file__).parent
_RESERVED = (ONTOLOGY_GRAPH, SCHEMES_GRAPH, SHAPES_GRAPH, PROVENANCE_GRAPH)


@dataclass(frozen=True, slots=True)
class Source:
    """One Turtle file of the corpus; several files of one kind may make one named graph."""

    graph: str
    path: Path
    kind: Kind
    sha256: str
    """Of the file's bytes, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder that holds `ontology/`, `shapes/`, `data/` and `queries/`."""

    root: Path
    settings: DatasetSettings = field(default_factory=DatasetSettings)

    @property
    def ontology(self) -> Path:
        """Folder of the ontology's modules."""
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        """Folder of the shapes."""
        return self.root / "shapes"

    @property
    def data(self) -> Path:
        """Folder of the data, in folders of any depth."""
        return self.root / "data"

    @property
    def queries(self) -> Path:
        """Folder of the stored questions."""
        return self.root / "queries"

    def sources(self) -> tuple[Source, ...]:
        """Every Turtle file with the graph that it fills, by graph and path.

        Raises ServiceError when two data files have one name, for each is a graph of that name.
        """
        found = [
            *_sources("ontology", self.ontology.glob("*.ttl"), ONTOLOGY_GRAPH),
            *_sources("schemes", (self.ontology / "schemes").glob("**/*.ttl"), SCHEMES_GRAPH),
            *_sources("shapes", self.shapes.glob("**/*.ttl"), SHAPES_GRAPH),
            *_data(self.data.glob("**/*.ttl"), self._reserved()),
        ]
        return tuple(sorted(found, key=lambda source: (source.graph, source.path)))

    def _reserved(self) -> tuple[str, ...]:
        """Graphs that no data file may fill; a default graph of its own is filled like any."""
        return (*_RESERVED, DEFAULT_GRAPH) if self.settings.is_union else _RESERVED


def find(folder: Path | None = None) -> Corpus:
    """The corpus in the folder; without one, that of this installation.

    Raises ServiceError when there is none, or its `dataset.toml` cannot be used.
    """
    places = [folder] if folder else [_PACKAGE / "_corpus", _PACKAGE.parent.parent]
    for place in places:
        if (place / "ontology").is_dir():
            return Corpus(place, read_settings(place))
    raise ServiceError(
        Message(
            "There is no folder ontology/ in {folder}: no corpus lies there.", folder=places[-1]
        )
    )


def digest(sources: Iterable[Source]) -> str:
    """One SHA-256 for a set of sources: it changes when any file of theirs does."""
    lines = sorted(f"{source.path.name} {source.sha256}\n" for source in sources)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _sources(kind: Kind, paths: Iterable[Path], graph: str) -> list[Source]:
    return [
        Source(graph, path, kind, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths
    ]


def _data(paths: Iterable[Path], reserved: Iterable[str]) -> list[Source]:
    by_graph: dict[str, Source] = {}
    for path in sorted(paths):
        (source,) = _sources("data", [path], GRAPH + path.stem)
        other = by_graph.setdefault(source.graph, source)
        is_reserved = source.graph in reserved
        if other is not source or is_reserved:
            raise ServiceError(
                f"{path} and {other.path} would both be <{source.graph}>: rename one."
                if not is_reserved
                else f"{path}: the name {path.stem} belongs to the project's own graph."
            )
    return list(by_graph.values())
