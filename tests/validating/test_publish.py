"""`smartregions publish --to` against a running service."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from writing.publishing import MINE, Publishing, publishing, turtle

PROGRAM = Path(sys.executable).with_name("smartregions")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Partner:
    """A partner's folder, with a token that may write."""

    folder: Path
    publishing: Publishing
    secret: str

    def publish(self, *arguments: str, token: str | None = None) -> Done:
        address = f"http://127.0.0.1:{self.publishing.service.port}"
        done = subprocess.run(
            [PROGRAM, "publish", "--to", address, *arguments],
            cwd=self.folder,
            env={**os.environ, "SMARTREGIONS_TOKEN": self.secret if token is None else token},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def write(self, name: str, text: bytes) -> str:
        (self.folder / name).write_bytes(text)
        return name

    def holds(self, graph: str) -> int:
        return self.publishing.count(f"GRAPH <{graph}> {{ ?s ?p ?o }}")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    with publishing(tmp_path_factory.mktemp("publishing")) as found:
        yield found


@pytest.fixture
def partner(running: Publishing, tmp_path: Path) -> Partner:
    token = running.token()["Authorization"].removeprefix("Bearer ")
    return Partner(tmp_path, running, token)


def test_a_valid_file_is_published(partner: Partner) -> None:
    graph = MINE + "valid"
    done = partner.publish(partner.write("a.ttl", turtle("one", "two")), "--graph", graph)
    assert done.code == 0, done.err
    number = partner.publishing.changes()
    assert f"Change {number}: <{graph}> now has" in done.out
    shown = f"http://127.0.0.1:{partner.publishing.service.port}/graph/partner/valid"
    assert f"Next: look at it, {shown}; its changes: {shown}/history" in done.out
    assert "Sending a.ttl" in done.err
    assert partner.holds(graph) > 6


def test_a_faulty_file_is_rejected_with_the_report(partner: Partner) -> None:
    graph = MINE + "faulty"
    text = turtle("one").replace(b"region:wallonia", b"region:walonia")
    done = partner.publish(partner.write("bad.ttl", text), "--graph", graph)
    assert done.code == 1
    assert "\nbad.ttl:9:16: violation[ClassConstraintComponent]" in "\n" + done.out
    assert "did you mean region:wallonia?" in done.out
    assert "Rejected: 1 violation" in done.out
    assert partner.holds(graph) == 0


@pytest.mark.parametrize("name", ["équipe 1.ttl", 'a"b\\c;d.ttl', "x%20y.ttl"])
def test_a_finding_names_the_file_as_it_is_called_here(partner: Partner, name: str) -> None:
    file = partner.write(name, b"no Turtle")
    done = partner.publish(file, "--graph", MINE + "called")
    tried = partner.publish(file, "--graph", MINE + "called", "--dry-run")
    called = name.rpartition("\\")[2]
    assert done.out.startswith(f"{called}:1:1: violation[syntax]")
    assert tried.out.startswith(f"{called}:1:1: violation[syntax]")


def test_what_is_not_turtle_is_not_judged(partner: Partner) -> None:
    done = partner.publish(partner.write("a.ttl", b"no Turtle"), "--graph", MINE + "none")
    assert done.code == 2
    assert "violation[syntax]" in done.out


def test_a_dry_run_says_what_would_change_and_changes_nothing(partner: Partner) -> None:
    before, graph = partner.publishing.changes(), MINE + "dry"
    file = partner.write("a.ttl", turtle("dry"))
    done = partner.publish(file, "--graph", graph, "--dry-run", token="")
    assert f"Would change <{graph}>" in done.out
    assert "added: 1 thing" in done.out
    assert "Nothing was published" in done.out
    assert partner.publishing.changes() == before
    assert partner.holds(graph) == 0


def test_a_dry_run_of_what_was_published_takes_nothing_away_that_the_token_says(
    partner: Partner,
) -> None:
    graph = MINE + "again"
    file = partner.write("a.ttl", turtle("again"))
    assert partner.publish(file, "--graph", graph).code == 0
    done = partner.publish(file, "--graph", graph, "--dry-run", token="")
    assert "triples: 0 come, 0 go." in done.out
    assert "undescribed-graph" not in done.out and "removed" not in done.out


def test_all_of_it_is_told_in_french_to_who_asks(partner: Partner) -> None:
    graph, french = MINE + "french", ("--lang", "fr")
    file = partner.write("a.ttl", turtle("french"))
    tried = partner.publish(file, "--graph", graph, "--dry-run", *french, token="")
    assert tried.code == 0 and "Accepté" in tried.out and "Rien n’a été publié" in tried.out
    assert f"Modifierait <{graph}>, par rapport à la modification" in tried.out
    unread = partner.write("b.ttl", b"no")
    assert partner.publish(unread, "--graph", graph, *french).code == 2
    refused = partner.publish(file, "--graph", graph, *french, token="x" * 40)
    assert refused.code == 2 and "a.ttl n’a pas été accepté (401)\u00a0: " in refused.err


@pytest.mark.parametrize("more", [(), ("--format", "json"), ("--dry-run",)])
def test_an_empty_file_has_the_exit_code_of_what_is_not_judged(
    partner: Partner, more: Sequence[str]
) -> None:
    file, graph = partner.write("empty.ttl", b"# nothing\n"), MINE + "empty"
    assert partner.publish(file, "--graph", graph, *more).code == 2
    alone = subprocess.run([PROGRAM, "validate", file], cwd=partner.folder, check=False)
    assert alone.returncode == 2
    assert partner.holds(graph) == 0


def test_a_dry_run_of_a_faulty_file_has_the_exit_code_of_a_rejection(partner: Partner) -> None:
    text = turtle("one").replace(b"region:wallonia", b"region:walonia")
    graph = MINE + "dry"
    assert partner.publish(partner.write("a.ttl", text), "--graph", graph, "--dry-run").code == 1
    assert partner.publish(partner.write("b.ttl", b"no"), "--graph", graph, "--dry-run").code == 2


def test_json_is_what_the_service_says(partner: Partner) -> None:
    file, graph = partner.write("a.ttl", turtle("json")), MINE + "json"
    done = partner.publish(file, "--graph", graph, "--format", "json")
    assert json.loads(done.out)["changes"][0]["graph"] == graph
    tried = partner.publish(file, "--graph", graph, "--format", "json", "--dry-run")
    assert json.loads(tried.out)["preview"]["triplesAdded"] == 0


def test_a_graph_that_was_changed_meanwhile_is_left_alone(partner: Partner) -> None:
    graph = MINE + "unchanged"
    file = partner.write("a.ttl", turtle("unchanged"))
    assert partner.publish(file, "--graph", graph, "--if-unchanged", "0").code == 0
    number = partner.publishing.changes()
    partner.write("a.ttl", turtle("unchanged", label="Another"))
    again = partner.publish(file, "--graph", graph, "--if-unchanged", "0")
    assert (again.code, "412" in again.err) == (2, True)
    assert partner.publish(file, "--graph", graph, "--if-unchanged", str(number)).code == 0
    late = partner.publish(file, "--graph", graph, "--if-unchanged", str(number))
    assert (late.code, "412" in late.err) == (2, True)


def test_the_first_of_several_files_that_fails_ends_it(partner: Partner) -> None:
    """Each goes into the graph of its name, which is not this partner's to write."""
    files = [partner.write(name, turtle("several")) for name in ("a.ttl", "b.ttl")]
    done = partner.publish(*files)
    assert done.code == 2
    assert "a.ttl was not taken (403)" in done.err
    assert "Not published: b.ttl." in done.err


@pytest.mark.parametrize("token", ["", "x" * 43, "two words"])
def test_without_a_token_nothing_is_published(partner: Partner, token: str) -> None:
    file = partner.write("a.ttl", turtle("token"))
    done = partner.publish(file, "--graph", MINE + "token", token=token)
    assert done.code == 2
    assert "oken" in done.err
    assert partner.holds(MINE + "token") == 0


def test_a_token_is_read_from_a_file(partner: Partner) -> None:
    partner.write("secret", partner.secret.encode() + b"\n")
    file, graph = partner.write("a.ttl", turtle("file")), MINE + "file"
    done = partner.publish(file, "--graph", graph, "--token-file", "secret", token="")
    assert done.code == 0, done.err


@pytest.mark.parametrize("name", ["a.csv", "none.ttl"])
def test_a_file_that_cannot_be_sent(partner: Partner, name: str) -> None:
    partner.write("a.csv", b"a,b")
    done = partner.publish(name)
    assert done.code == 2
    assert name in done.err


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_the_address_of_a_part_of_a_service_is_told_with_that_of_the_service(
    partner: Partner, more: Sequence[str]
) -> None:
    file = partner.write("a.ttl", turtle("part"))
    service = f"http://127.0.0.1:{partner.publishing.service.port}/"
    done = partner.publish(file, "--to", f"{service}sparql", "--graph", MINE + "part", *more)
    assert done.code == 2
    assert f"{service}sparql/ is not the address of a service" in done.err
    assert f"write that of its front page, such as {service}." in done.err
    assert partner.holds(MINE + "part") == 0


def test_a_service_that_is_not_there(partner: Partner) -> None:
    file = partner.write("a.ttl", turtle("away"))
    command = [PROGRAM, "publish", file, "--to", "http://127.0.0.1:9", "--dry-run"]
    done = subprocess.run(
        command, cwd=partner.folder, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 2
    assert "did not answer" in done.stderr
