"""What shapes say of a value, in the words of a workbook: who fills one in need not know RDF.

Terms of ours are called by their labels, as the columns and sheets are. A value stands without
what Turtle adds to it, and how an IRI is made is for those who write one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.messages import Message
from smartregions.spreadsheet.material import LABEL, Material

_TERM = re.compile(r"(?:(?P<article>\b[Aa])n? )?\bsr:(?P<name>[A-Za-z]\w*)")
_TYPED = re.compile(r'"([^"]*)"\^\^\w+:\w+')
_SENTENCE = re.compile(r"(?<=[.]) ")
_IRI = re.compile(r"\bIRI\b|\b\w+:\w+")


def in_words(material: Material, text: str, language: str) -> str:
    """The text with terms called by their labels, in the sentences that speak of no IRI."""

    def called(match: re.Match[str]) -> str:
        label = material.words.text(NamedNode(ns.SR + match["name"]), LABEL, language)
        if not label:
            return match[0]
        name = Message("“{name}”", name=label).told(language)
        article = match["article"]
        return f"{article}{'n' * (label[0].lower() in 'aeiou')} {name}" if article else name

    plain = _TERM.sub(called, _TYPED.sub(r"\1", text))
    return " ".join(_speaking_of_values(plain)) or plain


def _speaking_of_values(text: str) -> Iterator[str]:
    return (each for each in _SENTENCE.split(text) if not _IRI.search(each))
