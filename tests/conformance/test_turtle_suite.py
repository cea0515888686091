"""The W3C Turtle test suite: what is read, what is refused and where, and every position.

Positions are checked without our own parser of terms: the text under each span, parsed alone with
the prefixes and the base in force there, is the term; blank nodes and the words that Turtle
implies are checked by the bracket or the member they stand at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions.errors import TurtleSyntaxError
from smartregions.turtle.locate import Span, locate
from smartregions.turtle.read import Contribution, read

ROOT = Path(__file__).parents[2]
SUITE = Path(os.environ.get("SMARTREGIONS_SUITES", ROOT.parent / "shared" / "suites")) / "turtle"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDFT = "http://www.w3.org/ns/rdftest#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
COUNTS = {"Eval": 145, "PositiveSyntax": 74, "NegativeSyntax": 94}
IMPLIED = {NamedNode(RDF + name) for name in ("first", "rest", "nil")}
DIRECTIVE = (
    r"(?m)^[ \t]*(@prefix\s+[^>]*>\s*\.|@base\s+[^>]*>\s*\."
    r"|(?i:prefix\s+\S*:\s*<[^>]*>|base\s*<[^>]*>))"
)

pytestmark = pytest.mark.skipif(
    not SUITE.is_dir(), reason=f"no W3C Turtle suite in {SUITE}: set SMARTREGIONS_SUITES"
)


@dataclass(frozen=True)
class Entry:
    name: str
    kind: str
    action: str
    result: Path | None

    @property
    def data(self) -> bytes:
        return local(self.action).read_bytes()


def iri(term: object) -> str:
    assert isinstance(term, NamedNode)
    return term.value


def local(address: str) -> Path:
    return SUITE / address.rsplit("/", 1)[1]


@cache
def base() -> str:
    """What the manifest says that the tests' addresses begin with."""
    text = (SUITE / "manifest.ttl").read_text()
    found = re.search(r"mf:assumedTestBase <([^>]+)>", text)
    assert found
    return found[1]


@cache
def entries() -> tuple[Entry, ...]:
    if not SUITE.is_dir():
        return ()
    parser = pyoxigraph.parse(
        path=str(SUITE / "manifest.ttl"), format=RdfFormat.TURTLE, base_iri=base() + "manifest.ttl"
    )
    graph = pyoxigraph.Dataset(parser)
    found = []
    for quad in graph.quads_for_predicate(NamedNode(RDF + "type")):
        kind = str(quad.object.value) if isinstance(quad.object, NamedNode) else ""
        if kind.startswith(RDFT + "TestTurtle"):
            assert isinstance(quad.subject, NamedNode)
            about = {q.predicate.value: q.object for q in graph.quads_for_subject(quad.subject)}
            result = about.get(NamedNode(MF + "result").value)
            found.append(
                Entry(
                    name=quad.subject.value.rsplit("#", 1)[1],
                    kind=kind.removeprefix(RDFT + "TestTurtle"),
                    action=iri(about[MF + "action"]),
                    result=local(iri(result)) if result else None,
                )
            )
    return tuple(sorted(found, key=lambda entry: entry.name))


def of_kind(*kinds: str) -> list[object]:
    return [pytest.param(e, id=e.name) for e in entries() if e.kind in kinds]


def canonical(triples: Iterable[Triple]) -> set[Triple]:
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(*triple) for triple in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


def test_the_suite_is_whole() -> None:
    kinds = [entry.kind for entry in entries()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == COUNTS


@pytest.mark.parametrize("entry", of_kind("Eval"))
def test_the_triples_are_those_expected(entry: Entry) -> None:
    assert entry.result
    expected = pyoxigraph.parse(path=str(entry.result), format=RdfFormat.N_TRIPLES)
    read_triples = read(entry.data, entry.name, entry.action).triples
    assert canonical(read_triples) == canonical(quad.triple for quad in expected)


@pytest.mark.parametrize("entry", of_kind("NegativeSyntax"))
def test_a_negative_is_refused_with_its_place(entry: Entry) -> None:
    with pytest.raises(TurtleSyntaxError) as caught:
        read(entry.data, entry.name, entry.action)
    lines = entry.data.decode().splitlines()
    for fault in caught.value.faults:
        assert 1 <= fault.line <= len(lines) + 1
        assert 1 <= fault.column <= len((lines + [""])[fault.line - 1]) + 1
        assert (fault.line, fault.column) <= (fault.end_line, fault.end_column)
        assert fault.message


@pytest.mark.parametrize("entry", of_kind("Eval", "PositiveSyntax"))
def test_every_triple_stands_where_it_is_said_to(entry: Entry) -> None:
    contribution = read(entry.data, entry.name, entry.action)
    positions = locate(contribution)
    text = Text(contribution)
    for triple in contribution.triples:
        place = positions.triple(triple)
        assert place is not None
        text.check(triple.predicate, place.predicate)
        text.check(triple.subject, place.subject)
        text.check(triple.object, place.object)
        if triple.predicate not in IMPLIED:
            assert text.offset(place.subject) < text.offset(place.predicate)
            assert text.offset(place.predicate) < text.offset(place.object)


class Text:
    """A contribution's text, cut by spans; lines are counted here anew."""

    def __init__(self, contribution: Contribution) -> None:
        self._text = contribution.text
        self._base = contribution.base
        self._lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", self._text)
        self._cells = {t.subject for t in contribution.triples if t.predicate in IMPLIED}
        self._places: dict[BlankNode, Span] = {}

    def offset(self, span: Span) -> int:
        return sum(map(len, self._lines[: span.line - 1])) + span.column - 1

    def under(self, span: Span) -> str:
        end = sum(map(len, self._lines[: span.end_line - 1])) + span.end_column - 1
        return self._text[self.offset(span) : end]

    def check(self, term: object, span: Span) -> None:
        written = self.under(span)
        if isinstance(term, BlankNode) and not written.startswith("_:"):
            self._check_bracket(term, written, span)
        elif term in IMPLIED and written in ("(", ")"):
            assert written == (")" if term == NamedNode(RDF + "nil") else "(")
        else:
            assert isinstance(term, NamedNode | BlankNode | Literal)
            assert self._meaning(written, self.offset(span)) == term

    def _check_bracket(self, node: BlankNode, written: str, span: Span) -> None:
        """A node always stands at the same place: a bracket of its own, or as a cell a member."""
        assert written
        assert self._places.setdefault(node, span) == span
        if node not in self._cells:
            assert written == "["
            others = self._places.keys() - self._cells - {node}
            assert span not in [self._places[other] for other in others]

    def _meaning(self, written: str, offset: int) -> object:
        before = "\n".join(re.findall(DIRECTIVE, self._text[:offset]))
        predicate = written == "a"
        statement = f"<s:> {written} <o:> ." if predicate else f"<s:> <p:> {written} ."
        (quad,) = pyoxigraph.parse(
            f"{before}\n{statement}".encode(), format=RdfFormat.TURTLE, base_iri=self._base
        )
        return quad.predicate if predicate else quad.object
