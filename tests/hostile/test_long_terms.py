"""Names as long as may be published: what lists all things, and what portals harvest, go on; and
longer ones are refused on every way in."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import pytest

from live.asking import Request, client
from writing.publishing import MINE, PREFIXES, UPDATE, Publishing, actor, publishing

MOST = 1_000_000
NEARLY = MOST - 1_000
"""Leaves room for the rest of an IRI."""
AT_ONCE, PATIENCE = 12, 120.0
PAGE = {"Accept": "text/html"}
PAGES = ("/", "/search?q=partner", "/actors", "/regions", "/history")
HARVESTED = ("/catalog", "/void", "/feed", "/oai?verb=ListRecords&metadataPrefix=dcat_ap")
NAMES: Mapping[str, str] = {
    "IRI": actor("h" * NEARLY, "A partner"),
    "percent encoding": actor("%41" * (NEARLY // 3), "A partner"),
    "label": actor("long", "x" * NEARLY),
    "quotes in a label": actor("long", '\\"' * NEARLY),
    "language": actor("long", "A partner").replace("@en", "@en" + "-abcdefgh" * (NEARLY // 9)),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    with publishing(tmp_path_factory.mktemp("long")) as started:
        yield started


@pytest.mark.parametrize("name", NAMES)
def test_a_long_name_breaks_no_page_of_all_things(running: Publishing, name: str) -> None:
    token = running.token()
    text = PREFIXES + NAMES[name] + actor("short", "Short")  # one has a label in English
    put = running.put("long", token, text.encode())
    assert put.status in (200, 201), put.text[:500]
    for path in PAGES:
        assert running.service.ask(Request(path, headers=PAGE), client()).status == 200, path
    for path in HARVESTED:
        assert running.service.ask(Request(path), client()).status == 200, path


def test_what_long_literals_took_is_given_back_when_they_are_gone(running: Publishing) -> None:
    """Though they are few: the keeper, which keeps what they were made of, is succeeded."""
    token = running.token()
    before = running.service.processes.keeper()
    until = time.monotonic() + PATIENCE
    number = 0
    while running.service.processes.keeper() == before:
        assert time.monotonic() < until, f"{number} times {AT_ONCE} MB"
        number += 1
        said = (f'"{number} {n} {"x" * NEARLY}"' for n in range(AT_ONCE))
        comments = f"actor:partner-worn rdfs:comment {', '.join(said)} ."
        text = PREFIXES + actor("worn", "A partner") + comments
        assert running.put("worn", token, text.encode()).status in (200, 201)
        gone = running.send("DELETE", "/graph/partner/worn", token)
        assert gone.status in (200, 204)
        time.sleep(1)


@pytest.mark.parametrize("term", ['"x"', "<e:x>"])
def test_a_longer_one_is_refused_as_a_text_and_as_an_update(running: Publishing, term: str) -> None:
    token, before = running.token(), running.changes()
    long = term.replace("x", "x" * (MOST + 1)).encode()
    put = running.put("longer", token, b"<e:a> <e:b> " + long + b" .")
    assert (put.status, put.type) == (413, "request-too-large")
    assert "Line 1, column 13: " in put.json()["detail"]
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(20))
    made = "IRI(?x20)" if term[0] == "<" else "?x20"
    text = f"""INSERT {{ GRAPH <{MINE}longer> {{ <e:a> <e:b> ?made }} }}
        WHERE {{ BIND("e:" AS ?x0) {doubled} BIND({made} AS ?made) }}"""
    update = running.send("POST", "/sparql", {**UPDATE, **token}, text.encode())
    assert (update.status, update.type) == (413, "request-too-large")
    assert running.changes() == before
