"""The files in `examples/` show a newcomer how it is done, and what is said of six faults."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Context, FileReport, judge, packaged

FOLDER = corpus.find().root / "examples"


@cache
def context() -> Context:
    return packaged(corpus.find())


def judged(name: str, engine: str) -> FileReport:
    path: Path = FOLDER / name
    (report,) = judge([read(path.read_bytes(), name)], context(), engine).files
    return report


@pytest.mark.parametrize("engine", ["fast", "both"])
def test_the_new_actor_is_accepted_without_a_word(engine: str) -> None:
    report = judged("new-actor.ttl", engine)
    assert report.conforms and report.judged
    assert report.findings == ()
    assert report.focus_nodes == 3  # an actor, a capability, a source


@pytest.mark.parametrize("engine", ["fast", "both"])
def test_each_of_the_six_faults_is_found_once_where_it_stands(engine: str) -> None:
    report = judged("broken.ttl", engine)
    lines = (FOLDER / "broken.ttl").read_text().splitlines()
    found = [
        (finding.code, lines[finding.span.line - 1][finding.span.column - 1 :].split()[0])
        for finding in report.findings
        if finding.span
    ]
    assert found == [
        ("MinCountConstraintComponent", "actor:example-agency"),  # no name
        ("NodeConstraintComponent", "helix:goverment"),
        ("unknown-term", "sr:locateIn"),
        ("MinCountConstraintComponent", "participation:cybersecurity-example-region"),  # no role
        ("ill-formed-literal", '"2024-02-30"^^xsd:date'),
        ("NodeConstraintComponent", "nuts2024:FR52"),
    ]
    assert not report.conforms
