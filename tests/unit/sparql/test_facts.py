"""What is known of a query before an engine sees it, and what is refused then."""

from __future__ import annotations

import pytest

from smartregions.errors import QueryRefused, QuerySyntaxError
from smartregions.sparql.facts import Facts, facts, offset, place, refuse


def allowed(text: str) -> Facts:
    return refuse(text, max_characters=10_000, max_depth=50)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://h/> { ?s ?p ?o } }",
        "SELECT * { service <http://h/> { ?s ?p ?o } }",
        "SELECT * { SeRvIcE SILENT <http://h/> {} }",
        "SELECT * { SERVICE#c\n<http://h/> {} }",
        "PREFIX h: <http://h/> SELECT * { SERVICE h:x {} }",
        "ASK { FILTER EXISTS { SERVICE <http://h/> {} } }",
        "SELECT * { { SELECT * { SERVICE <http://h/> {} } } }",
        "SELECT * { SERVICE ?x {} }",
        "SELECT * { OPTIONAL {}SERVICE<http://h/>{} }",
        "SELECT(1<2 AS ?x){FILTER(1<2)SERVICE#c>\nh:x{} }",
        "SELECT * { ?s ?p '# no comment' . SERVICE <http://h/> {} }",
        "SELECT * { ?s ?p <http://h/#no-comment> . SERVICE <http://h/> {} }",
        "SELECT * { ?s ?p '''it's''' . SERVICE <http://h/> {} }",
        r'SELECT * { ?s ?p "\"" . SERVICE <http://h/> {} } # "',
        "SELECT * { # '\nSERVICE <http://h/> {} # '\n }",
    ],
)
def test_service_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        allowed(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICEx:y {} }",
        "SELECT * { SERVICE:y {} }",
        "SELECT * { SERVICESILENTx:y {} }",
        "SELECT * { ?s ?p trueSERVICEx:y {} }",
        "SELECT * { ?s ?p 1SERVICE<http://h/> {} }",
        "SELECT * { ?s ?p 1.SERVICE<http://h/> {} }",
        "SELECT * { ?s ?p 'a'@enSERVICE <http://h/> {} }",
        "SELECT * { ?s ?p ?o.SERVICE <http://h/> {} }",
    ],
)
def test_service_glued_to_its_neighbours_is_refused(text: str) -> None:
    """The engine reads `SERVICEx:y` as a keyword and a name, without a word boundary."""
    with pytest.raises(QueryRefused, match="SERVICE"):
        allowed(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT *\n{ SERVICE <http://h/> {} }", (2, 3)),
        (r"SELECT * { ?s ?p ?\u0078 }", (1, 19)),
    ],
)
def test_a_refusal_says_where(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(QueryRefused) as caught:
        allowed(text)
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?s ?p 'SERVICE <http://h/> {}' }",
        "SELECT * { ?s ?p '''\nSERVICE <http://h/> {}''' }",
        "SELECT * { ?s ?p <http://x/SERVICE> }",
        "SELECT ?service { ?service ?p ?o }",
        "SELECT * { ?s ?p ?o } # SERVICE",
        "PREFIX dcat: <http://d/> SELECT * { ?s a dcat:DataService ; dcat:service ?o }",
        "SELECT * { _:service ?p ?o }",
    ],
)
def test_the_word_service_elsewhere_is_allowed(text: str) -> None:
    assert allowed(text).service is None


@pytest.mark.parametrize(
    "text",
    [
        r"SELECT * { \u0053ERVICE <http://h/> {} }",
        r"SELECT * { ?s ?p ?\u0078 }",
        r'SELECT * { ?s ?p "\u0022 . SERVICE <http://h/> {} #" }',
        r'SELECT * { ?s ?p "\u0022" SERVICE <http://h/> {} "" }',
        r"SELECT * { ?s ?p '\U00000027' }",
        r"SELECT * { ?s ?p '\u005c' }",
        r"SELECT * { ?s ?p '\u000a' }",
        r"SELECT * { ?s ?p <http://h/\u003e> }",
        "SELECT * { ?s ?p ?o } # \\u000A SERVICE <http://h/> {}",
    ],
)
def test_an_escape_that_two_engines_could_read_differently_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        allowed(text)


