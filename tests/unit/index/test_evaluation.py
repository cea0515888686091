"""One query on one store: the dataset, the formats, the limits."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store
from rdflib import Graph

from smartregions import namespaces as ns
from smartregions.errors import (
    AnswerTooLarge,
    NotAcceptable,
    QueryRefused,
    QuerySyntaxError,
    ServiceError,
)
from smartregions.index import Answer, Query
from smartregions.index.dataset import as_stored, with_merge
from smartregions.index.evaluation import Limits, evaluate
from smartregions.namespaces import DEFAULT_GRAPH
from smartregions.sparql.reorder import reorder
from smartregions.sparql.statistics import measure

LIMITS = Limits(query_characters=5_000, query_depth=100, answer_bytes=10_000)
ALL = ("json", "xml", "csv", "tsv", "turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads")


@pytest.fixture(scope="module")
def store() -> Store:
    """Graph a holds `a`, graph b holds `b`, and both hold `c`."""
    filled = Store()
    filled.extend(with_merge(quad(graph, name) for graph, name in ("aa", "bb", "ac", "bc")))
    return filled


def quad(graph: str, name: str) -> Quad:
    subject, predicate = NamedNode(f"http://s/{name}"), NamedNode("http://p/")
    return Quad(subject, predicate, Literal(name), NamedNode(f"http://g/{graph}"))


def ask(
    store: Store, text: str, formats: Sequence[str] = ("csv",), **dataset: tuple[str, ...]
) -> Answer:
    return evaluate(store, Query(text, tuple(formats), **dataset), LIMITS)


def rows(answer: Answer) -> list[str]:
    return sorted(answer.body.decode().split("\r\n")[1:-1])


MERGE = {
    "names none": "SELECT ?o { ?s ?p ?o }",
    "in an IRI": "SELECT ?o { ?s ?p ?o MINUS { ?s <http://graph/from> 1 } }",
    "in a string": 'SELECT ?o { ?s ?p ?o FILTER (?o != "GRAPH FROM") }',
    "in a comment": "SELECT ?o { ?s ?p ?o } # GRAPH FROM",
}
ALL_GRAPHS = {
    "graph": "SELECT ?o { ?s ?p ?o . GRAPH <http://g/a> { ?s ?p ?o } }",
    "graph alone": "SELECT ?o { graph <http://g/a> { ?s ?p ?o } }",
    "glued": "SELECT ?o { GRAPH<http://g/a>{ ?s ?p ?o } }",
    "from": "SELECT ?o FROM <http://g/a> { ?s ?p ?o }",
    "from named": "SELECT ?o FROM NAMED <http://g/a> { GRAPH ?g { ?s ?p ?o } }",
}


@pytest.fixture(scope="module")
def other() -> Store:
    """A merge that shows that it was asked."""
    merge = Store()
    merge.add(Quad(NamedNode("http://s/m"), NamedNode("http://p/"), Literal("merge")))
    return merge


@pytest.mark.parametrize("text", MERGE.values(), ids=MERGE)
def test_a_query_that_names_no_graph_is_answered_from_the_merge(
    store: Store, other: Store, text: str
) -> None:
    assert rows(evaluate(store, Query(text, ("csv",)), LIMITS, merge=other)) == ["merge"]


@pytest.mark.parametrize("text", ALL_GRAPHS.values(), ids=ALL_GRAPHS)
def test_a_query_that_names_graphs_is_answered_from_all(
    store: Store, other: Store, text: str
) -> None:
    asked = Query(text, ("csv",))
    assert rows(evaluate(store, asked, LIMITS, merge=other)) == ["a", "c"]


@pytest.mark.parametrize(
    "asked",
    [
        Query("SELECT ?o { ?s ?p ?o }", ("csv",), default_graphs=("http://g/a",)),
        Query("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", ("csv",), named_graphs=("http://g/a",)),
    ],
    ids=["default", "named"],
)
def test_a_request_that_names_graphs_is_answered_from_all(
    store: Store, other: Store, asked: Query
) -> None:
    assert rows(evaluate(store, asked, LIMITS, merge=other)) == ["a", "c"]


def test_of_a_request_that_names_graphs_for_graph_alone_the_default_graph_is_empty(
    store: Store, other: Store
) -> None:
    asked = Query("SELECT ?o { ?s ?p ?o }", ("csv",), named_graphs=("http://g/a",))
    assert rows(evaluate(store, asked, LIMITS, merge=other)) == []


def joined() -> Store:
    """Many triples of one predicate, few of another, and each order of a join another of rows."""
    filled = Store()
    common, rare, graph = NamedNode("http://c/"), NamedNode("http://r/"), NamedNode("http://g/")
    things = [NamedNode(f"http://s/{n}") for n in range(100)]
    filled.extend(with_merge(Quad(s, common, Literal(s.value), graph) for s in things))
    filled.extend(with_merge(Quad(s, rare, s, graph) for s in reversed(things[40:60])))
    return filled


WRITTEN = "SELECT ?o WHERE {\n  ?s <http://c/> ?o .\n  ?s <http://r/> ?t }"
REORDERED = "SELECT ?o WHERE { ?s <http://r/> ?t . ?s <http://c/> ?o }"


@pytest.mark.parametrize("dataset", [(), ("http://g/",), ("http://g/", "http://h/")])
def test_with_statistics_the_selective_pattern_comes_first(dataset: tuple[str, ...]) -> None:
    store = joined()
    query = Query(WRITTEN, ("csv",), dataset)
    written = evaluate(store, query, LIMITS)
    reordered = evaluate(store, Query(REORDERED, ("csv",), dataset), LIMITS)
    assert evaluate(store, query, LIMITS, measure(store)) == reordered
    assert written != reordered
    assert rows(written) == rows(reordered)


def test_with_statistics_an_error_keeps_its_place() -> None:
    store = joined()
    broken = WRITTEN + "\n ORDER BY LIMIT"
    assert reorder(broken, measure(store)) != broken
    places = []
    for statistics in (None, measure(store)):
        with pytest.raises(QuerySyntaxError) as caught:
            evaluate(store, Query(broken, ("csv",)), LIMITS, statistics)
        places.append((caught.value.line, caught.value.column, str(caught.value)))
    assert places[0] == places[1]
    assert places[0][0] == 4


ITEMS = "SELECT ?o {} WHERE {{ ?s ?p ?o }}"
NAMED = "SELECT ?o {} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"


def test_a_variable_that_is_selected_twice_is_selected_once(store: Store) -> None:
    """SPARQL 1.1, section 18.2.4.4: what is projected is a set."""
    text = "SELECT ?s ?p $s { ?s ?p ?o . { SELECT ?s ?s (STR(?o) AS ?t) { ?s ?p ?o } } }"
    once = ask(store, text.replace("$s", "").replace("?s ?s", "?s"))
    for statistics in (None, measure(store)):
        assert rows(evaluate(store, Query(text, ("csv",)), LIMITS, statistics)) == rows(once)
    assert ask(store, text).body.startswith(b"s,p\r\n")


def test_another_mistake_beside_it_has_the_place_that_it_has_in_the_text(store: Store) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(store, "SELECT ?s ?s { ?s ?p ?o } LIMIT ?n")
    assert (caught.value.line, caught.value.column) == (1, 33)


def test_the_default_graph_is_the_union_of_all(store: Store) -> None:
    assert rows(ask(store, ITEMS.format(""))) == ["a", "b", "c"]


def test_from_narrows_the_default_graph(store: Store) -> None:
    assert rows(ask(store, ITEMS.format("FROM <http://g/a>"))) == ["a", "c"]


def test_from_two_graphs_merges_them(store: Store) -> None:
    assert rows(ask(store, ITEMS.format("FROM <http://g/a> FROM <http://g/b>"))) == ["a", "b", "c"]


def test_a_triple_of_two_graphs_counts_once_in_their_merge(store: Store) -> None:
    """The engine's own union finds it twice."""
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
    both = "FROM <http://g/a> FROM <http://g/b>"
    assert rows(ask(store, count.format(""))) == ["3"]
    assert rows(ask(store, count.format(both))) == ["3"]
    graphs = ("http://g/a", "http://g/b")
    assert rows(ask(store, count.format(""), default_graphs=graphs)) == ["3"]


