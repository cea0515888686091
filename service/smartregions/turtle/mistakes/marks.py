"""Mistakes in dots, semicolons, commas and brackets, and statements that lack a part."""

from __future__ import annotations

from smartregions.messages import Message
from smartregions.turtle.mistakes.context import TERMS, Advice, Context
from smartregions.turtle.tokens import Token

_CLOSING = {"[": "]", "(": ")"}
_ENDS = frozenset(".;,])")
_ROLES = {
    "subject": Message("subject"),
    "predicate": Message("predicate"),
    "object": Message("object"),
}
"""Of what is missing from a statement outside brackets."""


def separator(c: Context) -> Advice | None:
    """A term where a statement should have ended or gone on with `;` or `,`."""
    if c.role != "separator" or c.last is None or c.token is None or not _begins_term(c.token):
        return None
    if c.open and c.line_of(c.token) > c.line_of(c.last) and c.column_of(c.token) == 1:
        return _unclosed(c, c.open[-1])
    token = _short(c.token)
    terms = _terms_to_come(c)
    if terms == 1 or c.token.kind in ("string", "number"):
        what = Message("`{token}` is one more object, and no comma stands before it.", token=token)
        return Advice(what, _write(",", c, c.last))
    if terms == 2 or c.open:
        what = Message(
            "`{token}` is a new predicate, and no semicolon stands before it.", token=token
        )
        return Advice(what, _write(";", c, c.last))
    what = Message(
        "`{token}` begins a new statement, and the one before it has no dot at its end.",
        token=token,
    )
    return Advice(what, _write(".", c, c.last))


def _write(mark: str, c: Context, last: Token) -> Message:
    return Message(
        "Write `{mark}` after `{last}` on line {line}.",
        mark=mark,
        last=_short(last),
        line=c.line_of(last),
    )


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
    late = c.role == "separator" or (c.role == "object" and c.here == "a")
    if not late or c.open or c.token is None or len(c.before) < 3:
        return None
    for mark, subject in zip(c.before[-3:], c.before[-2:], strict=False):
        if mark.text in (";", ",") and c.column_of(subject) == c.column_of(c.before[0]):
            return Advice(
                Message(
                    "`{token}` begins a new statement, and the one before it ends in `{mark}`.",
                    token=_short(subject),
                    mark=mark.text,
                ),
                Message(
                    "Write `.` for the `{mark}` on line {line}.",
                    mark=mark.text,
                    line=c.line_of(mark),
                ),
                subject,
            )
    return None


def mistaken_comma(c: Context) -> Advice | None:
    """`,` in place of `;`: the next predicate was read as one more object."""
    if c.token is None or len(c.before) < 3:
        return None
    first, mark, name = c.before[-3:]
    if c.role == "object" and c.here == "a":
        first, mark, name = name, name, c.token
    elif c.role != "separator" or name.kind != "name" or not _begins_term(c.token):
        return None
    if mark.text != "," or c.line_of(name) == c.line_of(mark) or _prefix(first) == _prefix(name):
        return None
    message = Message(
        "`{token}` is a new predicate, and a comma stands before it.", token=name.text
    )
    return Advice(
        message, Message("Write `;` for the `,` on line {line}.", line=c.line_of(mark)), name
    )


def _prefix(token: Token) -> str:
    return token.text.partition(":")[0]


def bracket(c: Context) -> Advice | None:
    """A bracket that is not closed, or closed and not open."""
    if c.here in ("]", ")") and (not c.open or _CLOSING[c.open[-1].text] != c.here):
        if c.open:
            return _unclosed(c, c.open[-1])
        opening = "[" if c.here == "]" else "("
        return Advice(
            Message("No `{opening}` is open here.", opening=opening),
            Message("Remove this `{here}`.", here=c.here),
        )
    if c.here == "." and c.open:
        return _unclosed(c, c.open[-1])
    return None


