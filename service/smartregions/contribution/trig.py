"""TriG with one graph, read as the Turtle that stands in it.

What TriG has besides, `GRAPH <g> {` and `}`, is replaced by spaces and a dot, so that every triple
keeps its place. The parser's own triples of the TriG are compared with those of that Turtle.
https://www.w3.org/TR/trig/#sec-grammar
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from smartregions.errors import CannotJudge, Fault, TurtleSyntaxError
from smartregions.messages import Message
from smartregions.turtle.mistakes.documents import decoded, triple_term
from smartregions.turtle.read import Contribution, as_told, read
from smartregions.turtle.tokens import Token, tokens

NAMES = ("iri", "name", "label")


def read_trig(data: bytes, name: str, base: str | None) -> tuple[Contribution, str | None]:
    """The triples of the one graph, and its name, if it has one.

    Raises TurtleSyntaxError, also for several graphs and for one that a blank node names.
    """
    text = decoded(data, name)
    if newer := triple_term(text):
        raise TurtleSyntaxError(newer, name=name)
    try:
        quads = list(pyoxigraph.parse(data, format=RdfFormat.TRIG, base_iri=base))
    except SyntaxError as error:
        raise TurtleSyntaxError(as_told(error), name=name) from None
    graphs = {quad.graph_name for quad in quads}
    if len(graphs) > 1:
        message = Message(
            "This text has {graphs} graphs, and one is written at a time.", graphs=len(graphs)
        )
        raise TurtleSyntaxError(
            Fault(message, 1, 1, 1, 2, Message("send each graph by itself")), name=name
        )
    contribution = read(_masked(text).encode(), name, base)
    if _numbered(contribution.triples) != _numbered(quad.triple for quad in quads):
        raise CannotJudge(
            Message("The positions of this text could not be found out: send it as Turtle.")
        )
    graph = next(iter(graphs), None)
    digest = hashlib.sha256(data).hexdigest()
    named = graph.value if isinstance(graph, NamedNode) else None
    return replace(contribution, sha256=digest), named


def _numbered(triples: Iterable[Triple]) -> list[tuple[object, ...]]:
    """The triples, blank nodes by their order: brackets get another label at each parsing."""
    numbers: dict[object, int] = {}
    return [
        tuple(
            numbers.setdefault(term, len(numbers)) if isinstance(term, BlankNode) else term
            for term in triple
        )
        for triple in triples
    ]


def _masked(text: str) -> str:
    """The text as Turtle of the same length, line by line."""
    pieces: list[str] = []
    behind = 0
    for start, end, dot in _marks(text):
        pieces += [text[behind:start], "." if dot else " " * (end - start)]
        behind = end
    return "".join([*pieces, text[behind:]])


def _marks(text: str) -> Iterator[tuple[int, int, bool]]:
    """What is not Turtle: start, end, and whether a dot must stand there."""
    before: list[Token] = []
    last = ""
    for token in _cut(text):
        if token.text == "{":
            yield from ((one.start, one.end, False) for one in _naming(before))
            yield token.start, token.end, False
            last = "{"
        elif token.text == "}":
            yield token.start, token.end, last not in (".", "{", "")
            last = "."
        elif token.kind != "comment":
            before = [*before[-1:], token]
            last = token.text


def _cut(text: str) -> Iterator[Token]:
    """The tokens, braces by themselves."""
    for token in tokens(text):
        if token.kind == "other":
            for offset, character in enumerate(token.text, token.start):
                yield Token("other", character, offset, offset + 1)
        else:
            yield token


def _naming(before: list[Token]) -> list[Token]:
    """`GRAPH <g>` or `<g>` before a brace; a brace alone opens the default graph."""
    if not before or before[-1].kind not in NAMES:
        return []
    word = before[:-1] and before[-2].kind == "word" and before[-2].text.upper() == "GRAPH"
    return before[-2:] if word else before[-1:]
