"""The rows of an answer by the thing that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from smartregions.web.overview.labels import called
from smartregions.web.overview.stored import Row


@dataclass(frozen=True, slots=True)
class Named:
    """A thing and what it is called."""

    iri: str
    label: str
    language: str = ""
    """Of the label, where it is not that of the page."""

    @property
    def text(self) -> str:
        """The label."""
        return self.label


def grouped(rows: Iterable[Row], *columns: str) -> Mapping[tuple[str, ...], Sequence[Row]]:
    """The rows with the same values in some columns, in the order of the first of each."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row.get(column, "") for column in columns), []).append(row)
    return found


def named(rows: Iterable[Row], column: str) -> Sequence[Named]:
    """The different things of a column that is bound, as they come."""
    return list(
        dict.fromkeys(
            Named(row[column], (name := called(row, column)).text, name.language)
            for row in rows
            if column in row
        )
    )
