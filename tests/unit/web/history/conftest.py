"""A running service with a past."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import smallworld
from live.service import Service
from pastworld import World, filled


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """`a` is made, replaced (with blank nodes) and deleted; a triple of it is in `b` as well."""
    folder = tmp_path_factory.mktemp("history")
    root = smallworld.write(folder / "corpus")
    changes = filled(folder / "state", root)
    settings = {"corpus": str(root), "past_triples": "2000", "client_seconds": "600"}
    with Service(folder, settings) as service:
        yield World(service, changes)
