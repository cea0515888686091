"""`smartregions history`: what changed, when, by whom, and the difference between two changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

import click

from smartregions.cli import declaring
from smartregions.cli.place import named, registry_option, using
from smartregions.cli.restore import bring_back
from smartregions.cli.speaking import say, spoken
from smartregions.errors import InputError
from smartregions.messages import Message
from smartregions.registry.change import Change, Kind, Verdict
from smartregions.registry.log import Registry
from smartregions.registry.past import refuse_absent
from smartregions.registry.triples import Delta, lines

_HASH = 12
_KINDS: Mapping[Kind, Message] = MappingProxyType(
    {
        "create": Message("create"),
        "update": Message("update"),
        "delete": Message("delete"),
        "redact": Message("redact"),
    }
)
_VERDICTS: Mapping[Verdict, Message] = MappingProxyType(
    {"accepted": Message("accepted"), "unjudged": Message("unjudged")}
)


@declaring.command()
@registry_option
@declaring.argument("graph", metavar="[GRAPH]", required=False)
@declaring.option(
    "--diff", nargs=2, type=click.IntRange(0), metavar="N M", help="Compare after two changes."
)
@declaring.option(
    "--restore", type=click.IntRange(1), metavar="N", help="Make GRAPH what it was after change N."
)
@declaring.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the list is written.",
)
def command(
    place: Path | str,
    graph: str | None,
    diff: tuple[int, int] | None,
    restore: int | None,
    form: str,
) -> None:
    """List the changes of GRAPH, or of all graphs, the oldest first.

    GRAPH is an IRI, or the name of a source such as regions. With --diff: the triples that come and
    go from change N to change M, of GRAPH or of the graph of change M; 0 is before all changes.

    With --restore: a new change, judged like any other. A service that runs on the registry shows
    it at once.
    """
    if restore is not None:
        if diff is not None or form != "text":
            raise InputError(
                Message("--restore makes a change and shows none: leave --diff and --format away.")
            )
        bring_back(place, graph, restore)
        return
    with using(place) as registry:
        name = named(registry, graph) if graph is not None else None
        if diff is None:
            language = spoken(click.get_current_context())
            click.echo(_list(registry.history(name), form, language), nl=False)
            return
        name = name or _of_change(registry, diff[1])
        refuse_absent(registry, name, max(diff))
        delta = registry.difference(name, *diff)
    if not delta.added and not delta.removed:
        say(Message("No triple of {graph} came or went between the two.", graph=name), err=True)
    click.echo(_difference(name, diff, delta, form), nl=False)


def _of_change(registry: Registry, sequence: int) -> str:
    found = next(registry.history(after=sequence - 1, until=sequence), None)
    if found is None:
        raise InputError(
            Message(
                "There is no change {number}: name the graph, or another change.", number=sequence
            )
        )
    return found.graph


def _list(changes: Iterable[Change], form: str, language: str) -> str:
    if form == "json":
        found = [{**asdict(change), "hash": change.hash} for change in changes]
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    kinds = {kind: told.told(language) for kind, told in _KINDS.items()}
    widest = max(map(len, kinds.values()))
    verdicts = {verdict: told.told(language) for verdict, told in _VERDICTS.items()}
    return "".join(
        _line(change, kinds[change.kind].ljust(widest), verdicts[change.verdict])
        for change in changes
    )


def _line(change: Change, kind: str, verdict: str) -> str:
    title = f"  {change.title}" if change.title else ""
    return (
        f"{change.sequence}  {change.time[:19]}Z  {kind}  <{change.graph}>  "
        f"+{change.added} -{change.removed} = {change.triples}  {change.agent}  {verdict}"
        f"  {change.hash[:_HASH]}{title}\n"
    )


def _difference(graph: str, ends: tuple[int, int], delta: Delta, form: str) -> str:
    added, removed = ([line.decode().rstrip("\n") for line in lines(t)]
                      for t in (delta.added, delta.removed))  # fmt: skip
    if form == "json":
        found = {"graph": graph, "from": ends[0], "to": ends[1], "added": added, "removed": removed}
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    return "".join(f"- {line}\n" for line in removed) + "".join(f"+ {line}\n" for line in added)
