"""A report that a service sends: so many findings of a file, and nothing in them without end.

A file may have a hundred thousand faults, or one in a literal of 10 MB. The verdict is that of the
whole report: what rejects is shown before what does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from pyoxigraph import Literal, NamedNode

from smartregions.messages import SOURCE
from smartregions.validation.graph import Term
from smartregions.validation.names import Names, shortened
from smartregions.validation.paths import Path, Predicate
from smartregions.validation.render.fields import fields, message_and_help
from smartregions.validation.report import UNJUDGED, FileReport, Finding, Report

SHOWN = 100
"""Findings of one file."""
VALUE, IRI, TEXT, LINE = 200, 1_000, 2_000, 10_000
"""Characters of a literal, of an IRI, of a message, of a line of the text."""
LENGTH = 600_000
"""Bytes of all findings of a report, as a page would have them; no report comes to a megabyte."""
ORDER = ("violation", "warning", "info")


def bounded(
    report: Report, most: int = SHOWN, length: int = LENGTH, tags: Sequence[str] = (SOURCE,)
) -> Report:
    """The report with at most that many findings of each file, and the number of the others.

    Where the findings are longer together, fewer are shown, of each file in turn. `tags` are the
    languages in which they are told.
    """
    ranked = sorted(_ranked(report.files, most, tags), key=lambda each: each[0])
    shown = set(_within(ranked, length))
    numbers = ({n for f, n in shown if f == at} for at in range(len(report.files)))
    return replace(report, files=tuple(map(_file, report.files, numbers)))


_Rank = tuple[bool, int, int]
_Ranked = tuple[_Rank, int, int, int]


def _ranked(files: Sequence[FileReport], most: int, tags: Sequence[str]) -> Iterator[_Ranked]:
    """Rank, number of the file, number of the finding in it, and length, of what may be shown."""
    for at, file in enumerate(files):
        names = Names(file.prefixes)
        first = sorted(enumerate(file.findings), key=lambda each: _weight(each[1]))[:most]
        for place, (number, finding) in enumerate(first):
            yield (*_weight(finding), place), at, number, _length(_finding(finding), names, tags)


def _within(ranked: Sequence[_Ranked], length: int) -> Iterator[tuple[int, int]]:
    """Those that are shown, one in any case."""
    taken = 0
    for _, file, number, size in ranked:
        taken += size
        if taken > length and taken > size:
            return
        yield file, number


def _length(finding: Finding, names: Names, tags: Sequence[str]) -> int:
    more = [message_and_help(finding, tag) for tag in tags[1:]]
    text = json.dumps([fields(finding, names, tags[0]), *more], ensure_ascii=False)
    return len(finding.file) + len(escape(text).encode("utf-8", "surrogatepass"))


def _file(file: FileReport, kept: set[int]) -> FileReport:
    findings = tuple(_finding(f) for number, f in enumerate(file.findings) if number in kept)
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
        message=finding.message.shortened(TEXT),
        help=finding.help.shortened(TEXT),
        focus_node=_term(finding.focus_node),
        path=_path(finding.path),
        value=_term(finding.value),
        cause=finding.cause and _finding(finding.cause),
    )


def _path(path: Path | None) -> Path | None:
    """Any other path than a property comes from the shapes."""
    if isinstance(path, Predicate) and len(path.iri) > IRI:
        return Predicate(shortened(path.iri, IRI))
    return path


def _term(term: Term | None) -> Term | None:
    if isinstance(term, NamedNode):
        return _iri(term)
    if isinstance(term, Literal):
        text = shortened(term.value, VALUE)
        if term.language:
            return Literal(text, language=_tag(term.language))
        return Literal(text, datatype=_iri(term.datatype))
    return term


def _iri(whole: NamedNode) -> NamedNode:
    """The IRI, or its beginning and an ellipsis where that is an IRI too: it is none within what a
    percent sign begins, nor everywhere before the path."""
    if len(whole.value) <= IRI:
        return whole
    scheme = whole.value.partition(":")[0][:VALUE]
    ends = (shortened(whole.value, IRI - within) for within in range(3))
    return next(filter(None, map(_node, ends)), None) or NamedNode(f"{scheme}:…")


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _tag(language: str) -> str:
    """The language tag, or its first parts."""
    if len(language) <= VALUE:
        return language
    parts = language[:VALUE].split("-")[:-1]
    while len(parts) > 1 and len(parts[-1]) == 1:  # it says what follows, and is no end
        del parts[-1]
    return "-".join(parts)