@pytest.mark.parametrize(
    ("prologue", "dataset"),
    [
        ("BASE <http://g/a>", "FROM <> FROM <../x/../b>"),
        ("BASE <http://g/a#x>", "FROM <> FROM <b>"),
        ("PREFIX g: <http://g/> BASE <http://h/>", "FROM g:a FROM <//g/b> FROM <//g/b>"),
        ("PREFIX g: <http://h/> PREFIX g: <http://g/>", "FROM g:a FROM g:b"),
        ("# SELECT\nPREFIX g:<http://g/>", "FROM g:a#b\nFROM<http://g/b>FROM g:a"),
    ],
)
def test_the_graphs_of_a_merge_are_those_that_the_engine_reads(
    store: Store, prologue: str, dataset: str
) -> None:
    found = ask(store, f"{prologue} SELECT (COUNT(*) AS ?n) {dataset} WHERE {{ ?s ?p ?o }}")
    assert rows(found) == ["3"]


@pytest.mark.parametrize("clause", ["FROMg:a FROM g:b", "FROM g:a FROM NAMEDg:a", "FROMNAMEDg:a"])
def test_a_keyword_that_is_glued_to_a_name_is_no_keyword(store: Store, clause: str) -> None:
    """The engine takes it for one, and the graph would be merged otherwise than by us."""
    with pytest.raises(QuerySyntaxError, match="write a space behind it") as caught:
        ask(store, f"PREFIX g: <http://g/> SELECT (COUNT(*) AS ?n) {clause} WHERE {{ ?s ?p ?o }}")
    assert caught.value.column is not None and caught.value.column > 46


