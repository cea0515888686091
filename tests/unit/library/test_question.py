"""The format of a stored question, and that a value can never become syntax."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

from smartregions.errors import ParameterError, ServiceError
from smartregions.library.question import Question, question
from smartregions.library.types import MAX_CHARACTERS, TYPES, Term
from smartregions.sparql.tokens import tokens

HEAD = """#+ summary: Who?
#+ description: First line,
#+   and its end.
#+ parameters:
#+   - name: who
#+     type: string
#+     help: The name,
#+       in full.
"""
BODY = "SELECT ?who ?x WHERE { VALUES ?who { UNDEF } BIND(1 AS ?x) }"


def stored(text: str) -> Question:
    return question("topic", "name", text)


def rows(text: str) -> list[tuple[str | None, ...]]:
    results = Store().query(text)
    return [tuple(None if t is None else t.value for t in row) for row in results]  # type: ignore[union-attr,misc]


def test_the_header_gives_summary_description_and_parameters() -> None:
    found = stored(HEAD + BODY)
    (parameter,) = found.parameters
    assert (found.path, found.summary) == ("topic/name", "Who?")
    assert found.description == "First line, and its end."
    assert (parameter.name, parameter.type, parameter.help) == (
        "who", "string", "The name, in full.",
    )  # fmt: skip
    assert parameter.is_optional


def test_class_and_scheme_are_iris_or_prefixed_names() -> None:
    for written in ("sr:Region", "<https://w3id.org/smart-regions/ontology#Region>"):
        head = HEAD.replace("type: string", f"type: iri\n#+     class: {written}")
        (parameter,) = stored(head + BODY).parameters
        assert parameter.class_ == "https://w3id.org/smart-regions/ontology#Region"


def test_the_default_is_read_from_the_body() -> None:
    (parameter,) = stored(HEAD + BODY.replace("UNDEF", '"Ada"@en')).parameters
    assert parameter.default == '"Ada"@en'
    assert not parameter.is_optional


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("#+ summary: Who?\n", "", "no summary"),
        ("summary: Who?", "sumary: Who?", "name.rq:1"),
        ("#+ description", "#+ summary: Again?\n#+ description", "name.rq:2"),
        ("type: string", "type: text", "who has no type"),
        ("type: string", "type: string\n#+     class: sr:Region", "who has no type"),
        ("name: who", "name: format", "not format"),
        ("name: who", "name: wh-o", "a name"),
        ("#+     help: The name,\n#+       in full.\n", "", "a help"),
        ("name: who", "name: whom", "VALUES ?whom"),
        ("UNDEF", "", "VALUES ?who"),
        ("UNDEF", "1 2", "VALUES ?who"),
        ("{ UNDEF }", "{ UNDEF } VALUES ?who { 1 }", "VALUES ?who"),
        (BODY, "INSERT DATA {}", "no query"),
        ("#+ parameters:\n", "", "name.rq:4"),
        (
            "#+     help: The name,",
            "#+     help: x\n#+   - name: who\n#+     type: iri\n#+     help: y",
            "stands twice",
        ),
    ],
)
def test_a_file_that_breaks_the_format_is_refused(old: str, new: str, says: str) -> None:
    text = (HEAD + BODY).replace(old, new)
    assert text != HEAD + BODY
    with pytest.raises(ServiceError, match=says.replace("?", r"\?")):
        stored(text)


@pytest.mark.parametrize(
    ("topic", "name"), [("Topic", "name"), ("a_b", "name"), ("a", "two words")]
)
def test_topic_and_name_are_kebab_case(topic: str, name: str) -> None:
    with pytest.raises(ServiceError, match="lower case"):
        question(topic, name, HEAD + BODY)


def test_unbound_the_question_runs_as_it_stands() -> None:
    found = stored(HEAD + BODY)
    assert found.bound({}) == found.text
    assert rows(found.bound({})) == [(None, "1")]


def test_bound_it_answers_for_the_value() -> None:
    assert rows(stored(HEAD + BODY).bound({"who": Literal("Ada")})) == [("Ada", "1")]


def test_every_block_of_the_variable_is_bound_sub_selects_included() -> None:
    body = (
        "SELECT ?who ?inner WHERE { VALUES ?who { UNDEF } "
        "{ SELECT (COUNT(?who) AS ?inner) WHERE { VALUES $who { UNDEF } } } }"
    )
    assert rows(stored(HEAD + body).bound({"who": Literal("Ada")})) == [("Ada", "1")]


def test_a_block_in_a_comment_or_a_string_is_none() -> None:
    body = BODY + " # VALUES ?who { UNDEF }\n"
    body = body.replace("BIND(1 AS ?x)", 'BIND("VALUES ?who { UNDEF }" AS ?x)')
    bound = stored(HEAD + body).bound({"who": Literal("Ada")})
    assert bound.count('"Ada"') == 1
    assert rows(bound) == [("Ada", "VALUES ?who { UNDEF }")]


def test_a_block_of_several_variables_or_values_is_left_alone() -> None:
    body = BODY.replace("BIND(1 AS ?x)", "VALUES (?who ?x) { (UNDEF 1) } VALUES ?x { 1 2 }")
    assert rows(stored(HEAD + body).bound({"who": Literal("Ada")})) == [("Ada", "1")]


@pytest.mark.parametrize(
    "default", ["UNDEF", "1", "-1.5", "true", '"x"', "'x'@en", '"x"^^<http://t>', "<http://e/>"]
)
def test_a_default_of_any_term_is_replaced_whole(default: str) -> None:
    if default == "-1.5":
        default = "1.5"
    body = BODY.replace("UNDEF", default)
    assert rows(stored(HEAD + body).bound({"who": Literal("Ada")})) == [("Ada", "1")]


HOSTILE = [
    '"} DELETE WHERE {?s ?p ?o} #',
    '" } SERVICE <http://127.0.0.1/> {} #',
    "x\\",
    'x\\"',
    "'''",
    "}#",
    "?who",
    "<http://e/>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_text(text: str) -> None:
    assert rows(stored(HEAD + BODY).bound({"who": TYPES["string"](text)})) == [(text, "1")]


@given(st.text(max_size=50))
def test_any_text_is_bound_as_itself_or_refused(text: str) -> None:
    try:
        term = TYPES["string"](text)
    except ParameterError:
        return
    assert rows(stored(HEAD + BODY).bound({"who": term})) == [(text, "1")]


@given(st.text(max_size=40))
def test_binding_changes_one_value_and_no_other_token(text: str) -> None:
    for build in TYPES.values():
        try:
            term = build(text)
        except ParameterError:
            continue
        before = [t.content for t in tokens(BODY)]
        bound = stored(HEAD + BODY).bound({"who": term})
        after = [t.content for t in tokens(bound)]
        at = before.index("UNDEF")
        assert after[:at] == before[:at]
        assert after[len(after) - len(before) + at + 1 :] == before[at + 1 :]


def test_a_term_that_would_change_the_query_around_it_is_never_bound() -> None:
    """No term of the engine does; if one ever did, nothing would be sent."""

    class Wild:
        """A term that prints itself wrongly."""

        def __str__(self) -> str:
            return "1 } DROP ALL {"

    wild: Mapping[str, Term] = {"who": Wild()}  # type: ignore[dict-item]
    with pytest.raises(ServiceError, match="would change"):
        stored(HEAD + BODY).bound(wild)


@pytest.mark.parametrize(
    ("type_", "text", "term"),
    [
        ("iri", "http://e/x", NamedNode("http://e/x")),
        ("iri", "sr:Region", NamedNode("https://w3id.org/smart-regions/ontology#Region")),
        ("iri", "urn:x:y", NamedNode("urn:x:y")),
        ("string", "", Literal("")),
        ("string", "é𝒳", Literal("é𝒳")),
        ("string", "x" * MAX_CHARACTERS, Literal("x" * MAX_CHARACTERS)),
        ("integer", "007", Literal(7)),
        ("integer", "-5", Literal(-5)),
    ],
)
def test_a_text_of_its_type_becomes_the_term(type_: str, text: str, term: Term) -> None:
    assert TYPES[type_](text) == term


@pytest.mark.parametrize(
    ("type_", "text", "printed"),
    [
        ("date", "2024-02-29", '"2024-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("year", "2024", '"2024"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
    ],
)
def test_dates_and_years_are_typed(type_: str, text: str, printed: str) -> None:
    assert str(TYPES[type_](text)) == printed


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("iri", "no iri"),
        ("iri", "http://e/a b"),
        ("iri", "http://e/>"),
        ("iri", "relative"),
        ("integer", "1.0"),
        ("integer", "1" * 19),
        ("integer", "٣"),
        ("integer", "+1"),
        ("date", "2023-02-29"),
        ("date", "20240101"),
        ("date", "2024-1-1"),
        ("date", "2024-01-01Z"),
        ("year", "24"),
        ("year", "2024 "),
        ("string", "x" * (MAX_CHARACTERS + 1)),
        ("string", "a\nb"),
        ("string", "\x00"),
        ("string", r"\u0022"),
        ("string", "\ud800"),
    ],
)
def test_a_text_of_another_type_is_refused(type_: str, text: str) -> None:
    with pytest.raises(ParameterError):
        TYPES[type_](text)
