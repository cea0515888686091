"""The classes and the properties that join them, laid out as boxes in columns.

A box lists the properties that lead to other classes; a line runs from the property to the class.
Columns by the longest way to what depends on nothing; rows by the mean of their neighbours (the
barycentre method of Sugiyama, Tagawa and Toda, 1981).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from smartregions.documentation.references import local
from smartregions.documentation.vocabulary import DOMAIN, LABEL, RANGE
from smartregions.validation.graph import SUBCLASS, Graph

WIDTH = 200
"""Of a box, at the least; LETTER and PADDING are those of its name, whose text is bold."""
LETTER, PADDING = 8.4, 10
HEAD = 30
LINE = 20
GAP_ACROSS = 62
GAP_DOWN = 26
MARGIN = 12
SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One property of a box; `y` is where its text stands."""

    name: str
    label: str
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    """One class."""

    name: str
    label: str
    x: int
    y: int
    height: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """From a property to a class; `is_kind` from a class to the one above it."""

    path: str
    title: str
    is_kind: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and lines in a picture of some size; `across` is the width of a box."""

    across: int
    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


Edges = Mapping[str, Sequence[tuple[str, str]]]
"""IRI of a class to the properties that lead from it, each with the class to which it leads."""


def diagram(graph: Graph, classes: Iterable[str], language: str) -> Diagram:
    """The diagram of the classes of an ontology."""
    known = sorted(classes)
    edges = _edges(graph, known)
    columns = _ordered(_columns(known, edges), edges)
    longest = max((len(_label(graph, one, language)) for one in known), default=0)
    width = max(WIDTH, math.ceil(LETTER * longest) + 2 * PADDING)
    boxes = {box.name: box for box in _boxes(columns, edges, graph, language, width)}
    return Diagram(
        across=width,
        width=2 * MARGIN + len(columns) * (width + GAP_ACROSS) - GAP_ACROSS // 2,
        height=MARGIN + max((box.y + box.height for box in boxes.values()), default=0),
        boxes=tuple(boxes.values()),
        lines=tuple(_lines(boxes, edges, width)),
    )


def _edges(graph: Graph, known: Sequence[str]) -> Edges:
    found: dict[str, list[tuple[str, str]]] = {one: [] for one in known}
    for one in known:
        for above in graph.objects(NamedNode(one), SUBCLASS):
            if above.value in found:
                found[one].append((SUBCLASS.value, str(above.value)))
        for predicate in sorted(graph.subjects(DOMAIN, NamedNode(one)), key=str):
            for target in graph.objects(predicate, RANGE):
                if target.value in found:
                    found[one].append((str(predicate.value), str(target.value)))
    return found


def _columns(known: Sequence[str], edges: Edges) -> list[list[str]]:
    """Each class right of all that lead to it; a way back is left out of account."""
    depth: dict[str, int] = {}

    def deep(one: str, above: frozenset[str]) -> int:
        if one not in depth:
            inner = above | {one}
            below = (deep(to, inner) + 1 for _, to in edges[one] if to not in inner)
            depth[one] = max(below, default=0)
        return depth[one]

    most = max((deep(one, frozenset()) for one in known), default=0)
    columns: list[list[str]] = [[] for _ in range(most + 1)]
    for one in known:
        columns[most - depth[one]].append(one)
    return columns


def _ordered(columns: list[list[str]], edges: Edges) -> list[list[str]]:
    """The same columns, each in the order of the mean place of what its classes are joined to."""
    joined: dict[str, list[str]] = {one: [to for _, to in out] for one, out in edges.items()}
    for one, out in edges.items():
        for _, to in out:
            joined[to].append(one)
    for _ in range(SWEEPS):
        place = {one: n / len(column) for column in columns for n, one in enumerate(column)}
        for column in columns:
            column.sort(key=lambda one: (_mean([place[o] for o in joined[one]], place[one]), one))
    return columns


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _boxes(
    columns: Sequence[Sequence[str]], edges: Edges, graph: Graph, language: str, width: int
) -> Iterator[Box]:
    for across, column in enumerate(columns):
        y = MARGIN
        for one in column:
            names = dict.fromkeys(name for name, _ in edges[one] if name != SUBCLASS.value)
            rows = tuple(
                Row(name, _label(graph, name, language), HEAD + LINE * n + 14)
                for n, name in enumerate(names)
            )
            height = HEAD + LINE * len(rows) + (6 if rows else 0)
            x = MARGIN + across * (width + GAP_ACROSS)
            yield Box(one, _label(graph, one, language), x, y, height, rows)
            y += height + GAP_DOWN


def _label(graph: Graph, iri: str, language: str) -> str:
    return graph.text(NamedNode(iri), LABEL, language) or local(iri)


def _lines(boxes: Mapping[str, Box], edges: Edges, width: int) -> Iterator[Line]:
    for one, out in edges.items():
        for name, to in out:
            source, target = boxes[one], boxes[to]
            own = [row.y - 5 for row in source.rows if row.name == name]
            start = source.y + (own[0] if own else HEAD // 2)
            title = f"{source.label} → {target.label}"
            yield Line(_curve(source, start, target, width), title, name == SUBCLASS.value)


def _curve(source: Box, start: int, target: Box, width: int) -> str:
    """From the right side of a box to the left side of another; within a column by the right."""
    end = target.y + HEAD // 2
    right = source.x + width
    if target.x > source.x:
        half = (target.x - right) // 2
        return f"M{right} {start} C{right + half} {start} {target.x - half} {end} {target.x} {end}"
    side = target.x + width
    out = GAP_ACROSS // 2
    return f"M{right} {start} C{right + out} {start} {side + out} {end} {side} {end}"
