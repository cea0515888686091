"""What a request asks of a list: which values, in which order, from where on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from smartregions.errors import ParameterError
from smartregions.library.offering import unknown
from smartregions.library.types import expanded
from smartregions.messages import Message
from smartregions.web.finding.search import number
from smartregions.web.lists.facts import Facts
from smartregions.web.lists.kinds import Kind
from smartregions.web.parameters import once

PER_PAGE = 50
NAME = "name"
_MOST = 10_000_000
_DESCENDING = "-"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a list; `selection` has values as the data have them."""

    kind: Kind
    selection: Mapping[str, str]
    shorts: Mapping[str, Mapping[str, str]]
    """By facet, how each value is written in an address."""
    order: str = NAME
    is_descending: bool = False
    start: int = 0

    @property
    def path(self) -> str:
        """The address of the list."""
        return f"/{self.kind.name}"

    def address(self, suffix: str = "", **changed: str) -> str:
        """The address of this list with some parameters changed; an empty one is left out."""
        sort = (_DESCENDING if self.is_descending else "") + self.order
        given = {name: self.shorts[name][value] for name, value in self.selection.items()}
        given |= {"sort": "" if sort == NAME else sort} | changed
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{self.path}{suffix}" + (f"?{query}" if query else "")

    def sorted_by(self, column: str) -> str:
        """The address in the order of a column, the other way round if it has that order now."""
        is_other = column == self.order and not self.is_descending
        return self.address(sort=(_DESCENDING if is_other else "") + column)


def asked(kind: Kind, facts: Facts, given: Sequence[tuple[str, str]]) -> Asked:
    """What the parameters ask. Raises ParameterError and BadRequest."""
    known = [facet.name for facet in kind.facets]
    said = once(f"/{kind.name}", given, [*known, "sort", "start", "format"])
    facets = set(known)
    shorts = {name: _shorts(facts.values(name)) for name in facets}
    selection = {
        name: _value(name, text, shorts[name])
        for name, text in said.items()
        if name in facets and text
    }
    order = said.get("sort", "").removeprefix(_DESCENDING) or NAME
    if order not in facets | {NAME}:
        raise ParameterError(
            Message(
                "sort={order}: there are name, {names}.",
                order=order,
                names=", ".join(sorted(facets)),
            )
        )
    is_descending = said.get("sort", "").startswith(_DESCENDING)
    return Asked(kind, selection, shorts, order, is_descending, number(said, "start", 0, _MOST))


def short(value: str) -> str:
    """The last part of an IRI; another value as it is."""
    if not value.startswith(("http://", "https://", "urn:")):
        return value
    return value.rstrip("/#").replace("#", "/").rpartition("/")[2] or value


def _shorts(values: Collection[str]) -> dict[str, str]:
    """Each value as short as it can be without meaning another."""
    ends = Counter(map(short, values))
    return {value: short(value) if ends[short(value)] == 1 else value for value in values}


def _value(name: str, text: str, shorts: Mapping[str, str]) -> str:
    if text in shorts:
        return text
    for value, known in shorts.items():
        if text == known or expanded(text) == value:
            return value
    said = Message("there is no {text} in this list.", text=repr(text))
    raise unknown(name, said, text, shorts.values())
