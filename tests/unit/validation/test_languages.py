"""Languages of texts: tags that name none, and what is told where a text has no tag."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from babel.core import get_global

from smartregions import corpus
from smartregions.turtle.read import read
from smartregions.validation import Context, judge, packaged
from smartregions.validation.languages import CALLED, better, is_known, registry
from smartregions.validation.report import Finding

HEAD = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
UNTAGGED = "DatatypeConstraintComponent"


@cache
def context() -> Context:
    return packaged(corpus.find(), published=False)


def findings(text: str, code: str) -> list[Finding]:
    found = judge([read((HEAD + text).encode(), "a.ttl")], context()).files[0].findings
    return [each for each in found if each.code == code]


@pytest.mark.parametrize(
    ("tag", "help_"),
    [
        ("french", "did you mean @fr?"),
        ("Deutsch", "did you mean @de?"),
        ("eng", "did you mean @en?"),
        ("fra-ca", "did you mean @fr-ca?"),
        ("cz", "did you mean @cs?"),
        ("swa", "did you mean @sw?"),
        ("oci-FR", "did you mean @oc-fr?"),
        ("zzz", "write the code of the language, such as en, fr or de, or leave the tag out"),
        ("klingon", "write the code of the language, such as en, fr or de, or leave the tag out"),
        ("xx", "write the code of the language, such as en, fr or de, or leave the tag out"),
    ],
)
def test_a_tag_that_names_no_language_is_told_where_it_stands(tag: str, help_: str) -> None:
    (told,) = findings(f'actor:a rdfs:label "one"@en,\n  "deux"@{tag} .\n', "unknown-language")
    assert (told.severity, told.help) == ("violation", help_)
    assert told.span is not None
    place = (told.span.line, told.span.column, told.span.end_line, told.span.end_column)
    assert place == (5, 9, 5, 10 + len(tag))


def test_a_tag_behind_a_text_of_several_lines_is_told_on_its_own_line() -> None:
    (told,) = findings('actor:a rdfs:label """one\ntwo"""@french .\n', "unknown-language")
    assert told.span is not None
    assert (told.span.line, told.span.column, told.span.end_line) == (5, 7, 5)


@pytest.mark.parametrize(
    "tag",
    ["fr", "de-AT", "gsw", "nds-NL", "cmn-Hans", "mul", "und", "qaa-x-own", "qtz", "x-own"]
    + ["i-navajo", "zh-Hant-TW", "sr-Latn", "sh", "zzj"],
)
def test_a_language_of_the_registry_is_left_alone(tag: str) -> None:
    assert not findings(f'actor:a rdfs:label "one"@{tag} .\n', "unknown-language")


def test_what_is_proposed_for_a_tag_is_a_language() -> None:
    codes = registry().codes
    assert {*CALLED.values(), *codes.values()} <= registry().languages
    assert not [name for name in (*CALLED, *codes) if is_known(name)]


def test_every_code_of_three_letters_that_has_one_of_two_is_told_that() -> None:
    """As CLDR has them, which is not where a tag is judged."""
    for code, tag in get_global("language_aliases").items():
        if len(code) == 3 and len(tag) == 2 and not is_known(code):
            assert better(code) == tag


def test_the_registry_is_whole() -> None:
    """Its file of August 2025 has so many; each letter begins some."""
    by_length = Counter(map(len, registry().languages))
    assert by_length == {2: 190, 3: 8077}


def told_in(language: str, text: str) -> str:
    (told,) = findings(text, UNTAGGED)
    return told.help.told(language)


def test_where_no_text_has_a_language_none_is_taken_for_certain() -> None:
    """The language of the reader, who did not write the text, is an example and says so."""
    text = 'actor:a a sr:Actor ; rdfs:label "Pôle Cyber" .\n'
    assert told_in("en", text).endswith('if it is English: "Pôle Cyber"@en')
    assert told_in("fr", text).endswith('le français\N{NO-BREAK SPACE}: "Pôle Cyber"@fr')


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_other_texts_of_the_file_speak_for_a_language(language: str) -> None:
    text = 'actor:a a sr:Actor ; rdfs:label "Haus" .\nactor:b rdfs:label "Amt"@de, "Mairie"@fr .\n'
    assert told_in(language, text).endswith(': "Haus"@de {} "Haus"@fr'.format(
        {"en": "or", "fr": "ou"}[language]
    ))  # fmt: skip
    alone = text.replace(', "Mairie"@fr', "")
    assert told_in(language, alone).endswith(': "Haus"@de')


def test_a_language_that_is_there_already_is_not_proposed_where_one_may_be() -> None:
    beside = 'actor:a a sr:Actor ; rdfs:label "Office"@en, "Mairie" .\n'
    assert "@en" in told_in("en", beside)
    assert '"Mairie"@en' not in told_in("en", beside)
    assert told_in("en", beside + 'actor:b rdfs:label "Ville"@fr .\n').endswith(': "Mairie"@fr')


def test_a_tag_that_names_no_language_speaks_for_none() -> None:
    text = 'actor:a a sr:Actor ; rdfs:label "Haus" .\nactor:b rdfs:label "Amt"@german .\n'
    assert told_in("en", text).endswith('"Haus"@en')
