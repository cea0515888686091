"""What things are called in the language of a page, where the data have a name in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from flask import g
from pyoxigraph import NamedNode

from smartregions.index import Query
from smartregions.namespaces import SR
from smartregions.web.answers import AnsweringIndex
from smartregions.web.finding.names import Text
from smartregions.web.languages import SOURCE, language
from smartregions.web.overview.ordering import ordered

_LABEL = "Label"
_AT_ONCE = 500  # things that one query asks for, so that its text stays short
_CALLED = "rdfs:label|skos:prefLabel|dcterms:title"
_TOLD = "dcterms:description|sr:dateNote"
_TEXTS = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sr: <{SR}>
SELECT ?thing ?text WHERE {{ VALUES ?thing {{ %s }} ?thing %s ?text }}
"""

Row = Mapping[str, str]


def told(rows: Sequence[Row], text: str, at: int | None = None) -> Sequence[Row]:
    """The rows of a query with the names that things have in the language of the request, in order.

    The stored questions answer with English names first; those stay where there is no other.
    """
    return ordered(named(rows, at), text)


def named(rows: Sequence[Row], at: int | None = None) -> Sequence[Row]:
    """The same as they come; `tongue` then knows which of their names are in another language."""
    if language().tag == SOURCE or not rows:
        return rows
    here = names({row[name] for row in rows for name in _labelled(row)}, at)
    return [{**row, **_told(row, here)} for row in rows]


def names(things: Collection[str], at: int | None = None) -> Mapping[str, str]:
    """What things are called in the language of the request; without those that have no name."""
    known = _texts(things, _CALLED, at)
    found = {thing: _here(texts) for thing, texts in known.items()}
    return {thing: name for thing, name in found.items() if name}


def one_name(thing: str, at: int | None = None) -> str:
    """A name of a thing in the language of the request, in English, or in any; "" for none."""
    texts = _texts({thing}, _CALLED, at).get(thing, {})
    in_source = (text for text, tag in texts.items() if tag == SOURCE)
    return _here(texts) or min(in_source, default="") or min(texts, default="")


def first_names(
    things: Collection[str], at: int | None = None, path: str = "rdfs:label"
) -> Mapping[str, str]:
    """What things are called in the language of the request, or else as stored questions say it:
    in English, or by the first name of all.
    """
    first = english_names(things, at, path)
    return first if language().tag == SOURCE else {**first, **names(things, at)}


def english_names(
    things: Collection[str], at: int | None = None, path: str = "rdfs:label"
) -> Mapping[str, str]:
    """What things are called in English, or by the first name of all: as files have it."""
    found: dict[str, tuple[bool, str]] = {}
    for thing, text, tag in _told_of(things, path, at):
        of_one = tag != SOURCE, text
        found[thing] = min(of_one, found.get(thing, of_one))
    return {thing: text for thing, (_, text) in found.items()}


def called(row: Row, column: str) -> Text:
    """What the thing of a column is called, with its language where that is not the page's."""
    label = row.get(column + _LABEL, row[column])
    return Text(label, tongue(row[column], label))


def tongue(thing: str, text: str) -> str:
    """The language of a text of a thing, where that is not the page's.

    Known is that of all texts of the things that this request named, in the state it named them of.
    """
    return _elsewhere(_known().get(thing, {}), text)


def _known() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = g.setdefault("texts", {})
    return found


def spoken(texts: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """The language of what is told of things, where that is not the one of the request.

    Given each thing with a text of its description or of the note on its date.
    """
    wanted = {(thing, text) for thing, text in texts if text}
    _texts({thing for thing, _ in wanted}, _TOLD)
    return {(thing, text): tongue(thing, text) for thing, text in wanted}


Texts = Mapping[str, str]
"""What a thing is called, or what is told of it, each text with its language."""


def _texts(things: Collection[str], path: str, at: int | None = None) -> Mapping[str, Texts]:
    """The texts of things that have a language."""
    found: dict[str, dict[str, str]] = {}
    for thing, text, tag in _told_of(things, path, at):
        if tag:
            of_one = found.setdefault(thing, {})
            of_one[text] = language().tag if _is_here(of_one.get(text, "")) else tag
    for thing, texts in found.items():
        _known().setdefault(thing, {}).update(texts)
    return found


def _told_of(things: Collection[str], path: str, at: int | None) -> Iterator[tuple[str, str, str]]:
    """Each thing with its texts and their languages, which are empty for none."""
    ordered_things = sorted(things)
    for start in range(0, len(ordered_things), _AT_ONCE):
        some = " ".join(_terms(ordered_things[start : start + _AT_ONCE]))
        answer = AnsweringIndex(at).query(Query(_TEXTS % (some, path), ("json",)))
        for row in json.loads(answer.body)["results"]["bindings"]:
            yield row["thing"]["value"], row["text"]["value"], row["text"].get("xml:lang", "")


def _told(row: Row, here: Mapping[str, str]) -> Mapping[str, str]:
    """What is to be said of the things of a row otherwise than it says."""
    return {name + _LABEL: here[row[name]] for name in _labelled(row) if row[name] in here}


def _here(texts: Texts) -> str:
    """The first text in the language of the request; empty for none."""
    return min((text for text, tag in texts.items() if _is_here(tag)), default="")


def _elsewhere(texts: Texts, text: str) -> str:
    """The language of a text; empty where it is that of the request, or not known."""
    tag = texts.get(text, "")
    return "" if _is_here(tag) else tag


def _is_here(tag: str) -> bool:
    return tag.partition("-")[0].lower() == language().tag


def _labelled(row: Row) -> list[str]:
    return [name for name in row if name + _LABEL in row]


def _terms(things: Sequence[str]) -> Iterator[str]:
    for thing in things:
        try:
            yield str(NamedNode(thing))
        except ValueError:  # a text, and no IRI
            continue
