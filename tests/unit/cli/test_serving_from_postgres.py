"""`smartregions serve` on a registry in Postgres. Skips where no server can be started."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

import postgres
import smallworld
from live.asking import Request
from live.service import COMMAND, NotRunning, Service
from proposals import put
from smartregions.namespaces import GRAPH
from smartregions.registry.log import opened

SECRET = b'<http://e/secret> <http://e/p> "hidden" .\n'
ANY = b'<http://e/a> <http://e/p> "a" .\n'

_numbers = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    programs = postgres.programs()
    if programs is None:
        pytest.skip("Postgres is not installed")
    with postgres.server(programs) as address:
        yield address


@pytest.fixture
def url(server: str) -> str:
    """The address of an empty database, as people write it."""
    name = f"registry{next(_numbers)}"
    with psycopg.connect(f"postgresql:///postgres?{server}", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql:///{name}?{server}"


def settings(url: str, folder: Path) -> dict[str, str]:
    return {"registry": url, "corpus": str(smallworld.write(folder / "corpus"))}


def ask(service: Service, path: str) -> tuple[int, str]:
    answer = service.ask(Request(path, headers={"Accept": "text/csv, application/n-triples"}))
    return answer.status, answer.text


def test_what_is_in_postgres_is_answered_and_kept(url: str, tmp_path: Path) -> None:
    chosen = settings(url, tmp_path)
    with Service(tmp_path, chosen) as service:
        assert "First start: 5 graphs of data recorded in Postgres." in service.said()
        assert ask(service, "/sparql?query=ASK%7B?s%20a%20?c%7D&format=csv")[0] == 200
    assert not (tmp_path / "state" / "registry.sqlite3").exists()
    with opened(url.replace("postgresql:", "postgresql+psycopg:")) as registry:
        change = put(registry, GRAPH + "new", ANY)
    with Service(tmp_path, chosen) as service:
        assert "Data in Postgres: 6 changes, 0 new." in service.said()
        path = f"/graph/new?at={change.sequence}&format=ntriples"
        assert ask(service, path) == (200, ANY.decode())
        past = (
            "/sparql?format=csv&query=SELECT(COUNT(*)AS%20?n)%7B?s%20%3Chttp://e/p%3E%20?o%7D&at="
        )
        assert ask(service, past + "5")[1].split() == ["n", "0"]
        assert ask(service, past + "6")[1].split() == ["n", "1"]


def test_one_service_at_a_time_and_no_redaction_beside_it(url: str, tmp_path: Path) -> None:
    chosen = settings(url, tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with Service(tmp_path / "one", chosen) as service:
        with pytest.raises(NotRunning, match="Another service uses this registry in Postgres"):
            Service(tmp_path / "two", chosen)
        redact = [COMMAND, "registry", "redact", "1", "--reason", "x", "--yes", "--registry", url]
        refused = subprocess.run(redact, capture_output=True, text=True, check=False)
        assert refused.returncode == 2
        assert "Another service" in refused.stderr
        for number in service.processes.of("web"):
            service.processes.kill(number)
        with pytest.raises(NotRunning, match="Another service uses this registry in Postgres"):
            Service(tmp_path / "two", chosen)
    with Service(tmp_path / "two", chosen) as service:
        assert ask(service, "/health")[0] == 200


def test_what_is_redacted_beside_a_service_is_nowhere_from_then_on(
    url: str, tmp_path: Path
) -> None:
    chosen, graph = settings(url, tmp_path), GRAPH + "redacted"
    with opened(url.replace("postgresql:", "postgresql+psycopg:")) as registry:
        made = put(registry, graph, SECRET)
        last = put(registry, graph, ANY + SECRET)
    with Service(tmp_path, chosen) as service:
        told = redacted(url, tmp_path)
        assert told("99").returncode == 2, "there is no such change"
        ask_all = "/sparql?query=SELECT*%7B?s%20%3Chttp://e/p%3E%20?o%7D"
        paths = [
            "/graph/redacted",
            *(f"/graph/redacted?at={change.sequence}" for change in (made, last)),
            f"/graph/redacted/diff?from=0&to={made.sequence}&format=diff",
            *(f"{ask_all}&at={change.sequence}" for change in (made, last)),
        ]
        assert all("hidden" in ask(service, path)[1] for path in paths)
        with opened(url.replace("postgresql:", "postgresql+psycopg:")) as registry:
            standing = registry.verify()
        for change in (made, last):
            done = told(str(change.sequence))
            assert done.returncode == 0, done.stderr
        for path in paths:
            assert "hidden" not in ask(service, path)[1], path
        assert "http://e/a" not in ask(service, "/graph/redacted")[1], "the second change had it"
        assert service.restarts() == 0
        with opened(url.replace("postgresql:", "postgresql+psycopg:")) as registry:
            assert registry.verify() == standing + 2
            assert registry.source(made.sequence) is None
            assert not registry.delta(made.sequence).added
            new = put(registry, graph, ANY)
    with Service(tmp_path, chosen) as service:
        assert ask(service, "/graph/redacted?format=ntriples") == (200, ANY.decode())
        assert ask(service, f"/graph/redacted?at={new.sequence - 1}&format=ntriples")[1] == ""


def redacted(url: str, folder: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """The command for a change, where the service runs."""
    words = [COMMAND, "registry", "redact", "--reason", "asked for", "--yes", "--registry", url]
    here = {**os.environ, "SMARTREGIONS_STATE": str(folder / "state")}
    return lambda number: subprocess.run(
        [*words, number], env=here, capture_output=True, text=True, check=False
    )
