"""Property paths: SHACL 2.3.1 and the syntax of SPARQL 1.1, section 9.1."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat

from smartregions.errors import CannotJudge
from smartregions.validation.graph import Graph
from smartregions.validation.names import Names
from smartregions.validation.paths import (
    Alternative,
    Inverse,
    Predicate,
    Repeat,
    Sequence,
    Step,
    from_graph,
    from_sparql,
    steps,
)

A, B, C = (Predicate(f"http://ex/{letter}") for letter in "abc")
NAMES = Names({"ex": "http://ex/"})

FORMS = [
    ("ex:a", "ex:a", A),
    ("[ sh:inversePath ex:a ]", "^ex:a", Inverse(A)),
    ("( ex:a ex:b )", "ex:a/ex:b", Sequence((A, B))),
    ("[ sh:alternativePath ( ex:a ex:b ) ]", "ex:a|ex:b", Alternative((A, B))),
    ("[ sh:zeroOrMorePath ex:a ]", "ex:a*", Repeat(A, "*")),
    ("[ sh:oneOrMorePath ex:a ]", "ex:a+", Repeat(A, "+")),
    ("[ sh:zeroOrOnePath ex:a ]", "ex:a?", Repeat(A, "?")),
    (
        "( [ sh:inversePath ex:a ] [ sh:zeroOrMorePath ( ex:b ex:c ) ] )",
        "(^ex:a)/((ex:b/ex:c)*)",
        Sequence((Inverse(A), Repeat(Sequence((B, C)), "*"))),
    ),
    (
        "[ sh:inversePath [ sh:alternativePath ( ex:a ex:b ) ] ]",
        "^(ex:a|ex:b)",
        Inverse(Alternative((A, B))),
    ),
]


@pytest.mark.parametrize(("turtle", "sparql", "path"), FORMS)
def test_a_path_is_read_from_a_shapes_graph(turtle: str, sparql: str, path: object) -> None:
    text = f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> .
        ex:shape sh:path {turtle} ."""
    quads = pyoxigraph.parse(text, format=RdfFormat.TURTLE)
    graph = Graph(quad.triple for quad in quads)
    node = graph.value(NamedNode("http://ex/shape"), NamedNode("http://www.w3.org/ns/shacl#path"))
    assert node is not None
    assert from_graph(graph, node) == path


@pytest.mark.parametrize(("turtle", "sparql", "path"), FORMS)
def test_a_path_is_written_in_the_prefixes_of_the_file(
    turtle: str, sparql: str, path: Predicate
) -> None:
    assert NAMES.path(path) == sparql


@pytest.mark.parametrize(("turtle", "sparql", "path"), FORMS)
def test_a_path_that_is_written_in_full_is_read_back(
    turtle: str, sparql: str, path: Predicate
) -> None:
    assert from_sparql(Names({}).path(path)) == path


def test_precedence_is_that_of_sparql() -> None:
    """`^` binds its step with the sign behind it, `/` binds before `|`."""
    a, b, c = (f"<http://ex/{letter}>" for letter in "abc")
    assert from_sparql(f"^{a}+/{b}|{c}") == Alternative((Sequence((Inverse(Repeat(A, "+")), B)), C))


@pytest.mark.parametrize("text", ["", "ex:a", "<http://ex/a>/", "(<http://ex/a>", "<a> <b>", "*"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(CannotJudge):
        from_sparql(text)


def test_each_step_knows_its_direction() -> None:
    """The inverse of an inverse is walked forwards."""
    path = Sequence((A, Inverse(Sequence((B, Inverse(C))))))
    assert set(steps(path)) == {Step(A.iri, False), Step(B.iri, True), Step(C.iri, False)}
