"""What GROUP_CONCAT joins is a simple literal (SPARQL 1.1, section 18.5.1.7).

The engine keeps the language where all that it joins have the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smartregions.sparql.edits import edited
from smartregions.sparql.tokens import Token


def without_language(text: str, read: Sequence[Token]) -> str:
    """The query with STR around each GROUP_CONCAT: of a simple literal that is the literal itself.

    `read` are the tokens of the text. Places in an error message are not those of the original.
    """
    ends = list(_ends(read)) if "group_concat" in text.lower() else []
    if not ends:
        return text
    inserted = [(start, "STR(") for start, _ in ends] + [(end, ")") for _, end in ends]
    return edited(text, ((place, place, piece) for place, piece in sorted(inserted)))


def _ends(read: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where each call of it starts and ends; nothing of one that is not closed."""
    for index, token in enumerate(read):
        if token.is_word("GROUP_CONCAT") and (end := _close(read[index + 1 :])):
            yield token.start, end


def _close(behind: Sequence[Token]) -> int | None:
    depth = 0
    for token in behind:
        depth += {"(": 1, ")": -1}.get(token.content, 0) if token.kind == "sign" else 0
        if depth == 0:
            return token.end if token.content == ")" else None
    return None
