"""Names on a page of the past: those of then, each with its language (WCAG 3.1.2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from live.service import Service
from madeupworld import ROOT, WORLD
from pastworld import World
from proposals import put
from smartregions import corpus
from smartregions.namespaces import GRAPH, ID, RDFS
from smartregions.publication.entry import enter
from smartregions.registry.log import opened

NAMED = f'<{ID}region/northland> <{RDFS}label> "Pays du nord"@fr .\n'.encode()


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The made-up world, in which a region is given a French name in the end."""
    folder = tmp_path_factory.mktemp("named")
    root = folder / "corpus"
    root.mkdir()
    for name in ("ontology", "shapes", "queries"):
        (root / name).symlink_to(ROOT / name)
    (root / "data").symlink_to(WORLD)
    (folder / "state").mkdir()
    with opened(folder / "state" / "registry.sqlite3") as registry:
        enter(corpus.find(root), registry)
        before = registry.last()
        assert before is not None
        changes = {"before": before, "named": put(registry, GRAPH + "names", NAMED)}
    with Service(folder, {"corpus": str(root), "client_seconds": "600"}) as service:
        yield World(service, changes)


@pytest.mark.parametrize("page", ["/network", "/matrix", "/matches", "/consortia"])
def test_a_name_that_was_not_french_then_says_its_language(named: World, page: str) -> None:
    then = named.get(f"{page}?lang=fr&at={named.number('before')}", Accept="text/html").text
    now = named.get(f"{page}?lang=fr", Accept="text/html").text
    assert '<bdi lang="en">Northland</bdi>' in then and "Pays du nord" not in then
    assert "Pays du nord" in now and "Northland</bdi>" not in now


def test_a_name_that_is_french_says_nothing_of_it(named: World) -> None:
    page = named.get(f"/network?lang=fr&at={named.number('before')}", Accept="text/html").text
    assert "Terre des côtes" in page and '">Terre des côtes</bdi>' not in page
