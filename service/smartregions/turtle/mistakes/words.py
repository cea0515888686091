"""Mistakes in strings, languages, datatypes, numbers and bare words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pyoxigraph import Literal

from smartregions.messages import Message, either
from smartregions.turtle.dates import readings
from smartregions.turtle.mistakes.context import Advice, Context, closed
from smartregions.turtle.tokens import Token

_SMART = "[\u201c\u201d\u201e\u00ab]([^\u201c\u201d\u00bb\r\n]*)[\u201c\u201d\u00bb]?"
_SINGLE = "[\u2018\u2019\u201a\u2039`]([^\u2018\u2019\u203a`\r\n]*)[\u2018\u2019\u203a`]?"
_BAD_ESCAPE = (
    r"(?:[^\\]|\\[tbnrf\"'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+"
    r"(\\(?:[uU][0-9A-Fa-f]{0,8}|.))"
)
_INVISIBLE = {
    "\u00a0": Message("a no-break space"),
    "\u200b": Message("a zero-width space"),
    "\u2028": Message("a line separator"),
    "\ufeff": Message("a byte order mark, left where two files were joined"),
    "\x00": Message("a NUL character"),
}
_TIMES = (
    (r"\d{4}-\d\d-\d\d", "date"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?", "dateTime"),
)
_NOTHING = ("null", "none", "nil", "nan", "undefined")


def unclosed_string(c: Context) -> Advice | None:
    """A string without its closing quotes."""
    if c.token is None or closed(c.token):
        return None
    text = c.token.text
    if text[:3] in ('"""', "'''"):
        return Advice(
            Message("This text of several lines is never closed."),
            Message("Write `{quotes}` where it ends.", quotes=text[:3]),
            c.token,
        )
    if smart := re.search("[\u201c\u201d\u2018\u2019\u00bb]", text):
        right = text[: smart.start()] + text[0]
        return Advice(
            Message(
                "This string begins with `{first}` and ends with `{last}`.",
                first=text[0],
                last=smart.group(),
            ),
            Message("Write `{right}`.", right=right),
            c.token,
        )
    return Advice(
        Message("This string is not closed on its line."),
        Message(
            "Write `{one}` where it ends, or `{three}` around a text of several lines.",
            one=text[0],
            three=text[0] * 3,
        ),
        c.token,
    )


def quotes(c: Context) -> Advice | None:
    """Quotation marks of a word processor."""
    rest = c.text[c.token.start : c.line_end] if c.token else ""
    match = re.match(_SMART, rest) or re.match(_SINGLE, rest)
    if match is None:
        return None
    what = Message('Write straight quotation marks: `"{text}"`.', text=match[1])
    return Advice(Message("This is not a quotation mark of Turtle."), what)


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
        Message("The string ends before `{here}`, at a `{mark}`.", here=c.here, mark=mark),
        Message("Write `\\{mark}` for a quotation mark inside a string.", mark=mark),
    )


def invisible(c: Context) -> Advice | None:
    """A character that looks like a blank."""
    name = _INVISIBLE.get(c.here[:1])
    if name is None:
        return None
    what = (
        Message("Write an ordinary space for it.")
        if c.here[0] == "\u00a0"
        else Message("Remove it.")
    )
    return Advice(
        Message("Here stands {name} (U+{code}).", name=name, code=f"{ord(c.here[0]):04X}"), what
    )


def escape(c: Context) -> Advice | None:
    """A backslash in a string that escapes nothing."""
    if c.token is None or c.token.kind != "string":
        return None
    found = re.match(_BAD_ESCAPE, c.here, re.DOTALL)
    if found is None:
        return None
    start = c.token.start + found.start(1)
    return Advice(
        Message("`{found}` is not an escape of Turtle.", found=found[1]),
        Message("Write `\\\\` for a backslash."),
        Token("other", found[1], start, start + len(found[1])),
    )


def language(c: Context) -> Advice | None:
    """`@en_GB`, `@`, `^xsd:date`, a datatype that is not an IRI."""
    last = c.last.text if c.last else ""
    if c.last and c.last.kind == "language" and c.here.startswith("_"):
        message = Message("`{chunk}` is not a language tag.", chunk=c.chunk(c.last.start))
        return Advice(
            message,
            Message("Write `{right}`.", right=f"{last}-{c.chunk(c.last.end + 1)}"),
            c.last,
        )
    if "@" in (c.here, last):
        what = Message('Write one, as in `"text"@en`.')
        at = c.last if last == "@" else None
        return Advice(Message("A language tag begins with a letter."), what, at)
    if c.here.startswith("^") and c.here != "^^":
        message = Message("`^` is half of the mark before a datatype.")
        return Advice(message, Message("Write `{right}`.", right="^^" + c.chunk(c.start + 1)))
    if last == "^^":
        what = Message('Write one, as in `"2024-05-01"^^xsd:date`.')
        return Advice(Message("The datatype after `^^` is an IRI."), what)
    return None


def _dated(days: Sequence[Literal]) -> Message:
    """How a date is written, which can be read as each of these."""
    right = either(f'`"{day.value}"^^xsd:{day.datatype.value.partition("#")[2]}`' for day in days)
    if len(days) == 1:
        return Message("Write {right}.", right=right)
    return Message(
        "It can be read in more than one way; write what is meant: {right}.", right=right
    )


def date_or_number(c: Context) -> Advice | None:
    """A date without quotes, a number that is none."""
    number = c.token if c.token and c.token.kind == "number" else None
    first = c.last if c.last and c.last.kind == "number" and c.glued(c.last, c.token) else number
    if first is None:
        return None
    whole = c.chunk(first.start)
    for pattern, datatype in _TIMES:
        if re.fullmatch(pattern, whole):
            what = Message("Write `{right}`.", right=f'"{whole}"^^xsd:{datatype}')
            if datatype == "date":
                return Advice(Message("The date `{whole}` needs quotes.", whole=whole), what, first)
            return Advice(Message("The time `{whole}` needs quotes.", whole=whole), what, first)
    if days := readings(whole):
        return Advice(Message("The date `{whole}` needs quotes.", whole=whole), _dated(days), first)
    if first is not number or "exponent" in c.said:
        return Advice(
            Message("`{whole}` is not a number.", whole=whole),
            Message('Write it as a text: `"{whole}"`.', whole=whole),
            first,
        )
    return None


def bare_word(c: Context) -> Advice | None:
    """`True`, `null`, `foo`, `A`."""
    if c.token is None or c.token.kind != "word" or c.role == "directive":
        return None
    word = c.here
    if word.lower() == "a":
        message = Message("`{word}` stands for rdf:type only as a predicate.", word=word)
        if c.role == "predicate":
            return Advice(message, Message("Write `{word}`, in lower case.", word="a"))
        return Advice(message, Message("Write `{right}`.", right="rdf:type"))
    return Advice(Message("`{word}` is not a term of Turtle.", word=word), _instead(word, c.role))


def _instead(word: str, role: str) -> Message:
    if word == "_":
        return Message("Write a label after `_:`, as in `_:b1`.")
    if word.lower() in ("true", "false") and role != "predicate":
        return Message("Write `{word}`, in lower case.", word=word.lower())
    if word.lower() in _NOTHING:
        return Message("Leave out what is not known.")
    if role in ("object", "member"):
        return Message(
            'Write `"{word}"` for a text, or a prefix before it, as in `ex:{word}`.', word=word
        )
    return Message(
        "Write a prefix before it, as in `ex:{word}`, or a full IRI in `< >`.", word=word
    )
