"""`turtle.locate`: the place of every triple, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.errors import CannotJudge
from smartregions.turtle.locate import Positions, Span, TriplePlace, locate
from smartregions.turtle.read import Contribution, read

P = "@prefix e: <http://e/> .\n"


def e(name: str) -> NamedNode:
    return NamedNode(f"http://e/{name}")


def rdf(name: str) -> NamedNode:
    return NamedNode(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}")


def located(text: str, base: str | None = None) -> tuple[Contribution, Positions]:
    contribution = read(text.encode(), "x.ttl", base)
    return contribution, locate(contribution)


def places(text: str, base: str | None = None) -> list[TriplePlace | None]:
    contribution, positions = located(text, base)
    return [positions.triple(triple) for triple in contribution.triples]


def on_line(line: int, *columns: tuple[int, int]) -> TriplePlace:
    """The place of a triple whose terms stand on one line, each from a column to another."""
    return TriplePlace(*(Span(line, start, line, end) for start, end in columns))


def test_names_iris_and_the_keyword_a() -> None:
    assert places(P + "e:s a <http://e/C> .") == [on_line(2, (1, 4), (5, 6), (7, 19))]


def test_predicates_and_objects_that_share_a_subject() -> None:
    assert places(P + "e:s e:p 1 , 2 ;\n  e:q e:o .") == [
        on_line(2, (1, 4), (5, 8), (9, 10)),
        on_line(2, (1, 4), (5, 8), (13, 14)),
        TriplePlace(Span(2, 1, 2, 4), Span(3, 3, 3, 6), Span(3, 7, 3, 10)),
    ]


@pytest.mark.parametrize(
    "literal",
    [
        '"a"', "'a'", '""', "''", '"a\\"b"', '"a"@en-GB', '"1"^^e:t', '"1"^^<http://e/t>', "-1.50",
        ".5", "1e3", "+.5E-1", "true", "false", "'''a'b''c'''", '"""a"b""c"""', '"""a\\""""',
        '"#"', "'<>'", "'. e:x e:y e:z'", "_:b", "e:a.b", "e:a\\,b", "e:%41", "e:", "e:1.2",
        "e:a:b", "'a' @en", "'1' ^^ e:t", "'1' # c '\t^^e:t",
    ],
)  # fmt: skip
def test_an_object_is_covered_whole(literal: str) -> None:
    literal = literal.replace("\t", "\n")
    lines = literal.split("\n")
    end = (2, 9 + len(literal)) if len(lines) == 1 else (3, 1 + len(lines[-1]))
    (place,) = places(f"{P}e:s e:p {literal} .")
    assert place is not None
    assert place.object == Span(2, 9, *end)


def test_without_blanks_between_tokens() -> None:
    text = P + "e:s<http://e/p>'x'@en.e:t e:p e:o;e:q(1)."
    assert places(text)[:2] == [
        on_line(2, (1, 4), (4, 16), (16, 22)),
        on_line(2, (23, 26), (27, 30), (31, 34)),
    ]


def test_a_number_before_a_dot_and_a_name() -> None:
    assert places(P + "e:s e:p 1.5.e:t e:p 2.\ne:u e:p 3 .") == [
        on_line(2, (1, 4), (5, 8), (9, 12)),
        on_line(2, (13, 16), (17, 20), (21, 22)),
        on_line(3, (1, 4), (5, 8), (9, 10)),
    ]


def test_a_label_before_a_dot_and_the_empty_prefix() -> None:
    text = "@prefix : <http://e/> .\n:s :p _:b.:t :p _:c ."
    assert places(text)[1] == on_line(2, (11, 13), (14, 16), (17, 20))


def test_lines_of_a_long_string() -> None:
    (first, second) = places(P + 'e:s e:p """a\n. e:x\n"""@en ; e:q 1 .')
    assert first is not None and first.object == Span(2, 9, 4, 7)
    assert second is not None and second.object == Span(4, 14, 4, 15)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(end: str) -> None:
    assert places(end.join([P.strip(), "# c", "e:s", " e:p", "  1 ."])) == [
        TriplePlace(Span(3, 1, 3, 4), Span(4, 2, 4, 5), Span(5, 3, 5, 4))
    ]


