"""Answers as tables for people."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from smartregions.namespaces import ID, SR
from smartregions.web.tables import Cell, shortened, table


def answer(columns: list[str], *rows: dict[str, dict[str, str]]) -> bytes:
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": rows}}).encode()


def iri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


def text(value: str, language: str = "") -> dict[str, str]:
    return {"type": "literal", "value": value} | ({"xml:lang": language} if language else {})


def test_rows_beyond_the_limit_are_counted_and_not_shown() -> None:
    grid = table(answer(["x"], *({"x": text(str(n))} for n in range(5))), 2)
    assert (grid.total, [row[0].text for row in grid.rows]) == (5, ["0", "1"])


def test_of_what_is_not_shown_nothing_is_kept() -> None:
    """All rows of an answer at once were ten times its bytes, made while nothing else went on."""
    rows = [{"x": text(f'{n} }},{{ \\" ]'), "y": text("")} for n in range(20_000)]
    body = answer(["x", "y"], *rows, {}, {"y": text("last")})
    tracemalloc.start()
    grid = table(body, 2)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grid.total == len(rows) + 2
    assert [row[0].text for row in grid.rows] == ['0 },{ \\" ]', '1 },{ \\" ]']
    assert most < 2 * len(body)


@pytest.mark.parametrize("body", [answer(["x"]), answer([]), answer(["x"], {})])
def test_an_answer_may_have_no_row_or_an_empty_one(body: bytes) -> None:
    assert table(body, 5).total == len(json.loads(body)["results"]["bindings"])


def test_a_thing_and_its_label_are_one_column() -> None:
    body = answer(
        ["region", "regionLabel", "size"],
        {"region": iri(ID + "region/x"), "regionLabel": text("Île", "fr"), "size": text("1")},
        {"region": iri(ID + "region/y"), "size": text("2")},
    )
    grid = table(body, 10)
    assert grid.columns == ["region", "size"]
    (named, _), (unnamed, _) = grid.rows
    assert (named.text, named.title, named.language) == ("Île", ID + "region/x", "fr")
    assert named.href == "/doc/region/x"
    assert unnamed.text == "region:y"


def test_a_label_without_its_thing_stays_a_column() -> None:
    assert table(answer(["regionLabel", "Label"]), 1).columns == ["regionLabel", "Label"]


@pytest.mark.parametrize(
    ("value", "href"),
    [
        ("https://e.example/x", "https://e.example/x"),
        ("mailto:a@e.example", "mailto:a@e.example"),
        ("javascript:alert(1)", ""),
        ("JavaScript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("urn:x:y", ""),
    ],
)
def test_only_what_is_safe_to_follow_is_a_link(value: str, href: str) -> None:
    assert table(answer(["x"], {"x": iri(value)}), 1).rows[0][0].href == href


def test_what_is_not_bound_is_an_empty_cell() -> None:
    assert table(answer(["x"], {}), 1).rows == [[Cell("")]]


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (SR + "Region", "sr:Region"),
        (ID + "region/bretagne", "region:bretagne"),
        (SR, SR),
        ("http://e/x", "http://e/x"),
    ],
)
def test_an_iri_is_shortened_by_the_longest_prefix_of_ours(value: str, short: str) -> None:
    assert shortened(value) == short
