"""What was probably meant by a pattern that matches nothing: the nearest terms that exist."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.sparql.explain import USUAL
from smartregions.sparql.patterns import Pattern
from smartregions.sparql.prologue import prologue
from smartregions.sparql.tokens import Token, tokens
from smartregions.validation.nearest import nearest
from smartregions.validation.otherwise import ALIGNING, by_habit, ours
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
        self._read = list(tokens(text))
        self._names = prologue(self._read)
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
            yield from self._term(written, iri, "?p", "?s ?p ?o")

    def _thing(self, written: str, iri: str, *, is_class: bool) -> Iterator[Meant]:
        node = NamedNode(iri)
        anywhere = f"{{ {node} ?p ?o }} UNION {{ ?s ?p {node} }}"
        if self._values("?p", f"?s a {node} BIND(1 AS ?p)" if is_class else anywhere):
            return
        if is_class:
            yield from self._term(written, iri, "?c", "?s a ?c")
        else:
            yield from self._neighbour(written, iri)

    def _term(self, written: str, iri: str, variable: str, body: str) -> Iterator[Meant]:
        """A class or a property: called otherwise here, or almost so."""
        used = {v["value"] for v in self._values(variable, body) if v["type"] == "uri"}
        found = {each for each in used if not each.startswith(ns.SH)}
        for value in self._candidates(iri, found)[:MOST_OFFERED]:
            yield self._instead(written, iri, value)

    def _candidates(self, iri: str, found: Collection[str]) -> list[str]:
        if (usual := by_habit(iri)) in found:
            return [str(usual)]
        by_name = {_local(value): value for value in sorted(found, reverse=True)}
        if same := by_name.get(_local(iri)):
            return [same]
        if aligned := [each for each in ours(iri, [*self._aligned()]) if each in found]:
            return aligned
        near = nearest(_local(iri), by_name)
        return [by_name[near]] if near else []

    def _aligned(self) -> Iterator[tuple[str, str]]:
        path = "|".join(f"<{each}>" for each in ALIGNING)
        own = f"STRSTARTS(STR(?own), {Literal(ns.SR)}) && isIRI(?their)"
        pair = 'BIND(CONCAT(STR(?own), " ", STR(?their)) AS ?pair)'
        for value in self._values("?pair", f"?own {path} ?their FILTER({own}) {pair}"):
            left, _, right = value["value"].partition(" ")
            yield left, right

    def _neighbour(self, written: str, iri: str) -> Iterator[Meant]:
        """A thing in the same folder, by what it is called or by its address."""
        name = _local(iri)
        inside = f"FILTER(STRSTARTS(STR(?x), {Literal(iri[: len(iri) - len(name)])}))"
        words = Literal(name.replace("-", " ").replace("_", " ").lower())
        called = f"?x <{ns.RDFS}label>|<{ns.SKOS}altLabel>|<{ns.SKOS}prefLabel> ?l"
        body = f"{called} FILTER(LCASE(STR(?l)) = {words}) {inside}"
        found = sorted(value["value"] for value in self._values("?x", body))
        if not found:
            near = (v["value"] for v in self._values("?x", f"?x ?p ?o {inside}"))
            by_name = {_local(value): value for value in sorted(near, reverse=True)}
            nearest_name = nearest(name, by_name)
            found = [by_name[nearest_name]] if nearest_name else []
        for value in found[:MOST_OFFERED]:
            yield self._instead(written, iri, value)

    def _instead(self, written: str, iri: str, value: str) -> Meant:
        """The term, or the declaration of its prefix where that alone is wrong."""
        prefix, _, local = written.partition(":")
        declared = self._names.prefixes.get(prefix, "")
        right = value[: len(value) - len(_local(value))]
        is_name = not written.startswith("<") and declared and iri.startswith(declared)
        if is_name and local == _local(value) and USUAL.get(prefix) == right:
            written = next(self._declarations(prefix), written)
            return Meant(written, f"PREFIX {prefix}: <{right}>")
        return Meant(written, shortened(value))

    def _declarations(self, prefix: str) -> Iterator[str]:
        for word, name, iri in zip(self._read, self._read[1:], self._read[2:], strict=False):
            if word.is_word("PREFIX") and name.content == prefix + ":":
                yield f"{word.content} {name.content} {iri.content}"

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
    if term.startswith(("<", '"', "'", "PREFIX ")):
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