def test_characters_beyond_the_bmp_count_one() -> None:
    assert places(P + "e:😀 e:p '😀é' , e:x .") == [
        on_line(2, (1, 4), (5, 8), (9, 13)),
        on_line(2, (1, 4), (5, 8), (16, 19)),
    ]


def test_comments_may_hold_anything() -> None:
    assert places(P + "# e:s e:p 'x\ne:s #'<\n e:p # .\n 1 #\n.") == [
        TriplePlace(Span(3, 1, 3, 4), Span(4, 2, 4, 5), Span(5, 2, 5, 3))
    ]


def test_a_nested_node_stands_at_its_bracket() -> None:
    #         1   5   9 11  15    21 24
    text = P + "e:s e:p [ e:q [ e:r 1 ] ; e:t 2 ] ."
    contribution, positions = located(text)
    by_predicate = {t.predicate: positions.triple(t) for t in contribution.triples}
    assert by_predicate == {
        e("p"): on_line(2, (1, 4), (5, 8), (9, 10)),
        e("q"): on_line(2, (9, 10), (11, 14), (15, 16)),
        e("r"): on_line(2, (15, 16), (17, 20), (21, 22)),
        e("t"): on_line(2, (9, 10), (27, 30), (31, 32)),
    }


def test_a_collection_stands_at_its_bracket_and_its_cells_at_their_members() -> None:
    contribution, positions = located(P + "e:s e:p ( 'a' e:b ) .")
    members = {t.object: positions.triple(t) for t in contribution.triples}
    opening, first, second, closing = (9, 10), (11, 14), (15, 18), (19, 20)
    assert members[Literal("a")] == on_line(2, opening, opening, first)
    assert members[e("b")] == on_line(2, second, opening, second)
    assert members[rdf("nil")] == on_line(2, second, opening, closing)
    cells = {t.object for t in contribution.triples if t.predicate == rdf("rest")} - {rdf("nil")}
    assert members[cells.pop()] == on_line(2, opening, opening, second)


def test_an_empty_collection_is_one_term() -> None:
    assert places(P + "e:s e:p ( ) . () e:p 1 .") == [
        on_line(2, (1, 4), (5, 8), (9, 12)),
        on_line(2, (15, 17), (18, 21), (22, 23)),
    ]


def test_statements_that_begin_with_a_bracket() -> None:
    text = P + "[] e:p 1 .\n[ e:p 2 ] e:q 3 .\n( 4 ) e:p 5 .\n[ e:p 6 ] ."
    contribution, positions = located(text)
    found = {t.object: positions.triple(t) for t in contribution.triples}
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    expected = {
        "1": on_line(2, (1, 2), (4, 7), (8, 9)),
        "2": on_line(3, (1, 2), (3, 6), (7, 8)),
        "3": on_line(3, (1, 2), (11, 14), (15, 16)),
        "4": on_line(4, (1, 2), (1, 2), (3, 4)),
        "5": on_line(4, (1, 2), (7, 10), (11, 12)),
        "6": on_line(5, (1, 2), (3, 6), (7, 8)),
    }
    for value, place in expected.items():
        assert found[Literal(value, datatype=integer)] == place


def test_equal_nodes_keep_their_own_places() -> None:
    contribution, positions = located(P + "e:s e:p [ e:q 1 ] , [ e:q 1 ] .\ne:s e:p [ e:q 1 ] .")
    inner = [t for t in contribution.triples if t.predicate == e("q")]
    assert [positions.triple(triple) for triple in inner] == [
        on_line(2, (9, 10), (11, 14), (15, 16)),
        on_line(2, (21, 22), (23, 26), (27, 28)),
        on_line(3, (9, 10), (11, 14), (15, 16)),
    ]


def test_a_prefix_and_a_base_hold_from_where_they_stand() -> None:
    text = (
        "@prefix e: <http://e/> .\ne:s e:p 1 .\n@prefix e: <http://f/> .\ne:s e:p 1 .\n"
        "@base <http://b/> .\n<s> <p> 1 .\nBASE <c/>\nPREFIX e: <d#>\n<s> e:p 1 ."
    )
    contribution, positions = located(text)
    lines = [place.subject.line for t in contribution.triples if (place := positions.triple(t))]
    assert lines == [2, 4, 6, 9]
    assert positions.prefix("e") == Span(8, 1, 8, 15)
    assert positions.subject(NamedNode("http://b/c/s")) == Span(9, 1, 9, 4)


