"""What every format says of a finding, as plain values under the names of the JSON format."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import NamedNode

from smartregions.validation.names import Names
from smartregions.validation.report import FileReport, Finding, Report, Severity

Value = str | int | None


def fields(finding: Finding, names: Names) -> dict[str, Value]:
    """A finding; terms and path in the contributor's prefixes, identifiers in full."""
    span, focus, shape = finding.span, finding.focus_node, finding.shape
    cell: dict[str, Value] = {"cell": finding.cell} if finding.cell else {}
    return cell | {
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "help": finding.help,
        "focusNode": focus.value if isinstance(focus, NamedNode) else focus and names.term(focus),
        "path": names.path(finding.path) if finding.path is not None else None,
        "value": names.term(finding.value) if finding.value is not None else None,
        "shape": shape.value if isinstance(shape, NamedNode) else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "endLine": span.end_line if span else None,
        "endColumn": span.end_column if span else None,
        "seeAlso": finding.see_also,
    }


def counted(number: int, noun: str) -> str:
    """`1 warning`, `2 warnings`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def tally(findings: Counter[Severity]) -> str:
    """`2 violations, 1 warning`, or `no findings`."""
    nouns: dict[Severity, str] = {"violation": "violation", "warning": "warning", "info": "note"}
    parts = [counted(findings[s], noun) for s, noun in nouns.items() if findings[s]]
    return ", ".join(parts) or "no findings"


def severities(*files: FileReport) -> Counter[Severity]:
    """How many findings there are of each severity."""
    return Counter(finding.severity for file in files for finding in file.findings)


UNJUDGED = "Could not be judged"
_VERDICTS = ("Accepted", "Rejected", UNJUDGED)
"""By exit code."""


def verdict(report: Report) -> str:
    """Accepted, rejected, or not judged: one word for the whole."""
    return _VERDICTS[report.exit_code]


def summary(report: Report) -> str:
    """One line: the verdict, and what was looked at."""
    triples = sum(file.triples for file in report.files)
    nodes = sum(file.focus_nodes for file in report.files)
    seen = ", ".join(
        (counted(len(report.files), "file"), counted(triples, "triple"), counted(nodes, "node"))
    )
    omitted = sum(file.omitted for file in report.files)
    more = f", {counted(omitted, 'more finding')} not shown" if omitted else ""
    return f"{verdict(report)}: {tally(severities(*report.files))}{more} ({seen})."


def receipt(report: Report) -> str:
    """What the verdict was reached with."""
    version = f" {report.shapes_version}" if report.shapes_version else ""
    return f"shapes{version} sha256:{report.shapes_sha256[:12]}, engine {report.engine}"
