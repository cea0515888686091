"""Consortia: four helices, three countries, few, and always the same."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from smartregions.web.overview.consortia import (
    COUNTRIES,
    HELICES,
    OFFERED,
    Candidate,
    compose,
)

ACADEMIA, CIVIL_SOCIETY, GOVERNMENT, INDUSTRY = HELICES


def candidate(name: str, country: str, *helices: str, offers: int = 1) -> Candidate:
    return Candidate(
        name, name, "r-" + country, "", country, country, frozenset(helices), offers, offers
    )


KNOWN = [
    candidate("university", "FR", ACADEMIA, offers=3),
    candidate("institute", "FI", ACADEMIA, INDUSTRY, offers=2),
    candidate("citizens", "LU", CIVIL_SOCIETY),
    candidate("ministry", "EE", GOVERNMENT),
    candidate("company", "FR", INDUSTRY, offers=2),
]


def test_a_consortium_takes_one_seat_for_each_helix_from_three_countries() -> None:
    composition = compose(KNOWN)
    assert composition.consortia and not composition.missing
    for consortium in composition.consortia:
        assert set(consortium.seats) == set(HELICES)
        assert all(helix in taker.helices for helix, taker in consortium.seats.items())
        assert len(consortium.countries) >= COUNTRIES


def test_those_with_most_offers_come_first_and_then_those_from_more_countries() -> None:
    first, second, *_ = compose(KNOWN).consortia
    assert [member.actor for member in first.members] == [
        "ministry",
        "institute",
        "university",
        "citizens",
    ]
    assert len(first.countries) == 4
    assert {member.actor for member in second.members} == {
        "ministry",
        "company",
        "university",
        "citizens",
    }


def test_an_actor_of_two_helices_may_take_both_seats() -> None:
    seats = [
        consortium.helices_of(member)
        for consortium in compose(KNOWN).consortia
        for member in consortium.members
        if member.actor == "institute"
    ]
    assert [ACADEMIA, INDUSTRY] in seats


def test_without_a_candidate_the_helix_is_missing_and_the_others_are_seated() -> None:
    composition = compose([one for one in KNOWN if CIVIL_SOCIETY not in one.helices])
    assert composition.missing == [CIVIL_SOCIETY]
    assert set(composition.consortia[0].seats) == set(HELICES) - {CIVIL_SOCIETY}


def test_too_few_countries_give_no_consortium() -> None:
    assert not compose([one for one in KNOWN if one.country == "FR"]).consortia
    assert not compose([]).consortia


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABCDEFGHIJKLM"),
            st.sets(st.sampled_from(HELICES), max_size=2),
            st.integers(1, 3),
        ),
        max_size=40,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_candidates_changes_nothing(
    drawn: list[tuple[str, set[str], int]], shuffler: random.Random
) -> None:
    known = [
        candidate(f"actor {number}", country, *helices, offers=offers)
        for number, (country, helices, offers) in enumerate(drawn)
    ]
    shuffled = known.copy()
    shuffler.shuffle(shuffled)
    found = compose(known)
    assert found == compose(shuffled)
    assert len(found.consortia) <= OFFERED
    members = [frozenset(m.actor for m in one.members) for one in found.consortia]
    assert len(set(members)) == len(members)
