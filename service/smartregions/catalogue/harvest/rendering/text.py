"""The report for a terminal: each finding with its place and what to write, then the points.

Texts of a catalogue reach the terminal without their control characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType
from typing import BinaryIO

from smartregions.catalogue.harvest.metrics import DIMENSIONS, FULL_MARKS, UNMEASURED, Metric
from smartregions.catalogue.harvest.report import (
    MOST_OF_A_KIND,
    Finding,
    Kind,
    Report,
    Representation,
)
from smartregions.messages import Message, amount, joined
from smartregions.validation.render.fields import SEVERITIES
from smartregions.validation.render.text import clean

SHOWN = 5
"""Findings of one code and property that are shown; JSON has up to `MOST_OF_A_KIND`."""


_LABELS = (Message("help"), Message("about"), Message("dataset"), Message("page"))
_SAME = MappingProxyType({True: Message("the same"), False: Message("DIFFERS"), None: Message()})


def write(report: Report, out: BinaryIO, language: str) -> None:
    """Write the report in a language, line by line."""
    out.writelines(f"{clean(line)}\n".encode() for line in _lines(report, language))


def _lines(report: Report, language: str) -> Iterator[str]:
    yield from _representations(report.representations, language)
    yield from _findings(report, language)
    yield from _points(report, language)
    yield _summary(report).told(language)


def _representations(found: tuple[Representation, ...], language: str) -> Iterator[str]:
    for one in found:
        same = _SAME[one.same].told(language)
        yield f"{one.asked:<22} {one.status or '-':>3} {one.media_type:<24} {same}".rstrip()
    if found:
        yield ""


def _findings(report: Report, language: str) -> Iterator[str]:
    shown: Counter[Kind] = Counter()
    for finding in report.findings:
        shown[finding.kind] += 1
        if shown[finding.kind] <= SHOWN:
            yield from _finding(finding, language)
        elif shown[finding.kind] == SHOWN + 1:
            yield _more(finding, report.kinds[finding.kind] - SHOWN).told(language)
            yield ""


def _more(finding: Finding, rest: int) -> Message:
    """That there are more findings of a kind than are shown."""
    kind: Message = joined((SEVERITIES[finding.severity], f"[{finding.code}]"), "")
    if finding.property:
        kind = Message("{kind} of {property}", kind=kind, property=finding.property)
    return Message(
        "{kind}: {n} more; --format json lists up to {most}.",
        kind=kind,
        n=rest,
        most=MOST_OF_A_KIND,
    )


def _finding(finding: Finding, language: str) -> Iterator[str]:
    severity = SEVERITIES[finding.severity].told(language)
    yield f"{severity}[{finding.code}]: {finding.message.told(language)}"
    values = (finding.help.told(language), finding.property, finding.dataset, finding.page)
    for label, value in zip(_LABELS, values, strict=True):
        if value:
            yield f"{label.told(language):>9}: {value}"
    yield ""


def _points(report: Report, language: str) -> Iterator[str]:
    if report.points is None:
        return
    count = len(report.scores)
    yield Message(
        "MQA: {points} of {most} points, {rating}; mean of {n}.",
        points=amount(round(report.points, 1)),
        most=report.most_points,
        rating=report.rating or Message("{n} more not measured", n=FULL_MARKS - report.most_points),
        n=count,
    ).told(language)
    for metric, often in sorted(
        report.scores.lost.items(), key=lambda pair: -pair[0].points * pair[1]
    ):
        lost = Message("{name} in {n} of {all}.", name=metric.name, n=often, all=count)
        about = f"{metric.property}: " if metric.property else ""
        told = f"{lost.told(language)} {about}{metric.help.told(language)}"
        yield f"{-metric.points:>6} {told}"
    for metric in report.scores.unmeasured:
        yield f"{metric.points:>6} {_unmeasured(metric).told(language)}"
    yield ""


def _unmeasured(metric: Metric) -> Message:
    return Message(
        "{name} ({dimension}{of}) not measured. {why}",
        name=metric.name,
        dimension=DIMENSIONS[metric.name],
        of=f", {metric.property}" if metric.property else "",
        why=UNMEASURED[metric.name],
    )


def _summary(report: Report) -> Message:
    names = ", ".join(name.rpartition("/")[2] for name in report.shapes)
    judged = Message("shapes {names}.", names=names)
    return Message(
        "{address}: pages {pages}, datasets {datasets}, findings {findings}, "
        "violations {violations}; {judged}",
        address=report.address,
        pages=report.pages,
        datasets=report.datasets,
        findings=sum(report.counts.values()),
        violations=report.violations,
        judged=judged if names else Message("not judged by shapes (--shapes)."),
    )