@pytest.mark.parametrize(
    "text",
    [
        r"SELECT * { ?s ?p 'caf\u00e9' }",
        r"SELECT * { ?s ?p <http://h/caf\u00E9> }",
        r"SELECT * { ?s ?p '\\u0022' }",
        r"SELECT * { ?s ?p 'a\n\t\"b' }",
    ],
)
def test_an_escape_that_all_engines_read_alike_is_allowed(text: str) -> None:
    assert allowed(text).form == "select"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "select"),
        ("ask {}", "ask"),
        ("PREFIX select: <http://e/> CONSTRUCT {} WHERE {}", "construct"),
        ("BASE <http://e/> # SELECT\nDESCRIBE <x>", "describe"),
        ("INSERT DATA { <a> <b> <c> }", "update"),
        ("PREFIX e: <http://e/> LOAD e:x", "update"),
        ("WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "update"),
        ("hello", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_form_is_the_first_keyword_behind_the_prologue(text: str, form: str) -> None:
    assert facts(text).form == form


@pytest.mark.parametrize(
    "text", ["LOAD <http://h/>", "load silent <file:///etc/passwd>", "DROP ALL", "CLEAR DEFAULT"]
)
def test_an_update_is_no_query(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="update"):
        allowed(text)


def test_the_graphs_of_the_dataset_clause_are_known() -> None:
    text = "PREFIX g: <http://g/> SELECT * FROM <http://g/a> FROM g:b FROM NAMED g:c { ?s ?p ?o }"
    assert facts(text).default_graphs == ("http://g/a", "http://g/b")
    assert facts(text).named_graphs == ("http://g/c",)


@pytest.mark.parametrize(
    ("clause", "graph"),
    [
        ("FROM <http://g/x>", "http://g/x"),
        ("from<http://g/x>", "http://g/x"),
        ("FROM g:x", "http://g/x"),
        (r"FROM g:x\,y", "http://g/x,y"),
        ("FROM :x", "http://e/x"),
        (r"FROM <http://g/caf\u00e9>", "http://g/café"),
        ("FROM <y>", "http://base/y"),
        ("FROM <urn:x>", "urn:x"),
    ],
)
def test_the_graph_behind_from_is_the_iri_that_the_prologue_makes_of_it(
    clause: str, graph: str
) -> None:
    prologue = "BASE <http://base/> PREFIX g: <http://g/> PREFIX : <http://e/> "
    assert facts(f"{prologue} SELECT * {clause} {{}}").default_graphs == (graph,)


def test_from_named_needs_no_space_between_its_words() -> None:
    assert facts("SELECT * FROMNAMED<http://g/x> {}").named_graphs == ("http://g/x",)


def test_a_namespace_keeps_the_hash_at_its_end() -> None:
    text = "PREFIX g: <http://g/ns#> SELECT * FROM g:x { ?s ?p ?o }"
    assert facts(text).default_graphs == ("http://g/ns#x",)


def test_a_relative_graph_is_relative_to_the_project() -> None:
    graph = "https://w3id.org/smart-regions/graph/x"
    assert facts("SELECT * FROM <graph/x> {}").default_graphs == (graph,)


def test_depth_counts_what_is_open_at_once() -> None:
    assert facts("SELECT * { { ?s ?p ( 1 ) } { } [ ] }").depth == 3
    assert facts("SELECT ('(((' AS ?x) { } # (((").depth == 1


def test_a_query_is_refused_one_bracket_over_the_depth() -> None:
    at_the_limit = "SELECT * " + "{" * 50 + "}" * 50
    assert allowed(at_the_limit).depth == 50
    with pytest.raises(QueryRefused, match="51"):
        allowed("SELECT * " + "{" * 51 + "}" * 51)


def test_a_query_is_refused_one_character_over_the_length() -> None:
    text = "ASK {}"
    refuse(text, max_characters=6, max_depth=1)
    with pytest.raises(QueryRefused, match="6"):
        refuse(text + " ", max_characters=6, max_depth=1)


@pytest.mark.parametrize("function", ["NOW()", "rand()", "UUID()", "STRUUID()"])
def test_a_query_that_may_answer_anew_is_volatile(function: str) -> None:
    assert facts(f"SELECT ({function} AS ?x) {{}}").volatile


def test_a_query_that_names_such_a_function_in_a_string_is_not_volatile() -> None:
    assert not facts("SELECT ('NOW()' AS ?now) {}").volatile


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("abc", 0, (1, 1)),
        ("a\nbc", 3, (2, 2)),
        ("a\r\nbc", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("é𝒳\nx", 3, (2, 1)),
    ],
)
def test_a_place_counts_lines_and_characters_from_one(
    text: str, at: int, expected: tuple[int, int]
) -> None:
    assert place(text, at) == expected
    assert offset(text, *expected) == at


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(QuerySyntaxError, match="surrogate"):
        allowed("SELECT ('\ud800' AS ?x) {}")


LISTED = ("http://e/sparql", "http://f/sparql")


def refused(text: str) -> str | None:
    try:
        refuse(text, max_characters=9999, max_depth=99, endpoints=LISTED)
    except QueryRefused as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <http://e/sparql> { ?s ?p ?o } }",
        "ASK { service\n#c\nsilent <http://f/sparql> {} SERVICE<http://e/sparql>{} }",
    ],
)
def test_service_may_ask_what_is_listed(text: str) -> None:
    assert refused(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE ?x {} VALUES ?x { <http://e/sparql> } }",
        "ASK { SERVICE <http://e/sparql/> {} }",
        "ASK { SERVICE <HTTP://e/sparql> {} }",
        "BASE <http://e/> ASK { SERVICE <sparql> {} }",
        "PREFIX e: <http://e/> ASK { SERVICE e:sparql {} }",
        "ASK { SERVICE <http://e/sparql> { SERVICE <http://g/sparql> {} } }",
        "ASK { SERVICE SILENT SILENT <http://e/sparql> {} }",
        "ASK { SERVICESILENT <http://e/sparql> {} }",
        "PREFIX service: <http://e/> ASK { SERVICE <http://e/sparql> {} }",
        "ASK { SERVICE",
    ],
)
def test_service_is_refused_unless_all_are_listed(text: str) -> None:
    said = refused(text)
    assert said and "<http://e/sparql>, <http://f/sparql>" in said
