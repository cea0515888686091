"""Rows are in the order of their question, and where that is by names, of those that are shown."""

from __future__ import annotations

import pytest

from smartregions.web.overview.ordering import ordered


def order(text: str, *rows: dict[str, str]) -> list[str]:
    return [row["name"] for row in ordered(rows, f"SELECT * {{ ?s ?p ?o }} {text}")]


def named(label: str, **more: str) -> dict[str, str]:
    return {"xLabel": label, "name": label, **more}


def test_names_follow_their_letters_not_their_code_points() -> None:
    rows = [named("Zélande"), named("Écosse"), named("Allemagne"), named("Estonie")]
    assert order("ORDER BY ?xLabel", *rows) == ["Allemagne", "Écosse", "Estonie", "Zélande"]


def test_rows_without_a_name_come_first_as_in_sparql() -> None:
    rows = [named("b"), {"name": "none"}]
    assert order("ORDER BY ?xLabel ?x", *rows) == ["none", "b"]


def test_numbers_are_ordered_as_numbers_before_names() -> None:
    rows = [named("b", n="10"), named("c", n="9"), named("a", n="10")]
    assert order("ORDER BY ?n ?xLabel", *rows) == ["c", "a", "b"]


def test_what_is_ordered_by_an_expression_stays() -> None:
    rows = [named("b", n="1"), named("a", n="1"), named("c", n="0")]
    assert order("ORDER BY DESC(?n) ?xLabel", *rows) == ["b", "a", "c"]
    assert order("ORDER BY ?n DESC(?xLabel)", *rows) == ["c", "b", "a"]


@pytest.mark.parametrize("text", ["", "LIMIT 3", "GROUP BY ?xLabel", "{ SELECT * {} ORDER BY ?n }"])
def test_rows_of_a_query_without_an_order_stay(text: str) -> None:
    rows = [named("b", n="2"), named("a", n="1")]
    assert order(text, *rows) == ["b", "a"]
