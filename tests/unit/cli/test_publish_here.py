"""`smartregions publish` without `--to`: in the registry here, beside a service or alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from smartregions.cli import table
from smartregions.errors import Conflict, InputError, PreconditionFailed, UnknownThing
from smartregions.registry.change import OPERATOR
from smartregions.registry.log import opened
from writing.publishing import ACTOR, DATASET, GRAPH, LICENCE, Publishing, publishing, turtle

DESCRIBED = f"""
<{DATASET}members> a <http://www.w3.org/ns/dcat#Dataset> ;
  dcterms:hasPart <{GRAPH}members> ; dcterms:title "Members"@en ;
  dcterms:description "Whom a partner knows."@en ;
  dcterms:publisher <{ACTOR}smart-regions> ; dcterms:license <{LICENCE}> .
""".encode()
TEXT = turtle("one") + DESCRIBED
FAULTY = TEXT.replace(b"region:wallonia", b"region:walonia")


@dataclass(frozen=True)
class Made:
    """A partner's folder, the registry that publishing made beside it, and what that said."""

    folder: Path
    done: Result
    number: int


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("here")
    done = run(folder, TEXT)
    return Made(folder, done, last(folder))


@pytest.fixture
def folder(made: Made) -> Path:
    """That folder; each test leaves published what it found so."""
    return made.folder


def run(folder: Path, text: bytes, *words: str) -> Result:
    file = folder / "members.ttl"
    file.write_bytes(text)
    where = ["--state", str(folder / "state")]
    return CliRunner().invoke(table, ["publish", str(file), *where, *words])


def last(folder: Path) -> int:
    with opened(folder / "state" / "registry.sqlite3") as registry:
        found = registry.last()
    return found.sequence if found else 0


def test_a_workbook_is_not_sent_and_it_is_said_what_makes_turtle_of_it(tmp_path: Path) -> None:
    (tmp_path / "members.xlsx").write_bytes(b"PK")
    done = CliRunner().invoke(table, ["publish", str(tmp_path / "members.xlsx")])
    assert isinstance(done.exception, InputError)
    assert "members.xlsx -o" in str(done.exception) and "members.ttl" in str(done.exception)


def test_a_trial_makes_no_registry(tmp_path: Path) -> None:
    assert isinstance(run(tmp_path, TEXT, "--dry-run").exception, UnknownThing)
    assert not (tmp_path / "state" / "registry.sqlite3").exists()


def test_a_file_is_judged_beside_the_installed_data_and_kept(made: Made) -> None:
    folder, done, number = made.folder, made.done, made.number
    assert done.exit_code == 0, done.output
    assert f"Change {number}: <{GRAPH}members> now has" in done.stdout
    assert "info[MinCountConstraintComponent]" in done.stdout, "warnings and notes are shown"
    with opened(folder / "state" / "registry.sqlite3") as registry:
        change = registry.last_of(GRAPH + "members")
        assert change is not None and registry.last_of(GRAPH + "regions") is not None
        assert (change.agent, change.verdict) == (OPERATOR, "accepted")
        assert registry.source(number) == TEXT
        registry.verify()


def test_the_same_text_again_changes_nothing_and_that_is_said(folder: Path) -> None:
    before = last(folder)
    done = run(folder, TEXT)
    assert (done.exit_code, last(folder)) == (0, before)
    assert "Nothing had to be changed" in done.stdout
    assert f"change {before}" in done.stdout and "now has" not in done.stdout


def test_a_faulty_file_is_rejected_with_the_report_and_nothing_is_kept(folder: Path) -> None:
    before = last(folder)
    done = run(folder, FAULTY)
    assert (done.exit_code, last(folder)) == (1, before)
    assert "members.ttl:9:16: violation[ClassConstraintComponent]" in done.stdout
    assert run(folder, b"no Turtle").exit_code == 2
    assert run(folder, FAULTY, "--dry-run").exit_code == 1
    assert run(folder, b"no Turtle", "--dry-run").exit_code == 2


def test_a_trial_says_what_would_change_and_keeps_nothing(folder: Path) -> None:
    before = last(folder)
    text = TEXT.replace(b"A partner", b"Another name")
    done = run(folder, text, "--dry-run")
    assert (done.exit_code, last(folder)) == (0, before)
    assert f"Would change <{GRAPH}members>, compared with change {before}" in done.stdout
    assert "changed: 1 thing" in done.stdout
    told = json.loads(run(folder, text, "--dry-run", "--format", "json").stdout)
    assert told["accepted"] and told["preview"]["triplesAdded"] == 1


