"""Language tags: those that name no language, and those that a text without one may need.

RDF asks that a tag be well-formed; `french` is, and no registered language (RFC 5646, 2.2.1). What
language a text is in, nobody but its author knows: neither who reads the report, nor the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, Triple

from smartregions.messages import Message
from smartregions.turtle.locate import Span
from smartregions.validation.choices import meant
from smartregions.validation.graph import object_of, subject_of
from smartregions.validation.parts import Part
from smartregions.validation.paths import Predicate
from smartregions.validation.report import Finding

LINK = "https://www.rfc-editor.org/rfc/rfc5646#section-2.2.1"
_TABLE = Path(__file__).with_name("languages.txt")
_CALLED = """
    ar arabic arabe arabisch
    bg bulgarian bulgare bulgarisch balgarski
    br breton bretonisch brezhoneg
    ca catalan katalanisch catala
    cs cz czech tcheque tschechisch cestina cesky
    cy welsh gallois walisisch cymraeg
    da dk danish danois danisch dansk
    de german allemand deutsch
    el gr greek grec griechisch ellinika
    en english anglais englisch
    es spanish espagnol spanisch espanol castellano
    et estonian estonien estnisch eesti
    eu basque baskisch euskara
    fi finnish finnois finnisch suomi
    fr french francais franzosisch
    ga irish irlandais irisch gaeilge
    gl galician galicien galicisch galego
    he hebrew hebreu hebraisch
    hr croatian croate kroatisch hrvatski
    hu hungarian hongrois ungarisch magyar
    is icelandic islandais islandisch islenska
    it italian italien italienisch italiano
    ja jp japanese japonais japanisch nihongo
    lb luxembourgish luxembourgeois luxemburgisch
    lt lithuanian lituanien litauisch lietuviu
    lv latvian letton lettisch latviesu
    mt maltese maltais maltesisch malti
    nl dutch neerlandais niederlandisch nederlands flemish flamand vlaams
    no norwegian norvegien norwegisch norsk
    pl polish polonais polnisch polski
    pt portuguese portugais portugiesisch portugues
    ro romanian roumain rumanisch romana
    ru russian russe russisch russkij
    sk slovak slovaque slowakisch slovencina
    sl slovenian slovene slovenien slowenisch slovenski
    sr serbian serbe serbisch srpski
    sv swedish suedois schwedisch svenska
    tr turkish turc turkisch turkce
    uk ukrainian ukrainien ukrainisch ukrainska
    zh cn chinese chinois chinesisch zhongwen
"""
CALLED = MappingProxyType(
    {name: row.split()[0] for row in _CALLED.strip().splitlines() for name in row.split()[1:]}
)
"""The tag by what people write for it: codes of countries, names of languages.

A tag has letters of ASCII alone, and so have these names.
"""
_PRIVATE = re.compile("q[a-t][a-z]")
"""Subtags of languages that their users agree on (RFC 5646, 2.2.1)."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The languages that a tag may begin with, and the subtags by other codes for them."""

    languages: frozenset[str]
    codes: Mapping[str, str]


@cache
def registry() -> Registry:
    """What the table says, read when the first text with a language is looked at."""
    languages: list[str] = []
    codes: dict[str, str] = {}
    for line in _TABLE.read_text("ascii").splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "-":
            languages += rest.split()
        elif mark == "=":
            codes |= dict(pair.split("=") for pair in rest.split())
        elif mark != "#":
            languages += (mark + letter for letter in rest)
    return Registry(frozenset(languages), codes)


def unknown_languages(part: Part) -> Iterator[Finding]:
    """A finding for each text whose tag names no language."""
    for triple in part.triples:
        value = triple.object
        if isinstance(value, Literal) and value.language and not is_known(value.language):
            yield _finding(part, triple, value.language)


def is_known(tag: str) -> bool:
    """Whether the tag begins with a language, or is a private or an irregular one."""
    first = tag.lower().partition("-")[0]
    return len(first) == 1 or first in registry().languages or _PRIVATE.fullmatch(first) is not None


def better(tag: str) -> str | None:
    """The tag that was meant by one that names no language; None where nobody can tell."""
    first, dash, rest = tag.partition("-")
    code = first.lower()
    found = registry().codes.get(code) or CALLED.get(code)
    return f"{found}{dash}{rest}" if found else None


def _finding(part: Part, triple: Triple, tag: str) -> Finding:
    place, right = part.place(triple), better(tag)
    help_ = Message("write the code of the language, such as en, fr or de, or leave the tag out")
    return Finding(
        severity="violation",
        code="unknown-language",
        message=Message("@{tag} is no language of BCP 47.", tag=tag),
        file=part.contribution.name,
        span=_at_tag(part, place.object, tag) if place else None,
        help=meant(f"@{right}") if right else help_,
        focus_node=part.own(subject_of(triple)),
        path=Predicate(triple.predicate.value),
        value=object_of(triple),
        see_also=LINK,
    )


def _at_tag(part: Part, span: Span, tag: str) -> Span:
    """The place of the tag, which in Turtle stands behind the text."""
    if part.contribution.document:
        return span
    first = span.end_column - 1 - len(tag) - 1
    written = part.positions.line(span.end_line)[max(first, 0) : span.end_column - 1]
    if written.lower() != f"@{tag}".lower():
        return span
    return replace(span, line=span.end_line, column=first + 1)
