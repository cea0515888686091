"""What is erased is erased from every state, and whoever kept one is told."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import urlencode

import smallworld
from live.service import COMMAND, Service
from pastworld import A, World, filled, said
from proposals import put
from smartregions.registry.log import opened

SECRET, PROPERTY = "http://e/x", "http://e/p"
HIDDEN = b"<http://e/x> <http://e/p>"


def test_what_is_redacted_beside_a_service_is_nowhere_from_then_on(tmp_path: Path) -> None:
    root = smallworld.write(tmp_path / "corpus")
    changes = filled(tmp_path / "state", root)
    place = tmp_path / "state" / "registry.sqlite3"
    with opened(place) as registry:
        last = put(registry, A, said("x", "kept"))
    number = changes["made"].sequence
    ask = urlencode({"query": f"SELECT ?s ?g {{ GRAPH ?g {{ ?s <{PROPERTY}> ?o }} }}"})
    paths = [
        "/graph/partner/a",
        f"/graph/partner/a?at={number}",
        f"/graph/partner/a?at={last.sequence}",
        f"/graph/partner/a/diff?from=0&to={number}",
        f"/sparql?{ask}",
        f"/sparql?{ask}&at={number}",
    ]
    headers = {"Accept": "text/turtle, text/csv, application/json;q=0.5"}
    with Service(tmp_path, {"corpus": str(root)}) as service:
        world = World(service, changes)
        before = [world.get(path, **headers) for path in paths]
        assert all(SECRET in answer.text for answer in before)
        for _ in ("every process keeps the answers", "and has them asked again"):
            assert all(SECRET in world.get(path, **headers).text for path in paths)
        catalogue = world.get("/catalog", Accept="application/ld+json")
        assert catalogue.status == 200, "the files of the dumps are made"
        for name in ("made", "replaced"):
            redact(place, changes[name].sequence)
        redact(place, last.sequence)
        for path, answer in zip(paths, before, strict=True):
            after = world.get(path, **headers, If_None_Match=answer.headers["etag"])
            assert (after.status, SECRET in after.text) == (200, False), path
        assert world.get("/catalog", Accept="application/ld+json").status == 200
        assert f'"{SECRET}' not in world.get("/graph/partner/a", **headers).text
        world.get("/dumps/")
    for file in (tmp_path / "state").rglob("*"):
        assert not file.is_file() or HIDDEN not in file.read_bytes(), file


def redact(place: Path, number: int) -> None:
    words = [COMMAND, "registry", "redact", str(number), "--reason", "asked for", "--yes"]
    subprocess.run([*words, "--registry", str(place)], check=True, capture_output=True)


def test_what_was_redacted_is_nowhere_and_caches_learn_of_it(tmp_path: Path) -> None:
    root = smallworld.write(tmp_path / "corpus")
    changes = filled(tmp_path / "state", root)
    number = changes["made"].sequence
    settings = {"corpus": str(root)}
    paths = [
        f"/graph/partner/a?at={number}",
        f"/graph/partner/a/diff?from=0&to={number}",
        f"/sparql?{urlencode({'query': 'SELECT ?s { ?s <http://e/p> ?o }', 'at': number})}",
    ]
    headers = {"Accept": "text/turtle, text/csv, application/json;q=0.5"}
    with Service(tmp_path, settings) as service:
        world = World(service, changes)
        before = [world.get(path, **headers) for path in paths]
        assert all(SECRET in answer.text for answer in before)
    redact(tmp_path / "state" / "registry.sqlite3", number)
    with Service(tmp_path, settings) as service:
        world = World(service, changes)
        for path, answer in zip(paths, before, strict=True):
            after = world.get(path, **headers, If_None_Match=answer.headers["etag"])
            assert (after.status, SECRET in after.text) == (200, False)
        history = world.get("/graph/partner/a/history", Accept="application/json").json()
        assert history["changes"][0]["kind"] == "redact"
