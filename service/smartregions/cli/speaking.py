"""The language in which a command tells what it found, what it did, and what is wrong."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable, Iterator, Mapping, MutableMapping

import click

from smartregions.errors import SmartRegionsError, TurtleSyntaxError
from smartregions.messages import FOLDER, SOURCE, Message, languages, told

_KEY = "smartregions.language"
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""What says which language a person reads, the first that is set
(https://docs.python.org/3/library/gettext.html#gettext.find)."""
_DOMAIN = "messages"
"""That of the words of click, whose catalogues lie where gettext looks for them."""


def asked_for(environment: Mapping[str, str]) -> str:
    """The first language that the environment asks for and that there is; else English."""
    asked = next(filter(None, map(environment.get, _VARIABLES)), "")
    return _first(asked.split(":"), ("C", "POSIX", SOURCE)) if asked else SOURCE


def follow(environment: MutableMapping[str, str]) -> None:
    """Have click tell its own words in the language that we tell ours in."""
    environment[_VARIABLES[0]] = asked_for(environment)
    gettext.bindtextdomain(_DOMAIN, str(FOLDER))


def spoken(context: click.Context | None) -> str:
    """The language that a command was asked for."""
    chosen = context.meta.get(_KEY) if context else None
    return chosen or asked_for(os.environ)


def say(text: Message, *, nl: bool = True, err: bool = False) -> None:
    """Print a text in the language of the command that runs."""
    click.echo(text.told(spoken(click.get_current_context(silent=True))), nl=nl, err=err)


def note(context: click.Context, language: str) -> None:
    """Have the command, and its errors, tell in this language, whatever the environment says."""
    context.meta[_KEY] = language


def tell(error: SmartRegionsError, language: str) -> None:
    """Print an error; of a text that is not Turtle each fault, its place first."""
    for line in _lines(error, language):
        click.echo(line, err=True)


def _lines(error: SmartRegionsError, language: str) -> Iterator[str]:
    if not isinstance(error, TurtleSyntaxError):
        yield f"smartregions: {told(error.said, language)}"
        return
    for fault in error.faults:
        message = fault.message.told(language)
        yield f"smartregions: {error.name}:{fault.line}:{fault.column}: {message}"
        if fault.help:
            yield f"   {Message('help').told(language)}: {fault.help.told(language)}"


def _first(locales: Iterable[str], english: Iterable[str]) -> str:
    for locale in locales:
        name = locale.partition(".")[0].partition("@")[0].replace("_", "-")
        for tag in (name, name.partition("-")[0]):
            if tag in english:
                return SOURCE
            if tag in languages():
                return tag
    return SOURCE
