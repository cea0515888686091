"""What harvesters do not take for a date, or refuse as one that has not come yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pyoxigraph import Literal

from smartregions.catalogue.harvest.report import Severity, Trap
from smartregions.catalogue.harvest.showing import shown
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import dct
from smartregions.messages import Message
from smartregions.validation.graph import Term

ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?)?)?(Z|[+-]\d\d:\d\d)?")
"""As data.europa.eu demands dates."""


def dates(whole: Statements, node: Term, now: datetime) -> Iterator[Trap]:
    """What is wrong with the dates of a dataset or distribution."""
    for name in ("issued", "modified"):
        for value in whole.objects(node, dct(name)):
            if not isinstance(value, Literal) or not ISO_DATE.fullmatch(value.value):
                yield _unreadable(name, node, value)
            elif _is_after(value.value, now):
                yield _ahead(name, node, value)


def _unreadable(name: str, node: Term, value: Term) -> Trap:
    message = Message(
        "dct:{name} of {node} is no date of ISO 8601: {value}.",
        name=name,
        node=shown(node),
        value=shown(value),
    )
    help_ = Message('Write "2026-01-31"^^xsd:date or "2026-01-31T12:00:00Z"^^xsd:dateTime.')
    return "warning", "date-unreadable", message, help_, f"dct:{name}"


def _ahead(name: str, node: Term, value: Literal) -> Trap:
    message = Message(
        "dct:{name} of {node} is in the future: {value}. "
        "uData refuses a dataset that changed in the future.",
        name=name,
        node=shown(node),
        value=value.value,
    )
    help_ = Message("State when it happened, with the zone: 2026-01-31T12:00:00Z.")
    severity: Severity = "violation" if name == "modified" else "warning"
    return severity, "future-date", message, help_, f"dct:{name}"


def _is_after(text: str, now: datetime) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > now
