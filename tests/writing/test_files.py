"""Several files in one POST: judged together, each by its own name, all of them or none."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from live.asking import Answer
from writing.publishing import MINE, SPACE, Publishing, turtle

BOUNDARY = "a6fe4cd6"
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

Sent = tuple[str, str, bytes]
"""Name, media type and content of a file."""


def form(*files: Sent) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n'
        f"Content-Type: {kind}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, kind, content in files
    ]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def post(
    shared: Publishing, token: Mapping[str, str], name: str, *files: Sent, **headers: str
) -> Answer:
    return shared.send("POST", f"/graph/partner/{name}", {**FORM, **token, **headers}, form(*files))


def label(name: str, text: str) -> bytes:
    return f'<{SPACE}{name}> <{RDFS_LABEL}> "{text}"@fr .\n'.encode()


def test_POST_files_of_several_formats_201(  # noqa: N802
    shared: Publishing, token: Mapping[str, str]
) -> None:
    """What one file says of a thing counts for what another says of it."""
    jsonld = {"@id": SPACE + "many-two", RDFS_LABEL: {"@value": "Deux", "@language": "fr"}}
    before = shared.changes()
    answer = post(
        shared, token, "many",
        ("one.ttl", "text/turtle; charset=utf-8", turtle("many-one", "many-two")),
        ("more.nt", "application/n-triples", label("many-one", "Un")),
        ("two.jsonld", "application/ld+json", json.dumps(jsonld).encode()),
    )  # fmt: skip
    assert answer.status == 201, answer.text
    (change,) = answer.json()["changes"]
    assert shared.changes() == before + 1 == change["change"]
    assert shared.count(f'GRAPH <{MINE}many> {{ ?s <{RDFS_LABEL}> "Un"@fr, ?x }}') == 2
    assert shared.count(f'GRAPH <{MINE}many> {{ ?s <{RDFS_LABEL}> "Deux"@fr }}') == 1
    told = answer.json()
    names = ["more.nt", "one.ttl", "two.jsonld"]
    assert sorted(file["file"] for file in told["report"]["files"]) == names
    assert sorted(file["name"] for file in told["receipt"]["files"]) == names
    assert len({file["sha256"] for file in told["receipt"]["files"]}) == 3
    again = post(shared, token, "many", ("more.ttl", "text/turtle", label("many-one", "Un")))
    assert (again.status, again.json()["changes"][0]["added"]) == (200, 0)


def test_POST_files_of_which_one_is_faulty_422_names_file_and_line(  # noqa: N802
    shared: Publishing, token: Mapping[str, str]
) -> None:
    before = shared.changes()
    bad = turtle("part-bad").replace(b"region:wallonia", b"region:walonia")
    answer = post(
        shared, token, "part",
        ("good.ttl", "text/turtle", turtle("part-good")), ("bad.ttl", "text/turtle", bad),
        Accept="text/plain",
    )  # fmt: skip
    assert answer.status == 422
    assert "bad.ttl:9:16: violation[ClassConstraintComponent]" in answer.text
    assert "good.ttl:8:1: info[" in answer.text
    assert shared.changes() == before
    assert shared.count(f"GRAPH <{MINE}part> {{ ?s ?p ?o }}") == 0


def test_POST_files_that_are_not_what_they_say_400_names_each(  # noqa: N802
    shared: Publishing, token: Mapping[str, str]
) -> None:
    before = shared.changes()
    answer = post(
        shared, token, "part",
        ("a.ttl", "text/turtle", b"\n<a> <b> ."), ("b.nt", "application/n-triples", b"no"),
        ("good.ttl", "text/turtle", turtle("part-good")),
        Accept="text/plain",
    )  # fmt: skip
    assert answer.status == 400
    assert "a.ttl:2:" in answer.text and "b.nt:1:" in answer.text
    assert shared.changes() == before


def test_POST_files_whose_blank_nodes_have_one_label_422_tells_of_each(  # noqa: N802
    shared: Publishing, token: Mapping[str, str]
) -> None:
    text = f"<{SPACE}blank> <http://xmlns.com/foaf/0.1/homepage> _:b . _:b <{RDFS_LABEL}> "
    answer = post(
        shared, token, "blank",
        ("a.ttl", "text/turtle", turtle("blank")),
        *((f"{n}.ttl", "text/turtle", f'{text} "{n}" .'.encode()) for n in ("x", "y")),
        Accept="application/json",
    )  # fmt: skip
    assert answer.status == 422, "the page of a thing is an IRI, and both files are told so"
    found = [
        (x["line"], x["value"], f["file"]) for f in answer.json()["files"] for x in f["findings"]
    ]
    assert {file for line, value, file in found if (line, value) == (1, "_:b")} == {
        "x.ttl",
        "y.ttl",
    }


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (form(("a.ttl", "text/turtle", b""), ("a.ttl", "text/turtle", b"")), 400, "a.ttl"),
        (form(("a.png", "image/png", b"x")), 415, "image/png"),
        (form(("a.ttl", "text/turtle; charset=latin-1", b"x")), 415, "UTF-8"),
        (form(), 400, ""),
        (form(("a.ttl", "text/turtle", b"x"))[:-20], 400, ""),
        (form(("a.ttl", "text/turtle", b"x")).replace(b'; filename="a.ttl"', b""), 400, "filename"),
        (form(*((f"{n}.ttl", "text/turtle", b"") for n in range(101))), 413, ""),
    ],
)
def test_POST_a_form_that_cannot_be_read_is_refused(  # noqa: N802
    shared: Publishing, token: Mapping[str, str], body: bytes, status: int, words: str
) -> None:
    before = shared.changes()
    answer = shared.send("POST", "/graph/partner/form", {**FORM, **token}, body)
    assert (answer.status, words in answer.text) == (status, True), answer.text
    assert shared.changes() == before


def test_PUT_several_files_415(shared: Publishing, token: Mapping[str, str]) -> None:  # noqa: N802
    body = form(("a.ttl", "text/turtle", turtle("put")))
    answer = shared.send("PUT", "/graph/partner/put", {**FORM, **token}, body)
    assert answer.status == 415


def test_POST_files_about_others_422_says_which(shared: Publishing) -> None:  # noqa: N802
    bound = shared.token(subjects=(f"{SPACE}space-own",))
    other = turtle("own").replace(b"actor:partner-own", b"actor:other-own")
    answer = post(
        shared, bound, "space",
        ("own.ttl", "text/turtle", turtle("space-own")), ("other.ttl", "text/turtle", other),
        Accept="application/json",
    )  # fmt: skip
    assert answer.status == 422
    found = {f["file"]: [x["code"] for x in f["findings"]] for f in answer.json()["files"]}
    assert "outside-space" in found["other.ttl"] and "outside-space" not in found["own.ttl"]


def test_POST_a_spreadsheet_415(  # noqa: N802
    shared: Publishing, token: Mapping[str, str]
) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = post(shared, token, "sheet", ("members.xlsx", kind, b"PK\x03\x04"))
    assert answer.status == 415
    assert "members.xlsx" in answer.text and "smartregions convert" in answer.text