def test_all_of_it_is_told_in_french_to_who_asks(folder: Path) -> None:
    text = TEXT.replace(b"A partner", b"Another name")
    trial = run(folder, text, "--dry-run", "--lang", "fr")
    assert trial.exit_code == 0, trial.output
    assert f"Modifierait <{GRAPH}members>, par rapport à la modification {last(folder)}" in (
        trial.stdout
    )
    assert "modifié\u00a0: 1 chose" in trial.stdout and "Rien n’a été publié" in trial.stdout
    assert run(folder, b"no Turtle", "--lang", "fr").exit_code == 2
    rejected = run(folder, FAULTY, "--lang", "fr")
    assert rejected.exit_code == 1 and "Rejeté" in rejected.stdout
    done = run(folder, text, "--lang", "fr")
    assert f"Modification {last(folder)}\u00a0: <{GRAPH}members> a maintenant" in done.stdout
    again = run(folder, text, "--lang", "fr")
    assert f"Rien n’était à modifier\u00a0: <{GRAPH}members>" in again.stdout
    assert run(folder, TEXT).exit_code == 0


def test_an_error_is_told_in_the_language_that_a_command_was_asked_for(folder: Path) -> None:
    command = [sys.executable, "-m", "smartregions", "publish", "nowhere.ttl", "--lang"]
    for language, told in (("en", "nowhere.ttl cannot be read"), ("fr", "ne peut pas être lu")):
        done = subprocess.run(  # noqa: S603 - our own program
            [*command, language], capture_output=True, text=True, cwd=folder, check=False
        )
        assert done.returncode == 2 and told in done.stderr, done.stderr


def test_each_of_several_trials_is_of_the_data_as_they_are(folder: Path) -> None:
    words = ["--state", str(folder / "state"), "--dry-run"]
    (folder / "members.ttl").write_bytes(TEXT.replace(b"A partner", b"Another name"))
    file = str(folder / "members.ttl")
    done = CliRunner().invoke(table, ["publish", file, file, *words])
    assert done.exit_code == 0, done.output
    assert done.stdout.count("triples: 1 come, 1 go.") == 2


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("--if-unchanged", "0"), PreconditionFailed),
        (("--if-unchanged", "1"), PreconditionFailed),
        (("--graph", GRAPH + "ontology"), Conflict),
        (("--graph", GRAPH + "a/history"), Conflict),
        (("--graph", "no IRI"), InputError),
        (("--to", "http://127.0.0.1:9/"), InputError),
    ],
)
def test_what_cannot_be_published_is_told(
    folder: Path, words: tuple[str, ...], kind: type[Exception]
) -> None:
    before = last(folder)
    assert isinstance(run(folder, TEXT.replace(b"A p", b"P"), *words).exception, kind)
    assert last(folder) == before


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Publishing, Path]]:
    folder = tmp_path_factory.mktemp("served")
    with publishing(folder) as found:
        yield found, folder


def test_a_service_on_the_registry_judges_and_shows_it_at_once(
    served: tuple[Publishing, Path],
) -> None:
    running, folder = served
    done = run(folder, TEXT)
    assert done.exit_code == 0, done.output
    assert "Loading" not in done.stderr
    assert running.count(f"GRAPH <{GRAPH}members> {{ ?s a ?c }}") == 2
    health = running.send("GET", "/health").json()
    assert health["change"] == last(folder)
    assert run(folder, FAULTY).exit_code == 1
    assert "changed: 1 thing" in run(folder, TEXT.replace(b"A p", b"P"), "--dry-run").stdout
    assert health == running.send("GET", "/health").json()


def test_an_old_state_is_restored_beside_a_service(served: tuple[Publishing, Path]) -> None:
    running, folder = served
    assert run(folder, TEXT).exit_code == 0
    number = last(folder)
    assert run(folder, TEXT.replace(b"A partner", b"Renamed")).exit_code == 0
    place = folder / "state" / "registry.sqlite3"
    words = ["history", "members", "--restore", str(number), "--registry", str(place)]
    done = CliRunner().invoke(table, words)
    assert done.exit_code == 0, done.output
    assert running.count('?s rdfs:label "Renamed"@en'.replace("rdfs:label", LABEL)) == 0
    assert running.count('?s rdfs:label "A partner"@en'.replace("rdfs:label", LABEL)) == 1


LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@pytest.mark.parametrize("name", ["members/history", "a?b", "a/../b", "default", "provenance"])
def test_a_graph_that_would_not_open_is_not_made(folder: Path, name: str) -> None:
    before = last(folder)
    for words in ((), ("--dry-run",)):
        done = run(folder, TEXT, "--graph", GRAPH + name, *words)
        assert isinstance(done.exception, Conflict), done.output
    assert last(folder) == before