def _unclosed(c: Context, opening: Token) -> Advice:
    line, column = c.lines.place(opening.start)
    return Advice(
        Message(
            "The `{mark}` of line {line}, column {column} is not closed.",
            mark=opening.text,
            line=line,
            column=column,
        ),
        Message("Write `{mark}` before this `{here}`.", mark=_CLOSING[opening.text], here=c.here),
    )


def end_of_text(c: Context) -> Advice | None:
    """The text ends within a statement."""
    last = c.last or c.token
    if last is None or (c.token is not None and "Unexpected end" not in c.said):
        return None
    missing = "".join(f" {_CLOSING[token.text]}" for token in reversed(c.open)) + " ."
    if last.text in ("@prefix", "@base"):
        what = Message("Add a prefix with its colon, an IRI in `< >`, and a `.`.")
    elif c.role in ("separator", "directive") or c.open:
        what = Message(
            "Write `{missing}` after `{last}`.", missing=missing.strip(), last=_short(last)
        )
    else:
        what = Message(
            "Add the missing {role} and a `.`, or take away what follows the last dot.",
            role=_ROLES[c.role],
        )
    return Advice(Message("The text ends within a statement."), what, last)


def missing_part(c: Context) -> Advice | None:
    """A separator where a predicate or an object should be."""
    if c.token is None or c.here not in _ENDS:
        return None
    if c.role == "object" and c.last:
        if c.last.text == ",":
            message = Message("An object is missing after the comma.")
            return Advice(message, Message("Add it, or remove the comma."), c.last)
        what = Message("Write a value after it, or remove `{last}`.", last=_short(c.last))
        return Advice(Message("`{last}` has no object.", last=_short(c.last)), what, c.last)
    if c.role == "predicate" and c.last:
        after = Message("Write them after `{last}`.", last=_short(c.last))
        what = Message("Remove this `{here}`.", here=c.here) if c.last.text == ";" else after
        return Advice(
            Message("A predicate and an object are missing before this `{here}`.", here=c.here),
            what,
        )
    if c.role == "subject":
        what = Message("Remove it; after PREFIX and BASE, too, no dot is due.")
        return Advice(Message("This `{here}` ends nothing.", here=c.here), what)
    return None


def wrong_kind(c: Context) -> Advice | None:
    """A literal as subject or predicate, a blank node as predicate."""
    if c.token is None:
        return None
    literal = c.token.kind in ("string", "number") or c.here in ("true", "false")
    if literal and c.role == "subject":
        return Advice(
            Message("A literal cannot be a subject."),
            Message("Begin with an IRI or a prefixed name, as in `ex:thing`."),
        )
    if literal and c.role == "predicate":
        return Advice(
            Message("A literal cannot be a predicate."),
            Message("Write an IRI, a prefixed name or `a`; before another object, `,`."),
        )
    if c.role == "predicate" and (c.token.kind == "label" or c.here in ("[", "(")):
        return Advice(
            Message("A blank node cannot be a predicate."),
            Message("Write an IRI, a prefixed name or `a` before it."),
        )
    return None


def foreign(c: Context) -> Advice | None:
    """Marks of other languages."""
    if c.here.startswith(("//", "/*")):
        return Advice(
            Message("This is not how Turtle marks a comment."),
            Message("Begin each line of it with `#`."),
        )
    if c.here.startswith("?") or c.here.startswith("$"):
        return Advice(
            Message("Turtle has no variables."),
            Message("Write an IRI, a prefixed name or a literal."),
        )
    if c.here.startswith(("{", "}")):
        return Advice(
            Message("Turtle has no `{ }`."),
            Message("Take the braces away: named graphs are written in TriG."),
        )
    if c.here.startswith(("=", ":=", "->")):
        return Advice(
            Message("Turtle has no `{here}`.", here=c.here),
            Message(
                "Put a predicate between subject and object; for the same thing, `owl:sameAs`."
            ),
        )
    return None
