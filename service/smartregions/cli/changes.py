"""What a file would change, and what it changed, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smartregions.messages import counted
from smartregions.validation.render.fields import triples
from smartregions.validation.render.text import clean

Told = Mapping[str, Any]
"""As the service says it in JSON."""

SHOWN = 20
"""Things, links and rows of a kind that are listed."""


def would_change(preview: Told) -> Iterator[str]:
    """The lines of a preview (docs/validating.md)."""
    if "graphs" in preview:
        graph = ", ".join(f"<{graph}>" for graph in preview["graphs"])
        numbers = f"{preview['triplesAdded']} come, {preview['triplesRemoved']} go"
        since = f"compared with change {preview['change']}"
        yield clean(f"Would change {graph}, {since}; triples: {numbers}.")
        for heading in ("added", "changed", "removed"):
            yield from _things(heading, preview[heading])
        yield from _links(preview["deadLinks"])
        yield from _duplicates(preview["duplicates"])
    for question in preview.get("questions", ()):
        yield from _question(question)
    yield from map(clean, preview["unknown"])


def changed(answer: Told, address: str) -> Iterator[str]:
    """The lines of what was published, and what comes next."""
    for change in answer["changes"]:
        yield (
            f"Change {change['change']}: <{clean(change['graph'])}> now has "
            f"{triples(change['triples'])}, "
            f"{change['added']} more and {change['removed']} fewer."
        )
    where = f"look at it, {address}sparql" if address else "smartregions serve shows it"
    yield f"Next: {where}; its changes: smartregions history."


def _things(heading: str, kind: Told) -> Iterator[str]:
    if not kind["count"]:
        return
    yield f"  {heading}: {counted(kind['count'], '{n} thing', '{n} things')}"
    for one in kind["first"][:SHOWN]:
        yield f"    {_thing(one)}"
    yield from _rest(kind["count"] - min(SHOWN, len(kind["first"])))


def _thing(one: Told) -> str:
    return clean(f"{one['label']}  <{one['iri']}>" if one["label"] else f"<{one['iri']}>")


def _links(links: Any) -> Iterator[str]:
    if links:
        yield "  links to nothing:"
    for link in links[:SHOWN]:
        yield clean(f"    <{link['subject']}> <{link['property']}> <{link['object']}>")
    yield from _rest(len(links) - SHOWN)


def _duplicates(duplicates: Any) -> Iterator[str]:
    if duplicates:
        yield "  likely there already:"
    for one in duplicates[:SHOWN]:
        others = ", ".join(map(_thing, one["candidates"]))
        yield f"    {_thing(one['added'])} may be {others}"
    yield from _rest(len(duplicates) - SHOWN)


def _question(question: Told) -> Iterator[str]:
    numbers = f"rows that come: {question['comes']}, that go: {question['goes']}"
    yield clean(f"  answered otherwise: {question['question']} ({numbers})")
    for sign, rows, number in (
        ("+", question["come"], question["comes"]),
        ("-", question["go"], question["goes"]),
    ):
        for row in rows[:SHOWN]:
            yield f"    {sign} {clean(row)}"
        yield from _rest(number - min(SHOWN, len(rows)))


def _rest(number: int) -> Iterator[str]:
    if number > 0:
        yield f"    and {number} more"