def test_a_merge_of_graphs_keeps_the_named_ones_beside_it(store: Store) -> None:
    clause = "FROM <http://g/a> FROM <http://g/b> FROM NAMED <http://g/b>"
    assert rows(ask(store, NAMED.format(clause))) == ["b", "c"]


def test_the_merge_is_no_named_graph(store: Store) -> None:
    text = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert rows(ask(store, text)) == ["http://g/a", "http://g/b"]


def test_from_leaves_no_named_graph(store: Store) -> None:
    assert rows(ask(store, NAMED.format("FROM <http://g/a>"))) == []


def test_from_named_alone_leaves_the_default_graph_empty(store: Store) -> None:
    assert rows(ask(store, ITEMS.format("FROM NAMED <http://g/a>"))) == []
    assert rows(ask(store, NAMED.format("FROM NAMED <http://g/a>"))) == ["a", "c"]


def test_the_dataset_of_the_request_wins_over_the_query(store: Store) -> None:
    text = ITEMS.format("FROM <http://g/b>")
    assert rows(ask(store, text, default_graphs=("http://g/a",))) == ["a", "c"]


def test_a_default_graph_of_the_request_leaves_no_named_graph(store: Store) -> None:
    assert rows(ask(store, NAMED.format(""), default_graphs=("http://g/a",))) == []


def test_a_named_graph_of_the_request_leaves_the_default_graph_empty(store: Store) -> None:
    assert rows(ask(store, ITEMS.format(""), named_graphs=("http://g/b",))) == []
    assert rows(ask(store, NAMED.format(""), named_graphs=("http://g/b",))) == ["b", "c"]


def test_an_unknown_graph_is_empty_and_never_fetched(store: Store) -> None:
    assert rows(ask(store, ITEMS.format("FROM <http://127.0.0.1:1/x>"))) == []
    assert rows(ask(store, ITEMS.format("FROM <file:///etc/passwd>"))) == []
    assert rows(ask(store, ITEMS.format(""), default_graphs=("file:///etc/passwd",))) == []


def test_a_graph_of_the_request_that_is_no_iri_is_refused(store: Store) -> None:
    with pytest.raises(QueryRefused, match="not an iri"):
        ask(store, ITEMS.format(""), default_graphs=("not an iri",))


def test_a_relative_iri_is_read_against_the_project(store: Store) -> None:
    text = "SELECT (<id/x> AS ?x) {}"
    assert rows(ask(store, text)) == ["https://w3id.org/smart-regions/id/x"]


LITERALS = r"""SELECT ?a ?b { VALUES (?a ?b) {
  (1 UNDEF) ('a,"b"' <http://x/>) ('l\nm' 'x'@en) ('t\ta' '')
} }"""


