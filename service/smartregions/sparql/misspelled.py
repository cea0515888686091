"""Words of a query that SPARQL does not have, with the one that is meant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from smartregions.messages import Message
from smartregions.sparql.mistakes import Mistake
from smartregions.sparql.tokens import Token

_LISTED = """
    A ABS ADD ADJUST ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT
    CONSTRUCT CONTAINS COPY COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT
    DROP ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HASLANG HASLANGDIR
    HAVING HOURS IF IN INSERT INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG
    LANGDIR LANGMATCHES LATERAL LCASE LIMIT LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW
    OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM
    SAMEVALUE SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER
    STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE
    TO TRIPLE TRUE TZ UCASE UNDEF UNION URI USING UUID VALUES VERSION WHERE WITH YEAR
"""
_WORDS = frozenset(_LISTED.split())
"""All keywords and functions (SPARQL 1.1 section 19.8, SPARQL 1.2, and those of the engine)."""

_OF_OTHERS = {
    "EXCEPT": "MINUS",
    "IFNULL": "COALESCE",
    "ISNULL": "!BOUND",
    "LEN": "STRLEN",
    "LENGTH": "STRLEN",
    "LOWER": "LCASE",
    "SUBSTRING": "SUBSTR",
    "TOP": "LIMIT",
    "UPPER": "UCASE",
}
_SHORTEST = 4
"""A shorter word is near to too many."""
_LONGEST = 40
_NEAR = 0.75


def misspelled(read: Sequence[Token]) -> Mistake | None:
    """The first word that is none of SPARQL."""
    for token in read:
        if token.kind == "word" and not _is_known(token.content.upper()):
            return Mistake(token.start, _said(token.content))
    return None


def _is_known(word: str) -> bool:
    """Two words may stand together without space, or one and a number."""
    if word in _WORDS:
        return True
    if len(word) > _LONGEST:
        return False
    parts = ((word[:cut], word[cut:]) for cut in range(1, len(word)))
    return any(first in _WORDS and (rest in _WORDS or rest.isdigit()) for first, rest in parts)


def _said(word: str) -> Message:
    upper = word.upper()
    is_near = _SHORTEST <= len(word) <= _LONGEST
    near = difflib.get_close_matches(upper, sorted(_WORDS), 1, _NEAR) if is_near else [""]
    if meant := _OF_OTHERS.get(upper) or "".join(near):
        return Message("{word} is no word of SPARQL. Did you mean {meant}?", word=word, meant=meant)
    return Message(
        "{word} is no word of SPARQL. A name has a prefix and a colon, a variable a question mark, "
        "a text quotation marks.",
        word=word,
    )
