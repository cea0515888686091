"""The one form in which this project writes Turtle, so that a diff is a review.

A header of comments; the prefixes in use, in the order of `namespaces.PREFIXES`; a block per
subject (ontology or concept scheme first, then by IRI), `a` first, then labels, definitions,
the rest by namespace; objects sorted; lines end with LF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.errors import NotFormattable
from smartregions.messages import Message
from smartregions.turtle.layout import Layout
from smartregions.turtle.lines import Lines
from smartregions.turtle.read import Contribution, read
from smartregions.turtle.spelling import Spelling
from smartregions.turtle.tokens import tokens
from smartregions.turtle.trees import Trees

_HEADER = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?(?:\r\n?|\n|\Z(?<!\n)))*+")


def canonical(text: bytes, name: str) -> str:
    """The canonical form of a Turtle file; applied to its own result it changes nothing.

    Raises TurtleSyntaxError, or NotFormattable when a comment or a triple would be lost.
    """
    contribution = read(text, name)
    header, comments_end = leading_comments(contribution.text)
    _refuse_comments(contribution, comments_end)
    triples = _canonically_labelled(set(contribution.triples))
    spelling = Spelling(contribution.prefixes, _iris(triples))
    blocks = list(Layout(Trees(triples), spelling).blocks())
    prefixes = [f"@prefix {name}: <{iri}> .\n" for name, iri in spelling.prefixes().items()]
    gap = "\n" if prefixes and blocks else ""
    result = header + "".join(prefixes) + gap + "\n\n".join(blocks) + ("\n" if blocks else "")
    _refuse_change(contribution, result)
    return result


def leading_comments(text: str) -> tuple[str, int]:
    """The comments before anything else, and where they end."""
    match = _HEADER.match(text)
    assert match
    lines = [line.strip() for line in re.split("\r\n?|\n", match.group())]
    header = "\n".join(lines).strip("\n")
    return f"{header}\n" if header else "", match.end()


def _refuse_comments(contribution: Contribution, start: int) -> None:
    for token in tokens(contribution.text, start):
        if token.kind == "comment":
            line, column = Lines(contribution.text).place(token.start)
            raise NotFormattable(
                Message(
                    "{place}: this comment would be lost: move it to the top of the file, "
                    "or into the data (skos:note, rdfs:comment).",
                    place=f"{contribution.name}:{line}:{column}",
                ),
                line,
                column,
            )


def _canonically_labelled(triples: set[Triple]) -> set[Triple]:
    """The same graph; where a label must be written, it depends on the graph alone."""
    return _canonicalized(triples) if Trees(triples).labels else triples


def _canonicalized(triples: Iterable[Triple]) -> set[Triple]:
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(*triple) for triple in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


def _iris(triples: Iterable[Triple]) -> set[str]:
    """The IRIs that the written form may name."""
    terms = {term for triple in triples for term in triple}
    types = {term.datatype.value for term in terms if isinstance(term, Literal)}
    return types | {term.value for term in terms if isinstance(term, NamedNode)}


def _refuse_change(before: Contribution, result: str) -> None:
    old, new = set(before.triples), set(read(result.encode(), before.name).triples)
    if any(isinstance(term, BlankNode) for triple in old for term in triple):
        old, new = _canonicalized(old), _canonicalized(new)
    if old != new:
        raise NotFormattable(
            Message(
                "Formatting would change the triples of {name}: left as it is.", name=before.name
            )
        )