def test_csv_has_quotes_around_an_iri_with_commas(store: Store) -> None:
    """RFC 4180, section 2: a reader would take it for two fields."""
    text = """SELECT ?iri ?text ?none ?flag WHERE { VALUES (?iri ?text ?flag) {
      (<http://s/a,b> "x,\\"y\\"\\n" true) (<http://s/c> "line" 1.5)
      (<http://s/d,> "ü"@fr UNDEF) } }"""
    answer = ask(store, text)
    read = list(csv.reader(io.StringIO(answer.body.decode(), newline="")))
    assert read == [
        ["iri", "text", "none", "flag"],
        ["http://s/a,b", 'x,"y"\n', "", "true"],
        ["http://s/c", "line", "", "1.5"],
        ["http://s/d,", "ü", "", ""],
    ]
    assert answer.body.endswith(b"\r\n")
    with pytest.raises(AnswerTooLarge):
        evaluate(store, Query(text, ("csv",)), replace(LIMITS, answer_bytes=40))


@pytest.mark.parametrize("rows_", [0, 1, 499, 500, 501, 1_234])
def test_csv_with_such_an_iri_has_every_row_once(store: Store, rows_: int) -> None:
    numbers = "".join(f"({n} <http://s/a,{n}>)" for n in range(rows_))
    text = f"SELECT ?n ?iri WHERE {{ VALUES (?n ?iri) {{ {numbers} (7 <http://s/,>) }} }}"
    limits = Limits(100_000, 100, 100_000)
    body = evaluate(store, Query(text, ("csv",)), limits).body.decode()
    wanted = [[str(n), f"http://s/a,{n}"] for n in range(rows_)]
    assert list(csv.reader(body.split("\r\n")[1:-1])) == [*wanted, ["7", "http://s/,"]]


def test_csv_is_to_the_letter(store: Store) -> None:
    """SPARQL 1.1 CSV: plain values, RFC 4180 quotes, CRLF, nothing for unbound and for empty."""
    assert (
        ask(store, LITERALS).body
        == (b'a,b\r\n1,\r\n"a,""b""",http://x/\r\n"l\nm",x\r\n"t\ta",\r\n')
        or ask(store, LITERALS).body == b'a,b\r\n1,\r\n"a,""b""",http://x/\r\n"l\nm",x\r\nt\ta,\r\n'
    )


def test_tsv_is_to_the_letter(store: Store) -> None:
    """SPARQL 1.1 TSV: variables with `?`, terms in Turtle, escapes, nothing for unbound."""
    assert ask(store, LITERALS, ["tsv"]).body == (
        b'?a\t?b\n1\t\n"a,\\"b\\""\t<http://x/>\n"l\\nm"\t"x"@en\n"t\\ta"\t""\n'
    )


def test_json_says_type_language_and_datatype(store: Store) -> None:
    answer = json.loads(ask(store, LITERALS, ["json"]).body)
    assert answer["head"] == {"vars": ["a", "b"]}
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert answer["results"]["bindings"][:3] == [
        {"a": {"type": "literal", "value": "1", "datatype": integer}},
        {"a": {"type": "literal", "value": 'a,"b"'}, "b": {"type": "uri", "value": "http://x/"}},
        {
            "a": {"type": "literal", "value": "l\nm"},
            "b": {"type": "literal", "value": "x", "xml:lang": "en"},
        },
    ]


def test_xml_keeps_a_carriage_return(store: Store) -> None:
    """A raw one would reach every reader as a line feed (XML 1.0, section 2.11)."""
    body = ask(store, r"SELECT ('a\rb' AS ?x) {}", ["xml"]).body
    (literal,) = ET.fromstring(body).iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert literal.text == "a\rb"


@pytest.mark.parametrize("code", ["0000", "0001", "000B", "001F", "FFFE", "FFFF"])
def test_xml_with_a_character_that_xml_forbids_is_not_sent(store: Store, code: str) -> None:
    text = f"SELECT ('a{chr(int(code, 16))}b' AS ?x) {{}}"
    with pytest.raises(NotAcceptable, match="control character"):
        ask(store, text, ["xml"])
    assert ask(store, text, ["json"]).format == "json"


@pytest.mark.parametrize("code", ["D7FF", "E000", "FFFD", "10000", "10FFFF"])
def test_xml_with_the_characters_beside_them_is_sent(store: Store, code: str) -> None:
    body = ask(store, f"SELECT ('a{chr(int(code, 16))}b' AS ?x) {{}}", ["xml"]).body
    (literal,) = ET.fromstring(body).iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert literal.text == f"a{chr(int(code, 16))}b"


