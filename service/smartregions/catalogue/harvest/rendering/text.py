"""The report for a terminal: each finding with its place and what to write, then the points.

Texts of a catalogue reach the terminal without their control characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from smartregions.catalogue.harvest.report import (
    MOST_OF_A_KIND,
    Finding,
    Kind,
    Report,
    Representation,
)
from smartregions.validation.render.text import clean

SHOWN = 5
"""Findings of one code and property that are shown; JSON has up to `MOST_OF_A_KIND`."""


def write(report: Report, out: BinaryIO) -> None:
    """Write the report, line by line."""
    out.writelines(f"{clean(line)}\n".encode() for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield from _representations(report.representations)
    yield from _findings(report)
    yield from _points(report)
    yield _summary(report)


def _representations(found: tuple[Representation, ...]) -> Iterator[str]:
    for one in found:
        same = {True: "the same", False: "DIFFERS", None: ""}[one.same]
        yield f"{one.asked:<22} {one.status or '-':>3} {one.media_type:<24} {same}".rstrip()
    if found:
        yield ""


def _findings(report: Report) -> Iterator[str]:
    shown: Counter[Kind] = Counter()
    for finding in report.findings:
        shown[finding.kind] += 1
        if shown[finding.kind] <= SHOWN:
            yield from _finding(finding)
        elif shown[finding.kind] == SHOWN + 1:
            rest = report.kinds[finding.kind] - SHOWN
            about = f" of {finding.property}" if finding.property else ""
            yield (
                f"{finding.severity}[{finding.code}]{about}: {rest} more; "
                f"--format json lists up to {MOST_OF_A_KIND}."
            )
            yield ""


def _finding(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity}[{finding.code}]: {finding.message}"
    places = {
        "help": finding.help,
        "about": finding.property,
        "dataset": finding.dataset,
        "page": finding.page,
    }
    yield from (f"{label:>9}: {value}" for label, value in places.items() if value)
    yield ""


def _points(report: Report) -> Iterator[str]:
    if report.points is None:
        return
    rating = f", {report.rating}" if report.rating else ", not all was measured"
    count = len(report.scores)
    yield f"MQA: {report.points:.1f} of {report.most_points} points{rating}; mean of {count}."
    for metric, often in sorted(
        report.scores.lost.items(), key=lambda pair: -pair[0].points * pair[1]
    ):
        about = f"{metric.property}: " if metric.property else ""
        yield f"{-metric.points:>6} {metric.name} in {often} of {count}. {about}{metric.help}"
    yield ""


def _summary(report: Report) -> str:
    total = sum(report.counts.values())
    shapes = ", ".join(name.rpartition("/")[2] for name in report.shapes)
    return (
        f"{report.address}: pages {report.pages}, datasets {report.datasets}, findings {total}, "
        f"violations {report.violations}; "
        + (f"shapes {shapes}." if shapes else "not judged by shapes (--shapes).")
    )
