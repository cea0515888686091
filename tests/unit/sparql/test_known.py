"""A stored question is planned once: with any values, as if it had been planned with them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from smartregions import corpus
from smartregions.errors import QueryRefused
from smartregions.library.question import Question
from smartregions.library.shelf import Library, load
from smartregions.sparql.facts import facts
from smartregions.sparql.joined import without_language
from smartregions.sparql.known import Plans
from smartregions.sparql.nature import may_name_graphs
from smartregions.sparql.planning import plan, planned, plans
from smartregions.sparql.statistics import Statistics, measure

VALUE = NamedNode("http://e/it's#a(value)")


@pytest.fixture(scope="module")
def library() -> Library:
    return load(corpus.find().queries)


@pytest.fixture(scope="module")
def measured() -> Statistics:
    """Of data that have something of each of our properties, so that plans differ from texts."""
    store = Store()
    for number, prefix in enumerate(("sr:region", "sr:field", "sr:segment", "sr:holder"), 2):
        triples = "".join(f"<http://e/{n}> {prefix} <http://e/{n % number}> .\n" for n in range(60))
        text = f"@prefix sr: <https://w3id.org/smart-regions/ontology#> .\n{triples}"
        store.load(text.encode(), format=RdfFormat.TURTLE)
    return measure(store)


def stored(question: Question) -> tuple[str, list[tuple[int, int]]]:
    return question.text, [(block.start, block.end) for block in question.blocks]


@pytest.fixture(scope="module")
def known(library: Library, measured: Statistics) -> Plans:
    """As they come from the process that makes them."""
    made = plans(map(stored, library), measured)
    return Plans.read(json.loads(json.dumps(made.told)))


def bound(question: Question) -> Iterator[str]:
    """The question without values, with one in each place, and with all."""
    iris = [each.name for each in question.parameters if each.type == "iri"]
    yield question.bound({})
    for name in iris:
        yield question.bound({name: VALUE})
    yield question.bound(dict.fromkeys(iris, VALUE))


def test_each_question_has_with_any_values_the_plan_that_it_would_be_given(
    library: Library, known: Plans, measured: Statistics
) -> None:
    changed = 0
    for question in library:
        for text in bound(question):
            made = known.of(text)
            read = list(facts(text).tokens)
            assert made is not None or "FROM" in text or "\\" in text, question.path
            if made is not None:
                assert made.text == planned(without_language(text, read), measured)
                changed += made.text != text
                assert made.names_graphs == may_name_graphs(text, read)
                said, own = made.facts, facts(text)
                assert (said.form, said.depth, said.volatile) == (own.form, own.depth, own.volatile)
                assert own.service is None and own.default_graphs == own.named_graphs == ()
    assert changed > 50, "the data make no difference to the plans"


@pytest.mark.parametrize(
    "value",
    [
        "<http://e/> } SERVICE <http://127.0.0.1/> { ?s ?p ?o",
        "<http://e/a b>",
        "<http://e/\\u003E>",
        "<http://e/>/<http://e/>",
        '"text"',
        "1",
        "",
        "UNDEF UNDEF",
        "# UNDEF",
    ],
)
def test_what_stands_in_the_place_of_a_value_is_nothing_but_one(
    library: Library, known: Plans, value: str
) -> None:
    text = library.get("capabilities/by-region").text
    assert text.count("VALUES ?region { UNDEF }") > 1 and known.of(text) is not None
    assert (
        known.of(text.replace("VALUES ?region { UNDEF }", f"VALUES ?region {{ {value} }}")) is None
    )


def test_a_text_that_is_not_the_question_is_not_known(library: Library, known: Plans) -> None:
    text = library.get("capabilities/by-region").text
    for other in ("", text + " ", text[:-1], text.replace("sr:holder", "sr:region"), text[1:]):
        assert known.of(other) is None


def test_what_is_known_has_the_limits_of_any_query(
    library: Library, known: Plans, measured: Statistics
) -> None:
    text = library.get("capabilities/by-region").text
    own = Statistics(measured.predicates, measured.classes, known)
    assert plan(text, own, max_characters=len(text), max_depth=200).facts.tokens == ()
    for characters, depth in ((len(text) - 1, 200), (len(text), 2)):
        with pytest.raises(QueryRefused):
            plan(text, own, max_characters=characters, max_depth=depth)


@pytest.mark.parametrize("query", ["SELECT * FROM <http://e/> {}", "DELETE WHERE {}"])
def test_a_query_that_must_be_looked_at_each_time_is_not_planned_before(
    query: str, measured: Statistics
) -> None:
    assert plans([(query, ())], measured).of(query) is None