CONSTRUCT = "CONSTRUCT { <http://s/> <http://p/p> ?o } WHERE { ?s ?p ?o }"


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("turtle", RdfFormat.TURTLE),
        ("ntriples", RdfFormat.N_TRIPLES),
        ("rdfxml", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
        ("trig", RdfFormat.TRIG),
        ("nquads", RdfFormat.N_QUADS),
    ],
)
def test_a_graph_is_the_same_in_every_format(store: Store, name: str, format_: RdfFormat) -> None:
    body = ask(store, CONSTRUCT, [name]).body
    objects = [quad.object.value for quad in pyoxigraph.parse(body, format=format_)]
    assert sorted(objects) == ["a", "b", "c"]


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ODD = ["http://p/", "http://p/1", "urn:x:1:", RDF + "li", RDF + "Description", RDF + "aboutEach"]


@pytest.mark.parametrize("predicate", ODD)
def test_rdf_xml_of_a_predicate_that_is_no_name_is_not_sent(store: Store, predicate: str) -> None:
    text = f"CONSTRUCT {{ <http://s/> <{predicate}> ?o }} WHERE {{ ?s ?p ?o }}"
    with pytest.raises(NotAcceptable, match="text/turtle, application/n-triples"):
        ask(store, text, ["rdfxml"])
    assert predicate in ask(store, text, ["ntriples"]).body.decode()


def test_rdf_xml_of_a_class_that_is_no_name_is_not_sent(store: Store) -> None:
    with pytest.raises(NotAcceptable, match="XML"):
        ask(store, "CONSTRUCT { <http://s/> a <http://c/1> } WHERE {}", ["rdfxml"])


@pytest.mark.parametrize("name", ["p", "é", "1a", "a.b-c", "x:y", "_1", "%20a"])
def test_rdf_xml_is_the_graph_for_a_reader_of_another_hand(store: Store, name: str) -> None:
    text = f"CONSTRUCT {{ <http://s/> <http://p/{name}> '<a:/>\\n\\t\\t<rdf:li>' }} WHERE {{}}"
    body = ask(store, text, ["rdfxml"]).body
    ((_, predicate, literal),) = Graph().parse(data=body, format="xml")
    assert (str(predicate), str(literal)) == (f"http://p/{name}", "<a:/>\n\t\t<rdf:li>")


def test_a_graph_holds_no_triple_twice(store: Store) -> None:
    text = "CONSTRUCT { <http://s/> <http://p/> 1 } WHERE { ?s ?p ?o }"
    assert ask(store, text, ["ntriples"]).body.count(b"\n") == 1


def test_turtle_uses_the_prefixes_of_the_project(store: Store) -> None:
    text = "CONSTRUCT { ?s <https://w3id.org/smart-regions/ontology#x> 1 } WHERE { ?s ?p 'a' }"
    assert b"sr:x" in ask(store, text, ["turtle"]).body


def test_the_first_accepted_format_that_fits_the_form_is_chosen(store: Store) -> None:
    assert ask(store, "SELECT * {}", ["turtle", "tsv", "csv"]).format == "tsv"
    assert ask(store, CONSTRUCT, ["json", "csv", "ntriples", "turtle"]).format == "ntriples"
    assert ask(store, "ASK {}", ALL).form == "ask"
    assert ask(store, "DESCRIBE <http://s/a>", ALL).form == "graph"


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("SELECT * {}", ["turtle"]),
        ("ASK {}", ["jsonld"]),
        (CONSTRUCT, ["csv", "json"]),
        ("ASK {}", []),
    ],
)
def test_a_form_without_an_accepted_format_is_not_acceptable(
    store: Store, text: str, formats: list[str]
) -> None:
    with pytest.raises(NotAcceptable, match="exist as"):
        ask(store, text, formats)


SIXTEEN = "SELECT ?a { VALUES ?a { 'aaaaaaaa' 'bbbbbbbb' } }"


def test_an_answer_of_exactly_the_cap_is_sent_and_one_byte_more_is_not(store: Store) -> None:
    """`a`, CRLF, twice eight letters and CRLF: 23 bytes."""
    query = Query(SIXTEEN, ("csv",))
    assert len(evaluate(store, query, Limits(answer_bytes=23)).body) == 23
    with pytest.raises(AnswerTooLarge, match="22"):
        evaluate(store, query, Limits(answer_bytes=22))


@pytest.mark.parametrize("text", [SIXTEEN, "CONSTRUCT WHERE { ?s ?p ?o }"])
@pytest.mark.parametrize("name", ALL)
def test_the_cap_holds_for_every_format(store: Store, text: str, name: str) -> None:
    is_graph = name in ALL[4:]
    if is_graph == (text is not SIXTEEN):
        with pytest.raises(AnswerTooLarge):
            evaluate(store, Query(text, (name,)), Limits(answer_bytes=5))


