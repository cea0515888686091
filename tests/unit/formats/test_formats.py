"""The table of formats: names, endings and media types lead to one."""

from __future__ import annotations

import pytest

from smartregions.formats import FORMATS, GRAPHS, RESULTS, named


def test_each_media_type_name_and_ending_is_one_formats_own() -> None:
    for values in (
        [known.media_type for known in FORMATS],
        [known.name for known in FORMATS],
        [known.extension for known in FORMATS],
    ):
        assert len(set(values)) == len(FORMATS)


def test_a_format_answers_either_results_or_graphs() -> None:
    assert {known.answers for known in RESULTS} == {"results"}
    assert {known.answers for known in GRAPHS} == {"graph"}


@pytest.mark.parametrize(
    ("name", "formats"),
    [
        ("csv", ["csv"]),
        ("CSV ", ["csv"]),
        ("ttl", ["turtle"]),
        ("nt", ["ntriples"]),
        ("json-ld", ["jsonld"]),
        ("json", ["json", "jsonld"]),
        ("xml", ["xml", "rdfxml"]),
        ("text/turtle", ["turtle"]),
        ("application/json", ["json", "jsonld"]),
        ("application/n-quads", ["nquads"]),
        ("png", []),
        ("", []),
    ],
)
def test_a_name_an_ending_or_a_media_type_leads_to_its_formats(
    name: str, formats: list[str]
) -> None:
    assert [known.name for known in named(name)] == formats


def test_text_is_sent_with_its_character_set_and_the_rest_without() -> None:
    for known in FORMATS:
        assert known.content_type.endswith("; charset=utf-8") == known.media_type.startswith(
            "text/"
        )
