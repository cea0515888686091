"""Pages of answers that are large in a way of their own: a process that answers others writes
each page itself, and no deadline ends it."""

from __future__ import annotations

import itertools
import string

import pytest

from live.asking import query
from live.watching import Watch

WIDE = 10_000
ROWS = 1_000
DOUBLED = 17
MOST_BYTES = 5_000_000
NAMES = ["".join(letters) for letters in itertools.product(string.ascii_letters, repeat=3)]
LONG = 'BIND("aaaaaaaaaaaaaaaa" AS ?x0)' + "".join(
    f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(DOUBLED)
)
PAGES = {
    "columns": (
        "SELECT " + "".join(f"?{name}" for name in NAMES[:WIDE])
        + " { VALUES ?aaa { " + "1 " * ROWS + "} }"
    ),
    "cells": f"SELECT ?x{DOUBLED} (?x{DOUBLED} AS ?b) (?x{DOUBLED} AS ?c) {{ {LONG} }}",
    "IRIs": (
        f'SELECT ?y ?z {{ {LONG} BIND(IRI(CONCAT("http://e/", ?x{DOUBLED})) AS ?y) '
        "BIND(?y AS ?z) }"
    ),
    "graph": (
        f'CONSTRUCT {{ <http://e/s> ?p ?y }} {{ {LONG} BIND(REPLACE(?x{DOUBLED}, "a", "<") AS ?y) '
        "VALUES ?p { <http://e/1> <http://e/2> <http://e/3> } }"
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", PAGES)
def test_the_page_of_an_answer_is_short_and_says_what_it_leaves_out(
    words: str, watch: Watch
) -> None:
    with watch.unharmed():
        answer = watch.ask(query(PAGES[words], "text/html"))
    assert answer.status == 200, answer.text[:500]
    assert len(answer.body) < MOST_BYTES
    assert "each download has all" in answer.text