def test_a_huge_answer_is_given_up_early(store: Store) -> None:
    """10^12 rows would take days; the cap ends it at once."""
    digits = " ".join(str(n) for n in range(10))
    values = " ".join(f"VALUES ?v{n} {{ {digits} }}" for n in range(12))
    with pytest.raises(AnswerTooLarge):
        ask(store, f"SELECT * {{ {values} }}")


def test_a_query_over_the_limits_never_reaches_the_engine(store: Store) -> None:
    """972 nested calls end the process (SIGSEGV) if they get there."""
    with pytest.raises(QueryRefused):
        ask(store, f"SELECT ({'STR(' * 980}1{')' * 980} AS ?x) {{}}")
    with pytest.raises(QueryRefused):
        ask(store, "SELECT * { SERVICE <http://127.0.0.1:1/> {} }")
    with pytest.raises(QuerySyntaxError):
        ask(store, "INSERT DATA { <http://a/> <http://b/> 1 }")


def test_a_function_that_nobody_knows_is_told(store: Store) -> None:
    with pytest.raises(QueryRefused, match="http://no/f"):
        ask(store, "SELECT (<http://no/f>(1) AS ?x) {}")


def test_what_else_the_engine_cannot_do_is_told_without_its_words(store: Store) -> None:
    class Broken:
        """A store whose disk or network fails."""

        def query(self, *_: object, **__: object) -> object:
            raise OSError("http://10.0.0.1/secret")

    with pytest.raises(ServiceError) as caught:
        evaluate(Broken(), Query("ASK {}", ("json",)), LIMITS)  # type: ignore[arg-type]
    assert "secret" not in str(caught.value)


def test_a_syntax_error_has_its_place(store: Store) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(store, "SELECT * {\n ?s ?p }")
    assert caught.value.line == 2


DATASETS = [
    ("", "x\r\nd\r\n"),
    ("FROM <http://g/a>", "x\r\na\r\n"),
    (f"FROM <{DEFAULT_GRAPH}>", "x\r\nd\r\n"),
    (f"FROM <{DEFAULT_GRAPH}> FROM <http://g/a>", "x\r\na\r\nd\r\n"),
    ("FROM NAMED <http://g/a>", "x\r\n"),
]


@pytest.mark.parametrize(("dataset", "expected"), DATASETS)
def test_a_default_graph_of_its_own_merges_nothing(dataset: str, expected: str) -> None:
    """SPARQL 1.1 Query, section 13.2; its IRI names it."""
    own = Store()
    named = Quad(NamedNode("http://s/d"), NamedNode("http://p/"), Literal("d"))
    kept = Quad(*named.triple, NamedNode(DEFAULT_GRAPH))
    own.extend(as_stored([kept, quad("a", "a")], merges=False))
    assert set(own) == {named, quad("a", "a")}
    text = f"SELECT ?x {dataset} {{ ?s <http://p/> ?x }} ORDER BY ?x"
    assert ask(own, text).body.decode() == expected
    stated = tuple(re.findall(r"FROM <(.*?)>", dataset))
    if stated:
        text = "SELECT ?x { ?s <http://p/> ?x } ORDER BY ?x"
        assert ask(own, text, default_graphs=stated).body.decode() == expected


def test_the_name_of_the_default_graph_names_the_merge_where_there_is_one(store: Store) -> None:
    text = f"SELECT ?x FROM <{DEFAULT_GRAPH}> {{ ?s ?p ?x }}"
    assert rows(ask(store, text)) == ["a", "b", "c"]


def test_what_is_joined_has_no_language_and_an_error_its_own_place(store: Store) -> None:
    """The query is rewritten for it, and a place is told in the text that was sent."""
    text = "SELECT (GROUP_CONCAT(?x) AS ?all) { VALUES ?x { 'a'@en 'b'@en } }"
    assert ask(store, text, ("tsv",)).body == b'?all\n"a b"\n'
    torn = "SELECT (GROUP_CONCAT(?x) AS ?all) { ?x }"
    with pytest.raises(QuerySyntaxError) as told:
        ask(store, torn)
    assert (told.value.line, told.value.column) == (1, len(torn) + 1)


