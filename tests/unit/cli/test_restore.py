"""`history --restore` and what `registry check` says of the index."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, Quad

import pastworld
import smallworld
from live.service import Service
from proposals import put
from smartregions import corpus
from smartregions.cli import table
from smartregions.errors import InputError, ServiceError, UnknownThing
from smartregions.namespaces import GRAPH
from smartregions.publication.agreement import disagreements, loaded
from smartregions.publication.entry import enter
from smartregions.registry.contents import SMALL
from smartregions.registry.log import Registry, opened

REGION = "https://w3id.org/smart-regions/id/region/"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with the packaged corpus."""
    path = tmp_path_factory.mktemp("state") / "registry.sqlite3"
    with opened(path) as registry:
        enter(corpus.find(), registry)
    return path


def run(place: Path, *words: str) -> Result:
    return CliRunner().invoke(table, [*words, "--registry", str(place)], env={"NO_COLOR": "1"})


def test_an_old_state_is_made_the_new_one(place: Path) -> None:
    with opened(place) as registry:
        old = registry.graph(GRAPH + "partnerships")
        assert old is not None
        left = b"".join(old.quads.splitlines(True)[1:])
        changed = put(registry, GRAPH + "partnerships", left)
    result = run(place, "history", "partnerships", "--restore", str(old.change.sequence))
    assert result.exit_code == 0, result.output
    assert f"Change {changed.sequence + 1}" in result.stdout
    with opened(place) as registry:
        now = registry.graph(GRAPH + "partnerships")
        assert now is not None
        assert (now.quads, now.change.verdict) == (old.quads, "accepted")
        assert now.change.agent == "operator"
    again = run(place, "history", "partnerships", "--restore", str(old.change.sequence))
    assert "nothing had to be changed" in again.stdout


def test_a_change_that_is_not_there_yet_is_not_restored(place: Path) -> None:
    with opened(place) as registry:
        before = registry.last()
    assert before is not None
    number = before.sequence + 1
    result = run(place, "history", "regions", "--restore", str(number))
    assert isinstance(result.exception, UnknownThing)
    assert f"no change {number} yet; the last one is {before.sequence}" in str(result.exception)


@pytest.mark.parametrize("words", [("--diff", "1", "2"), ("--format", "json")])
def test_what_a_restoration_would_not_heed_is_refused(place: Path, words: tuple[str, ...]) -> None:
    with opened(place) as registry:
        before = registry.last()
        result = run(place, "history", "regions", "--restore", "1", *words)
        assert isinstance(result.exception, InputError)
        assert registry.last() == before


def test_what_is_not_valid_now_is_not_restored(place: Path) -> None:
    wrong = f"<{REGION}wrong> a <https://w3id.org/smart-regions/ontology#Region> .\n"
    wrong = wrong.replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ")
    with opened(place) as registry:
        bad = put(registry, GRAPH + "wrong", wrong.encode())
        last = put(registry, GRAPH + "wrong", None)
    result = run(place, "history", "wrong", "--restore", str(bad.sequence))
    assert result.exit_code == 1
    assert "Nothing was changed" in result.output
    with opened(place) as registry:
        found = registry.last()
    assert found == last


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("--restore", "1"), InputError),
        (("nothing", "--restore", "1"), UnknownThing),
        (("regions", "--restore", "1"), InputError),
    ],
)
def test_what_cannot_be_restored_is_told(
    place: Path, words: tuple[str, ...], kind: type[Exception]
) -> None:
    assert isinstance(run(place, "history", *words).exception, kind)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Service, Path]]:
    root = smallworld.write(tmp_path / "corpus")
    pastworld.filled(tmp_path / "state", root)
    with Service(tmp_path, {"corpus": str(root), "settle_seconds": "0.2"}) as service:
        yield service, tmp_path / "state" / "registry.sqlite3"


def test_check_compares_a_running_service(served: tuple[Service, Path]) -> None:
    service, path = served
    url = f"http://127.0.0.1:{service.port}/"
    result = run(path, "registry", "check", "--url", url)
    assert result.exit_code == 0, result.exception
    assert "An index that is loaded now holds what the registry says." in result.stdout
    assert "with the triples of each graph" in result.stdout
    with opened(path) as registry:
        put(registry, pastworld.B, None)
    behind = run(path, "registry", "check", "--url", url)
    assert isinstance(behind.exception, ServiceError)
    assert "answers from change" in str(behind.exception)


def test_a_running_service_writes_the_checkpoints_of_large_graphs(
    served: tuple[Service, Path],
) -> None:
    """Else each look at its past would go through all deltas since the service was started."""
    with opened(served[1]) as registry:
        for start in (0, SMALL + 1):
            numbers = map(str, range(start, start + SMALL + 1))
            last = put(registry, GRAPH + "big", pastworld.said(*numbers))
    until = time.monotonic() + 60
    while (GRAPH + "big", last.sequence) not in checkpoints(served[1]):
        assert time.monotonic() < until
        time.sleep(0.1)
    with opened(served[1]) as registry:
        registry.verify()


def checkpoints(place: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(place)) as connection:
        return connection.execute("SELECT graph, sequence FROM checkpoints").fetchall()


def test_each_way_to_differ_is_found(tmp_path: Path) -> None:
    root = smallworld.write(tmp_path / "corpus")
    pastworld.filled(tmp_path / "state", root)
    with opened(tmp_path / "state" / "registry.sqlite3") as registry:
        assert list(disagreements(registry, loaded(registry))) == []
        one = Quad(NamedNode("http://e/1"), NamedNode("http://e/2"), NamedNode("http://e/3"))
        found = [_after(registry, one, graph) for graph in (None, pastworld.B, "http://e/new")]
    assert "not the merge" in found[0][0]
    assert "1 are too many" in found[1][0]
    assert "<http://e/new> is in the index" in found[2][0]


def _after(registry: Registry, quad: Quad, graph: str | None) -> list[str]:
    store = loaded(registry)
    triple = quad.triple
    store.add(Quad(*triple, NamedNode(graph)) if graph else Quad(*triple))
    return list(disagreements(registry, store))
