"""`smartregions serve` as a person runs it: one real process, from start to stop."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

import smallworld
from ports import free_port
from smartregions import corpus
from smartregions.cli.serve import ask_for_proxies, refuse_unguarded, refuse_unjudged
from smartregions.errors import InputError
from smartregions.index import sandbox
from smartregions.index.announced import found
from smartregions.index.titles import DOCUMENTER, KEEPER, WEB, WORKER
from smartregions.namespaces import PROV
from smartregions.publication.keeping import at_once
from smartregions.settings import REGISTRY, Settings, from_environment

START = [sys.executable, "-m", "smartregions", "serve"]


def environment(root: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "SMARTREGIONS_CORPUS": str(root), "PYTHONUNBUFFERED": "1", **more}


class Served:
    """A running service, ready when it has said so."""

    def __init__(self, root: Path, state: Path, port: int, **more: str) -> None:
        self.root, self.state, self.port = root, state, port
        self.process = subprocess.Popen(
            [*START, "--port", str(port), "--state", str(state)],
            env=environment(root, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        assert self.process.stdout is not None
        while "Ctrl+C" not in self.said:
            line = self.process.stdout.readline()
            assert line, f"the service ended: {self.said}"
            self.said += line

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        answer = response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        connection.close()
        return answer

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=120)
        self.said += out
        return self.process.returncode

    def end(self) -> None:
        """Leave nothing of it, whatever became of it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return smallworld.write(tmp_path / "corpus")


