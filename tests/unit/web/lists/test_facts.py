"""Choices of several facets hold of one statement; counts tell what a choice would leave."""

from __future__ import annotations

from smartregions.web.lists.facts import Facts, Thing, tallied

# north leads in one and joins two; south joins one; isle is in no partnership
NORTH = Thing(
    "north",
    {
        "": [{"country": frozenset({"A"})}],
        "joins": [
            {"partnership": frozenset({"one"}), "role": frozenset({"leading"})},
            {"partnership": frozenset({"two"}), "role": frozenset({"joining"})},
        ],
    },
)
SOUTH = Thing(
    "south",
    {
        "": [{"country": frozenset({"B"})}],
        "joins": [{"partnership": frozenset({"one"}), "role": frozenset({"joining"})}],
    },
)
ISLE = Thing("isle", {"": [{"country": frozenset({"A"})}]})
FACTS = Facts([NORTH, SOUTH, ISLE], whole=tallied([NORTH, SOUTH, ISLE]))


def within(**selection: str) -> list[str]:
    return [thing.iri for thing in FACTS.within(selection)]


def test_without_a_choice_all_are_listed() -> None:
    assert within() == ["north", "south", "isle"]


def test_a_role_is_that_in_the_partnership_that_is_asked_for() -> None:
    assert within(partnership="one", role="leading") == ["north"]
    assert within(partnership="two", role="leading") == []
    assert within(partnership="one", role="joining") == ["south"]


def test_choices_of_different_statements_hold_together() -> None:
    assert within(country="A") == ["north", "isle"]
    assert within(country="A", role="joining") == ["north"]
    assert within(country="B", role="leading") == []


def test_counts_are_those_of_the_list_that_a_choice_would_give() -> None:
    for facet in ("country", "partnership", "role"):
        for selection in ({}, {"country": "A"}, {"role": "joining"}, {"partnership": "one"}):
            counts = FACTS.counts(facet, selection, FACTS.within(selection))
            rest = {name: value for name, value in selection.items() if name != facet}
            for value in FACTS.values(facet):
                assert counts.get(value, 0) == len(FACTS.within({**rest, facet: value}))


def test_the_values_of_a_thing_are_those_of_the_statements_that_were_asked_for() -> None:
    assert NORTH.values("role") == {"leading", "joining"}
    assert NORTH.chosen("role", {"partnership": "one"}) == {"leading"}
    assert NORTH.chosen("country", {"partnership": "one"}) == {"A"}
