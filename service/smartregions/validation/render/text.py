"""The report for a terminal, in the form of a good compiler's messages.

    actors.ttl:12:16: violation[ClassConstraintComponent]: Name a region that exists.
       12 |   sr:region <https://w3id.org/smart-regions/id/region/bretange> ;
          |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     help: did you mean <https://w3id.org/smart-regions/id/region/bretagne>?
    about: part:bretagne sr:region <https://w3id.org/smart-regions/id/region/bretange>
    shape: https://w3id.org/smart-regions/shapes#InRegion-region
      see: https://w3id.org/smart-regions/ontology#region

Text of a contribution reaches the terminal without its control characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from types import MappingProxyType

from smartregions.turtle.locate import Span
from smartregions.validation.names import Names
from smartregions.validation.render.fields import UNJUDGED, Value, fields, summary
from smartregions.validation.report import FileReport, Finding, Report

SHOWN = 100
"""Findings of one file that are shown; the other formats give them all."""
WIDTH = 120
"""Characters of a source line that are shown."""

Painter = Callable[[str, str], str]
RESET = "\x1b[0m"
COLOURS = MappingProxyType(
    {"violation": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m", "place": "\x1b[1m"}
)


def render(report: Report, colour: bool = False) -> str:
    """The findings, then one line that sums them up."""
    paint = _painted if colour else _plain
    blocks = [block for file in report.files for block in _file(file, paint)]
    return "\n".join([*blocks, summary(report), f"  {_means(report)}\n"])


def is_unjudged(text: str) -> bool:
    """Whether a report, as it is rendered here, says that there is no verdict."""
    _, summed_up, _ = ("\n\n" + text.rstrip("\n")).rsplit("\n", 2)
    return summed_up.startswith(f"{UNJUDGED}:")


def _means(report: Report) -> str:
    """Shapes and engine; the digest of the shapes is for programs, in the other formats."""
    return f"shapes {report.shapes_version or 'without version'}, engine {report.engine}"


def _painted(text: str, kind: str) -> str:
    return f"{COLOURS[kind]}{text}{RESET}"


def _plain(text: str, kind: str) -> str:
    return text


def _file(file: FileReport, paint: Painter) -> Iterator[str]:
    names = Names(file.prefixes)
    for finding in file.findings[:SHOWN]:
        yield "\n".join([*_finding(finding, file, names, paint), ""])
    rest = max(0, len(file.findings) - SHOWN) + file.omitted
    if rest > 0:
        listed = "" if file.omitted else "; --format json lists them all"
        yield f"{clean(file.file)}: {rest} more findings{listed}.\n"


def _finding(finding: Finding, file: FileReport, names: Names, paint: Painter) -> Iterator[str]:
    told = fields(finding, names)
    span = finding.span
    place = f"{file.file}:{span.line}:{span.column}" if span else file.file
    if finding.cell:
        place = f"{file.file} {finding.cell}"
    kind = paint(f"{finding.severity}[{finding.code}]", finding.severity)
    yield f"{paint(clean(place), 'place')}: {kind}: {clean(finding.message)}"
    if span and (line := file.lines.get(span.line)) is not None:
        yield from excerpt(line, span, paint, finding.severity)
    yield from _detail("help", told["help"])
    yield from _detail("about", _statement(finding, names))
    yield from _detail("shape", told["shape"])
    yield from _detail("see", told["seeAlso"])


def _statement(finding: Finding, names: Names) -> str:
    """Focus node, path and value, as far as there are such, as they would stand in the file."""
    told = fields(finding, names)
    focus = names.term(finding.focus_node) if finding.focus_node is not None else None
    return " ".join(str(part) for part in (focus, told["path"], told["value"]) if part)


def _detail(label: str, value: Value) -> Iterator[str]:
    for number, line in enumerate(str(value or "").splitlines()):
        yield f"{label if number == 0 else '':>7}{':' if number == 0 else ' '} {clean(line)}"


def excerpt(line: str, span: Span, paint: Painter, kind: str) -> Iterator[str]:
    """The source line and, under it, carets from the span's beginning to its end on that line."""
    start = min(span.column - 1, len(line))
    end = len(line) if span.end_line > span.line else min(span.end_column - 1, len(line))
    first = 0 if end <= WIDTH else max(0, start - WIDTH // 3)
    shown = line[first : first + WIDTH]
    before, marked = shown[: start - first], shown[start - first : end - first]
    cut = "…" if first else ""
    yield f"{span.line:>6} | {cut}{clean(shown)}{'…' if len(line) > first + WIDTH else ''}"
    carets = "^" * max(1, _columns(marked))
    yield f"{'':>6} | {' ' * len(cut)}{_blank(before)}{paint(carets, kind)}"


def _blank(text: str) -> str:
    return "".join("\t" if c == "\t" else " " * _columns(c) for c in text)


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def clean(text: str) -> str:
    """The text with a replacement character for all that could steer a terminal."""
    return "".join(c if c == "\t" or not _steers(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _steers(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
