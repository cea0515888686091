"""The shapes fit the ontology, and hold nothing that an engine could choke on.

What each shape finds is shown by `tests/examples`; that each is named and worded is a house rule.
"""

from __future__ import annotations

import re
from functools import cache
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat

from smartregions import corpus
from smartregions.namespaces import ID, OWL, PREFIXES, RDFS, SH, SKOS, SR
from smartregions.validation.graph import TYPE, Graph, Term
from smartregions.validation.literals import DATATYPES
from smartregions.validation.objection import PLACEHOLDER
from smartregions.validation.ordering import LAST, orders
from smartregions.validation.shapes import sh

SOURCES = corpus.find().sources()
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
TEXTS = (
    *map(sh, ("message", "name", "description")),
    *map(NamedNode, (RDFS + "label", SKOS + "definition")),
)
"""Properties of shapes whose values are for people."""
PROPERTY_KINDS = ("ObjectProperty", "DatatypeProperty")


def read(kind: str) -> Graph:
    return Graph(
        quad.triple
        for source in SOURCES
        if source.kind == kind
        for quad in pyoxigraph.parse(
            path=str(source.path), format=RdfFormat.TURTLE, rename_blank_nodes=True
        )
    )


@cache
def shapes() -> Graph:
    return read("shapes")


@cache
def ontology() -> Graph:
    return read("ontology")


def values(predicate: str) -> list[Term]:
    """Every value of a SHACL property."""
    graph = shapes()
    subjects = {subject for subject, _ in graph.pairs(sh(predicate))}
    return [value for subject in subjects for value in graph.objects(subject, sh(predicate))]


def properties() -> list[Term]:
    kinds = [NamedNode(OWL + kind) for kind in PROPERTY_KINDS]
    found = [term for kind in kinds for term in ontology().subjects(TYPE, kind)]
    return [term for term in found if term.value.startswith(SR)]


def nested(pattern: str) -> bool:
    """Does a quantifier stand within another? Such a pattern may take for ever to fail."""

    def walk(node: Any, inside: bool) -> bool:
        if isinstance(node, tuple) and len(node) == 2 and str(node[0]) in REPEATS:
            return inside or walk(node[1][2], True)
        if isinstance(node, tuple | list | _parser.SubPattern):
            return any(walk(part, inside) for part in node)
        return False

    return walk(_parser.parse(pattern), False)


def test_nested_quantifiers_are_told_from_others() -> None:
    assert nested("^(a+)+$") and nested("(?:[0-9]{2}x?)*") and nested("(a|b+?)*?")
    assert not nested("^[0-9]{4}-(0[1-9]|1[0-2])$") and not nested("a+b*c?")


def test_no_pattern_nests_quantifiers() -> None:
    patterns = [value.value for value in values("pattern")]
    queries = [value.value for value in values("select")]
    within = [text for q in queries for text in re.findall(r'REGEX\([^"]*"([^"]*)"', q)]
    assert patterns
    assert [pattern for pattern in patterns + within if nested(pattern)] == []


def test_there_is_a_shapes_file_for_each_module_of_the_ontology() -> None:
    names = {
        kind: {s.path.stem for s in SOURCES if s.kind == kind} for kind in ("ontology", "shapes")
    }
    assert names["shapes"] - names["ontology"] == {"catalogue", "house-rules"}
    assert names["ontology"] - names["shapes"] == {"alignments"}


def test_every_class_is_looked_at() -> None:
    classes = set(ontology().subjects(TYPE, NamedNode(OWL + "Class")))
    below = {c for target in values("targetClass") for c in ontology().subclasses([target])}
    assert {c for c in classes if c.value.startswith(SR)} - below == set()


@pytest.mark.parametrize("term", properties(), ids=lambda term: term.value.removeprefix(SR))
def test_who_uses_a_property_and_leaves_out_the_class_is_told(term: Term) -> None:
    """The property selects its subjects for a shape that asks for the class, or for any class."""
    graph = shapes()
    asking = graph.subjects(sh("targetSubjectsOf"), term)
    domain = ontology().value(term, NamedNode(RDFS + "domain"))
    paths = {graph.value(p, sh("path")) for s in asking for p in graph.objects(s, sh("property"))}
    wanted = {value for shape in asking for value in graph.objects(shape, sh("class"))}
    if domain is None or domain == NamedNode(SR + "Participation"):
        assert TYPE in paths
    else:
        assert domain in wanted


@pytest.mark.parametrize("term", properties(), ids=lambda term: term.value.removeprefix(SR))
def test_the_value_of_every_property_is_looked_at(term: Term) -> None:
    """By a property shape on the property itself, or on a choice of paths that names it."""
    graph = shapes()
    choices = [item for _, head in graph.pairs(sh("alternativePath")) for item in graph.items(head)]
    assert graph.subjects(sh("path"), term) or term in choices


def test_an_object_property_is_checked_for_the_class_of_its_range() -> None:
    graph, unchecked = shapes(), []
    for term in properties():
        range_ = ontology().value(term, NamedNode(RDFS + "range"))
        checks = graph.subjects(sh("path"), term)
        nodes = [n for s in checks for n in (s, *graph.objects(s, sh("node")))]
        found = {value for node in nodes for value in graph.objects(node, sh("class"))}
        if range_ is not None and not range_.value.startswith(PREFIXES["xsd"]):
            unchecked += [] if range_ in found else [term.value]
    assert unchecked == []


