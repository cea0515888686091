"""The metadata quality assessment: each metric alone, the sum, the best distribution, the mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

import madeup
from smartregions.catalogue.harvest.kept import Kept
from smartregions.catalogue.harvest.metrics import FULL_MARKS, METRICS
from smartregions.catalogue.harvest.mqa import Reachable, Score, score
from smartregions.catalogue.harvest.scores import Scores
from smartregions.catalogue.statements import Statements

A = NamedNode("http://example.org/a")
FULL = madeup.PREFIXES + madeup.dataset("a") + madeup.TAIL


def scored(
    text: str, reachable: Reachable = lambda _: True, compliant: bool | None = True
) -> Score:
    statements = Statements(q.triple for q in parse(text, format=RdfFormat.TURTLE))
    return score(statements, A, reachable, compliant)


def without(pattern: str) -> str:
    text, count = re.subn(pattern, "", FULL)
    assert count, pattern
    return text


def of(each: Sequence[Score]) -> Scores:
    """The points of a catalogue with these datasets."""
    scores = Scores(Kept())
    for one in each:
        scores.add(one)
    return scores


def test_the_metrics_are_23_and_their_dimensions_sum_to_405() -> None:
    points = [metric.points for metric in METRICS]
    parts = points[:4], points[4:7], points[7:13], points[13:19], points[19:]
    assert len(points) == 23
    assert [sum(part) for part in parts] == [100, 100, 110, 75, 20]
    assert FULL_MARKS == 405


def test_a_dataset_that_has_everything_has_405_points() -> None:
    assert scored(FULL).points == 405
    assert scored(FULL).lost == []


@pytest.mark.parametrize(
    ("gone", "points"),
    [
        (r'dcat:keyword "region"@en ;', 30),
        (r"dcat:theme <[^>]*> ;", 30),
        (r"dct:spatial <[^>]*> ;", 20),
        (r"dct:temporal e:period ;", 20),
        (r"dcat:accessURL <[^>]*> ;", 50),
        (r"dcat:downloadURL <[^>]*> ;", 20 + 30),
        (r"dct:format <[^>]*> ;", 20 + 5 + 10 + 20 + 20),
        (r"dcat:mediaType <[^>]*> ;", 10 + 5 + 10),
        (r"dct:license <[^>]*> ;", 20 + 10),
        (r"dct:accessRights <[^>]*> ;", 10 + 5),
        (r"dcat:contactPoint e:contact ;", 20),
        (r"dct:publisher e:publisher ;", 10),
        (r"dct:rights e:rights ;", 5),
        (r'dct:issued "[^"]*"\^\^xsd:date ;', 5),
        (r'dct:modified "[^"]*"\^\^xsd:date ;', 5),
    ],
)
def test_what_is_missing_costs_what_the_table_says(gone: str, points: int) -> None:
    assert scored(without(gone)).points == 405 - points


@pytest.mark.parametrize(
    ("term", "other", "points"),
    [
        ("file-type/RDF_TURTLE> ;", "file-type/DOC> ;", 20 + 20),
        ("file-type/RDF_TURTLE> ;", "file-type/GZIP> ;", 20),
        (f"<{madeup.EU}/file-type/RDF_TURTLE> ;", '"Turtle" ;', 10 + 20 + 20),
        (f"<{madeup.IANA}/text/turtle> ;", '"text/turtle" ;', 10),
        ("licence/CC_BY_4_0> ;", "licence/OWN> ;", 10),
        ("access-right/PUBLIC> ;", "own/PUBLIC> ;", 5),
    ],
)
def test_a_term_outside_the_lists_costs_what_the_table_says(
    term: str, other: str, points: int
) -> None:
    text = FULL.replace(term, other, 1)
    assert text != FULL
    if "access-right" in term:
        text = text.replace(f"{madeup.EU}/own", "http://own")
    assert scored(text).points == 405 - points


def test_links_and_shapes_that_fail_cost_their_points() -> None:
    assert scored(FULL, reachable=lambda _: False).points == 405 - 50 - 30
    assert scored(FULL, compliant=False).points == 405 - 30


def test_what_nobody_measured_is_not_lost_and_there_is_no_rating() -> None:
    unasked = scored(FULL, reachable=lambda _: None, compliant=None)
    assert unasked.points == 405 - 50 - 30 - 30
    assert unasked.lost == []
    assert of([unasked]).rating == ""


def test_only_the_best_distribution_counts() -> None:
    bare = "e:a dcat:distribution e:bare . e:bare a dcat:Distribution ."
    assert scored(FULL + bare).points == 405
    assert scored(FULL + bare).distribution == "http://example.org/a-turtle"


def test_a_date_counts_on_either_and_once() -> None:
    moved = without(r'dct:issued "[^"]*"\^\^xsd:date ;') + "e:a-turtle dct:issued '2024-01-01' ."
    assert scored(moved).points == 405


def test_without_a_distribution_its_metrics_are_nothing_and_not_less() -> None:
    of_dataset = 30 + 30 + 20 + 20 + 30 + 10 + 5 + 20 + 10 + 5 + 5
    text = FULL.replace("dcat:distribution e:a-turtle", "dct:title 'again'")
    assert scored(text).points == of_dataset


@pytest.mark.parametrize(
    ("points", "word"),
    [
        (405, "Excellent"), (351, "Excellent"), (350, "Good"), (221, "Good"),
        (220, "Sufficient"), (121, "Sufficient"), (120, "Bad"), (0, "Bad"),
    ],
)  # fmt: skip
def test_the_mean_has_a_word(points: int, word: str) -> None:
    of_one = Score("a", (points, *[0] * 22))
    assert of([of_one]).mean == points
    assert of([of_one]).rating == word


def test_the_mean_is_over_datasets() -> None:
    assert of([Score("a", (300, *[0] * 22)), Score("b", (100, *[0] * 22))]).mean == 200
    assert of([]).mean is None
