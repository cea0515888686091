"""CSV for spreadsheet programs, beside the CSV that SPARQL knows."""

from __future__ import annotations

import csv
import io
import time

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from problemdoc import problem
from smartregions.index.formulas import guarded

FORMULAS = ["=HYPERLINK(1)", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "\r=1", "＝1"]
HARMLESS = ["-2", "+1.5e3", "a=b", "é", "", 'say "yes"', "two\nlines", "a,b"]


def query(values: list[str]) -> str:
    escaped = [v.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r") for v in values]
    terms = " ".join('"{}"'.format(v.replace('"', '\\"').replace("\t", "\\t")) for v in escaped)
    return f"SELECT ?x {{ VALUES ?x {{ {terms} }} }}"


def sheet(body: bytes) -> bytes:
    return b"".join(guarded(body))


def rows_of_any_length(body: bytes) -> list[str]:
    return body.decode("utf-8-sig").split("\r\n")[:-1]


def rows(body: bytes) -> list[str]:
    return [row[0] if row else "" for row in csv.reader(io.StringIO(body.decode(), newline=""))]


def test_get_csv_200_changes_nothing(client: FlaskClient) -> None:
    response = client.get("/sparql.csv", query_string={"query": query(FORMULAS + HARMLESS)})
    assert rows(response.data) == ["x", *FORMULAS, *HARMLESS]
    assert b'"\r=1"\r\n' in response.data, "RFC 4180 wants quotation marks around CR"


def test_a_cell_may_be_as_long_as_an_answer() -> None:
    long = "=" + "a" * 200_000
    assert rows_of_any_length(sheet(f"x\r\n{long}\r\n1\r\n".encode())) == ["x", "'" + long, "1"]


def test_a_long_number_that_is_none_is_soon_found_to_be_none() -> None:
    began = time.process_time()
    assert sheet(b"x\r\n-" + b"1" * 60_000 + b"x\r\n").endswith(b"x\r\n")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_spreadsheet_200_guards_formulas_and_nothing_else(client: FlaskClient, method: str) -> None:
    asked = {"query": query(FORMULAS + HARMLESS), "format": "spreadsheet"}
    if method == "GET":
        response = client.get("/sparql", query_string=asked)
    else:
        response = client.post("/sparql", data=asked)
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == "attachment; filename=answer.csv"
    body = response.data.removeprefix(b"\xef\xbb\xbf")
    assert body != response.data
    assert rows(body) == ["x", *("'" + formula for formula in FORMULAS), *HARMLESS]


def test_spreadsheet_of_a_graph_406(client: FlaskClient) -> None:
    asked = {"query": "CONSTRUCT WHERE { ?s ?p ?o }", "format": "spreadsheet"}
    problem(client.get("/sparql", query_string=asked), 406, "not-acceptable")


def test_a_page_leads_to_it_and_it_has_an_etag_of_its_own(client: FlaskClient) -> None:
    page = client.get("/queries/regions/sizes.html?region=north").text
    address = "/queries/regions/sizes?region=north&amp;format=spreadsheet"
    assert f'href="{address}"' in page
    sheet = client.get(address.replace("&amp;", "&"))
    assert sheet.headers["ETag"] != client.get("/queries/regions/sizes.csv").headers["ETag"]
    assert sheet.data.endswith(b"region/north,30\r\n")


cells = st.text(st.sampled_from("=+-@\t\r\n,\"'1.e\u00e9\uff1d"), max_size=6)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5))
def test_every_cell_is_as_it_was_or_behind_an_apostrophe(table: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    guarded_ = csv.reader(
        io.StringIO(sheet(text.getvalue().encode()).decode("utf-8-sig"), newline="")
    )
    assert list(guarded_) == [[told(cell) for cell in row] for row in table]


def told(cell: str) -> str:
    """By the rule in words: what begins like a formula and is no number."""
    is_formula = cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d")
    try:
        float(cell.replace("_", "x"))
        is_number = cell == cell.strip()
    except ValueError:
        is_number = False
    return "'" + cell if is_formula and not is_number else cell
