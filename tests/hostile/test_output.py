"""Cases 96 and 97: what data say stays data, in a page and in a table."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import psutil
import pytest

from live.asking import Answer, Request, by_get, client, query
from live.watching import Watch

MARKUP = (
    '"><script>alert(1)</script>',
    "</script><script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "{{7*7}}",
    "{% raw %}",
    "<!--",
    "\u202egnp.exe",
    "&lt;script&gt;",
)
ADDRESSES = ("javascript:alert(1)", "data:text/html,<x>", "vbscript:x", "JaVaScRiPt:alert(1)")
CELLS = (
    "=HYPERLINK(1)",
    "@SUM(1)",
    "+1",
    "-1",
    "\t=1",
    "\r=1",
    'a"b',
    "a,b",
    "a\nb",
    "a\r\nb",
    " x ",
)


class Page(HTMLParser):
    """The tags with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("\r", "\\r").replace("\t", "\\t") + '"'


def inert(page: Page) -> None:
    """No script but the service's own files, no event attribute, no address that runs."""
    for tag, attributes in page.tags:
        assert tag not in ("iframe", "object", "embed", "base"), tag
        assert tag != "script" or (attributes.get("src") or "").startswith("/static/")
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            value = (attributes.get(name) or "").strip().lower()
            assert not value.startswith(("javascript:", "data:text", "vbscript:")), value


@pytest.mark.parametrize("text", MARKUP)
def test_96_markup_in_a_literal_is_text_in_a_page(text: str, watch: Watch) -> None:
    with watch.unharmed():
        answer = watch.ask(by_get(f"SELECT ({literal(text)} AS ?x) {{}}", "text/html"))
        fault = watch.ask(by_get(f"SELECT {text}", "text/html"))
        missing = watch.ask(Request(f"/queries/a/{quote(text)}", headers={"Accept": "text/html"}))
        value = watch.ask(
            Request(
                f"/queries/provenance/sources?text={quote(text)}", headers={"Accept": "text/html"}
            )
        )
    assert answer.status == 200
    assert fault.status == 400
    assert missing.status == 404
    for given in (answer, fault, missing, value):
        inert(Page(given.text))
        assert "default-src 'none'" in given.headers["content-security-policy"]
        assert "unsafe" not in given.headers["content-security-policy"]
        assert given.headers["x-content-type-options"] == "nosniff"
        assert "49" not in given.text or "{{7*7}}" not in text or "{{7*7}}" in given.text
    assert text in "".join(Page(answer.text).texts)


@pytest.mark.parametrize("iri", ADDRESSES)
def test_96_an_address_that_runs_is_no_link(iri: str, watch: Watch) -> None:
    text = f"SELECT ?x {{ VALUES ?x {{ <{iri.replace('<', '%3C').replace('>', '%3E')}> }} }}"
    with watch.unharmed():
        answer = watch.ask(by_get(text, "text/html"))
    assert answer.status == 200
    inert(Page(answer.text))


@pytest.mark.parametrize("text", MARKUP)
def test_96_markup_never_makes_other_formats_a_page(text: str, watch: Watch) -> None:
    accepts = ("application/sparql-results+json", "text/csv", "text/tab-separated-values")
    with watch.unharmed():
        for accept in (*accepts, "application/sparql-results+xml"):
            answer = watch.ask(query(f"SELECT ({literal(text)} AS ?x) {{}}", accept))
            assert answer.status == 200
            assert answer.headers["content-type"].startswith(accept)
            assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("text", CELLS, ids=repr)
def test_97_a_cell_is_what_the_literal_says(text: str, watch: Watch) -> None:
    """RFC 4180, as SPARQL 1.1 CSV demands: what looks like a formula is not changed."""
    with watch.unharmed():
        answer = watch.ask(query(f"SELECT ({literal(text)} AS ?x) (1 AS ?y) {{}}", "text/csv"))
    rows = list(csv.reader(io.StringIO(answer.body.decode(), newline=""), strict=True))
    assert rows == [["x", "y"], [text, "1"]]
    assert answer.headers["content-type"].startswith("text/csv")


DOUBLED, AT_ONCE = 19, 6


def long_cell(number: int, form: str) -> Request:
    """A cell of 7.3 MB that a program may take for a formula; each number is another question."""
    parts = [f'BIND("=SUM({number:03});;;;;" AS ?x0)']
    parts += [f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(DOUBLED)]
    asked = {"query": f"SELECT ?x{DOUBLED} {{ {' '.join(parts)} }}", "format": form}
    return Request(f"/sparql?{urlencode(asked)}")


def computed(watch: Watch) -> float:
    """Seconds of a processor that the processes which answer HTTP have taken."""
    return sum(sum(psutil.Process(p).cpu_times()[:2]) for p in watch.service.processes.of("web"))


def test_a_cell_as_long_as_an_answer_is_guarded_where_nobody_waits_for_it(watch: Watch) -> None:
    """To look for formulas takes one step for a cell, however long: in a process that answers
    others, these would wait for it. It computes no more than for the same answer in CSV."""

    def ask(number: int) -> Answer:
        return watch.ask(long_cell(number, form), client())

    taken = {}
    for form in ("csv", "spreadsheet"):
        with watch.unharmed(), ThreadPoolExecutor(AT_ONCE) as pool:
            before = computed(watch)
            answers = list(pool.map(ask, range(AT_ONCE)))
            taken[form] = computed(watch) - before
        whole = [answer.body for answer in answers if answer.status == 200]
        assert len(whole) > AT_ONCE / 2
        start = b"\xef\xbb\xbfx19\r\n'=SUM(" if form == "spreadsheet" else b"x19\r\n=SUM("
        assert all(body.startswith(start) for body in whole)
        assert {len(body) for body in whole} == {len(start) - 5 + 14 * 2**DOUBLED + 2}
    assert taken["spreadsheet"] < 2 * taken["csv"] + 0.2, taken
