"""What is said to the person who mends the file, on faults that our own shapes find."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Context, judge, packaged

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@cache
def context() -> Context:
    return packaged(corpus.find(), published=False)


@pytest.mark.parametrize(
    ("example", "place", "help_"),
    [
        (
            "Source/no-page",
            "source:page a",
            "add, for example: sr:page <https://example.org/page> ;",
        ),
        ("Capability/no-class", "capability:", "say what it is: capability:cyber-range a sr:Cap"),
        ("Actor/unknown-helix", "helix:goverment", "did you mean helix:government?"),
        ("Region/code-of-another-version", "nuts2024:FR52", "A unit of NUTS 2016, 2021 or 2024"),
        ("Paged/text", '"https://example.org/cyber"', "write: <https://example.org/cyber>"),
        ("Dated/end-before-start-by-year", '"2017"^^', "The end is not before the start."),
        ("Named/no-language", '"Bretagne Next" ', 'write with a language: "Bretagne Next"@en'),
        ("Funding/no-currency", "funding:", "add: sr:currency ... ;\none of <http://"),
        ("Sourced/missing", "actor:bretagne-next a", "add, for example: dcterms:source source:"),
    ],
)
def test_a_fault_is_placed_and_it_is_said_what_to_write(
    example: str, place: str, help_: str
) -> None:
    path = EXAMPLES / f"{example}.ttl"
    lines = path.read_text().splitlines()
    findings = judge([read(path.read_bytes(), path.name)], context()).files[0].findings
    (told,) = {finding.help for finding in findings if finding.shape}
    (span,) = {finding.span for finding in findings if finding.shape}
    assert span is not None
    assert lines[span.line - 1][span.column - 1 :].startswith(place)
    assert told.startswith(help_)


def test_what_a_query_found_is_named_in_the_prefixes_of_the_file() -> None:
    path = EXAMPLES / "NutsUnit" / "version-of-another-unit.ttl"
    findings = judge([read(path.read_bytes(), path.name)], context()).files[0].findings
    (told,) = {finding.message for finding in findings}
    assert "this unit would be nuts2021:FI193: correct" in told
