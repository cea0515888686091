"""Queries that are known but for their values, each with what it says about itself and its plan.

Of a stored question only the values in its VALUES blocks differ from request to request, and what
the query says about itself depends on them as little as its plan does (decision 0037). So both are
worked out once for all workers, and a query is known again by the text around its values.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from smartregions.sparql.facts import Facts

_IRI = re.compile(r"<[^<>\"{}|^`\\\x00-\x20\ud800-\udfff]*>")
"""One without escapes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query says about itself, and the text that the engine is given in its place."""

    facts: Facts
    text: str
    names_graphs: bool
    """Whether it may look at anything but the default graph."""


@dataclass(frozen=True, slots=True)
class Known:
    """A query with gaps for its values."""

    pieces: Sequence[str]
    """The text around the gaps; one more than there are gaps."""
    defaults: Sequence[str]
    """What stands in each gap as the query was written."""
    facts: Facts
    """Without tokens."""
    planned: Sequence[str]
    """What the engine is given: texts, and between them the number of the gap that fits there."""
    names_graphs: bool

    def plan(self, text: str) -> Plan | None:
        """The plan of the text, if it is this query with values."""
        values: list[str] = []
        at = 0
        for piece, default in zip(self.pieces, self.defaults, strict=False):
            value = _value(text, at + len(piece), default) if text.startswith(piece, at) else None
            if value is None:
                return None
            values.append(value)
            at += len(piece) + len(value)
        if text[at:] != self.pieces[-1]:
            return None
        parts = [values[int(part)] if odd % 2 else part for odd, part in enumerate(self.planned)]
        return Plan(self.facts, "".join(parts), self.names_graphs)

    @property
    def told(self) -> dict[str, Any]:
        """The same as values that JSON has."""
        known = self.facts
        said = {"form": known.form, "depth": known.depth, "volatile": known.volatile}
        texts = {"pieces": self.pieces, "defaults": self.defaults, "planned": self.planned}
        lists = {name: list(each) for name, each in texts.items()}
        return {**lists, **said, "names_graphs": self.names_graphs}


class Plans:
    """The plans of all queries that are known."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._known: dict[str, list[Known]] = defaultdict(list)
        for each in known:
            self._known[_first_line(each.pieces[0])].append(each)

    def of(self, text: str) -> Plan | None:
        """The plan of a text; None for one that is not known."""
        for known in self._known.get(_first_line(text), ()):
            if (found := known.plan(text)) is not None:
                return found
        return None

    @property
    def told(self) -> list[dict[str, Any]]:
        """The same as values that JSON has."""
        return [each.told for of_line in self._known.values() for each in of_line]

    @classmethod
    def read(cls, told: Iterable[dict[str, Any]]) -> Plans:
        """What was told."""
        return cls(_read(each) for each in told)


def bare(known: Facts) -> Facts:
    """The facts of a query that asks no other service and states no dataset, without its tokens."""
    return replace(known, tokens=())


def _read(told: dict[str, Any]) -> Known:
    facts = Facts(told["form"], None, (), (), told["depth"], told["volatile"], ())
    return Known(told["pieces"], told["defaults"], facts, told["planned"], told["names_graphs"])


def _value(text: str, at: int, default: str) -> str | None:
    """What stands at a place: an IRI, or what the query was written with; None for all else."""
    if text.startswith(default, at):
        return default
    found = _IRI.match(text, at)
    return found and found[0]


def _first_line(text: str) -> str:
    return text.partition("\n")[0]
