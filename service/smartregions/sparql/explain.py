"""A syntax error of a query as a sentence with the place to mend.

The engine names the furthest place that it reached, and every terminal that could stand there.
The mistakes that most people make, it does not name at all; they are looked for first.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from smartregions.errors import QuerySyntaxError
from smartregions.messages import Message
from smartregions.namespaces import PREFIXES
from smartregions.sparql.facts import offset, place
from smartregions.sparql.misplaced import declaration, misplaced, unbalanced
from smartregions.sparql.misspelled import misspelled
from smartregions.sparql.mistakes import Mistake, broken_iri, mistake
from smartregions.sparql.tokens import Token, tokens

_OTHERS = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "fn": "http://www.w3.org/2005/xpath-functions#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "qb": "http://purl.org/linked-data/cube#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sdo": "https://schema.org/",
    "sosa": "http://www.w3.org/ns/sosa/",
    "vann": "http://purl.org/vocab/vann/",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
USUAL: Mapping[str, str] = MappingProxyType({**_OTHERS, **PREFIXES})
"""Prefixes that people write without declaring them, as most do (https://prefix.cc)."""

_ENGINE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"\b[A-Z]\w*(?:\.? [\w*]+){3,}")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_NEVER = frozenset("\"'\\%@$`")
_NEAR = 0.75


def explained(text: str, message: str, is_update: bool = False) -> QuerySyntaxError:
    """The error to show for a query or update that the engine refused with this message."""
    read = list(tokens(text))
    if not read:
        return QuerySyntaxError(Message("The query is empty."))
    return (
        _stray(text, read)
        or _mistaken(text, declaration(read))
        or (None if is_update else _formless(text, read))
        or _mistaken(text, broken_iri(text, read))
        or _undeclared(text, read)
        or _mistaken(text, unbalanced(read))
        or _mistaken(text, misplaced(read))
        or _mistaken(text, mistake(text, read))
        or _mistaken(text, misspelled(read))
        or _engine(text, message)
    )


def _stray(text: str, read: Iterable[Token]) -> QuerySyntaxError | None:
    for token in read:
        if token.kind == "sign" and token.content in _NEVER:
            return _at(
                text,
                token.start,
                Message("this quotation mark is never closed.")
                if token.content in "\"'"
                else Message("no SPARQL starts with {sign}.", sign=token.content),
            )
    return None


def _formless(text: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    words = [token for token in read if token.kind == "word"]
    if any(word.content.upper().startswith(_FORMS) for word in words):
        return None
    first = next((w for w in words if not w.is_word("PREFIX", "BASE")), read[-1])
    return _at(
        text, first.start, Message("a query is a SELECT, an ASK, a CONSTRUCT or a DESCRIBE.")
    )


def _mistaken(text: str, found: Mistake | None) -> QuerySyntaxError | None:
    return found and _at(text, found.start, found.said)


def lacking(text: str) -> list[str]:
    """The declarations of usual prefixes that a text uses and does not declare."""
    read = list(tokens(text))
    prefixes = dict.fromkeys(map(_prefix, _missing(read, _declared(read))))
    return [_declaration(prefix) for prefix in prefixes if prefix in USUAL]


def _undeclared(text: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    declared = _declared(read)
    missing = _missing(read, declared)
    if not missing:
        return None
    prefixes = list(dict.fromkeys(map(_prefix, missing)))
    advice = _advice(prefixes, declared)
    said = Message(
        "the prefix {prefix}: is not declared.{advice}", prefix=prefixes[0], advice=advice
    )
    return _at(text, missing[0].start, said)


def _declared(read: Sequence[Token]) -> set[str]:
    return {
        _prefix(name)
        for word, name in zip(read, read[1:], strict=False)
        if word.is_word("PREFIX") and name.kind == "name"
    }


def _missing(read: Iterable[Token], declared: Collection[str]) -> list[Token]:
    return [token for token in read if token.kind == "name" and _prefix(token) not in declared]


def _prefix(name: Token) -> str:
    return name.content.partition(":")[0]


def _declaration(prefix: str) -> str:
    return f"PREFIX {prefix}: <{USUAL[prefix]}>"


def _advice(prefixes: Sequence[str], declared: Iterable[str]) -> Message:
    """What to write, where the first prefix is known, or like one that is; all that are known are
    missing together."""
    prefix = prefixes[0]
    if prefix in USUAL:
        known = [_declaration(name) for name in prefixes if name in USUAL]
        return Message(" Write before the query: {declarations}", declarations=" ".join(known))
    if meant := _nearest(prefix, declared):
        return Message(" Did you mean {prefix}:?", prefix=meant)
    if meant := _nearest(prefix, USUAL):
        return Message(
            " Did you mean {prefix}:? Then write before the query: PREFIX {prefix}: <{iri}>",
            prefix=meant,
            iri=USUAL[meant],
        )
    return Message(
        " Write before the query: PREFIX {prefix}: <...>, with its namespace.", prefix=prefix
    )


def _nearest(prefix: str, names: Iterable[str]) -> str | None:
    known = {name.lower(): name for name in names}
    near = difflib.get_close_matches(prefix.lower(), known, 1, _NEAR)
    return known[near[0]] if near else None


def _engine(text: str, message: str) -> QuerySyntaxError:
    match = _ENGINE.match(message)
    if match is None:
        return QuerySyntaxError(message)
    line, column = int(match[1]), int(match[2])
    sentence = _SENTENCE.search(match[3])
    said = sentence[0] if sentence else _unexpected(text, line, column)
    return QuerySyntaxError(
        Message("Line {line}, column {column}: {said}.", line=line, column=column, said=said),
        line,
        column,
    )


def _unexpected(text: str, line: int, column: int) -> Message:
    """What stands at or before the place that the engine reached."""
    reached = offset(text, line, column)
    before: Token | None = None
    for token in tokens(text):
        if token.start >= reached:
            return Message("{token} is not expected here", token=token.content)
        before = token
    assert before is not None
    return Message(
        "the query ends with {token} and is no SPARQL. Check that each triple has its three parts "
        "and that no variable is bound twice",
        token=before.content,
    )


def _at(text: str, start: int, said: Message) -> QuerySyntaxError:
    line, column = place(text, start)
    return QuerySyntaxError(
        Message("Line {line}, column {column}: {said}", line=line, column=column, said=said),
        line,
        column,
    )
