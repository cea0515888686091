"""The report as one page that needs nothing else: no script, no other file, no network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from smartregions.messages import Message, counted, joined
from smartregions.turtle.locate import Span
from smartregions.validation.names import Borrowing, Names
from smartregions.validation.render.coded import coded
from smartregions.validation.render.fields import (
    SEVERITIES,
    fields,
    follows,
    receipt,
    severities,
    summary,
    tally,
    triples,
    verdict,
)
from smartregions.validation.report import FileReport, Finding, Report

SHOWN = 1_000
"""Findings of one file on the page; a browser does not like more."""
WIDTH = 400
"""Characters of a source line on the page."""

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
article { border-left: .4rem solid; padding: 0 1rem; margin: 1.5rem 0; }
.violation { border-color: #c62828; } .warning { border-color: #b26a00; }
.info { border-color: #1565c0; }
pre { overflow-x: auto; padding: .5rem; background: #8881; }
mark { background: #ffd54f; color: #000; }
dt { font-weight: 600; }
dd { margin: 0 0 .3rem 1rem; overflow-wrap: anywhere; white-space: pre-wrap; }
"""
LABELS = (
    ("help", Message("What to write")),
    ("path", Message("Path")),
    ("value", Message("Value")),
    ("focusNode", Message("About")),
    ("shape", Message("Shape")),
)


def render(report: Report, language: str) -> str:
    """A page in HTML 5 in a language, every text of a contribution escaped."""
    files = "".join("".join(_file(file, language)) for file in report.files)
    heading = escape(Message("Validation report").told(language))
    told, basis = escape(summary(report).told(language)), escape(receipt(report).told(language))
    title = Message("{verdict}: validation report", verdict=verdict(report)).told(language)
    return (
        '<!DOCTYPE html>\n<html lang="' + escape(language) + '">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n"
        f"</head>\n<body>\n<header><h1>{heading}</h1>\n<p>{told}</p>\n"
        f"<p><small>{basis}</small></p></header>\n<main>\n{files}</main>\n"
        "</body>\n</html>\n"
    )


def _file(file: FileReport, language: str) -> Iterator[str]:
    names = Borrowing(file.prefixes)
    judged = counted(file.focus_nodes, "{n} node judged", "{n} nodes judged")
    seen = joined((triples(file.triples), judged), ", ").told(language)
    yield f"<section>\n<h2>{escape(file.file)}</h2>\n"
    yield f"<p>{escape(tally(severities(file)).told(language))} ({escape(seen)})</p>\n"
    for finding in file.findings[:SHOWN]:
        yield from _finding(finding, file, names, language)
    if (rest := len(file.findings) - SHOWN) > 0:
        more = counted(
            rest, "{n} more finding is not shown here.", "{n} more findings are not shown here."
        )
        yield f"<p>{escape(more.told(language))}</p>\n"
    yield "</section>\n"


def _finding(finding: Finding, file: FileReport, names: Names, language: str) -> Iterator[str]:
    span = finding.span
    where = f"{_where(span).told(language)} " if span else ""
    severity = escape(SEVERITIES[finding.severity].told(language))
    told = fields(finding, names, language)
    yield f'<article class="{finding.severity}">\n'
    yield f"<h3>{escape(where)}{severity} <code>{escape(finding.code)}</code></h3>\n"
    yield f"<p>{coded(str(told['message']))}</p>\n"
    yield _excerpt(finding, file)
    yield "<dl>\n"
    yield _detail(Message("Cause").told(language), coded(follows(finding).told(language)))
    for key, label in LABELS:
        text = str(told[key] or "")
        yield _detail(label.told(language), coded(text) if key == "help" else escape(text))
    yield _link(finding.see_also, language)
    yield "</dl>\n</article>\n"


def _where(span: Span) -> Message:
    return Message("Line {line}, column {column}:", line=span.line, column=span.column)


def _excerpt(finding: Finding, file: FileReport) -> str:
    span = finding.span
    if span is None or (line := file.lines.get(span.line)) is None:
        return ""
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    before, marked, after = line[:start], line[start:end], line[end:]
    before, after = before[-WIDTH:], after[:WIDTH]
    shown = f"{escape(before)}<mark>{escape(marked[:WIDTH])}</mark>{escape(after)}"
    return f"<pre><code>{shown}</code></pre>\n"


def _detail(label: str, value: str) -> str:
    """A line of a list; the value is HTML."""
    return f"<dt>{escape(label)}</dt><dd>{value}</dd>\n" if value else ""


def _link(address: str | None, language: str) -> str:
    if address is None:
        return ""
    text = escape(address)
    if address.startswith(("https://", "http://")):
        text = f'<a href="{text}" rel="noreferrer">{text}</a>'
    return f"<dt>{escape(Message('See').told(language))}</dt><dd>{text}</dd>\n"
