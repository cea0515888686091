"""A report that a service sends: so many findings of a file, and nothing in them without end.

A file may have a hundred thousand faults, or one in a literal of 10 MB. The verdict is that of the
whole report: what rejects is shown before what does not.
"""

from __future__ import annotations

from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from smartregions.validation.graph import Term
from smartregions.validation.names import shortened
from smartregions.validation.report import UNJUDGED, FileReport, Finding, Report

SHOWN = 100
"""Findings of one file."""
VALUE, IRI, TEXT, LINE = 200, 1_000, 2_000, 10_000
"""Characters of a literal, of an IRI, of a message, of a line of the text."""
ORDER = ("violation", "warning", "info")


def bounded(report: Report, most: int = SHOWN) -> Report:
    """The report with at most that many findings of each file, and the number of the others."""
    return replace(report, files=tuple(_file(file, most) for file in report.files))


def _file(file: FileReport, most: int) -> FileReport:
    first = sorted(file.findings, key=_weight)[:most]
    kept = {id(finding) for finding in first}
    findings = tuple(map(_finding, (f for f in file.findings if id(f) in kept)))
    lines = {finding.span.line for finding in findings if finding.span}
    return replace(
        file,
        findings=findings,
        omitted=file.omitted + len(file.findings) - len(findings),
        lines={number: line[:LINE] for number, line in file.lines.items() if number in lines},
    )


def _weight(finding: Finding) -> tuple[bool, int]:
    """What decides the verdict comes first."""
    return finding.code not in UNJUDGED, ORDER.index(finding.severity)


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        message=shortened(finding.message, TEXT),
        help=shortened(finding.help, TEXT),
        focus_node=_term(finding.focus_node),
        value=_term(finding.value),
    )


def _term(term: Term | None) -> Term | None:
    if isinstance(term, NamedNode):
        return NamedNode(shortened(term.value, IRI)) if len(term.value) > IRI else term
    if isinstance(term, Literal) and len(term.value) > VALUE:
        text = shortened(term.value, VALUE)
        if term.language:
            return Literal(text, language=term.language)
        return Literal(text, datatype=term.datatype)
    return term
