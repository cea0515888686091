"""Mistakes in strings, languages, datatypes, numbers and bare words."""

from __future__ import annotations

import re

from smartregions.turtle.mistakes.context import Advice, Context, closed
from smartregions.turtle.tokens import Token

_SMART = "[\u201c\u201d\u201e\u00ab]([^\u201c\u201d\u00bb\r\n]*)[\u201c\u201d\u00bb]?"
_SINGLE = "[\u2018\u2019\u201a\u2039`]([^\u2018\u2019\u203a`\r\n]*)[\u2018\u2019\u203a`]?"
_BAD_ESCAPE = (
    r"(?:[^\\]|\\[tbnrf\"'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+"
    r"(\\(?:[uU][0-9A-Fa-f]{0,8}|.))"
)
_INVISIBLE = {
    "\u00a0": "a no-break space",
    "\u200b": "a zero-width space",
    "\u2028": "a line separator",
    "\ufeff": "a byte order mark, left where two files were joined",
    "\x00": "a NUL character",
}
_TIMES = (
    (r"\d{4}-\d\d-\d\d", "date", "date"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?", "time", "dateTime"),
)
_NOTHING = ("null", "none", "nil", "nan", "undefined")


def unclosed_string(c: Context) -> Advice | None:
    """A string without its closing quotes."""
    if c.token is None or closed(c.token):
        return None
    text = c.token.text
    if text[:3] in ('"""', "'''"):
        return Advice(
            "This text of several lines is never closed.",
            f"Write `{text[:3]}` where it ends.",
            c.token,
        )
    if smart := re.search("[\u201c\u201d\u2018\u2019\u00bb]", text):
        right = text[: smart.start()] + text[0]
        return Advice(
            f"This string begins with `{text[0]}` and ends with `{smart.group()}`.",
            f"Write `{right}`.",
            c.token,
        )
    return Advice(
        "This string is not closed on its line.",
        f"Write `{text[0]}` where it ends, or `{text[0] * 3}` around a text of several lines.",
        c.token,
    )


def quotes(c: Context) -> Advice | None:
    """Quotation marks of a word processor."""
    rest = c.text[c.token.start : c.line_end] if c.token else ""
    match = re.match(_SMART, rest) or re.match(_SINGLE, rest)
    if match is None:
        return None
    what = f'Write straight quotation marks: `"{match[1]}"`.'
    return Advice("This is not a quotation mark of Turtle.", what)


def quote_inside(c: Context) -> Advice | None:
    """A quotation mark inside a string that ended it."""
    if c.last is None or c.last.kind != "string" or not c.glued(c.last, c.token):
        return None
    if c.token is None or c.token.kind not in ("word", "name", "number", "string", "other"):
        return None
    if c.here.startswith("^"):
        return None
    mark = c.last.text[0]
    return Advice(
        f"The string ends before `{c.here}`, at a `{mark}`.",
        f"Write `\\{mark}` for a quotation mark inside a string.",
    )


def invisible(c: Context) -> Advice | None:
    """A character that looks like a blank."""
    name = _INVISIBLE.get(c.here[:1])
    if name is None:
        return None
    what = "Write an ordinary space for it." if c.here[0] == "\u00a0" else "Remove it."
    return Advice(f"Here stands {name} (U+{ord(c.here[0]):04X}).", what)


def escape(c: Context) -> Advice | None:
    """A backslash in a string that escapes nothing."""
    if c.token is None or c.token.kind != "string":
        return None
    found = re.match(_BAD_ESCAPE, c.here, re.DOTALL)
    if found is None:
        return None
    start = c.token.start + found.start(1)
    return Advice(
        f"`{found[1]}` is not an escape of Turtle.",
        "Write `\\\\` for a backslash.",
        Token("other", found[1], start, start + len(found[1])),
    )


def language(c: Context) -> Advice | None:
    """`@en_GB`, `@`, `^xsd:date`, a datatype that is not an IRI."""
    last = c.last.text if c.last else ""
    if c.last and c.last.kind == "language" and c.here.startswith("_"):
        message = f"`{c.chunk(c.last.start)}` is not a language tag."
        return Advice(message, f"Write `{last}-{c.chunk(c.last.end + 1)}`.", c.last)
    if "@" in (c.here, last):
        what = 'Write one, as in `"text"@en`.'
        at = c.last if last == "@" else None
        return Advice("A language tag begins with a letter.", what, at)
    if c.here.startswith("^") and c.here != "^^":
        message = "`^` is half of the mark before a datatype."
        return Advice(message, f"Write `^^{c.chunk(c.start + 1)}`.")
    if last == "^^":
        what = 'Write one, as in `"2024-05-01"^^xsd:date`.'
        return Advice("The datatype after `^^` is an IRI.", what)
    return None


def date_or_number(c: Context) -> Advice | None:
    """A date without quotes, a number that is none."""
    number = c.token if c.token and c.token.kind == "number" else None
    first = c.last if c.last and c.last.kind == "number" and c.glued(c.last, c.token) else number
    if first is None:
        return None
    whole = c.chunk(first.start)
    for pattern, name, datatype in _TIMES:
        if re.fullmatch(pattern, whole):
            what = f'Write `"{whole}"^^xsd:{datatype}`.'
            return Advice(f"The {name} `{whole}` needs quotes.", what, first)
    if first is not number or "exponent" in c.said:
        return Advice(f"`{whole}` is not a number.", f'Write it as a text: `"{whole}"`.', first)
    return None


def bare_word(c: Context) -> Advice | None:
    """`True`, `null`, `foo`, `A`."""
    if c.token is None or c.token.kind != "word" or c.role == "directive":
        return None
    word = c.here
    if word.lower() == "a":
        right = "`a`, in lower case" if c.role == "predicate" else "`rdf:type`"
        return Advice(f"`{word}` stands for rdf:type only as a predicate.", f"Write {right}.")
    return Advice(f"`{word}` is not a term of Turtle.", _instead(word, c.role))


def _instead(word: str, role: str) -> str:
    if word == "_":
        return "Write a label after `_:`, as in `_:b1`."
    if word.lower() in ("true", "false") and role != "predicate":
        return f"Write `{word.lower()}`, in lower case."
    if word.lower() in _NOTHING:
        return "Leave out what is not known."
    if role in ("object", "member"):
        return f'Write `"{word}"` for a text, or a prefix before it, as in `ex:{word}`.'
    return f"Write a prefix before it, as in `ex:{word}`, or a full IRI in `< >`."
