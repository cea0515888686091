"""What a contribution would change as plain values, as JSON tells it (docs/validating.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from smartregions.messages import Message
from smartregions.preview import Preview
from smartregions.preview.answers import Differing
from smartregions.preview.things import Thing
from smartregions.validation.names import shortened

SHOWN, ROW = 100, 500
"""Things of a kind that a preview lists, and characters of one text in it."""


def sentences(unknown: Iterable[Message], language: str) -> list[str]:
    """What was not found out, in a language."""
    return [message.told(language) for message in unknown]


def things_told(found: Preview, language: str) -> Mapping[str, object]:
    """What becomes of triples, things and links."""
    return {
        "triplesAdded": found.triples_added,
        "triplesRemoved": found.triples_removed,
        "added": _listed(found.things.added),
        "changed": _listed(found.things.changed),
        "removed": _listed(found.things.removed),
        "deadLinks": [asdict(link) for link in found.dead_links[:SHOWN]],
        "duplicates": [asdict(one) for one in found.duplicates[:SHOWN]],
        "unknown": sentences(found.unknown, language),
    }


def differing_told(one: Differing) -> Mapping[str, object]:
    """A question that would be answered otherwise."""
    return {
        **asdict(one),
        "come": [shortened(row, ROW) for row in one.come],
        "go": [shortened(row, ROW) for row in one.go],
    }


def _listed(things: Sequence[Thing]) -> Mapping[str, object]:
    """How many there are, and the first of them."""
    first = (replace(one, label=shortened(one.label, ROW)) for one in things[:SHOWN])
    return {"count": len(things), "first": [asdict(one) for one in first]}