ALL_SELECTED = {
    "SELECT * { ?z ?b ?a }": "z b a",
    "SELECT DISTINCT * { $z ?b ?a . ?a ?b ?z }": "z b a",
    "SELECT REDUCED * WHERE { VALUES ?q { 1 } ?z ?b ?a }": "q z b a",
    "SELECT*{ ?z ?b ?a FILTER(?hidden != ?a) }": "z b a",
    "SELECT * { ?z ?b ?a MINUS { ?out ?b ?a } FILTER NOT EXISTS { ?gone <x:> ?z } }": "z b a",
    "SELECT * { BIND(1 AS ?n) OPTIONAL { ?m ?b ?a } } VALUES ?k { 2 }": "n m b a k",
    "SELECT * { { SELECT ?z (?b AS ?y) { ?z ?b ?inner } } ?z ?p ?a }": "z y p a",
    "SELECT * { { SELECT * { ?z ?b ?a } } UNION { ?c ?b ?z } } ORDER BY ?a": "z b a c",
    "SELECT * { GRAPH ?g { ?z ?b [] } }": "g z b",
    "SELECT * {}": "",
    'SELECT * { <http://s/a> <http://p/> "a" }': "",
    "SELECT * { [] ?b _:x }": "b",
    "SELECT * FROM <http://g/a> FROM <http://g/b> { ?z ?b ?a }": "z b a",
    "SELECT * { { SELECT ?z ?z { ?z ?b ?a } } ?z ?c ?d }": "z c d",
}


@pytest.mark.parametrize("text", ALL_SELECTED)
@pytest.mark.parametrize("is_reordered", [False, True])
def test_all_variables_come_in_the_order_of_the_query(
    store: Store, text: str, is_reordered: bool
) -> None:
    columns = ALL_SELECTED[text].split()
    statistics = measure(store) if is_reordered else None
    for name in ("json", "xml", "csv", "tsv"):
        answer = evaluate(store, Query(text, (name,)), LIMITS, statistics)
        assert HEADS[name](answer.body) == columns
    with suppress(SyntaxError):  # the engine refuses a variable that is selected twice
        found = store.query(text)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        mine = json.loads(evaluate(store, Query(text, ("json",)), LIMITS, statistics).body)
        theirs = json.loads(found.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b"")
        if "FROM" not in text:
            assert unnamed(mine) == unnamed(theirs)


def unnamed(answer: dict[str, Any]) -> list[str]:
    """The rows, in an order of their own, with blank nodes that are all alike."""
    shown = json.dumps(answer["results"]["bindings"], sort_keys=True)
    return sorted(map(str, json.loads(re.sub(r'"value": "[0-9a-f]{20,}"', '"value": ""', shown))))


def json_head(body: bytes) -> list[str]:
    found: list[str] = json.loads(body)["head"]["vars"]
    return found


def xml_head(body: bytes) -> list[str]:
    space = "{http://www.w3.org/2005/sparql-results#}"
    return [each.attrib["name"] for each in ET.fromstring(body).iter(f"{space}variable")]


HEADS: dict[str, Callable[[bytes], list[str]]] = {
    "json": json_head,
    "xml": xml_head,
    "csv": lambda body: [name for name in body.decode().split("\r\n")[0].split(",") if name],
    "tsv": lambda body: [
        name.removeprefix("?") for name in body.decode().split("\n")[0].split("\t") if name
    ],
}


@pytest.mark.parametrize(
    ("name", "syntax"), [("turtle", RdfFormat.TURTLE), ("trig", RdfFormat.TRIG)]
)
def test_a_graph_declares_the_prefixes_that_it_uses_and_no_others(
    name: str, syntax: RdfFormat
) -> None:
    region, place = NamedNode(ns.ID + "region/a"), NamedNode(ns.ID + "place/b/c")
    held = Store()
    held.add(Quad(region, NamedNode(ns.SR + "seat"), place, NamedNode("http://g/a")))
    day = Literal("2024-01-31", datatype=NamedNode(ns.XSD + "date"))
    held.add(Quad(region, NamedNode("http://p/"), day, NamedNode("http://g/a")))
    body = ask(held, "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", (name,)).body
    parser = pyoxigraph.parse(body, format=syntax)
    assert {quad.triple for quad in parser} == {quad.triple for quad in held}
    assert set(parser.prefixes) == {"region", "sr", "place", "xsd"}
