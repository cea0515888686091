"""How far long work is: a bar on a terminal, else a line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn

from smartregions.cli.speaking import say, spoken
from smartregions.index.holding import Tell, tell_nobody
from smartregions.messages import Message, amount

_JUDGING = Message("Judging")
Sent = Callable[[int], None]
"""Told how many bytes more are on their way."""


@contextmanager
def judging(name: str, length: int, verb: Message) -> Iterator[Sent]:
    """Show how much of a file of that many bytes is on its way, and then that it is judged."""
    if not sys.stderr.isatty():
        text = Message("{verb} {name} ({n} bytes) ...", verb=verb, name=name, n=amount(length))
        say(text, err=True)
        yield lambda _: None
        return
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        language = spoken(click.get_current_context())
        task = bar.add_task(f"{verb.told(language)} {name}", total=length)

        def sent(number: int) -> None:
            bar.update(task, advance=number)
            if bar.finished:
                bar.update(task, description=f"{_JUDGING.told(language)} {name}")

        yield sent


@contextmanager
def loading() -> Iterator[Tell]:
    """Show how many triples of the registry are loaded."""
    if not sys.stderr.isatty():
        say(Message("Loading the registry ..."), err=True)
        yield tell_nobody
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        language = spoken(click.get_current_context())
        task = bar.add_task(Message("Loading").told(language), total=None)

        def tell(done: int, triples: int) -> None:
            bar.update(task, completed=done, total=triples)

        yield tell
