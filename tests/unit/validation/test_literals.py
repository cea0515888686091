"""Lexical forms, after XSD 1.1 part 2, RFC 3987 and BCP 47."""

from __future__ import annotations

import time

import pytest

from smartregions import namespaces as ns
from smartregions.corpus import find
from smartregions.validation import packaged
from smartregions.validation.literals import DATATYPES, fault
from smartregions.validation.mend import mended
from smartregions.validation.shapes import sh

WELL_FORMED = {
    "string": ["", "anything\n"],
    "boolean": ["true", "false", "1", "0"],
    "decimal": ["1", "-1.5", "+.5", "5.", "000.100"],
    "double": ["1", "1.5e3", "-INF", "INF", "NaN", ".5E-3"],
    "float": ["1e0", "NaN"],
    "integer": ["0", "-01", "+12", "9" * 5000],
    "nonNegativeInteger": ["0", "-0", "18446744073709551616"],
    "positiveInteger": ["1", "+1"],
    "nonPositiveInteger": ["0", "-1"],
    "negativeInteger": ["-1"],
    "byte": ["-128", "127"],
    "short": ["-32768", "32767"],
    "int": ["-2147483648", "2147483647"],
    "long": ["-9223372036854775808", "9223372036854775807"],
    "unsignedByte": ["0", "255"],
    "unsignedShort": ["65535"],
    "unsignedInt": ["4294967295"],
    "unsignedLong": ["18446744073709551615"],
    "date": ["2024-02-29", "2000-02-29", "-0004-02-29", "12024-12-31", "2024-01-31+14:00"],
    "time": ["00:00:00", "23:59:59.999Z", "24:00:00", "12:00:00-13:59"],
    "dateTime": ["2024-02-29T24:00:00", "2024-01-01T00:00:00.5+01:00"],
    "dateTimeStamp": ["2024-01-01T00:00:00Z"],
    "gYear": ["2024", "0000", "-0044", "12024", "2024Z"],
    "gYearMonth": ["2024-12"],
    "gMonth": ["--01", "--12"],
    "gMonthDay": ["--02-29", "--12-31"],
    "gDay": ["---01", "---31"],
    "duration": ["P1Y", "-P1Y2M3DT4H5M6.7S", "PT0S", "P1M", "PT1M"],
    "yearMonthDuration": ["P1Y", "P6M", "-P1Y6M"],
    "dayTimeDuration": ["P2D", "PT12H", "P1DT1S"],
    "anyURI": ["", "https://example.org/a?b=c#d", "mailto:a@b.eu", "/x", "http://é.eu/%20"],
    "language": ["en", "fr-BE", "zh-Hant-TW", "sl-rozaj-1994", "de-CH-x-phonebk", "i-klingon"],
    "hexBinary": ["", "0FB7", "0fb7"],
    "base64Binary": ["", "aGVsbG8=", "aGVs bG8=", "AAAA", "AA=="],
    "normalizedString": ["a  b"],
    "token": ["", "a b"],
    "Name": ["a:b", "é"],
    "NCName": ["a-b.c"],
    "NMTOKEN": ["1a", "-"],
}

ILL_FORMED = {
    "boolean": ["True", "yes", "", " true"],
    "decimal": ["1e3", "1,5", "", ".", "1 000", "INF", "1e999999999"],
    "double": ["1,5", "inf", "e5", "1e", "--1"],
    "float": ["NAN"],
    "integer": ["1.0", "1e3", "", "0x10", "١٢", " 1"],
    "nonNegativeInteger": ["-1"],
    "positiveInteger": ["0"],
    "nonPositiveInteger": ["1"],
    "negativeInteger": ["0"],
    "byte": ["128", "-129"],
    "short": ["32768"],
    "int": ["2147483648"],
    "long": ["9223372036854775808", "9" * 5000],
    "unsignedByte": ["256", "-1"],
    "unsignedShort": ["65536"],
    "unsignedInt": ["4294967296"],
    "unsignedLong": ["18446744073709551616"],
    "date": [
        "2023-02-29",
        "1900-02-29",
        "2024-04-31",
        "2024-13-01",
        "2024-1-5",
        "31/01/2024",
        "9" * 19 + "-01-31",
    ],
    "time": ["24:00:01", "12:60:00", "12:00", "12:00:60"],
    "dateTime": ["2024-01-01", "2024-01-01 00:00:00", "2024-01-01T00:00:00+14:01"],
    "dateTimeStamp": ["2024-01-01T00:00:00"],
    "gYear": ["1950x", "24", "02024", "2024-01", "2024 "],
    "gYearMonth": ["2024-13", "2024", "2024-1"],
    "gMonth": ["01", "--13", "--00"],
    "gMonthDay": ["--02-30", "--00-01", "02-01"],
    "gDay": ["---32", "---00", "01"],
    "duration": ["P", "PT", "P1", "1Y", "P1YT", "P1S", "P1D2Y", ""],
    "yearMonthDuration": ["P1D", "P", "P1Y1D"],
    "dayTimeDuration": ["P1M", "PT", "P"],
    "anyURI": ["a b", "http://a/%zz", "http://a/<b>", 'say "x"', "a#b#c", "{x}", "a\\b"],
    "language": ["", "e", "en_GB", "en-", "abcdefghi", "en-a", "123"],
    "hexBinary": ["0", "0G"],
    "base64Binary": ["A", "AB==", "A=AA", "AAA", " AAAA", "AA  AA"],
    "normalizedString": ["a\tb", "a\nb"],
    "token": [" a", "a ", "a  b", "a\nb"],
    "Name": ["1a", ""],
    "NCName": ["a:b"],
    "NMTOKEN": ["a b", ""],
}