@pytest.fixture
def served(root: Path, tmp_path: Path) -> Iterator[Served]:
    service = Served(root, tmp_path / "state", free_port())
    yield service
    service.end()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for all tests that leave it as they found it."""
    folder = tmp_path_factory.mktemp("standing")
    service = Served(smallworld.write(folder / "corpus"), folder / "state", free_port())
    yield service
    service.end()


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """One that was stopped; its state directory is for copying."""
    folder = tmp_path_factory.mktemp("left")
    service = Served(smallworld.write(folder / "corpus"), folder / "state", free_port())
    assert service.stop() == 0
    return service


def refused(root: Path, *arguments: str, **more: str) -> str:
    """What a start that must fail says."""
    done = subprocess.run(
        [*START, *arguments],
        env=environment(root, **more),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_it_starts_without_configuration_says_where_and_stops_when_told(served: Served) -> None:
    assert f"\n  http://127.0.0.1:{served.port}/ " in served.said
    assert "smartregions validate" in served.said
    assert "First start: 5 graphs of data recorded in" in served.said
    assert served.ask("/health")[0] == 200
    children = psutil.Process(served.process.pid).children(recursive=True)
    assert served.stop() == 0
    assert "Stopped." in served.said
    assert not psutil.wait_procs(children, timeout=60)[1]


def test_the_program_that_it_names_is_there(standing: Served) -> None:
    """In a clone that was set up by make, too, where it is not on the path."""
    (line,) = [line for line in standing.said.splitlines() if "validate FILE.ttl" in line]
    (named,) = [word for word in line.split() if word.endswith("smartregions")]
    assert shutil.which(named)


def test_the_command_that_it_prints_works(standing: Served) -> None:
    (line,) = [line for line in standing.said.splitlines() if "curl" in line]
    assert f"http://127.0.0.1:{standing.port}/sparql" in line
    (query,) = re.findall(r"'query=(.*?)'", line)
    status, headers, body = standing.ask(
        "/sparql",
        "POST",
        query.encode(),
        Content_Type="application/sparql-query",
        Accept="text/csv",
    )
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert len(body.splitlines()) == 6


def test_over_the_wire_the_protocol_holds(standing: Served) -> None:
    """The cases in which the server beneath could differ from the test client."""
    get = "/sparql?query=SELECT+%28%27%C3%A9%27+AS+%3Fx%29%7B%7D"
    status, headers, body = standing.ask(get, Accept="text/csv")
    assert (status, body.decode()) == (200, "x\r\né\r\n")
    assert headers["server"] == "smart-regions"
    assert standing.ask(get, If_None_Match=headers["etag"], Accept="text/csv")[::2] == (304, b"")
    status, head, body = standing.ask(get, "HEAD", Accept="text/csv")
    assert (status, body, head["content-length"]) == (200, b"", headers["content-length"])
    assert standing.ask("/sparql", "OPTIONS")[0] == 200
    assert standing.ask("/sparql", "DELETE")[0] == 405
    assert standing.ask("/sparql?query=%FF")[0] == 400
    chunked = {"Content_Type": "application/sparql-query", "Transfer_Encoding": "chunked"}
    status, headers, _ = standing.ask("/sparql", "POST", b"6\r\nASK {}\r\n0\r\n\r\n", **chunked)
    assert (status, headers["connection"]) == (411, "close")


def test_what_all_that_answer_need_is_read_and_compiled_by_one_process(
    standing: Served,
) -> None:
    run = found(standing.state, standing.state / REGISTRY)
    assert run is not None
    eventually(lambda: (run / "documentation-fr.json").exists())
    eventually(lambda: len(list(run.glob("template-*.bytecode"))) > 20)
    for needed in ("names", "words", "types", "size", "list-regions"):
        eventually(lambda needed=needed: len(list(run.glob(f"{needed}-*.prepared"))) == 1)
    assert standing.ask("/ontology", Accept="text/html")[0] == 200
    eventually(lambda: not called(standing, DOCUMENTER))


def test_a_second_start_finds_nothing_new(served: Served, root: Path, tmp_path: Path) -> None:
    served.stop(signal.SIGINT)
    again = Served(root, tmp_path / "state", served.port)
    assert "5 changes, 0 new" in again.said
    assert again.stop() == 0


def test_a_second_service_on_the_same_state_is_refused(standing: Served) -> None:
    said = refused(standing.root, "--port", str(free_port()), "--state", str(standing.state))
    assert "Another service" in said and "--state" in said


def test_a_port_in_use_is_refused(standing: Served, root: Path, tmp_path: Path) -> None:
    said = refused(root, "--port", str(standing.port), "--state", str(tmp_path / "other"))
    other = f"--port {standing.port + 1} --state ~/"
    assert f"smartregions serve {other}" in said
    assert f'make serve SERVE_ARGS="{other}' in said


QUERY = "/sparql?query=ASK%7BFILTER%28RAND%28%29%3C2%29%7D"
"""A query that is evaluated each time, since its answer may change by itself."""


def called(served: Served, title: str) -> set[psutil.Process]:
    """The processes of the service with this title."""
    processes = psutil.Process(served.process.pid).children(recursive=True)
    found = set()
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            parent = process.parent()
            if parent and process.name() == title != parent.name():  # a keeper measures in a fork
                found.add(process)
    return found


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def answered(served: Served, path: str = QUERY) -> int:
    """The status, however often the connection is reset: that of a killed process is."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(ConnectionError, http.client.BadStatusLine):
            return served.ask(path)[0]
    return 0


def whole(served: Served) -> bool:
    """Whether as many processes of each kind stand as at the start."""
    counts = {KEEPER: 1, WEB: 2, WORKER: at_once(Settings())}
    return all(len(called(served, title)) == count for title, count in counts.items())


def steady(served: Served, title: str) -> set[psutil.Process]:
    """The processes with this title, once they stay: workers are anew when all is measured."""
    until = time.monotonic() + 60
    before: set[psutil.Process] = set()
    while not whole(served) or called(served, title) != before:
        assert time.monotonic() < until
        before = called(served, title)
        time.sleep(1 if title == WORKER else 0.1)
    return before


