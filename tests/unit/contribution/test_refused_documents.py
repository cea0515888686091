"""Documents that are not read: what is told of them, and where."""

from __future__ import annotations

import pytest

from smartregions.contribution import receive
from smartregions.contribution.json_cost import costs_too_much
from smartregions.errors import Fault, TurtleSyntaxError

JSON, XML = "application/ld+json", "application/rdf+xml"


def refused(text: str, media_type: str) -> Fault:
    with pytest.raises(TurtleSyntaxError) as raised:
        receive(text.encode(), media_type, "sent")
    (fault,) = raised.value.faults
    return fault


@pytest.mark.parametrize(
    ("marked", "media_type"),
    [
        ('{"a": {"x": 1},\n "b": {"x": 1, ⟦"\\u0078"⟧: 2}}', JSON),
        ('{"@context": ⟦"https://elsewhere.example/"⟧}', JSON),
        ('{"@context": [{},\n  ⟦"https://elsewhere.example/"⟧]}', JSON),
        ('{"@context": {"@vocab": "http://e/"}, "p":\n'
         ' {"@context": {"@import": ⟦"https://elsewhere.example/"⟧}}}', JSON),
        ('<?xml version="1.0"?>\n⟦<!DOCTYPE⟧ x><x/>', XML),
    ],
)  # fmt: skip
def test_a_refusal_points_to_what_is_refused(marked: str, media_type: str) -> None:
    before, inside, after = marked.replace("⟧", "⟦").split("⟦")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    fault = refused(before + inside + after, media_type)
    assert (fault.line, fault.column) == (line, column)
    assert (fault.end_line, fault.end_column) == (line, column + len(inside))


def test_a_text_that_is_no_json_behind_a_repeated_key_is_refused_for_the_key() -> None:
    assert "twice" in refused('{"a": [{"x": 1, "x": 2}', JSON).message


TERMS = ",".join(f'"t{n}": "http://e/t{n}"' for n in range(3_000))


def things(head: str, thing: str, number: int = 3_000) -> str:
    return f'{{"@context": {{{head}}}, "@graph": [{",".join([thing] * number)}]}}'


@pytest.mark.parametrize(
    "text",
    [
        things(TERMS, '{"@context": {"a": "http://e/a"}, "a": "x"}'),
        things(f'"p": {{"@id": "http://e/p", "@context": {{{TERMS}}}}}', '{"p": {"t1": "x"}}'),
        things(f'"p": {{"@id": "http://e/p", "@context": {{{TERMS}}}}}', '{"p": ["x", "y"]}'),
        things(f'"T": {{"@id": "http://e/T", "@context": {{{TERMS}}}}}', '{"@type": "T"}'),
        things(f'"T": {{"@id": "http://e/T", "@context": {{{TERMS}}}}}', '{"@type": ["T"]}'),
    ],
    ids=["in each thing", "of a key", "of texts", "of a type", "of types"],
)
def test_contexts_that_are_copied_again_and_again_are_refused_before_they_are(text: str) -> None:
    """The parser takes a microsecond for each definition that it copies: minutes for these."""
    fault = refused(text, JSON)
    assert "contexts" in fault.message and "@context" in fault.help


HEAD = ",".join(
    f'"T{n}": {{"@id": "http://e/T{n}", "@context": {{"a": "http://e/a", "b": "http://e/b"}}}}'
    for n in range(100)
)
THING = '{"@type": "T1", "@id": "http://example.org/thing", "a": "what somebody says of a thing"}'


@pytest.mark.parametrize(
    ("document", "length"),
    [
        ({"@context": {"a": "http://e/a"}, "@graph": [{"a": "x"}] * 100_000}, 1_000_000),
        ([{"@context": {f"t{n}": "http://e/" for n in range(20)}, "t1": "x"}] * 30_000, 9_000_000),
        ([{"@context": [None, {"a": "http://e/a"}], "a": "x"}] * 100_000, 4_000_000),
    ],
)
def test_contexts_as_people_write_them_are_read(document: object, length: int) -> None:
    assert not costs_too_much(document, length)


def test_contexts_that_go_with_types_are_read_for_each_thing() -> None:
    received = receive(things(HEAD, THING, 2_000).encode(), JSON, "sent")
    assert len(received.contribution.triples) == 4_000
