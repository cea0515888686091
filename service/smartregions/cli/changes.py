"""What a file would change, and what it changed, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from smartregions.messages import Message, counted, joined, plain
from smartregions.namespaces import GRAPH
from smartregions.validation.render.fields import triples
from smartregions.validation.render.text import clean

Told = Mapping[str, Any]
"""As the service says it in JSON."""

SHOWN = 20
"""Things, links and rows of a kind that are listed."""
_THINGS = (
    ("added", Message("added")),
    ("changed", Message("changed")),
    ("removed", Message("removed")),
)


def would_change(preview: Told) -> Iterator[Message]:
    """The lines of a preview (docs/validating.md)."""
    if "graphs" in preview:
        yield Message(
            "Would change {graphs}, compared with change {change}; triples: {added} come, "
            "{removed} go.",
            graphs=clean(", ".join(f"<{graph}>" for graph in preview["graphs"])),
            change=preview["change"],
            added=preview["triplesAdded"],
            removed=preview["triplesRemoved"],
        )
        for name, heading in _THINGS:
            yield from _things(heading, preview[name])
        yield from _links(preview["deadLinks"])
        yield from _duplicates(preview["duplicates"])
    for question in preview.get("questions", ()):
        yield from _question(question)
    yield from (plain(clean(text)) for text in preview["unknown"])


def changed(answer: Told, address: str) -> Iterator[Message]:
    """The lines of what was published, and what comes next."""
    for change in answer["changes"]:
        if not answer.get("committed", True):
            yield Message(
                "Nothing had to be changed: <{graph}> is from this text since change {n}.",
                n=change["change"],
                graph=clean(change["graph"]),
            )
            continue
        yield Message(
            "Change {n}: <{graph}> now has {triples}, {added} more and {removed} fewer.",
            n=change["change"],
            graph=clean(change["graph"]),
            triples=triples(change["triples"]),
            added=change["added"],
            removed=change["removed"],
        )
    yield _next(answer["changes"][-1]["graph"], address)


def _next(graph: str, address: str) -> Message:
    """Where a graph and its changes are looked at: at the service, or else on this machine."""
    if not address:
        return Message("Next: smartregions serve shows it; its changes: smartregions history.")
    name = graph.removeprefix(GRAPH)
    at = f"{address}graph/{quote(name)}" if name != graph else ""
    shown = at or f"{address}graphs?{urlencode({'graph': graph})}"
    past = f"{at}/history" if at else f"{address}history?{urlencode({'graph': graph})}"
    return Message("Next: look at it, {graph}; its changes: {past}", graph=shown, past=past)


def _things(heading: Message, kind: Told) -> Iterator[Message]:
    if not kind["count"]:
        return
    number = counted(kind["count"], "{n} thing", "{n} things")
    yield _indented(2, Message("{heading}: {number}", heading=heading, number=number))
    for one in kind["first"][:SHOWN]:
        yield _indented(4, _thing(one))
    yield from _rest(kind["count"] - min(SHOWN, len(kind["first"])))


def _thing(one: Told) -> str:
    return clean(f"{one['label']}  <{one['iri']}>" if one["label"] else f"<{one['iri']}>")


def _links(links: Any) -> Iterator[Message]:
    if links:
        yield _indented(2, Message("links to nothing:"))
    for link in links[:SHOWN]:
        triple = f"<{link['subject']}> <{link['property']}> <{link['object']}>"
        yield _indented(4, clean(triple))
    yield from _rest(len(links) - SHOWN)


def _duplicates(duplicates: Any) -> Iterator[Message]:
    if duplicates:
        yield _indented(2, Message("likely there already:"))
    for one in duplicates[:SHOWN]:
        others = ", ".join(map(_thing, one["candidates"]))
        told = Message("{thing} may be {others}", thing=_thing(one["added"]), others=others)
        yield _indented(4, told)
    yield from _rest(len(duplicates) - SHOWN)


def _question(question: Told) -> Iterator[Message]:
    told = Message(
        "answered otherwise: {question} (rows that come: {comes}, that go: {goes})",
        question=clean(question["question"]),
        comes=question["comes"],
        goes=question["goes"],
    )
    yield _indented(2, told)
    for sign, rows, number in (
        ("+", question["come"], question["comes"]),
        ("-", question["go"], question["goes"]),
    ):
        for row in rows[:SHOWN]:
            yield _indented(4, f"{sign} {clean(row)}")
        yield from _rest(number - min(SHOWN, len(rows)))


def _rest(number: int) -> Iterator[Message]:
    if number > 0:
        yield _indented(4, Message("and {n} more", n=number))


def _indented(by: int, text: str) -> Message:
    return joined((" " * by, text), "")
