"""The mistakes, in the order in which they are looked for."""

from __future__ import annotations

from smartregions.messages import Message
from smartregions.turtle.mistakes import directives, marks, names, words
from smartregions.turtle.mistakes.context import Advice, Context

_RULES = (
    words.unclosed_string,
    words.escape,
    names.iri,
    names.bare_iri,
    directives.capital,
    directives.malformed,
    words.quotes,
    words.invisible,
    marks.foreign,
    words.language,
    names.character_in_name,
    names.escape_in_name,
    names.dot_in_name,
    words.quote_inside,
    words.date_or_number,
    marks.bracket,
    marks.end_of_text,
    marks.mistaken_semicolon,
    marks.mistaken_comma,
    marks.missing_part,
    marks.wrong_kind,
    marks.separator,
    words.bare_word,
)
_ROLES = {
    "subject": Message("A subject is expected here: an IRI, a prefixed name, `[` or `(`."),
    "predicate": Message("A predicate is expected here: an IRI, a prefixed name or `a`."),
    "object": Message(
        "An object is expected here: an IRI, a prefixed name, a literal, `[` or `(`."
    ),
    "member": Message("A member of the collection or `)` is expected here."),
    "separator": Message("`;`, `,` or `.` is expected here."),
    "directive": Message(
        "The declaration goes on here: a prefix with its colon, an IRI in `< >`, a dot."
    ),
}


def advice(context: Context) -> Advice:
    """What to say of a fault; at least what is expected at its place."""
    for rule in _RULES:
        if found := rule(context):
            return found
    said = context.said[:1].upper() + context.said[1:]
    return Advice(Message("{said}.", said=said.rstrip(".")), _ROLES[context.role])
