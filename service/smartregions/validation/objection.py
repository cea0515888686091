"""What is wrong, in the words of the shape that objects, in every language in which it has them.

A shape with a query has words with places for values, which the engine fills in, in each language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from smartregions.messages import SOURCE, Message, Written
from smartregions.validation.case import Case
from smartregions.validation.names import shortened
from smartregions.validation.shapes import sh

IRI = re.compile(r"https?://[^\s<>\"{}|^`]*[\w/#]")
PLACEHOLDER = re.compile(r"\{[?$]\w+\}")
LONGEST = 1_000
"""Characters of a message into which a query put values."""


def message(case: Case) -> Message:
    """What is wrong: the shape's words, else the engine's, else ours.

    Values that an engine put into the words of a query's shape are IRIs in full: shortened here.
    """
    own = case.shapes.texts(case.result.shape, sh("message"))
    if case.component != "SPARQL" and own:
        return Written(own)
    if case.result.messages and (case.component == "SPARQL" or own):
        return Written({tag: _named(case, text) for tag, text in spoken(case).items()})
    return _plain(case)


def spoken(case: Case) -> Mapping[str, str]:
    """What an engine says of a query's shape, by language: each message is one that it filled in.

    Where none is known by its words, the first is that of the source.
    """
    found: dict[str, str] = {}
    for language, first, last in _ends(case):
        for text in case.result.messages:
            if text.startswith(first) and text.endswith(last):
                found.setdefault(language, text)
    return found or {SOURCE: case.result.messages[0]}


def _ends(case: Case) -> Iterator[tuple[str, str, str]]:
    """Of each message of a shape and its queries: language, and what stands around its values."""
    shape = case.result.shape
    for node in (*case.shapes.objects(shape, sh("sparql")), shape):
        for language, text in case.shapes.texts(node, sh("message")).items():
            first, *_, last = PLACEHOLDER.split(text) * 2
            yield language, first, last


def _named(case: Case, text: str) -> str:
    told = shortened(text, LONGEST)
    return IRI.sub(lambda iri: case.names.iri(iri.group()), told)


def _plain(case: Case) -> Message:
    about = " ".join(part for part in (case.path, case.value) if part)
    if about:
        return Message("{component} is not met: {about}.", component=case.component, about=about)
    return Message("{component} is not met.", component=case.component)
