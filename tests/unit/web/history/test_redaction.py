"""What is erased is erased from every state, and whoever kept one is told."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import urlencode

import smallworld
from live.service import COMMAND, Service
from pastworld import World, filled

SECRET = "http://e/x"


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
    redact = [COMMAND, "registry", "redact", str(number), "--reason", "asked for", "--yes"]
    place = tmp_path / "state" / "registry.sqlite3"
    subprocess.run([*redact, "--registry", str(place)], check=True, capture_output=True)
    with Service(tmp_path, settings) as service:
        world = World(service, changes)
        for path, answer in zip(paths, before, strict=True):
            after = world.get(path, **headers, If_None_Match=answer.headers["etag"])
            assert (after.status, SECRET in after.text) == (200, False)
        history = world.get("/graph/partner/a/history", Accept="application/json").json()
        assert history["changes"][0]["kind"] == "redact"
