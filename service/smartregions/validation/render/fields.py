"""What every format says of a finding, as plain values under the names of the JSON format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode

from smartregions.messages import Message, counted, joined, plain
from smartregions.validation.names import Names
from smartregions.validation.report import FileReport, Finding, Report, Severity

Value = str | int | None
SEVERITIES: Mapping[Severity, Message] = MappingProxyType(
    {"violation": Message("violation"), "warning": Message("warning"), "info": Message("info")}
)


def fields(finding: Finding, names: Names, language: str) -> dict[str, Value]:
    """A finding; terms and path in the contributor's prefixes, identifiers in full."""
    span, focus, shape, cause = finding.span, finding.focus_node, finding.shape, finding.cause
    caused = cause.span if cause else None
    cell: dict[str, Value] = {"cell": finding.cell} if finding.cell else {}
    return cell | {
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message.told(language),
        "help": finding.help.told(language),
        "focusNode": focus.value if isinstance(focus, NamedNode) else focus and names.term(focus),
        "path": names.path(finding.path) if finding.path is not None else None,
        "value": names.term(finding.value) if finding.value is not None else None,
        "shape": shape.value if isinstance(shape, NamedNode) else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "endLine": span.end_line if span else None,
        "endColumn": span.end_column if span else None,
        "seeAlso": finding.see_also,
        "cause": cause.message.told(language) if cause else None,
        "causeLine": caused.line if caused else None,
        "causeColumn": caused.column if caused else None,
    }


def message_and_help(finding: Finding, language: str) -> str:
    """What is wrong and, from the next line on, from what it follows, and what to write."""
    parts = (finding.message, follows(finding), finding.help)
    return joined(filter(None, parts)).told(language)


def follows(finding: Finding) -> Message:
    """What is to be mended first; nothing of a finding that stands for itself."""
    cause = finding.cause
    if cause is None:
        return Message()
    if cause.span is None:
        where = plain(cause.cell)
    else:
        line, column = cause.span.line, cause.span.column
        where = Message("line {line}, column {column}", line=line, column=column)
    if not where:
        where = Message("another finding")
    return Message(
        "This follows from {place}: {message} Mend that first.", place=where, message=cause.message
    )


def files(number: int) -> Message:
    """`1 file`, `2 files`."""
    return counted(number, "{n} file", "{n} files")


def triples(number: int) -> Message:
    """`1 triple`, `2 triples`."""
    return counted(number, "{n} triple", "{n} triples")


def nodes(number: int) -> Message:
    """`1 node`, `2 nodes`."""
    return counted(number, "{n} node", "{n} nodes")


def tally(findings: Counter[Severity]) -> Message:
    """`2 violations, 1 warning`, or `no findings`."""
    parts = (
        counted(findings["violation"], "{n} violation", "{n} violations"),
        counted(findings["warning"], "{n} warning", "{n} warnings"),
        counted(findings["info"], "{n} note", "{n} notes"),
    )
    numbers = (findings["violation"], findings["warning"], findings["info"])
    told = [part for part, number in zip(parts, numbers, strict=True) if number]
    return joined(told, ", ") if told else Message("no findings")


def severities(*files: FileReport) -> Counter[Severity]:
    """How many findings there are of each severity."""
    return Counter(finding.severity for file in files for finding in file.findings)


UNJUDGED = Message("Could not be judged")
_VERDICTS = (Message("Accepted"), Message("Rejected"), UNJUDGED)
"""By exit code."""


def verdict(report: Report) -> Message:
    """Accepted, rejected, or not judged: one word for the whole."""
    return _VERDICTS[report.exit_code]


def summary(report: Report) -> Message:
    """One line: the verdict, and what was looked at."""
    looked_at = (
        files(len(report.files)),
        triples(sum(file.triples for file in report.files)),
        nodes(sum(file.focus_nodes for file in report.files)),
    )
    found = [tally(severities(*report.files))]
    if omitted := sum(file.omitted for file in report.files):
        found.append(counted(omitted, "{n} more finding not shown", "{n} more findings not shown"))
    return Message(
        "{verdict}: {findings} ({seen}).",
        verdict=verdict(report),
        findings=joined(found, ", "),
        seen=joined(looked_at, ", "),
    )


def receipt(report: Report) -> Message:
    """What the verdict was reached with."""
    version = f" {report.shapes_version}" if report.shapes_version else ""
    return Message(
        "shapes{version} sha256:{sha256}, engine {engine}",
        version=version,
        sha256=report.shapes_sha256[:12],
        engine=report.engine,
    )
