"""Files that are not Turtle from their first bytes on: another encoding, another language."""

from __future__ import annotations

import re

from smartregions.errors import Fault, TurtleSyntaxError
from smartregions.turtle.grammar import COMMENT
from smartregions.turtle.lines import Lines
from smartregions.turtle.tokens import IRI, LANGUAGE, STRING

_OTHERS = (
    (r"<!doctype\s+html|<html", "This is a web page, not Turtle.", "Give the Turtle file itself."),
    (r"<\?xml|<rdf:RDF", "This is XML, not Turtle.", "Convert RDF/XML to Turtle first."),
    (r"\{|\[\s*\{", "This looks like JSON, not Turtle.", "Convert JSON-LD to Turtle first."),
)
_MARKS = {
    b"\xef\xbb\xbf": ("a UTF-8 byte order mark", "Save the file as UTF-8 without byte order mark."),
    b"\xff\xfe": ("a UTF-16 byte order mark", "Save the file as UTF-8."),
    b"\xfe\xff": ("a UTF-16 byte order mark", "Save the file as UTF-8."),
    b"\x1f\x8b": ("a gzip header", "Unpack the file first."),
    b"PK\x03\x04": ("a zip header", "Unpack the file first."),
}
_TRIPLE_TERM = (
    rf"(?:[^\"'<#\\~{{@]++|{STRING}|{IRI}|{COMMENT}|\\.|{LANGUAGE}(?!--)|@(?![A-Za-z])|\{{(?!\|)"
    r"|<(?!<))*+(?P<found><<|\{\||~|@[A-Za-z0-9-]++)"
)


def decoded(data: bytes, name: str) -> str:
    """The text of strictly encoded UTF-8 without byte order mark. Raises TurtleSyntaxError."""
    for mark, (what, advice) in _MARKS.items():
        if data.startswith(mark):
            raise TurtleSyntaxError(
                Fault(f"The file begins with {what}.", 1, 1, 1, 2, advice), name=name
            )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TurtleSyntaxError(_wrong_byte(data, error.start), name=name) from None


def _wrong_byte(data: bytes, start: int) -> Fault:
    before = data[:start].decode("utf-8")
    line, column = Lines(before).place(len(before))
    byte = data[start : start + 1]
    meant = byte.decode("cp1252", errors="ignore")
    guess = f" (in Windows-1252 this byte is `{meant}`)" if meant.isprintable() and meant else ""
    return Fault(
        f"The byte 0x{byte[0]:02X} is not UTF-8.",
        line,
        column,
        line,
        column + 1,
        f"Save the file as UTF-8{guess}.",
    )


def other_language(text: str) -> Fault | None:
    """Whether a text that is not Turtle is something else that can be named."""
    start = len(text) - len(text.lstrip())
    for pattern, message, advice in _OTHERS:
        if found := re.compile(pattern, re.IGNORECASE).match(text, start):
            lines = Lines(text)
            return Fault(message, *lines.place(start), *lines.place(found.end()), advice)
    return None


def triple_term(text: str) -> Fault | None:
    """The first mark of RDF 1.2 in a text, which is RDF 1.1 when there is none."""
    if not any(mark in text for mark in ("<<", "{|", "~", "--")):
        return None
    found = re.compile(_TRIPLE_TERM, re.DOTALL).match(text)
    if found is None:
        return None
    lines = Lines(text)
    return Fault(
        f"`{found['found']}` belongs to RDF 1.2, and RDF 1.1 is read here.",
        *lines.place(found.start("found")),
        *lines.place(found.end("found")),
        "Describe the statement by a node of its own.",
    )
