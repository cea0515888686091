"""A date that is not written as one: what to write, certain where it is certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Context, judge, packaged

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.fixture(scope="module")
def ours() -> Context:
    return packaged(corpus.find(), published=False)


@pytest.mark.parametrize(
    ("written", "help_"),
    [
        ('"2018"', 'write: "2018"^^xsd:gYear'),
        ("2018", 'write: "2018"^^xsd:gYear'),
        ('"2018-07"@en', 'write: "2018-07"^^xsd:gYearMonth'),
        ('"2018-07-03"', 'write: "2018-07-03"^^xsd:date'),
        ('"2018-02-30"', "A day, month or year"),
        ('"3018"', "A day, month or year"),
        ('"summer 2018"', "A day, month or year"),
        ('"31/02/2018"', "A day, month or year"),
        ('"31/01/18"', "A day, month or year"),
        ('"31/01/2018"', 'write: "2018-01-31"^^xsd:date'),
        ('"31.01.2018"', 'write: "2018-01-31"^^xsd:date'),
        ('"2018/01/31"', 'write: "2018-01-31"^^xsd:date'),
        ('"31 January 2018"@en', 'write: "2018-01-31"^^xsd:date'),
        ('"31 janvier 2018"@fr', 'write: "2018-01-31"^^xsd:date'),
        ('"2018-01-31T00:00:00Z"^^xsd:dateTime', 'write: "2018-01-31"^^xsd:date'),
        ('"July 2018"', 'write: "2018-07"^^xsd:gYearMonth'),
        (
            '"03/04/2018"',
            "this can be read in more than one way; write what is meant: "
            '"2018-04-03"^^xsd:date or "2018-03-04"^^xsd:date',
        ),
    ],
)
def test_a_date_without_its_datatype_is_told_the_one_that_it_fits(
    ours: Context, written: str, help_: str
) -> None:
    path = EXAMPLES / "Dated" / "start-without-datatype.ttl"
    text = path.read_text().replace('startDate "2018"', f"startDate {written}")
    findings = judge([read(text.encode(), path.name)], ours).files[0].findings
    assert {finding.help.startswith(help_) for finding in findings if finding.shape} == {True}
