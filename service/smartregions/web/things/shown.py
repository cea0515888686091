"""What a page shows of a description: plain values for a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smartregions.things.description import Dataset


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its text, where it leads, and what else is known of it."""

    text: str
    href: str = ""
    language: str = ""
    title: str = ""
    """The IRI, or the datatype."""
    kind: str = ""
    """What class of thing it is."""
    within: str = ""
    """The anchor of the node on this page that it names."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A document in which statements were read: its title, where it lies, and its date."""

    label: Value
    page: str = ""
    date: str = ""
    note: Value | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one property that the same graphs state."""

    property: Value
    values: Sequence[Value]
    origins: Sequence[Origin]
    datasets: Sequence[Dataset]
    is_ours: bool
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Arriving:
    """The things that name this one as the value of a property, and how many there are."""

    property: Value
    count: int
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Part:
    """A node that exists only within the thing."""

    anchor: str
    label: str
    rows: Sequence[Row]
