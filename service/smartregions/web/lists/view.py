"""A list as it is shown: rows by name, facets with counts, all in the language of the request."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

from smartregions.web.finding.names import Names, Text
from smartregions.web.finding.words import collated, collations
from smartregions.web.languages import gettext
from smartregions.web.lists.facts import Facts, Thing
from smartregions.web.lists.kinds import Facet
from smartregions.web.lists.selecting import NAME, PER_PAGE, Asked
from smartregions.web.tables import described

_BETWEEN = "; "
Call = Callable[[str], Text]
"""What a value is called."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: what it is called, and how many things there are with it."""

    value: str
    label: Text
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A thing with the values of each column."""

    iri: str
    address: str
    label: Text
    cells: Sequence[Sequence[Text]]


@dataclass(frozen=True, slots=True)
class View:
    """What one request is shown of a list."""

    asked: Asked
    columns: Sequence[Facet]
    total: int
    rows: Sequence[Row]
    facets: Sequence[tuple[Facet, Sequence[Value]]]

    @property
    def last(self) -> int:
        """The number of the last row that is shown."""
        return self.asked.start + len(self.rows)

    @property
    def before(self) -> str:
        """The address of the rows before these; empty at the beginning."""
        start = max(0, self.asked.start - PER_PAGE)
        return self.asked.address(start=str(start) if start else "") if self.asked.start else ""

    @property
    def following(self) -> str:
        """The address of the rows behind these; empty at the end."""
        return self.asked.address(start=str(self.last)) if self.last < self.total else ""


def view(asked: Asked, facts: Facts, names: Names, is_whole: bool) -> View:
    """The rows that a request asks for, all of them or the page that it asks for."""
    columns = [facet for facet in asked.kind.facets if facet.is_column]
    call = partial(_label, facts.languages, names)
    found = facts.within(asked.selection) if asked.selection else facts.things
    ordered = _ordered(found, asked, call)
    shown = ordered if is_whole else ordered[asked.start : asked.start + PER_PAGE]
    rows = [_row(thing, asked, columns, call) for thing in shown]
    facets = [(facet, _values(asked, facts, facet, found, call)) for facet in asked.kind.facets]
    return View(asked, columns, len(found), rows, facets)


def _row(thing: Thing, asked: Asked, columns: Sequence[Facet], call: Call) -> Row:
    """What the statements say that were asked for: of a partnership, the role in that one."""
    return Row(
        thing.iri,
        described(thing.iri),
        call(thing.iri),
        [_labels(thing.chosen(facet.name, asked.selection), call) for facet in columns],
    )


def _labels(values: frozenset[str], call: Call) -> list[Text]:
    return sorted(map(call, values), key=lambda text: collated(text.text))


def _label(languages: Mapping[str, str], names: Names, value: str) -> Text:
    """A text as it is, in its language; what a thing is called in that of the request."""
    return Text(value, languages[value]) if value in languages else names.label(value)


def _ordered(things: Sequence[Thing], asked: Asked, call: Call) -> list[Thing]:
    """By the name, or by the first value of a column; a thing without one comes last, upwards."""
    named = [call(thing.iri).text for thing in things]
    by_name = sorted(zip(collations(named), range(len(things)), strict=True), key=itemgetter(0))
    if asked.order == NAME or not any(
        facet.is_column and facet.name == asked.order for facet in asked.kind.facets
    ):
        by_name.sort(key=itemgetter(0), reverse=asked.is_descending)
        return [things[number] for _, number in by_name]
    ordered = [things[number] for _, number in by_name]
    firsts = [_labels(thing.chosen(asked.order, asked.selection), call)[:1] for thing in ordered]
    texts = ["".join(text.text for text in first) for first in firsts]
    keys = [(not text, folded) for text, folded in zip(texts, collations(texts), strict=True)]
    places = sorted(range(len(ordered)), key=keys.__getitem__, reverse=asked.is_descending)
    return [ordered[place] for place in places]


def _values(
    asked: Asked, facts: Facts, facet: Facet, within: Sequence[Thing], call: Call
) -> list[Value]:
    counts = facts.counts(facet.name, asked.selection, within)
    chosen = asked.selection.get(facet.name)
    found = [
        Value(
            value,
            call(value),
            count,
            asked.address(
                **{facet.name: "" if value == chosen else asked.shorts[facet.name][value]}
            ),
            value == chosen,
        )
        for value, count in counts.items()
    ]
    return sorted(found, key=lambda each: (-each.count, collated(each.label.text)))


def as_csv(shown: View) -> str:
    """All rows (RFC 4180): the IRI, the name, and the values of each column."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["iri", "label", *(facet.name for facet in shown.columns)])
    for row in shown.rows:
        cells = (_BETWEEN.join(text.text for text in cell) for cell in row.cells)
        writer.writerow([row.iri, row.label.text, *cells])
    return written.getvalue()


def as_json(shown: View) -> str:
    """All rows, and the facets with their counts."""
    told: Mapping[str, object] = {
        "list": shown.asked.kind.name,
        "title": gettext(shown.asked.kind.label),
        "selection": dict(shown.asked.selection),
        "total": shown.total,
        "items": [_item(row, shown.columns) for row in shown.rows],
        "facets": {
            facet.name: [
                {"value": each.value, "label": each.label.text, "count": each.count}
                for each in values
            ]
            for facet, values in shown.facets
        },
    }
    return json.dumps(told, ensure_ascii=False)


def _item(row: Row, columns: Sequence[Facet]) -> dict[str, object]:
    cells = {
        facet.name: [text.text for text in cell]
        for facet, cell in zip(columns, row.cells, strict=True)
    }
    return {"iri": row.iri, "label": row.label.text, "language": row.label.language, **cells}
