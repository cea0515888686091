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

from smartregions.messages import SOURCE, Message
from smartregions.turtle.locate import Span
from smartregions.validation.names import Borrowing, Names
from smartregions.validation.render.fields import (
    SEVERITIES,
    UNJUDGED,
    Value,
    fields,
    follows,
    summary,
)
from smartregions.validation.report import FileReport, Finding, Report

SHOWN = 100
"""Findings of one file that are shown; the other formats give them all."""
WIDTH = 120
"""Characters of a source line that are shown."""

LABELS = (Message("cause"), Message("help"), Message("about"), Message("shape"), Message("see"))
Painter = Callable[[str, str], str]
RESET = "\x1b[0m"
COLOURS = MappingProxyType(
    {"violation": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m", "place": "\x1b[1m"}
)


def render(report: Report, language: str, colour: bool = False) -> str:
    """The findings, then one line that sums them up."""
    paint = _painted if colour else _plain
    blocks = [block for file in report.files for block in _file(file, paint, language)]
    return "\n".join(
        [*blocks, summary(report).told(language), f"  {_means(report).told(language)}\n"]
    )


def is_unjudged(text: str, language: str = SOURCE) -> bool:
    """Whether a report, as it is rendered here in a language, says that there is no verdict."""
    _, summed_up, _ = ("\n\n" + text.rstrip("\n")).rsplit("\n", 2)
    return summed_up.startswith(UNJUDGED.told(language))


def _means(report: Report) -> Message:
    """Shapes and engine; the digest of the shapes is for programs, in the other formats."""
    version = report.shapes_version or Message("without version")
    return Message("shapes {version}, engine {engine}", version=version, engine=report.engine)


def _painted(text: str, kind: str) -> str:
    return f"{COLOURS[kind]}{text}{RESET}"


def _plain(text: str, kind: str) -> str:
    return text


def _file(file: FileReport, paint: Painter, language: str) -> Iterator[str]:
    names = Borrowing(file.prefixes)
    for finding in file.findings[:SHOWN]:
        yield "\n".join([*_finding(finding, file, names, paint, language), ""])
    rest = max(0, len(file.findings) - SHOWN) + file.omitted
    if rest > 0:
        more = Message("{n} more findings.", n=rest)
        if not file.omitted:
            more = Message("{n} more findings; --format json lists them all.", n=rest)
        yield f"{clean(file.file)}: {more.told(language)}\n"


def _finding(
    finding: Finding, file: FileReport, names: Names, paint: Painter, language: str
) -> Iterator[str]:
    told = fields(finding, names, language)
    span = finding.span
    place = f"{file.file}:{span.line}:{span.column}" if span else file.file
    if finding.cell:
        place = f"{file.file} {finding.cell}"
    severity = SEVERITIES[finding.severity].told(language)
    kind = paint(f"{severity}[{finding.code}]", finding.severity)
    yield f"{paint(clean(place), 'place')}: {kind}: {clean(str(told['message']))}"
    if span and (line := file.lines.get(span.line)) is not None:
        yield from excerpt(line, span, paint, finding.severity)
    statement = _statement(finding, names, told["path"], told["value"])
    cause = follows(finding).told(language)
    values = (cause, told["help"], statement, told["shape"], told["seeAlso"])
    for label, value in zip(LABELS, values, strict=True):
        yield from _detail(label.told(language), value)


def _statement(finding: Finding, names: Names, path: Value, value: Value) -> str:
    """Focus node, path and value, as far as there are such, as they would stand in the file.

    Without a path the value is the focus node itself (SHACL 3.4.1).
    """
    if path is None and finding.value == finding.focus_node:
        value = None
    focus = names.term(finding.focus_node) if finding.focus_node is not None else None
    return " ".join(str(part) for part in (focus, path, value) if part)


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
