"""What kind of query a text is: its form, whether it asks others, whether its answer stays.

Told from as few tokens as that takes: most texts have no letters of SERVICE or of a function that
gives something else each time, and then their tokens need not be looked through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from smartregions.sparql.tokens import Token, tokens

Form = Literal["select", "ask", "construct", "describe", "update", "unknown"]

_FORMS: dict[str, Form] = {
    "SELECT": "select",
    "ASK": "ask",
    "CONSTRUCT": "construct",
    "DESCRIBE": "describe",
}
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_VOLATILE = ("NOW", "RAND", "UUID", "BNODE")


@dataclass(frozen=True, slots=True)
class Nature:
    """What a server must know of a query that it does not evaluate itself."""

    form: Form
    is_lasting: bool
    """Whether the same query has the same answer as long as the data are the same."""


def nature(text: str) -> Nature:
    """Of any text; total, as `facts` is, with which it agrees."""
    changes = is_volatile(text, tokens(text)) or service(text, tokens(text)) is not None
    return Nature(form(tokens(text)), not changes)


def form(read: Iterable[Token]) -> Form:
    """By the first keyword that any engine could read as one."""
    for token in read:
        if token.kind != "word":
            continue
        word = token.content.upper()
        for keyword, found in _FORMS.items():
            if word.startswith(keyword):
                return found
        if word.startswith(_UPDATES):
            return "update"
    return "unknown"


def begins_as_update(read: Iterable[Token]) -> bool:
    """Whether the first word behind the prologue is one that updates begin with."""
    words = (token for token in read if token.kind == "word")
    first = next((word for word in words if not word.is_word("PREFIX", "BASE")), None)
    return first is not None and first.content.upper().startswith(_UPDATES)


def service(text: str, read: Iterable[Token]) -> Token | None:
    """The first that may be SERVICE; few texts have the letters at all."""
    if "service" not in _folded(text):
        return None
    return next(filter(may_be_service, read), None)


def may_be_service(token: Token) -> bool:
    """Whether an engine could read SERVICE there."""
    return may_be("service", token)


def may_be(keyword: str, token: Token) -> bool:
    """Whether an engine could find the keyword here, even glued to its neighbours.

    Parsers that match keywords without a word boundary read `SERVICEx:y` as two tokens,
    so the word is looked for wherever it is not surely a part of a longer terminal.
    """
    found = token.content
    if token.kind == "name":
        found = found.partition(":")[0]
    elif token.kind not in ("word", "language"):
        return False
    return keyword in _folded(found)


def may_name_graphs(text: str, read: Iterable[Token]) -> bool:
    """Whether an engine could find GRAPH or FROM there; few texts have the words."""
    found = _folded(text)
    words = [word for word in ("graph", "from") if word in found]
    return bool(words) and any(may_be(word, token) for token in read for word in words)


def _folded(text: str) -> str:
    """In small letters; engines may take the long s for one."""
    return text.lower().replace("\u017f", "s")


def is_volatile(text: str, read: Iterable[Token]) -> bool:
    """Whether a word has one of the names in it; few texts have."""
    found = text.upper()
    names = [name for name in _VOLATILE if name in found]
    if not names:
        return False
    words = (token.content.upper() for token in read if token.kind == "word")
    return any(name in word for word in words for name in names)
