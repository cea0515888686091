"""When a dataset was issued and last modified: what the data say, else what the log says.

The same data that are installed twice are the same data: that an instance began is no change of
them, and a portal that is shown another date takes all datasets for changed (decision 0040).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.catalogue.offered import Source
from smartregions.catalogue.statements import About
from smartregions.catalogue.terms import dct

_DATE_TIME = NamedNode(ns.XSD + "dateTime")
_READ = (NamedNode(ns.XSD + "date"), _DATE_TIME)


@dataclass(frozen=True, slots=True)
class Dates:
    """Of one dataset: xsd:date as stated, or xsd:dateTime with a zone."""

    issued: Literal
    modified: Literal


def dates(source: Source, described: About) -> Dates:
    """The dates of a dataset.

    `issued` is what is stated of it, unless it came before that. `modified` is stated for what came
    with the installation; of everything else the log knows it. So it does of an upgrade that left
    the statement as it was: it may be late, but never early.
    """
    node = NamedNode(source.dataset)
    first, last = (_logged(time) for time in (source.issued, source.modified))
    issued = _stated(described, node, "issued", first) or first
    modified = _stated(described, node, "modified", last) if source.installed else None
    is_new = modified and (not source.before or moment(modified) > moment(_logged(source.before)))
    return Dates(issued, modified if modified and is_new else last)


def moment(date: Literal) -> datetime:
    """The time; of a date its first moment, UTC. Raises ValueError for what is neither."""
    found = datetime.fromisoformat(date.value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _logged(time: str) -> Literal:
    return Literal(time, datatype=_DATE_TIME)


def _stated(described: About, node: NamedNode, name: str, latest: Literal) -> Literal | None:
    """The one date that is stated and not later than the log has it; None when there is none."""
    values = described.objects(node, dct(name))
    if len(values) != 1 or not isinstance(values[0], Literal) or values[0].datatype not in _READ:
        return None
    try:
        return values[0] if moment(values[0]) <= moment(latest) else None
    except ValueError:
        return None
