"""Mistakes in `@prefix` and `@base`."""

from __future__ import annotations

from smartregions.messages import Message
from smartregions.turtle.mistakes.context import Advice, Context
from smartregions.turtle.mistakes.names import USUAL


def capital(c: Context) -> Advice | None:
    """`@PREFIX`."""
    if c.here.lower() not in ("@prefix", "@base") or c.here.islower():
        return None
    return Advice(
        Message("`{here}` is not a word of Turtle.", here=c.here),
        Message("Write `{right}`.", right=c.here.lower()),
    )


def malformed(c: Context) -> Advice | None:
    """A declaration that lacks its colon, its angle brackets or its dot."""
    if c.role != "directive":
        return None
    word, *parts = (token.text for token in c.before)
    named = "prefix" in word.lower()
    if named and not parts:
        return _name(c) if c.token else None
    if len(parts) < 1 + named:
        return _namespace(c, word, parts[0] if named else "")
    if c.token is None:
        return None
    if c.here in (";", ","):
        return Advice(
            Message("`{word}` ends with a dot.", word=word),
            Message("Write `.` for this `{here}`.", here=c.here),
        )
    last = c.before[-1]
    return Advice(
        Message("The `{word}` before this has no dot at its end.", word=word),
        Message(
            "Write `{mark}` after `{last}` on line {line}.",
            mark=".",
            last=last.text,
            line=c.line_of(last),
        ),
    )


def _name(c: Context) -> Advice:
    name = c.here if c.token and c.token.kind == "word" else "ex"
    return Advice(
        Message("A prefix ends with a colon."), Message("Write `{right}`.", right=f"{name}:")
    )


def _namespace(c: Context, word: str, name: str) -> Advice:
    quoted = c.token is not None and c.token.kind == "string"
    given = c.here.strip("\"'") if quoted else ""
    iri = given or USUAL.get(name.rstrip(":"), "https://example.org/")
    declaration = " ".join(part for part in (word, name, f"<{iri}>") if part)
    dot = " ." if word.startswith("@") else ""
    return Advice(
        Message("An IRI in angle brackets is due here."),
        Message("Write `{right}`.", right=declaration + dot),
    )