def test_messages_of_queries_name_only_what_the_query_selects() -> None:
    graph = shapes()
    for constraint, select in graph.pairs(sh("select")):
        selected = re.findall(r"[?$](\w+)", select.value.split("WHERE")[0])
        for text in graph.texts(constraint, sh("message")).values():
            assert set(placeholders(text)) <= set(selected), constraint


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"{[?$](\w+)}", text))


@pytest.mark.parametrize("predicate", TEXTS, ids=lambda term: term.value.rpartition("#")[2])
def test_every_text_is_in_english_and_french_with_the_same_values(predicate: NamedNode) -> None:
    graph = shapes()
    nodes = {node for node, _ in graph.pairs(predicate)}
    assert len(nodes) > 50
    for node in nodes:
        assert len(graph.objects(node, predicate)) == 2, node
        texts = graph.texts(node, predicate)
        assert set(texts) == {"en", "fr"}, node
        assert placeholders(texts["en"]) == placeholders(texts["fr"]), node
        assert texts["en"].endswith(".") == texts["fr"].endswith("."), node


def test_the_language_of_a_query_s_message_is_known_by_the_words_around_its_values() -> None:
    graph = shapes()
    for constraint, _ in graph.pairs(sh("select")):
        parts = [PLACEHOLDER.split(t) for t in graph.texts(constraint, sh("message")).values()]
        assert len({(part[0], part[-1]) for part in parts}) == 2, constraint


def test_terms_and_samples_are_written_alike_in_both_languages() -> None:
    """What is to be copied into a file: names with a prefix, addresses, literals, numbers."""
    graph = shapes()
    copied = re.compile(r"\b[a-z]\w*:[A-Za-z]\w*|<[^>]*>|\"[^\"]*\"(?:@\w+|\^\^\S+\w)?|\d[\d.]*\d")
    for predicate in TEXTS:
        for node, _ in graph.pairs(predicate):
            texts = graph.texts(node, predicate)
            english, french = (
                sorted(copied.findall(texts[tag].replace('"..."@fr', '"..."@en')))
                for tag in ("en", "fr")  # a reader fills in what stands for a text
            )
            assert english == french, node


def test_queries_are_sparql_with_the_prefixes_declared_in_one_place() -> None:
    graph = shapes()
    declared = {
        (prefix.value, graph.value(node, sh("namespace")).value)  # type: ignore[union-attr]
        for node, prefix in graph.pairs(sh("prefix"))
    }
    block = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in declared)
    assert declared <= set(PREFIXES.items())
    queries = [value.value for value in values("select")]
    assert queries
    for text in queries:
        pyoxigraph.Store().query(block + text)
    used = {name for text in queries for name in re.findall(r"\b([a-z]+):[A-Za-z]", text)}
    assert used - {"http", "https"} == {name for name, _ in declared}


def test_queries_hold_nothing_that_shacl_forbids_or_engines_do_apart() -> None:
    """SHACL 5.3.1 forbids MINUS, VALUES, SERVICE; NOW and RAND never give one answer."""
    for text in values("select"):
        assert not re.search(r"\b(MINUS|VALUES|SERVICE|NOW|RAND|UUID)\b", text.value)


def test_no_shape_is_closed_or_out_of_force() -> None:
    """What a file says beside our terms is its own business; unknown terms are found elsewhere."""
    assert values("closed") == []
    assert values("deactivated") == []


def test_every_datatype_that_a_shape_names_is_checked_by_form() -> None:
    plain = {PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"}
    assert {value.value for value in values("datatype")} - plain <= set(DATATYPES)


def test_every_concept_that_a_shape_names_is_in_a_scheme() -> None:
    known = read("schemes")
    named = {
        term.value
        for triples in (shapes(),)
        for subject in triples.nodes()
        for predicate in (sh("in"), sh("hasValue"))
        for value in triples.objects(subject, predicate)
        for term in (triples.items(value) if predicate == sh("in") else [value])
        if term.value.startswith(PREFIXES["scheme"])
    }
    queried = {
        iri
        for text in values("select")
        for iri in re.findall(r"<(\S+)>", text.value)
        if iri.startswith(PREFIXES["scheme"])
    }
    stated = {node.value for node in known.nodes()}
    assert named and queried
    assert (named | queried) - stated == set()


def test_every_thing_of_ours_that_is_given_as_an_example_is_there() -> None:
    """Who takes it over from the help of a finding is not told that it does not exist."""
    described = {node for kind in ("schemes", "data") for node in read(kind).nodes()}
    given = {example for _, example in shapes().pairs(NamedNode(SKOS + "example"))}
    ours = {each for each in given if str(each.value).startswith(ID)}
    assert ours
    assert ours - described == set()


def test_severities_are_those_of_shacl() -> None:
    assert {value.value for value in values("severity")} == {
        SH + name for name in ("Violation", "Warning", "Info")
    }


def test_a_message_is_one_sentence_or_two() -> None:
    messages = values("message")
    assert messages
    for message in messages:
        assert isinstance(message, Literal)
        assert 15 < len(message.value) < 300, message


def test_a_property_has_one_order_in_all_shapes_and_no_two_have_the_same() -> None:
    graph = shapes()
    found: dict[str, set[str]] = {}
    for shape, path in graph.pairs(sh("path")):
        if isinstance(path, NamedNode):
            found.setdefault(path.value, set()).update(
                value.value for value in graph.objects(shape, sh("order"))
            )
    assert {path: orders for path, orders in found.items() if len(orders) != 1} == {}
    numbers = [number for orders in found.values() for number in orders]
    assert len(numbers) == len(set(numbers))


def test_every_property_of_the_ontology_has_a_place() -> None:
    known = orders(shapes())
    assert [term.value for term in properties() if known.get(term.value, LAST) == LAST] == []
