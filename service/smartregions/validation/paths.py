"""SHACL property paths: read from a shapes graph, read as SPARQL, written in a person's prefixes.

SHACL 2.3.1 (paths), SPARQL 1.1 9.1 (their syntax).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.errors import CannotJudge
from smartregions.messages import Message
from smartregions.validation.graph import FIRST, Graph, Term


@dataclass(frozen=True, slots=True)
class Predicate:
    """One property, from subject to object."""

    iri: str


@dataclass(frozen=True, slots=True)
class Inverse:
    """A path walked backwards."""

    of: Path


@dataclass(frozen=True, slots=True)
class Sequence:
    """Paths walked one after the other."""

    steps: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any one of several paths."""

    choices: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A path walked several times; the sign is `*`, `+` or `?`."""

    of: Path
    sign: str


Path = Predicate | Inverse | Sequence | Alternative | Repeat

SH_REPEATS = {
    NamedNode(ns.SH + "zeroOrMorePath"): "*",
    NamedNode(ns.SH + "oneOrMorePath"): "+",
    NamedNode(ns.SH + "zeroOrOnePath"): "?",
}
SH_INVERSE = NamedNode(ns.SH + "inversePath")
SH_ALTERNATIVE = NamedNode(ns.SH + "alternativePath")


def from_graph(graph: Graph, node: Term) -> Path:
    """The path that a node of a shapes graph describes; raises CannotJudge when it is none."""
    if isinstance(node, NamedNode):
        return Predicate(node.value)
    if graph.value(node, FIRST) is not None:
        return Sequence(tuple(from_graph(graph, step) for step in graph.items(node)))
    for predicate, sign in SH_REPEATS.items():
        if (inner := graph.value(node, predicate)) is not None:
            return Repeat(from_graph(graph, inner), sign)
    if (inner := graph.value(node, SH_INVERSE)) is not None:
        return Inverse(from_graph(graph, inner))
    if (inner := graph.value(node, SH_ALTERNATIVE)) is not None:
        return Alternative(tuple(from_graph(graph, choice) for choice in graph.items(inner)))
    raise CannotJudge(Message("The shapes hold a property path that is none: {node}.", node=node))


TOKEN = re.compile(r"\s*(<[^<>\s]*>|[()/|^*+?])")


def from_sparql(text: str) -> Path:
    """The path that SPARQL writes so, with IRIs in full; raises CannotJudge when it is none."""
    tokens = TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text):
        raise CannotJudge(Message("This is not a property path: {text}.", text=text))
    path = _alternative(tokens)
    if tokens:
        raise CannotJudge(Message("This is not a property path: {text}.", text=text))
    return path


def _alternative(tokens: list[str]) -> Path:
    choices = [_sequence(tokens)]
    while tokens and tokens[0] == "|":
        tokens.pop(0)
        choices.append(_sequence(tokens))
    return choices[0] if len(choices) == 1 else Alternative(tuple(choices))


def _sequence(tokens: list[str]) -> Path:
    steps = [_step(tokens)]
    while tokens and tokens[0] == "/":
        tokens.pop(0)
        steps.append(_step(tokens))
    return steps[0] if len(steps) == 1 else Sequence(tuple(steps))


def _step(tokens: list[str]) -> Path:
    if tokens and tokens[0] == "^":
        tokens.pop(0)
        return Inverse(_step(tokens))
    path = _primary(tokens)
    while tokens and tokens[0] in "*+?":
        path = Repeat(path, tokens.pop(0))
    return path


def _primary(tokens: list[str]) -> Path:
    token = tokens.pop(0) if tokens else ""
    if token.startswith("<"):
        return Predicate(token[1:-1])
    if token != "(":
        raise CannotJudge(Message("A property path ends too early."))
    path = _alternative(tokens)
    if not tokens or tokens.pop(0) != ")":
        raise CannotJudge(Message("A property path lacks a closing parenthesis."))
    return path


def write(path: Path, name: Callable[[str], str]) -> str:
    """The path in SPARQL's syntax; `name` writes one IRI (`sr:role`, `<http://...>`)."""
    match path:
        case Predicate(iri):
            return name(iri)
        case Inverse(of):
            return "^" + _inner(of, name)
        case Sequence(steps):
            return "/".join(_inner(step, name) for step in steps)
        case Alternative(choices):
            return "|".join(_inner(choice, name) for choice in choices)
        case Repeat(of, sign):
            return _inner(of, name) + sign


def _inner(path: Path, name: Callable[[str], str]) -> str:
    text = write(path, name)
    return text if isinstance(path, Predicate) else f"({text})"


@dataclass(frozen=True, slots=True)
class Step:
    """One property as a path uses it."""

    iri: str
    inverse: bool


def steps(path: Path, inverse: bool = False) -> Iterator[Step]:
    """Every property in the path, with the direction in which it is walked."""
    match path:
        case Predicate(iri):
            yield Step(iri, inverse)
        case Inverse(of):
            yield from steps(of, not inverse)
        case Repeat(of, _):
            yield from steps(of, inverse)
        case Sequence(parts) | Alternative(parts):
            for part in parts:
                yield from steps(part, inverse)
