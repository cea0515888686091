"""Language tags: those that name no language, and those that a text without one may need.

RDF asks that a tag be well-formed; `french` is, and no registered language (RFC 5646, 2.2.1). What
language a text is in, nobody but its author knows: neither who reads the report, nor the project.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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
_TWO_LETTERS = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la
    lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj
    om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv
    sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
REGISTERED = frozenset(_TWO_LETTERS.split())
"""Subtags of two letters in the registry of IANA; there are none of four letters or more."""
_CALLED = """
    ar ara arabic arabe arabisch
    bg bul bulgarian bulgare bulgarisch balgarski
    br bre breton bretonisch brezhoneg
    ca cat catalan katalanisch catala
    cs cz cze ces czech tcheque tschechisch cestina cesky
    cy wel cym welsh gallois walisisch cymraeg
    da dk dan danish danois danisch dansk
    de ger deu german allemand deutsch
    el gr gre ell greek grec griechisch ellinika
    en eng english anglais englisch
    es spa spanish espagnol spanisch espanol castellano
    et est estonian estonien estnisch eesti
    eu baq eus basque baskisch euskara
    fi fin finnish finnois finnisch suomi
    fr fre fra french francais franzosisch
    ga gle irish irlandais irisch gaeilge
    gl glg galician galicien galicisch galego
    he heb hebrew hebreu hebraisch
    hr scr hrv croatian croate kroatisch hrvatski
    hu hun hungarian hongrois ungarisch magyar
    is ice isl icelandic islandais islandisch islenska
    it ita italian italien italienisch italiano
    ja jp jpn japanese japonais japanisch nihongo
    lb ltz luxembourgish luxembourgeois luxemburgisch
    lt lit lithuanian lituanien litauisch lietuviu
    lv lav latvian letton lettisch latviesu
    mt mlt maltese maltais maltesisch malti
    nl dut nld dutch neerlandais niederlandisch nederlands flemish flamand vlaams
    no nor norwegian norvegien norwegisch norsk
    pl pol polish polonais polnisch polski
    pt por portuguese portugais portugiesisch portugues
    ro rum ron romanian roumain rumanisch romana
    ru rus russian russe russisch russkij
    sk slo slk slovak slovaque slowakisch slovencina
    sl slv slovenian slovene slovenien slowenisch slovenski
    sr scc srp serbian serbe serbisch srpski
    sv swe swedish suedois schwedisch svenska
    tr tur turkish turc turkisch turkce
    uk ukr ukrainian ukrainien ukrainisch ukrainska
    zh cn chi zho chinese chinois chinesisch zhongwen
"""
CALLED = MappingProxyType(
    {name: row.split()[0] for row in _CALLED.strip().splitlines() for name in row.split()[1:]}
)
"""The tag by what people write for it: codes of ISO 639-2 and of countries, names of languages.

A tag has letters of ASCII alone, and so have these names.
"""


def unknown_languages(part: Part) -> Iterator[Finding]:
    """A finding for each text whose tag names no language."""
    for triple in part.triples:
        value = triple.object
        if isinstance(value, Literal) and value.language and not is_known(value.language):
            yield _finding(part, triple, value.language)


def is_known(tag: str) -> bool:
    """Whether the tag begins with a language; codes of three letters are not all known here."""
    first = tag.lower().partition("-")[0]
    if len(first) == 2:
        return first in REGISTERED
    return len(first) == 1 or (len(first) == 3 and first not in CALLED)


def better(tag: str) -> str | None:
    """The tag that was meant by one that names no language; None where nobody can tell."""
    first, dash, rest = tag.partition("-")
    found = CALLED.get(first.lower())
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
