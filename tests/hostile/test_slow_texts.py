"""Short texts that a careless reader looks at again from each of their letters: a process that
answers reads them itself, and no deadline ends it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from live.asking import Request, by_get, query
from live.watching import Watch

LONG = 60_000
LONG_HEADERS = {
    "Accept": '"a"' + " " * 300_000 + "x",
    "If-None-Match": 'W/"a",' * 50_000,
    "Accept-Profile": "<a>" + " " * 300_000 + "x",
}
DIRECT = {"Content-Type": "application/sparql-query"}
TEXTS = {
    "escapes in an IRI": "<" + "\\u00410041" * 20,
    "digits": "1" * LONG,
    "strings behind backslashes": '\\"""\n' * (LONG // 5),
    "names without a colon": "a.b-" * (LONG // 4),
}
TOO_LONG = "\\'''\n" * 200_000
"""Not more than a body may be, and more than a query may."""
HEADERS = {
    "If-Match": '"a"' + ",  " * 40 + "x",
    "If-None-Match": '"a"' + ",  " * 40 + "x",
    "Accept": "text/csv; a=b" + " " * 9000 + "c",
    "Accept-Language": "en;" + " " * 300_000 + "c",
    "Cookie": "a=b; " * 60_000,
    "Range": "bytes=" + "0-1," * 2000,
}
SECONDS = 3.0


@pytest.mark.parametrize("words", TEXTS)
def test_a_text_that_is_slow_to_read_holds_nobody(words: str, watch: Watch) -> None:
    text = TEXTS[words]
    explanation = Request(f"/sparql/explain?query={quote(text[:10_000])}")
    with watch.unharmed():
        answer, explained = watch.ask(query(text)), watch.ask(explanation)
    assert answer.status == 400, answer.text[:500]
    assert explained.status in (200, 400), explained.text[:500]
    assert answer.seconds < SECONDS
    assert explained.seconds < SECONDS


def test_a_text_that_is_too_long_is_not_read_at_all(watch: Watch) -> None:
    with watch.unharmed():
        answer = watch.ask(Request("/sparql", "POST", DIRECT, TOO_LONG.encode()))
    assert answer.status == 400
    assert "characters" in answer.text
    assert answer.seconds < SECONDS


@pytest.mark.parametrize("name", LONG_HEADERS)
def test_a_header_that_is_too_long_is_refused(name: str, watch: Watch) -> None:
    asked = by_get("ASK {}")
    headers = {**asked.headers, name: LONG_HEADERS[name]}
    with watch.unharmed():
        answer = watch.ask(Request(asked.path, headers=headers), seconds=20)
    assert answer.status == 400
    assert name in answer.text
    assert answer.seconds < SECONDS


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_is_slow_to_read_holds_nobody(name: str, watch: Watch) -> None:
    asked = by_get("ASK {}")
    with watch.unharmed():
        answer = watch.ask(
            Request(asked.path, headers={**asked.headers, name: HEADERS[name]}), seconds=20
        )
    assert answer.status in (200, 400, 406, 412)
    assert answer.seconds < SECONDS
