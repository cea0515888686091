"""`smartregions questions`: which stored questions there are, and their parameters."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import click

from smartregions import corpus, settings
from smartregions.cli import declaring
from smartregions.cli.speaking import say, spoken
from smartregions.errors import UnknownThing
from smartregions.library.question import Question
from smartregions.library.shelf import load
from smartregions.messages import Message
from smartregions.web.languages import languages

_Words = Callable[[str], str]
"""A text of a header in the language of who asks."""


@declaring.command()
@declaring.argument("topic", metavar="[TOPIC]", default="")
def command(topic: str) -> None:
    """List the stored questions, or those of a TOPIC; of one (topic/name) show its parameters.

    They are answered by `smartregions query`, and by a service at /queries.
    """
    library = load(corpus.find(settings.from_environment(os.environ).corpus).queries)
    words = _words()
    if "/" in topic:
        click.echo("\n".join(_whole(library.get(topic), words)))
        return
    found = [each for each in library if topic in ("", each.topic)]
    if not found:
        topics = ", ".join(sorted({each.topic for each in library}))
        raise UnknownThing(
            Message("There is no topic {topic}. There are: {topics}.", topic=topic, topics=topics)
        )
    for each in found:
        click.echo(f"{each.path}\n    {words(each.summary)}")
    click.echo()
    say(
        Message(
            "Next: the parameters of one: smartregions questions {path}; its answer: "
            "smartregions query {path}",
            path=found[0].path,
        )
    )


def _words() -> _Words:
    """What says the texts of headers, which are among the messages of the pages."""
    known = languages()
    chosen = known.get(spoken(click.get_current_context()))
    return chosen.messages.gettext if chosen else str


def _whole(asked: Question, words: _Words) -> Iterator[str]:
    yield asked.path
    yield f"    {words(asked.summary)}"
    if asked.description:
        yield f"    {words(asked.description)}"
    for each in asked.parameters:
        default = "" if each.is_optional else f"  [{each.default}]"
        yield f"    -p {each.name}=...  {words(each.help)}{default}"
