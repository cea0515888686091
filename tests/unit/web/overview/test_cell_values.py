"""What a cell may be narrowed down by is named in short, by a prefix, or in full."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from smartregions.namespaces import ID, SCHEME

JRC = "http://data.jrc.ec.europa.eu/ontology/cybersecurity/"
KIND = f"{SCHEME}capability-kind/"
PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("name", "short", "prefixed", "iri"),
    [
        ("region", "northland", "region:northland", f"{ID}region/northland"),
        ("segment", "demand", "segment:demand", f"{SCHEME}value-chain/demand"),
        ("helix", "academia", "helix:academia", f"{SCHEME}helix/academia"),
        ("kind", "training", "kind:training", f"{KIND}training"),
        ("field", "certification", "jrc:certification", f"{JRC}certification"),
        ("within", "cryptology", "jrc:cryptology", f"{JRC}cryptology"),
        ("actor", "harbour-ltd", "actor:harbour-ltd", f"{ID}actor/harbour-ltd"),
    ],
)  # fmt: skip
def test_each_value_is_named_in_short_by_a_prefix_or_in_full(
    name: str, short: str, prefixed: str, iri: str, world: FlaskClient
) -> None:
    found = [
        world.get("/matrix/cell.csv", query_string={name: text}) for text in (short, prefixed, iri)
    ]
    assert [each.status_code for each in found] == [200] * 3
    assert len({each.text for each in found}) == 1
    assert found[0].text.count("\n") > 1
    assert found[0].text != world.get("/matrix/cell.csv").text


def test_a_segment_that_nobody_has_yet_is_named_in_short(world: FlaskClient) -> None:
    found = world.get("/matrix/cell.csv?segment=operation-response")
    assert found.status_code == 200 and found.text.count("\n") == 1


def test_a_concept_of_a_scheme_that_is_not_in_use_is_an_answer_without_rows(
    world: FlaskClient,
) -> None:
    found = world.get("/matrix/cell.csv?segment=https://example.org/chain/mining")
    assert found.status_code == 200 and found.text.count("\n") == 1


def test_a_name_that_is_none_is_told_with_the_nearest(world: FlaskClient) -> None:
    found = world.get("/matrix/cell.json?segment=test-certificate")
    assert found.status_code == 400
    assert "Did you mean test-certification?" in (found.json or {})["detail"]


@pytest.mark.parametrize(
    ("tag", "heading"),
    [("en", "Fjord, demand side and end users"), ("fr", "Fjord, demande et utilisateurs finals")],
)
def test_the_page_calls_what_was_named_in_short_by_its_name(
    tag: str, heading: str, world: FlaskClient
) -> None:
    page = world.get(f"/matrix/cell?region=fjord&segment=demand&lang={tag}", headers=PAGE).text
    assert f"<h1>{heading}</h1>" in page


@pytest.mark.parametrize("segment", ["test-certification", "segment:test-certification"])
def test_a_consortium_is_asked_for_in_the_same_ways(segment: str, world: FlaskClient) -> None:
    found = world.get("/consortia.json", query_string={"segment": segment})
    assert (found.json or {})["segment"] == f"{SCHEME}value-chain/test-certification"


def test_the_form_of_the_question_offers_segments(world: FlaskClient) -> None:
    page = world.get("/queries/capabilities/evidence", headers=PAGE).text
    assert f'<option value="{SCHEME}value-chain/policy-coordination">' in page
