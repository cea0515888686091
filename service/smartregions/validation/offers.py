"""What may be written in the place of a value: all of a few, the likeliest of many."""

from __future__ import annotations

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.messages import Message, joined
from smartregions.validation.case import Case
from smartregions.validation.choices import SHOWN, offer
from smartregions.validation.names import Borrowing

EXAMPLE = NamedNode(ns.SKOS + "example")


def offered(case: Case) -> Message:
    """What may be written: all of a few; of many the likeliest, and how to see the others."""
    shape, value = case.result.shape, case.result.value
    allowed = case.choices.of_shape(shape)
    likely = offer(allowed, case.names, case.choices.similar(shape, value))
    return joined(filter(None, (likely, everything(case)))) if len(allowed) > SHOWN else likely


def example(case: Case) -> Message:
    """A value that the shape gives as an example, where it gives one."""
    examples = case.shapes.objects(case.result.shape, EXAMPLE)
    return write_like(case.names.term(examples[0])) if examples else Message()


def write(right: str) -> Message:
    """A line that says what to write."""
    return Message("write: {right}", right=right)


def write_like(right: str) -> Message:
    """A line that shows what is like what is to be written."""
    return Message("write, for example: {example}", example=right)


def everything(case: Case) -> Message:
    """How to see all that may be written."""
    query = case.choices.listing(case.result.shape)
    return to_see_all(query) if query else Message()


def to_see_all(query: str) -> Message:
    """A line with the command that lists what a query finds."""
    return Message("to see all: {command}", command=f"smartregions query '{query}'")


def with_prefixes(text: Message, names: Borrowing) -> Message:
    """What to write, and what it borrows for it: the prefixes that are to be declared first."""
    declared = names.declarations(text)
    return joined((text, at_the_top(declared))) if declared else text


def at_the_top(declarations: str) -> Message:
    """A line that says what is to be declared before the rest is written."""
    return Message("at the top of the file: {right}", right=declarations)