@pytest.mark.parametrize("title", [WEB, KEEPER, WORKER])
def test_a_process_that_is_killed_is_replaced_and_the_others_go_on(
    served: Served, title: str
) -> None:
    for _ in range(3):
        killed, *others = steady(served, title)
        killed.kill()
        eventually(lambda: killed not in called(served, title))  # noqa: B023
        assert set(others) <= called(served, title)
        assert {answered(served) for _ in range(20)} == {200}
        eventually(lambda: whole(served))
    assert served.process.poll() is None
    assert {answered(served, "/health") for _ in range(20)} == {200}
    assert served.stop() == 0


def test_all_processes_behind_it_may_die_at_once(served: Served) -> None:
    processes = psutil.Process(served.process.pid).children(recursive=True)
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    assert not psutil.wait_procs(processes, timeout=60)[1]
    eventually(lambda: whole(served))
    assert answered(served) == 200


def test_a_query_that_kills_its_process_is_told_so_and_hurts_nobody(standing: Served) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    bomb = f'SELECT ?x40 {{ BIND("aaaaaaaaaaaaaaaa" AS ?x0) {doubled} }}'
    status, headers, body = standing.ask("/sparql?" + urlencode({"query": bomb}), Accept="text/csv")
    assert (status, headers["content-type"]) == (503, "application/problem+json")
    assert json.loads(body)["type"].endswith("#memory")
    assert "retry-after" in headers
    assert standing.ask(QUERY)[0] == 200


def test_service_is_asked_at_listed_endpoints_and_nowhere_else(
    served: Served, root: Path, tmp_path: Path
) -> None:
    endpoint = f"http://127.0.0.1:{served.port}/sparql"
    more = {"SMARTREGIONS_SERVICE_ENDPOINTS": f"http://e/sparql {endpoint}"}
    asking = Served(root, tmp_path / "asking", free_port(), **more)
    try:
        said = f"?s ?p ?o FILTER(?p != <{PROV}endedAtTime>)"  # the two began at different times
        federated = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{endpoint}> {{ {said} }} ?s ?p ?o }}"
        status, _, body = asking.ask("/sparql?" + urlencode({"query": federated}))
        alone = f"SELECT (COUNT(*) AS ?n) {{ {said} }}"
        assert status == 200
        assert body == served.ask("/sparql?" + urlencode({"query": alone}))[2]
        for target in (f"<{endpoint}?x>", "?other", f"<{endpoint}#>"):
            text = f"ASK {{ SERVICE <{endpoint}> {{ ?s ?p ?other }} SERVICE {target} {{}} }}"
            status, _, body = asking.ask("/sparql?" + urlencode({"query": text}))
            assert (status, json.loads(body)["type"].rpartition("#")[2]) == (400, "query-refused")
        served.stop()
        status, _, body = asking.ask("/sparql?" + urlencode({"query": federated}))
        assert (status, json.loads(body)["type"].rpartition("#")[2]) == (502, "endpoint")
        silent = federated.replace("SERVICE", "SERVICE SILENT")
        assert asking.ask("/sparql?" + urlencode({"query": silent}))[0] == 200
    finally:
        asking.stop()


def test_no_process_outlives_the_one_that_was_started(served: Served) -> None:
    """It would keep the address and the state directory."""
    children = psutil.Process(served.process.pid).children(recursive=True)
    served.process.kill()
    assert not psutil.wait_procs(children, timeout=60)[1]


