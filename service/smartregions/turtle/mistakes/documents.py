"""Files that are not Turtle from their first bytes on: another encoding, another language."""

from __future__ import annotations

import re

from smartregions.errors import Fault, TurtleSyntaxError
from smartregions.messages import Message
from smartregions.turtle.grammar import COMMENT
from smartregions.turtle.lines import Lines
from smartregions.turtle.tokens import IRI, LANGUAGE, STRING

_TEXT = Message("Give the Turtle file itself.")
_OTHERS = (
    (
        r"<!doctype\s+html|<html",
        Message("This is a web page, not Turtle."),
        _TEXT,
    ),
    (
        r"<\?xml|<rdf:RDF",
        Message("This is XML, not Turtle."),
        Message("If it is RDF/XML, say so: a name that ends in .rdf, or application/rdf+xml."),
    ),
    (
        r"[\w \"-]++(?:[,;\t][\w \"-]*+)++(?=[\r\n]|\Z)",
        Message("This looks like a table, not Turtle."),
        Message(
            "Of a table, make a workbook: `smartregions convert template -o FILE.xlsx` has the "
            "columns to fill in."
        ),
    ),
    (
        r"\{|\[\s*\{",
        Message("This looks like JSON, not Turtle."),
        Message("If it is JSON-LD, say so: a name that ends in .jsonld, or application/ld+json."),
    ),
)
_AS_UTF_8 = Message("Save the file as UTF-8.")
_UNPACK = Message("Unpack the file first.")
_MARKS = {
    b"\xef\xbb\xbf": (
        Message("The file begins with a UTF-8 byte order mark."),
        Message("Save the file as UTF-8 without byte order mark."),
    ),
    b"\xff\xfe": (Message("The file begins with a UTF-16 byte order mark."), _AS_UTF_8),
    b"\xfe\xff": (Message("The file begins with a UTF-16 byte order mark."), _AS_UTF_8),
    b"\x89PNG": (Message("This is an image, not Turtle."), _TEXT),
    b"\xff\xd8\xff": (Message("This is an image, not Turtle."), _TEXT),
    b"%PDF-": (Message("This is a PDF file, not Turtle."), _TEXT),
    b"\xd0\xcf\x11\xe0": (
        Message("This is a file of an older office program, not Turtle."),
        Message("Save a workbook as .xlsx: `smartregions convert FILE.xlsx` makes Turtle of it."),
    ),
    b"\x1f\x8b": (Message("The file begins with a gzip header."), _UNPACK),
    b"PK\x03\x04": (
        Message("The file begins with a zip header, as workbooks (.xlsx) do."),
        Message(
            "A workbook: `smartregions convert FILE.xlsx` judges it and makes Turtle of it. "
            "Anything else: unpack it first."
        ),
    ),
}
_TRIPLE_TERM = (
    rf"(?:[^\"'<#\\~{{@]++|{STRING}|{IRI}|{COMMENT}|\\.|{LANGUAGE}(?!--)|@(?![A-Za-z])|\{{(?!\|)"
    r"|<(?!<))*+(?P<found><<|\{\||~|@[A-Za-z0-9-]++)"
)


def decoded(data: bytes, name: str) -> str:
    """The text of strictly encoded UTF-8 without byte order mark. Raises TurtleSyntaxError."""
    for mark, (message, advice) in _MARKS.items():
        if data.startswith(mark):
            raise TurtleSyntaxError(Fault(message, 1, 1, 1, 2, advice), name=name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TurtleSyntaxError(_wrong_byte(data, error.start), name=name) from None


def _wrong_byte(data: bytes, start: int) -> Fault:
    before = data[:start].decode("utf-8")
    line, column = Lines(before).place(len(before))
    byte = data[start : start + 1]
    meant = byte.decode("cp1252", errors="ignore")
    advice = _AS_UTF_8
    if meant and meant.isprintable():
        advice = Message(
            "Save the file as UTF-8 (in Windows-1252 this byte is `{meant}`).", meant=meant
        )
    return Fault(
        Message("The byte 0x{byte} is not UTF-8.", byte=f"{byte[0]:02X}"),
        line,
        column,
        line,
        column + 1,
        advice,
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
        Message("`{found}` belongs to RDF 1.2, and RDF 1.1 is read here.", found=found["found"]),
        *lines.place(found.start("found")),
        *lines.place(found.end("found")),
        Message("Describe the statement by a node of its own."),
    )
