"""What descriptions say in words of ours: in each language of which there is a catalogue."""

from __future__ import annotations

from pyoxigraph import Literal

from smartregions.messages import Message, languages


def worded(text: Message) -> list[Literal]:
    """A text for people, in English first; what reads the same in two languages stands in both."""
    return [Literal(text.told(tag), language=tag) for tag in languages()]
