"""The content of a cell: several terms, each in words, or exactly as Turtle has it.

    Bretagne Next@fr | "Bretagne Next"@en      two texts
    2024-05                                    a month
    Academia | helix:industry                  two concepts, by label and by prefixed name
    "1.10"^^xsd:decimal, <https://x.org/>      terms as in Turtle, which any cell may hold

What is written in words is what reads back as the same term; all else is written as in Turtle.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from smartregions import namespaces as ns
from smartregions.messages import SOURCE, Message
from smartregions.spreadsheet.columns import Column, prefixed
from smartregions.spreadsheet.days import dated
from smartregions.spreadsheet.fault import CellError
from smartregions.spreadsheet.known import Known
from smartregions.validation.graph import Term

Plain = str | int | float | bool | datetime.datetime | datetime.date | datetime.time
Value = Plain | None

SEPARATOR = " | "
_TURTLE = re.compile(
    r'\s*("(?:[^"\\\n]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^(?:<[^<>\s]*>|[\w-]*:[\w.-]*))?|<[^<>\s]*>)'
    r"\s*(?:\||\Z)"
)
_WORDS = re.compile(r"((?:\\\||[^|])*)(?:\||\Z)", re.DOTALL)
_TAGGED = re.compile(r"(.*\S)@([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)", re.DOTALL)
_PREFIXED = re.compile(r"([\w-]*):(\w(?:[\w.-]*[\w-])?)")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?:[/?#][^\s<>\"{}|^`\\]*)?")
_INTEGER = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?\d{1,12}\.\d{1,12}")
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]|_(?=x)")
"""What XML does not hold or changes; and `_x0041_` is an escape in a workbook."""


class Cells:
    """Reads and writes cells, with what is known of names and prefixes."""

    def __init__(self, known: Known, prefixes: Mapping[str, str] = ns.PREFIXES) -> None:
        self._known = known
        self._prefixes = dict(prefixes)
        self._declared = "".join(f"@prefix {n}: <{iri}> .\n" for n, iri in prefixes.items())

    def terms(self, value: Value, column: Column) -> Iterator[Term]:
        """The terms that a cell holds; raises CellError for the first that it cannot be."""
        if not isinstance(value, str):
            if value is not None:
                yield _typed(value, column)
            return
        for item, exact in _items(value):
            yield self._exact(item) if exact else self._worded(item, column)

    def subject(self, text: str, folder: str) -> NamedNode:
        """The thing that an id names; without a prefix it stands in the sheet's own folder."""
        found = self.iri(text)
        if found is None and re.fullmatch(r"\w(?:[\w.-]*[\w-])?", text):
            found = NamedNode(folder + text)
        if found is None:
            raise CellError(Message("“{text}” is no id.", text=text), _as_id(text))
        return found

    def written(self, term: Term, column: Column) -> str:
        """What to write for a term: words where they mean the term, else as in Turtle."""
        for words in self._words(term, column):
            if _UNSAFE.search(words):
                continue
            try:
                if list(self.terms(words, column)) == [term]:
                    return words
            except CellError:
                continue
        return _UNSAFE.sub(_escaped, _exactly(term))

    def _words(self, term: Term, column: Column) -> Iterator[str]:
        if isinstance(term, Literal):
            text = term.value.replace("|", "\\|")
            yield from (text, f"{text}@{term.language}")
        elif isinstance(term, NamedNode):
            if column.kind == "concept":
                yield from self._known.label(term)
            full, short = term.value, prefixed(term.value)
            yield from (full,) if column.kind == "address" else (short, full)

    def _exact(self, item: str) -> Term:
        """A term as Turtle has it."""
        text = f"{self._declared}<x:s> <x:p> {item} ."
        try:
            (quad,) = pyoxigraph.parse(text.encode(), format=RdfFormat.TURTLE)
        except (SyntaxError, ValueError) as error:
            told = getattr(error, "msg", None) or error
            raise CellError(
                Message("{text} is not a term of Turtle: {said}.", text=item, said=told)
            ) from error
        found = quad.object
        assert isinstance(found, NamedNode | Literal)
        return found

    def _worded(self, item: str, column: Column) -> Term:
        match column.kind:
            case "text":
                tagged = _TAGGED.fullmatch(item)
                if tagged:
                    return Literal(tagged[1], language=tagged[2])
                return Literal(item, language=column.language or SOURCE)
            case "string":
                return Literal(item)
            case "date":
                return dated(item)
            case "number":
                return _number(item, column)
            case "any":
                return self.iri(item) or Literal(item)
            case _:
                return self._named(item, column)

    def _named(self, item: str, column: Column) -> NamedNode:
        """A thing or concept by its IRI, prefixed name, id or label."""
        found = self.iri(item)
        if found is None and column.kind == "address":
            full = Message("write it in full: https://...")
            right = Message("write: {right}", right=f"https://{item}")
            help_ = right if _HOST.fullmatch(item) else full
            raise CellError(Message("“{text}” is no web address.", text=item), help_)
        return found or self._known.meant(item, column)

    def iri(self, item: str) -> NamedNode | None:
        """The IRI that is written in full, in angle brackets or not, or with a prefix."""
        match = _PREFIXED.fullmatch(item)
        if match and match[1] in self._prefixes:
            return NamedNode(self._prefixes[match[1]] + match[2])
        exact = _TURTLE.fullmatch(item)
        if exact and item.strip().startswith("<"):
            found = self._exact(item)
            return found if isinstance(found, NamedNode) else None
        if _ADDRESS.fullmatch(item) and ("://" in item or item.startswith(("urn:", "mailto:"))):
            return NamedNode(item)
        return None