def test_relative_and_escaped_iris_are_found() -> None:
    text = "<#s> <p> <../o> , <\\u00e9> . <http://e/\\u0061> <p> 1 ."
    assert places(text, "http://b/x/y") == [
        on_line(1, (1, 5), (6, 9), (10, 16)),
        on_line(1, (1, 5), (6, 9), (19, 27)),
        on_line(1, (30, 47), (48, 51), (52, 53)),
    ]


def test_a_repeated_triple_stands_where_it_is_first() -> None:
    assert places(P + "e:s e:p 1 .\ne:s e:p 1 .") == [on_line(2, (1, 4), (5, 8), (9, 10))] * 2


def test_a_subject_stands_where_it_is_first_a_subject() -> None:
    contribution, positions = located(
        P + "e:o e:p e:s .\ne:s e:p [ e:q 1 ] ; e:r [] .\ne:s e:p 1 ."
    )
    assert positions.subject(e("s")) == Span(3, 1, 3, 4)
    node = next(t.subject for t in contribution.triples if t.predicate == e("q"))
    assert positions.subject(node) == Span(3, 9, 3, 10)
    childless = next(t.object for t in contribution.triples if t.predicate == e("r"))
    for nobody in (e("p"), childless, BlankNode("x"), Literal("1")):
        assert positions.subject(nobody) is None


def test_a_label_is_found_as_a_subject() -> None:
    _, positions = located(P + "e:s e:p _:x .\n_:x e:p 1 .")
    assert positions.subject(BlankNode("x")) == Span(3, 1, 3, 4)


def test_what_the_text_does_not_state_has_no_place() -> None:
    _, positions = located(P + "e:s e:p 1 .")
    assert positions.triple(Triple(e("s"), e("p"), e("o"))) is None
    assert positions.triple(Triple(e("x"), e("p"), e("o"))) is None
    assert positions.triple(Triple(BlankNode("x"), e("p"), BlankNode("y"))) is None


def test_the_declaration_of_a_prefix() -> None:
    _, positions = located("@prefix a:\n <http://a/> .\nPREFIX b: <http://b/>\n")
    assert positions.prefix("a") == Span(1, 1, 2, 15)
    assert positions.prefix("b") == Span(3, 1, 3, 22)
    assert positions.prefix("c") is None


def test_lines_come_without_their_ends() -> None:
    _, positions = located("# one\r\n# two\n#😀\r# four")
    assert [positions.line(n) for n in range(6)] == ["", "# one", "# two", "#😀", "# four", ""]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("e:s e:p 1 .", "e:s e:p 2 ."),
        ("e:s e:p e:o .", "e:s e:q e:o ."),
        ("e:s e:p [ e:q 1 ] .", "e:s e:p [ e:q 2 ] ."),
        ("e:s e:p [ e:q 1 ] .", "e:s e:p [ e:q 1 , 2 ] ."),
        ("e:s e:p [ e:q 1 ] .", "e:s e:p e:o ."),
        ("[ e:q 1 ] .", "[ e:q 1 ] . [ e:q 1 ] ."),
        ("e:s e:p ( 1 2 ) .", "e:s e:p ( 2 1 ) ."),
    ],
)
def test_a_text_that_disagrees_with_its_triples_gets_no_place(text: str, other: str) -> None:
    contribution, _ = located(P + text)
    positions = locate(replace(contribution, text=P + other))
    with pytest.raises(CannotJudge):
        for triple in contribution.triples:
            positions.triple(triple)


def test_one_disagreement_puts_the_neighbours_in_doubt() -> None:
    contribution, _ = located(P + "e:s e:p [ e:q 1 ; e:r 2 ] .")
    positions = locate(replace(contribution, text=P + "e:s e:p [ e:q 1 ; e:r 3 ] ."))
    right = next(t for t in contribution.triples if t.predicate == e("q"))
    with pytest.raises(CannotJudge):
        positions.triple(right)


def test_a_text_that_is_no_sequence_of_statements_gets_no_place() -> None:
    contribution, _ = located(P + "e:s e:p 1 .")
    positions = locate(replace(contribution, text=contribution.text + " }"))
    with pytest.raises(CannotJudge):
        positions.triple(contribution.triples[0])
