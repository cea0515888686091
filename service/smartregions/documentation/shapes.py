"""The shapes, file by file: what each wants, what it says when it does not get it, an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.documentation.references import (
    NAMES,
    Reference,
    Relation,
    local,
    reference,
    shown,
)
from smartregions.documentation.snippets import Snippets, turtle
from smartregions.documentation.vocabulary import DEFINITION, LABEL, parsed
from smartregions.validation.graph import TYPE, Graph, Node, Term, object_of, subject_of
from smartregions.validation.ordering import order
from smartregions.validation.paths import from_graph, steps
from smartregions.validation.shapes import PATH, TARGETS, sh

EXAMPLE = NamedNode(ns.SKOS + "example")
NODE_SHAPE = sh("NodeShape")
PROPERTY = sh("property")
_TOLD = {
    *map(sh, ("path", "property", "name", "description", "message", "severity", "order")),
    *TARGETS,
    *(LABEL, DEFINITION, TYPE, EXAMPLE, NamedNode(ns.RDFS + "seeAlso")),
}


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What a shape wants of the values of one path."""

    iri: str
    name: str
    path: str
    description: str
    message: str
    severity: str
    demands: tuple[Relation, ...]
    snippet: str
    """Turtle that the shape accepts; empty where nothing is published of the kind."""

    @property
    def local(self) -> str:
        """The anchor."""
        return local(self.iri)


@dataclass(frozen=True, slots=True)
class NodeShape:
    """What a shape wants of a thing."""

    iri: str
    label: str
    definition: str
    message: str
    severity: str
    targets: tuple[Relation, ...]
    demands: tuple[Relation, ...]
    properties: tuple[PropertyShape, ...]

    @property
    def local(self) -> str:
        """The anchor."""
        return local(self.iri)


@dataclass(frozen=True, slots=True)
class ShapesFile:
    """One file of shapes."""

    name: str
    about: str
    """The comment at its head."""
    shapes: tuple[NodeShape, ...]

    @property
    def title(self) -> str:
        """The file's name in words."""
        return title_of(Path(self.name))


class ShapesReader:
    """Reads the documentation of shapes out of their graph."""

    def __init__(self, files: Iterable[Path], snippets: Snippets) -> None:
        self._files = {path: parsed(path) for path in sorted(files)}
        self.graph = Graph(t for triples in self._files.values() for t in triples)
        self._snippets = snippets

    def files(self, language: str) -> tuple[ShapesFile, ...]:
        """All of them, with texts in a language where there are such."""
        return tuple(
            ShapesFile(
                name=path.stem,
                about=heading_of(path),
                shapes=tuple(self._node_shapes(triples, language)),
            )
            for path, triples in self._files.items()
        )

    def _node_shapes(self, triples: Sequence[Triple], language: str) -> Iterator[NodeShape]:
        own = {subject_of(t) for t in triples if object_of(t) == NODE_SHAPE}
        for shape in sorted(own, key=str):
            if isinstance(shape, NamedNode):
                yield self._node_shape(shape, language)

    def _node_shape(self, shape: NamedNode, language: str) -> NodeShape:
        classes = self.graph.objects(shape, sh("targetClass"))
        inner = self.graph.objects(shape, PROPERTY)
        inner = sorted(inner, key=lambda each: (order(self.graph, each), str(each)))
        return NodeShape(
            iri=shape.value,
            label=self._text(shape, LABEL, language),
            definition=self._text(shape, DEFINITION, language),
            message=self._text(shape, sh("message"), language),
            severity=self._severity(shape),
            targets=tuple(self._relations(shape, TARGETS)),
            demands=tuple(self._demands(shape)),
            properties=tuple(
                self._property_shape(p, classes[0] if classes else None, language)
                for p in inner
                if isinstance(p, NamedNode)
            ),
        )

    def _property_shape(self, shape: NamedNode, one: Term | None, language: str) -> PropertyShape:
        path = self.graph.value(shape, PATH)
        return PropertyShape(
            iri=shape.value,
            name=self._text(shape, sh("name"), language),
            path=NAMES.path(from_graph(self.graph, path)) if path is not None else "",
            description=self._text(shape, sh("description"), language),
            message=self._text(shape, sh("message"), language),
            severity=self._severity(shape),
            demands=tuple(self._demands(shape)),
            snippet=self._snippet(shape, path, one),
        )

    def _snippet(self, shape: NamedNode, path: Term | None, one: Term | None) -> str:
        """A published statement; else one with the shape's own example; none where none may be."""
        most = self.graph.value(shape, sh("maxCount"))
        if path is None or (isinstance(most, Literal) and most.value == "0"):
            return ""
        for step in steps(from_graph(self.graph, path)):
            if not step.inverse and (found := self._snippets.of_property(step.iri, one)):
                return found
        example = self.graph.value(shape, EXAMPLE)
        if example is None or not isinstance(path, NamedNode):
            return ""
        return turtle([Triple(NamedNode(ns.ID + "example"), path, example)])

    def _text(self, node: Node, predicate: NamedNode, language: str) -> str:
        return self.graph.text(node, predicate, language) or ""

    def _severity(self, shape: Node) -> str:
        severity = self.graph.value(shape, sh("severity"))
        return local(str(severity.value)) if severity else "Violation"

    def _demands(self, shape: Node) -> Iterator[Relation]:
        said = dict.fromkeys(triple.predicate for triple in self.graph.statements(shape))
        yield from self._relations(shape, (p for p in said if p not in _TOLD))

    def _relations(self, shape: Node, predicates: Iterable[NamedNode]) -> Iterator[Relation]:
        for predicate in predicates:
            values = [self._value(value) for value in self.graph.objects(shape, predicate)]
            if values:
                yield Relation(NAMES.iri(predicate.value), tuple(values))

    def _value(self, value: Term) -> Reference:
        if query := self.graph.value(value, sh("select")):
            return Reference(str(query.value))
        found = reference(value, self.graph)
        return found if found.href else Reference(shown(value, self.graph))


def title_of(path: Path) -> str:
    """The name of a file of shapes, in words."""
    return path.stem.replace("-", " ").capitalize()


def heading_of(path: Path) -> str:
    """The comment at the head of a file of shapes, which says what it is about."""
    first = path.read_text("utf-8").partition("\n")[0]
    return first.lstrip("# ") if first.startswith("#") else ""