@pytest.mark.parametrize(
    "public",
    [
        {"host": "0.0.0.0"},
        {"public_url": "https://regions.example/"},
        {"public_url": "https://regions.example/", "trusted_proxies": "127.0.0.1"},
    ],
)
def test_beyond_this_machine_it_answers_only_where_queries_have_no_network(
    public: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = from_environment({}, **public)
    monkeypatch.setattr(sandbox, "available", lambda: True)
    refuse_unguarded(chosen)
    monkeypatch.setattr(sandbox, "available", lambda: False)
    with pytest.raises(InputError, match="loopback address only"):
        refuse_unguarded(chosen)


def test_on_this_machine_alone_it_answers_on_every_platform(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox, "available", lambda: False)
    refuse_unguarded(from_environment({}))


@pytest.mark.parametrize(
    "public", [{"host": "0.0.0.0"}, {"public_url": "https://regions.example/"}]
)
def test_a_service_that_judges_nothing_is_never_public(
    public: dict[str, str], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "dataset.toml").write_text("rejecting = []")
    home = corpus.find(root)
    with pytest.raises(InputError, match=r"dataset\.toml switches judging off.*loopback"):
        refuse_unjudged(from_environment({}, **public), home)
    refuse_unjudged(from_environment({}), home)
    assert "contributions are not judged" in capsys.readouterr().err


def test_judging_off_is_said_at_the_start_and_on_pages(root: Path, tmp_path: Path) -> None:
    (root / "dataset.toml").write_text("rejecting = []")
    said = refused(root, "--host", "0.0.0.0", "--state", str(tmp_path / "other"))
    assert "switches judging off" in said
    served = Served(root, tmp_path / "state", free_port())
    try:
        for path in ("/", "/sparql", "/queries", "/problems", "/docs", "/nothing"):
            page = served.ask(path, Accept="text/html")[2].decode()
            assert "contributions are not judged here" in page, path
    finally:
        served.stop()


def test_a_broken_dataset_file_is_refused_with_its_place(root: Path, tmp_path: Path) -> None:
    (root / "dataset.toml").write_text("\njudging = false")
    said = refused(root, "--port", str(free_port()), "--state", str(tmp_path / "state"))
    assert "dataset.toml:2: judging is no setting" in said


def test_a_proxy_that_is_not_named_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """All who come through it would be one client."""
    url = "https://regions.example/"
    ask_for_proxies(from_environment({}, public_url=url, trusted_proxies="192.0.2.1"))
    ask_for_proxies(from_environment({}, host="0.0.0.0"))
    assert capsys.readouterr().err == ""
    ask_for_proxies(from_environment({}, public_url=url))
    assert "SMARTREGIONS_TRUSTED_PROXIES" in capsys.readouterr().err


def test_a_misspelt_setting_is_refused(root: Path, tmp_path: Path) -> None:
    said = refused(root, "--state", str(tmp_path / "state"), SMARTREGIONS_PROT="1")
    assert "SMARTREGIONS_PROT is no setting" in said


def test_a_broken_source_is_refused_with_its_place(root: Path, tmp_path: Path) -> None:
    (root / "data" / "broken.ttl").write_text("<http://e/a> <http://e/b> .")
    said = refused(root, "--port", str(free_port()), "--state", str(tmp_path / "state"))
    assert re.search(r"broken\.ttl:1:\d+", said)


def test_a_broken_question_is_refused_before_any_process_is_started(
    root: Path, tmp_path: Path
) -> None:
    (root / "queries" / "broken").mkdir(parents=True)
    (root / "queries" / "broken" / "one.rq").write_text("SELECT * {}")
    said = refused(root, "--port", str(free_port()), "--state", str(tmp_path / "state"))
    assert "queries/broken/one.rq: the header has no summary" in said
    assert "ended" not in said


DAMAGE = {
    "an agent": ("agent = 'x'", "Change 3 of the registry is not as it was written"),
    "a text": ("source = added_triples", "its text is another one"),
    "its triples": ("added_triples = x'00'", "a content is another one"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_tampered_registry_is_not_served(what: str, left: Served, tmp_path: Path) -> None:
    """Not even for a moment, though the index is filled while the registry is checked."""
    shutil.copytree(left.state, tmp_path / "state")
    damage, told = DAMAGE[what]
    with closing(sqlite3.connect(tmp_path / "state" / "registry.sqlite3")) as connection:
        kept = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (trigger,) in connection.execute(kept).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(f"UPDATE changes SET {damage} WHERE sequence = 3")
        connection.commit()
    said = refused(left.root, "--port", str(free_port()), "--state", str(tmp_path / "state"))
    assert told in said
