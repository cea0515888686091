"""Commands and their options, whose help is told in the language of who asks for it.

What is written where one is declared is English, and a constant, so that the catalogues hold it;
it is looked up when it is shown, for a module may be imported before anybody asks.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from smartregions.cli.speaking import asked_for, note
from smartregions.messages import SOURCE, catalogue, languages, paragraphs

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class _Told:
    """A text of a command or an option, in the language that the environment asks for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}_in_english"

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else _told(getattr(instance, self._name, None))

    def __set__(self, instance: Any, text: object) -> None:
        setattr(instance, self._name, text)


class Command(click.Command):
    """A command that tells its help in the language of who asks."""

    help = _Told()
    epilog = _Told()


class Group(click.Group):
    """A group of commands that tells its help in the language of who asks."""

    command_class = Command
    help = _Told()
    epilog = _Told()
    subcommand_metavar = _Told()


class Option(click.Option):
    """An option that tells its help in the language of who asks."""

    help = _Told()
    metavar = _Told()
    prompt = _Told()


class Argument(click.Argument):
    """An argument that is named in the language of who asks."""

    metavar = _Told()


def command(**attributes: Any) -> Callable[[Callable[..., Any]], Command]:
    """As `click.command`."""
    return click.command(cls=Command, **attributes)


def group(cls: type[Group] = Group, **attributes: Any) -> Callable[[Callable[..., Any]], Group]:
    """As `click.group`."""
    return click.group(cls=cls, **attributes)


def option(*names: str, **attributes: Any) -> _Decorator:
    """As `click.option`."""
    return click.option(*names, cls=Option, **attributes)


def argument(name: str, **attributes: Any) -> _Decorator:
    """As `click.argument`."""
    return click.argument(name, cls=Argument, **attributes)


def language_option(help: str) -> _Decorator:
    """`--lang`, which is the parameter `language`; errors are told in it, too.

    Without it, it is the language that the environment asks for.
    """
    return option(
        "--lang",
        "language",
        type=click.Choice(languages()),
        default=_of_environment,
        callback=_noted,
        help=help,
    )


def _of_environment() -> str:
    return asked_for(os.environ)


def _noted(context: click.Context, _: click.Parameter, language: str) -> str:
    note(context, language)
    return language


def _told(text: object) -> object:
    if not isinstance(text, str) or (language := asked_for(os.environ)) == SOURCE:
        return text
    return "\n\n".join(map(catalogue(language).gettext, paragraphs(text)))