def test_every_datatype_that_the_shapes_name_is_judged() -> None:
    """A text with a language has no lexical form of its own; the parser judges its tag."""
    shapes = packaged(find()).shapes.graph
    named = {datatype.value for _, datatype in shapes.pairs(sh("datatype"))}
    assert named and named - {ns.RDF + "langString"} <= set(DATATYPES)


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


def test_every_datatype_has_examples_of_both_kinds() -> None:
    """A datatype that is added must be tested; a string alone cannot be ill-formed."""
    names = {iri.removeprefix(ns.XSD) for iri in DATATYPES}
    assert names == set(WELL_FORMED)
    assert names == set(ILL_FORMED) | {"string"}


@pytest.mark.parametrize(("name", "text"), pairs(WELL_FORMED))
def test_a_well_formed_literal_has_no_fault(name: str, text: str) -> None:
    assert fault(text, ns.XSD + name) is None


@pytest.mark.parametrize(("name", "text"), pairs(ILL_FORMED))
def test_an_ill_formed_literal_has_a_fault(name: str, text: str) -> None:
    assert fault(text, ns.XSD + name)


@pytest.mark.parametrize("name", sorted(WELL_FORMED))
def test_the_example_that_help_gives_is_well_formed(name: str) -> None:
    assert fault(DATATYPES[ns.XSD + name].example, ns.XSD + name) is None


def test_a_datatype_that_we_do_not_know_is_not_judged() -> None:
    assert fault("anything", "https://example.org/own") is None


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("date", "2023-02-29", "February 2023 has 28 days"),
        ("date", "2024-13-01", "there is no month 13"),
        ("gMonthDay", "--04-31", "April has 30 days"),
        ("time", "25:00:00", "there is no time 25:00:00"),
        ("dateTime", "2024-01-01T00:00:00+15:00", "there is no time zone +15:00"),
        ("byte", "300", "the most is 127"),
        ("positiveInteger", "0", "the least is 1"),
    ],
)
def test_the_fault_says_what_does_not_exist(name: str, text: str, reason: str) -> None:
    assert fault(text, ns.XSD + name) == reason


@pytest.mark.parametrize("name", sorted(set(WELL_FORMED) - {"string"}))
@pytest.mark.parametrize("piece", ["1", "a", "-", "a-", "P1Y", " ", "%2", "é"])
def test_the_check_takes_time_in_proportion_to_the_text(name: str, piece: str) -> None:
    """A megabyte of anything is judged at once: no pattern goes back over what it has read."""
    text = piece * (1_000_000 // len(piece)) + "!"
    start = time.process_time()
    fault(text, ns.XSD + name)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("name", "text", "better"),
    [
        ("boolean", "Yes", "true"),
        ("boolean", "FALSE", "false"),
        ("decimal", "1,5", "1.5"),
        ("integer", "1 000", "1000"),
        ("date", "2024/1/5", "2024-01-05"),
        ("date", "43466", "2019-01-01"),
        ("date", "31/01/2024", "2024-01-31"),
        ("gYearMonth", "janvier 2024", "2024-01"),
        ("dateTime", "2024-01-05 10:30", "2024-01-05T10:30:00"),
        ("anyURI", "https://example.org/a b", "https://example.org/a%20b"),
        ("gYear", " 2024", "2024"),
    ],
)
def test_a_common_habit_is_undone(name: str, text: str, better: str) -> None:
    (found,) = mended(text, ns.XSD + name, ())
    assert (found.value, found.datatype.value) == (better, ns.XSD + name)


def test_a_year_in_place_of_a_date_is_proposed_only_where_a_year_may_stand() -> None:
    (anywhere,) = mended("2024", ns.XSD + "date", ())
    assert anywhere.datatype.value == ns.XSD + "gYear"
    assert not mended("2024", ns.XSD + "date", {ns.XSD + "date"})


def test_what_no_habit_explains_is_not_guessed() -> None:
    assert not mended("soon", ns.XSD + "date", {ns.XSD + "date"})
    assert not mended("31/02/2024", ns.XSD + "date", {ns.XSD + "date"})
