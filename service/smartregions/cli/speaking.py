"""The language in which a command tells what it found, what it did, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from smartregions.messages import SOURCE, Message, languages

_KEY = "smartregions.language"


def language_option(help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--lang`, which is the parameter `language`; errors are told in it, too."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(languages()),
        default=SOURCE,
        show_default=True,
        callback=_noted,
        help=help,
    )


def spoken(context: click.Context) -> str:
    """The language that a command was asked for."""
    return str(context.meta.get(_KEY, SOURCE))


def say(text: Message, *, nl: bool = True, err: bool = False) -> None:
    """Print a text in the language of the command that runs."""
    click.echo(text.told(spoken(click.get_current_context())), nl=nl, err=err)


def _noted(context: click.Context, _: click.Parameter, language: str) -> str:
    context.meta[_KEY] = language
    return language
