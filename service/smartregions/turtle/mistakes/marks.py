"""Mistakes in dots, semicolons, commas and brackets, and statements that lack a part."""

from __future__ import annotations

from smartregions.turtle.mistakes.context import TERMS, Advice, Context
from smartregions.turtle.tokens import Token

_CLOSING = {"[": "]", "(": ")"}
_ENDS = frozenset(".;,])")


def separator(c: Context) -> Advice | None:
    """A term where a statement should have ended or gone on with `;` or `,`."""
    if c.role != "separator" or c.last is None or c.token is None or not _begins_term(c.token):
        return None
    if c.open and c.line_of(c.token) > c.line_of(c.last) and c.column_of(c.token) == 1:
        return _unclosed(c, c.open[-1])
    mark, what = _missing(c)
    place = f"after `{_short(c.last)}` on line {c.line_of(c.last)}"
    return Advice(f"`{_short(c.token)}` {what}.", f"Write `{mark}` {place}.")


def _missing(c: Context) -> tuple[str, str]:
    terms = _terms_to_come(c)
    if terms == 1 or (c.token and c.token.kind in ("string", "number")):
        return ",", "is one more object, and no comma stands before it"
    if terms == 2 or c.open:
        return ";", "is a new predicate, and no semicolon stands before it"
    return ".", "begins a new statement, and the one before it has no dot at its end"


def _terms_to_come(c: Context) -> int:
    """How many terms the fault's token begins: up to a separator, or else on its line."""
    terms = _heads((c.token, *c.after) if c.token else c.after)
    ended = next((n for n, token in enumerate(terms) if token.text in _ENDS), len(terms))
    if ended <= 3 or c.token is None:
        return ended
    if c.column_of(c.token) == 1:
        return 3
    line = c.line_of(c.token)
    return sum(c.line_of(token) == line for token in terms[:ended])


def _heads(stream: tuple[Token, ...]) -> list[Token]:
    """The outermost tokens that begin a term or end one; languages and datatypes left out."""
    depth = 0
    heads: list[Token] = []
    typed = False
    for token in stream:
        opens, closes = token.text in ("[", "("), token.text in ("]", ")")
        if depth == 0 and not typed and (_begins_term(token) or token.text in _ENDS):
            heads.append(token)
        typed = token.text == "^^"
        depth = max(0, depth + opens - closes)
    return heads


def _begins_term(token: Token) -> bool:
    return token.kind in TERMS or token.text in ("[", "(")


def _short(token: Token) -> str:
    text = token.text.splitlines()[0]
    return text if len(text) <= 40 else f"{text[:37]}..."


def mistaken_semicolon(c: Context) -> Advice | None:
    """`;` or `,` at the end of a statement: the next one's subject was read as its predicate."""
    if c.role != "separator" or c.open or c.token is None or len(c.before) < 3:
        return None
    for mark, subject in zip(c.before[-3:], c.before[-2:], strict=False):
        if mark.text in (";", ",") and c.column_of(subject) == c.column_of(c.before[0]):
            return Advice(
                f"`{_short(subject)}` begins a new statement, and the one before it ends in "
                f"`{mark.text}`.",
                f"Write `.` for the `{mark.text}` on line {c.line_of(mark)}.",
                subject,
            )
    return None


def bracket(c: Context) -> Advice | None:
    """A bracket that is not closed, or closed and not open."""
    if c.here in ("]", ")") and (not c.open or _CLOSING[c.open[-1].text] != c.here):
        if c.open:
            return _unclosed(c, c.open[-1])
        opening = "[" if c.here == "]" else "("
        return Advice(f"No `{opening}` is open here.", f"Remove this `{c.here}`.")
    if c.here == "." and c.open:
        return _unclosed(c, c.open[-1])
    return None


def _unclosed(c: Context, opening: Token) -> Advice:
    line, column = c.lines.place(opening.start)
    return Advice(
        f"The `{opening.text}` of line {line}, column {column} is not closed.",
        f"Write `{_CLOSING[opening.text]}` before this `{c.here}`.",
    )


def end_of_text(c: Context) -> Advice | None:
    """The text ends within a statement."""
    last = c.last or c.token
    if last is None or (c.token is not None and "Unexpected end" not in c.said):
        return None
    missing = "".join(f" {_CLOSING[token.text]}" for token in reversed(c.open)) + " ."
    if last.text in ("@prefix", "@base"):
        what = "Add a prefix with its colon, an IRI in `< >`, and a `.`."
    elif c.role in ("separator", "directive") or c.open:
        what = f"Write `{missing.strip()}` after `{_short(last)}`."
    else:
        what = f"Add the missing {c.role} and a `.`, or take away what follows the last dot."
    return Advice("The text ends within a statement.", what, last)


def missing_part(c: Context) -> Advice | None:
    """A separator where a predicate or an object should be."""
    if c.token is None or c.here not in _ENDS:
        return None
    if c.role == "object" and c.last:
        if c.last.text == ",":
            message = "An object is missing after the comma."
            return Advice(message, "Add it, or remove the comma.", c.last)
        what = f"Write a value after it, or remove `{_short(c.last)}`."
        return Advice(f"`{_short(c.last)}` has no object.", what, c.last)
    if c.role == "predicate" and c.last:
        after = f"Write them after `{_short(c.last)}`."
        what = f"Remove this `{c.here}`." if c.last.text == ";" else after
        return Advice(f"A predicate and an object are missing before this `{c.here}`.", what)
    if c.role == "subject":
        what = "Remove it; after PREFIX and BASE, too, no dot is due."
        return Advice(f"This `{c.here}` ends nothing.", what)
    return None


def wrong_kind(c: Context) -> Advice | None:
    """A literal as subject or predicate, a blank node as predicate."""
    if c.token is None:
        return None
    literal = c.token.kind in ("string", "number") or c.here in ("true", "false")
    if literal and c.role == "subject":
        return Advice(
            "A literal cannot be a subject.",
            "Begin with an IRI or a prefixed name, as in `ex:thing`.",
        )
    if literal and c.role == "predicate":
        return Advice(
            "A literal cannot be a predicate.",
            "Write an IRI, a prefixed name or `a`; before another object, `,`.",
        )
    if c.role == "predicate" and (c.token.kind == "label" or c.here in ("[", "(")):
        return Advice(
            "A blank node cannot be a predicate.", "Write an IRI, a prefixed name or `a` before it."
        )
    return None


def foreign(c: Context) -> Advice | None:
    """Marks of other languages."""
    if c.here.startswith(("//", "/*")):
        return Advice("This is not how Turtle marks a comment.", "Begin each line of it with `#`.")
    if c.here.startswith("?") or c.here.startswith("$"):
        return Advice("Turtle has no variables.", "Write an IRI, a prefixed name or a literal.")
    if c.here.startswith(("{", "}")):
        return Advice(
            "Turtle has no `{ }`.",
            "Take the braces away: named graphs are written in TriG.",
        )
    if c.here.startswith(("=", ":=", "->")):
        return Advice(
            f"Turtle has no `{c.here}`.",
            "Put a predicate between subject and object; for the same thing, `owl:sameAs`.",
        )
    return None
