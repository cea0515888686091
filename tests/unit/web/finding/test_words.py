"""Names are found by words and their beginnings, whatever the accents, case and language."""

from __future__ import annotations

import pytest

from smartregions.web.finding.words import collated, folded, words

NAMES = {
    "nrw": ["North Rhine-Westphalia", "Nordrhein-Westfalen", "Rhénanie-du-Nord-Westphalie"],
    "castile": ["Castile and León", "Castilla y León"],
    "leon": ["León"],
    "leonardo": ["Leonardo Cyber Institute"],
    "institute": ["Institute of Leon"],
    "lodz": ["Łódzkie"],
    "strasse": ["Große Straße"],
    "greek": ["Δυτική Μακεδονία"],
}


@pytest.fixture(scope="module")
def known() -> object:
    return words(NAMES.items())


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("leon", ["leon", "leonardo", "castile", "institute"]),
        ("LÉON", ["leon", "leonardo", "castile", "institute"]),
        ("leo cas", ["castile"]),
        ("westf", ["nrw"]),
        ("rhenanie westphalie", ["nrw"]),
        ("north nordrhein", []),
        ("lodzkie", ["lodz"]),
        ("grosse strasse", ["strasse"]),
        ("δυτικη μακ", ["greek"]),
        ("eon", []),
        ("", []),
        ("  -  ", []),
        ("%_*\\", []),
    ],
)
def test_things_are_found_by_their_names(known: object, question: str, found: list[str]) -> None:
    matches = words(NAMES.items()).matching(question)
    assert sorted(match.thing for match in matches) == sorted(found)
    if matches:
        assert matches[0].thing == found[0], "the best comes first"


def test_a_match_tells_the_name_that_fits_best() -> None:
    (match,) = words(NAMES.items()).matching("nordrhein")
    assert match.text == "Nordrhein-Westfalen"


def test_all_words_must_be_of_one_name() -> None:
    assert words([("a", ["One", "Two"])]).matching("one two") == []


def test_a_long_question_costs_no_more_than_a_short_one() -> None:
    assert words(NAMES.items()).matching("leon " * 10_000)[0].thing == "leon"


def test_folding_leaves_words_alone() -> None:
    assert folded("L'Île-de-France, 2024: ŒUVRE") == "l ile de france 2024 oeuvre"


def test_names_are_ordered_by_letters_and_then_by_accents_and_case() -> None:
    names = ["Zélande", "Écosse", "Œta", "eau", "Estonie", "L’Île", "ecosse", "Ouest", "Łódź"]
    assert sorted(names, key=collated) == [
        *("eau", "ecosse", "Écosse", "Estonie", "L’Île", "Łódź", "Œta", "Ouest", "Zélande"),
    ]