def _as_id(text: str) -> Message:
    joined = re.sub(r"\W+", "-", text).strip("-_").lower()
    if joined:
        return Message("write: {right}", right=joined)
    return Message("write a short name of letters, digits and hyphens, such as example-university")


def _items(text: str) -> Iterator[tuple[str, bool]]:
    """The items between bars, and whether each is written as in Turtle."""
    at = 0
    while at < len(text):
        if exact := _TURTLE.match(text, at):
            yield exact[1], True
            at = exact.end()
            continue
        words = _WORDS.match(text, at)
        assert words
        if item := words[1].strip().replace("\\|", "|"):
            yield item, False
        at = words.end()


def _typed(value: Value, column: Column) -> Literal:
    """A number, date or truth value, as spreadsheet programs store them."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return Literal(value.isoformat(), datatype=NamedNode(ns.XSD + "date"))
    if isinstance(value, datetime.datetime | datetime.time):
        raise CellError(
            Message("{value} has a time of day.", value=value),
            Message("write the day alone, as text: 2024-05-17"),
        )
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value, column)
    return Literal(str(value).lower(), datatype=NamedNode(ns.XSD + "boolean"))


def _of_number(value: int | float, column: Column) -> Literal:
    text = repr(value)
    if column.kind == "date":
        return dated(text)
    if column.kind == "string":
        return Literal(text)
    if column.kind in ("number", "any"):
        return _number(text, column)
    raise CellError(
        Message("{text} is a number.", text=text),
        Message("the column “{name}” holds none", name=column.name),
    )


def _number(text: str, column: Column) -> Literal:
    if _INTEGER.fullmatch(text):
        whole = ns.XSD + "integer" in column.datatypes or not column.datatypes
        name = "integer" if whole else "decimal"
        return Literal(text if whole else f"{text}.0", datatype=NamedNode(ns.XSD + name))
    if _DECIMAL.fullmatch(text):
        return Literal(text, datatype=NamedNode(ns.XSD + "decimal"))
    raise CellError(
        Message("“{text}” is no number.", text=text),
        Message("write digits alone, without unit or thousands separator: 8000.5"),
    )


def _exactly(term: Term) -> str:
    """The term in Turtle on one line; JSON's escapes are among Turtle's."""
    if not isinstance(term, Literal):
        return str(term)
    text = json.dumps(term.value, ensure_ascii=False)
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype.value == ns.XSD + "string" else f"{text}^^{term.datatype}"


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04X}"
