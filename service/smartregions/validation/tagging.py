"""The language tag that a text lacks: which it is, its author knows, and nobody else for certain.

What speaks for a language are the other texts of the file; that of the reader, who reads of a text
and did not write it, speaks for none, and is shown as an example only.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from pyoxigraph import Literal

from smartregions.messages import Message, either, plain
from smartregions.validation.case import Case
from smartregions.validation.languages import is_known

SHOWN = 3
"""Languages of a file that are proposed, the most frequent ones."""
A_TEXT = Message('"..."@en')
"""Translated with the language of the reader."""


def tagged(case: Case, text: str) -> Message:
    """The text with each of the languages that the file speaks for."""
    taken = _taken(case)
    known = (tag for tag in case.languages if tag not in taken and is_known(tag))
    likely = list(islice(known, SHOWN))
    bare = case.names.literal(Literal(text))
    if likely:
        texts = either(f"{bare}@{tag}" for tag in likely)
        return Message(
            "write the language that this text is in, as other texts here do: {texts}", texts=texts
        )
    if taken:
        tags = either(f"@{tag}" for tag in taken)
        return Message(
            "write the language that this text is in behind it; there is one in {tags} already",
            tags=tags,
        )
    return Message(
        "write the language that this text is in; if it is English: {text}@en", text=bare
    )


def a_text(case: Case) -> Message:
    """What stands for a text, with the language of the file, where it has one only."""
    if len(case.languages) == 1 and is_known(case.languages[0]):
        return plain(f'"..."@{case.languages[0]}')
    return A_TEXT


def _taken(case: Case) -> Sequence[str]:
    """The languages of which no more texts may stand there."""
    unique = case.parameter("uniqueLang")
    if not isinstance(unique, Literal) or unique.value != "true":
        return ()
    tags = (value.language for value in case.beside if isinstance(value, Literal))
    return list(dict.fromkeys(tag for tag in tags if tag))
