"""Hostile contributions to `/validate` of a running service: refused, rejected or not judged, and
the next one is judged as ever; none is accepted because something failed."""

from __future__ import annotations

import pytest

from live.asking import Answer, Request, client
from live.contributions import CASES, GOOD, TTL, turtle
from live.forms import FORM, Part, form
from live.service import Service
from live.serving import serving

UPLOAD = 64 << 20
REFUSED = (400, 413, 415)


service = serving(
    {
        "query_seconds": "20",
        "query_bytes": str(768 << 20),
        "max_upload_bytes": str(UPLOAD),
        "ban_minutes": "0.01",
    }
)


def send(service: Service, body: bytes, media_type: str = TTL) -> Answer:
    headers = {"Content-Type": media_type, "Accept": "application/json"}
    return service.ask(Request("/validate", "POST", headers, body), client())


def outcome(answer: Answer) -> str:
    """What became of a contribution, in the words of its case."""
    if answer.status == 200:
        report = answer.json()
        codes = [finding["code"] for finding in report["files"][0]["findings"]]
        if "no-focus-node" in codes:
            return "not judged"
        return "accepted" if report["accepted"] else "rejected"
    if answer.status == 400 and not answer.type:
        return "refused"
    if answer.status in REFUSED:
        return "refused"
    assert answer.status == 503
    assert answer.type == "cannot-judge"
    return "MemoryReached"


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_contribution_is_contained(service: Service, name: str) -> None:
    body, media_type, allowed = CASES[name]
    found = send(service, body, media_type)
    assert outcome(found) in allowed
    assert len(found.body) < 1_000_000
    assert outcome(send(service, turtle(GOOD))) == "accepted"


@pytest.mark.parametrize(
    "name", ["entity bomb", "UTF-16", "web page", "gzip", "invalid UTF-8", "cut in a line"]
)
def test_what_is_not_what_it_is_sent_as_is_told_to_the_line(service: Service, name: str) -> None:
    body, media_type, _ = CASES[name]
    answer = send(service, body, media_type)
    assert answer.status == 400
    report = answer.json()
    (finding,) = report["files"][0]["findings"][:1]
    assert finding["code"] == "syntax"
    assert finding["line"] >= 1
    assert report["accepted"] is False
    assert report["receipt"]["verdict"] == "not judged"


@pytest.mark.parametrize("name", ["empty", "only a comment"])
def test_a_file_without_data_is_not_judged(service: Service, name: str) -> None:
    answer = send(service, *CASES[name][:2])
    assert answer.status == 200
    assert answer.json()["files"][0]["findings"][0]["code"] == "no-focus-node"
    assert answer.json()["accepted"] is False


def test_a_literal_of_17_megabytes_is_too_large(service: Service) -> None:
    answer = send(service, *CASES["literal of 17 MB"][:2])
    assert (answer.status, answer.type) == (413, "request-too-large")


def test_a_body_over_the_limit_is_refused_whole(service: Service) -> None:
    answer = send(service, turtle(GOOD) + b" " * UPLOAD)
    assert (answer.status, answer.type) == (413, "request-too-large")


def test_ten_thousand_parts_are_too_many(service: Service) -> None:
    parts = form(*(Part("file", b"# nothing", f"{n}.ttl") for n in range(10_000)))
    answer = send(service, parts, FORM)
    assert (answer.status, answer.type) == (413, "request-too-large")


def test_a_field_over_the_limit_is_refused(service: Service) -> None:
    answer = send(service, form(Part("text", b"#" * (UPLOAD + 1))), FORM)
    assert (answer.status, answer.type) == (413, "request-too-large")


@pytest.mark.parametrize(
    "body",
    [b"", b"no boundary at all", Part("file", turtle(GOOD), "a.ttl").written(), form()[:-6]],
    ids=["empty", "no parts", "no end", "cut in the boundary"],
)
def test_a_form_that_is_none_is_refused(service: Service, body: bytes) -> None:
    answer = send(service, body, FORM)
    assert (answer.status, answer.type) == (400, "bad-request")


def test_a_file_whose_judgement_takes_too_long_is_not_valid(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    body = CASES["values compared"][0]
    with Service(tmp_path_factory.mktemp("quick"), {"query_seconds": "0.2"}) as quick:
        answer = send(quick, body)
        assert (answer.status, answer.type) == (503, "cannot-judge")
        assert "0.2 seconds" in answer.text
        others = (turtle(f"{GOOD}# {number}") for number in range(60))  # on a busy machine
        assert any(send(quick, other).status == 200 for other in others)
