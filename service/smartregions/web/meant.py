"""What was probably meant by a pattern that matches nothing: the nearest terms that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.sparql.patterns import Pattern
from smartregions.sparql.prologue import prologue
from smartregions.sparql.tokens import Token, tokens
from smartregions.validation.nearest import nearest
from smartregions.web.tables import shortened

MOST_OFFERED = 5
_TYPES = ("a", ns.RDF + "type")

Values = Callable[[str, str], Sequence[Mapping[str, str]]]
"""The values of a variable in a group, as SPARQL JSON has terms."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What is written, and what to write instead."""

    written: str
    instead: str


class Wording:
    """Looks for what the terms of a query's patterns should have been."""

    def __init__(self, text: str, values: Values) -> None:
        self._names = prologue(list(tokens(text)))
        self._values = values

    def meant(self, pattern: Pattern) -> Iterator[Meant]:
        """The terms of the pattern of which something like them exists, and they do not."""
        verb = self._iri(pattern.verb)
        if verb and verb not in _TYPES:
            yield from self._property(pattern.verb, verb)
        for part in (pattern.subject, pattern.object):
            if (iri := self._iri(part)) and part != pattern.verb:
                yield from self._thing(
                    part, iri, is_class=verb in _TYPES and part == pattern.object
                )
        if pattern.object.startswith(('"', "'")):
            yield from self._literal(pattern)

    def _iri(self, part: str) -> str:
        """The IRI that a part of a pattern is; empty for what is none, or is a path."""
        read = list(tokens(part))
        if len(read) != 1:
            return ""
        token: Token = read[0]
        if token.kind in ("iri", "name"):
            with suppress(ValueError):  # what is relative to a base that has no path
                return NamedNode(self._names.iri(token)).value
        return "a" if token.content == "a" else ""

    def _property(self, written: str, iri: str) -> Iterator[Meant]:
        if not self._values("?one", f"?s {NamedNode(iri)} ?o BIND(1 AS ?one)"):
            yield from self._near(written, iri, "?p", "?s ?p ?o")

    def _thing(self, written: str, iri: str, *, is_class: bool) -> Iterator[Meant]:
        node = NamedNode(iri)
        if self._values("?p", f"{{ {node} ?p ?o }} UNION {{ ?s ?p {node} }}"):
            return
        if is_class:
            yield from self._near(written, iri, "?c", "?s a ?c")
        else:
            inside = Literal(iri[: len(iri) - len(_local(iri))])
            body = f"?x ?p ?o FILTER(STRSTARTS(STR(?x), {inside}))"
            yield from self._near(written, iri, "?x", body)

    def _near(self, written: str, iri: str, variable: str, body: str) -> Iterator[Meant]:
        found = [v["value"] for v in self._values(variable, body) if v["type"] == "uri"]
        by_name = {_local(value): value for value in sorted(found, reverse=True)}
        if near := nearest(_local(iri), by_name):
            yield Meant(written, shortened(by_name[near]))

    def _literal(self, pattern: Pattern) -> Iterator[Meant]:
        """The same text in another case, language or datatype, where the pattern has a value."""
        text = next(t for t in tokens(pattern.object) if t.kind == "string").content
        subject = pattern.subject if pattern.subject.startswith(("?", "$")) else "?s"
        body = f"{subject} {pattern.verb} ?o FILTER(LCASE(STR(?o)) = LCASE({text}))"
        for value in self._values("?o", body)[:MOST_OFFERED]:
            yield Meant(pattern.object, _written(value))


def mended(text: str, meant: Meant) -> str:
    """The query with what was meant, in every place where the other is written."""
    read = list(tokens(text))
    written = [token.content for token in tokens(meant.written)]
    instead = _spelled(meant.instead, prologue(read).prefixes)
    for place in range(len(read) - len(written), -1, -1):
        run = read[place : place + len(written)]
        if written and [token.content for token in run] == written:
            text = text[: run[0].start] + instead + text[run[-1].end :]
    return text


def _spelled(term: str, declared: Mapping[str, str]) -> str:
    """A name as it is where the query declares its prefix so, otherwise as an IRI."""
    if term.startswith(("<", '"', "'")):
        return term
    prefix, _, local = term.partition(":")
    namespace = ns.PREFIXES.get(prefix)
    if namespace and declared.get(prefix) == namespace:
        return term
    return f"<{namespace}{local}>" if namespace else f"<{term}>"


def _local(iri: str) -> str:
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]


def _written(value: Mapping[str, str]) -> str:
    """A term of SPARQL JSON as a query has it."""
    if value["type"] == "uri":
        return str(NamedNode(value["value"]))
    if language := value.get("xml:lang"):
        return str(Literal(value["value"], language=language))
    if datatype := value.get("datatype"):
        return str(Literal(value["value"], datatype=NamedNode(datatype)))
    return str(Literal(value["value"]))
