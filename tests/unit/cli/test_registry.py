"""The commands of the registry say what they did, and refuse what they cannot do."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proposals import put
from smartregions.cli import table
from smartregions.errors import InputError, ServiceError, Unauthorized, UnknownThing
from smartregions.registry.log import open_registry
from smartregions.registry.tokens import Tokens

A = b"<http://s/a> <http://p/> <http://o/> .\n"
B = b"<http://s/b> <http://p/> <http://o/> .\n"
C = b"<http://s/c> <http://p/> <http://o/> .\n"
GRAPH = "https://w3id.org/smart-regions/graph/"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "state" / "registry.sqlite3"
    place.parent.mkdir()
    with closing(open_registry(place)) as registry:
        put(registry, GRAPH + "one", A + B, agent="Harbour")
        put(registry, GRAPH + "two", A)
        put(registry, GRAPH + "one", B + C)
    return place


def run(path: Path, *words: str, ok: bool = True) -> Result:
    result = CliRunner().invoke(table, [*words, "--registry", str(path)], env={"NO_COLOR": "1"})
    if ok:
        assert result.exception is None, result.exception
    return result


def refused(path: Path, *words: str) -> Exception:
    error = run(path, *words, ok=False).exception
    assert isinstance(error, Exception)
    return error


def test_history_lists_the_changes_of_all_graphs_or_one(path: Path) -> None:
    lines = run(path, "history").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    one = run(path, "history", "one").stdout.splitlines()
    assert [line.split()[0] for line in one] == ["1", "3"]
    assert "create" in one[0] and "Harbour" in one[0] and "+2 -0 = 2" in one[0]
    assert "update" in one[1] and "+1 -1 = 2" in one[1]
    assert run(path, "history", GRAPH + "one").stdout.splitlines() == one


def test_history_is_given_as_json_with_every_field_and_hash(path: Path) -> None:
    found = json.loads(run(path, "history", "--format", "json").stdout)
    assert [change["sequence"] for change in found] == [1, 2, 3]
    assert found[1]["previous"] == found[0]["hash"]
    assert {"source_sha256", "verdict", "shapes_version", "agent", "time"} <= set(found[0])


def test_check_tells_of_graphs_whose_names_could_not_be_given_now(path: Path) -> None:
    assert "MOVE" not in run(path, "registry", "check").stdout
    with closing(open_registry(path)) as registry:
        put(registry, GRAPH + "one/history", A)
        put(registry, GRAPH + "one.ttl", A)
        put(registry, GRAPH + "gone/diff", A)
        put(registry, GRAPH + "gone/diff", None)
    told = run(path, "registry", "check").stdout
    assert f"Name it <{GRAPH}one-history>, say. It stands, and MOVE" in told
    assert f"<{GRAPH}one.ttl> is read where <{GRAPH}one> would be" in told
    assert "gone" not in told


def test_a_graph_that_was_not_there_yet_is_told_as_over_http(path: Path) -> None:
    told = str(refused(path, "history", "two", "--diff", "0", "1"))
    assert told == f"<{GRAPH}two> was not here by then, so nothing of it differs."
    same = run(path, "history", "two", "--diff", "2", "3")
    assert same.stdout == ""
    assert same.stderr == f"No triple of {GRAPH}two came or went between the two.\n"


@pytest.mark.parametrize("group", ["token", "registry"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_line_of_a_list_of_commands_is_cut_off(group: str, language: str) -> None:
    shown = CliRunner().invoke(table, [group, "--help"], env={"LANGUAGE": language}).stdout
    listed = shown.partition("Command")[2]
    assert len(listed.splitlines()) > 3 and "..." not in listed


def test_two_states_are_compared(path: Path) -> None:
    text = run(path, "history", "one", "--diff", "1", "3").stdout
    assert text == f"- {A.decode()}+ {C.decode()}"
    assert run(path, "history", "--diff", "1", "3").stdout == text
    found = json.loads(run(path, "history", "one", "--diff", "3", "1", "--format", "json").stdout)
    assert (found["added"], found["removed"]) == ([A.decode()[:-1]], [C.decode()[:-1]])


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("history", "three"), UnknownThing),
        (("history", "one", "--diff", "1", "9"), UnknownThing),
        (("history", "--diff", "1", "9"), InputError),
        (("history", "two", "--diff", "0", "1"), UnknownThing),
        (("history", "two", "--diff", "1", "0", "--format", "json"), UnknownThing),
        (("registry", "redact", "9", "--reason", "x", "--yes"), UnknownThing),
        (("token", "revoke", "x"), UnknownThing),
        (
            ("token", "create", "--holder", "x", "--graph", "*", "--expires", "2020-01-01"),
            InputError,
        ),
    ],
)
def test_what_does_not_exist_is_told(path: Path, words: tuple[str, ...], kind: type) -> None:
    assert isinstance(refused(path, *words), kind)


def test_where_there_is_no_registry_none_is_made(tmp_path: Path) -> None:
    missing = tmp_path / "none.sqlite3"
    for words in (("history",), ("registry", "check"), ("token", "list")):
        assert "smartregions serve" in str(refused(missing, *words))
    assert not missing.exists()


def test_check_says_that_all_is_as_it_was_written(path: Path) -> None:
    said = run(path, "registry", "check").stdout
    assert "3 changes are as they were written" in said
    assert "3 states were built anew" in said


def test_check_finds_what_was_altered(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER changes_are_kept")
        connection.execute("UPDATE changes SET triples = 7 WHERE sequence = 2")
    assert "Change 2" in str(refused(path, "registry", "check"))


def test_check_repairs_what_is_derived(path: Path) -> None:
    with closing(open_registry(path)) as registry:
        for state in (A, B, A, B):
            put(registry, GRAPH + "two", state)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE checkpoints SET content = x'00'")
    assert "--repair" in str(refused(path, "registry", "check"))
    assert "7 states were built anew" in run(path, "registry", "check", "--repair").stdout


def test_a_backup_is_made_and_verified(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    assert "holds 3 changes" in run(path, "registry", "backup", str(copy)).stdout
    assert run(copy, "history").stdout == run(path, "history").stdout
    assert isinstance(refused(path, "registry", "backup", str(copy)), InputError)


def test_a_backup_put_in_place_as_documented_is_the_registry(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    run(path, "registry", "backup", str(copy))
    with closing(open_registry(path)) as registry:
        put(registry, GRAPH + "two", C)
    for end in ("-wal", "-shm", ".head"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    copy.rename(path)
    assert "3 changes are" in run(path, "registry", "check").stdout


def test_redaction_says_what_is_gone_and_where_else_it_stands(path: Path) -> None:
    result = run(path, "registry", "redact", "1", "--reason", "Article 17", "--yes")
    assert "Change 4: 1 triple went" in result.stdout
    assert "changes 1, 3" in result.stdout
    assert f"<{GRAPH}two> says some of it too" in result.stderr
    assert "4 states were built anew" in run(path, "registry", "check").stdout
    assert A.decode() not in run(path, "history", "one", "--diff", "0", "1").stdout


def test_redaction_removes_the_files_that_were_made_of_it(path: Path) -> None:
    folder = path.parent / "dumps"
    folder.mkdir()
    (folder / "one-3.nt").write_bytes(A)
    run(path, "registry", "redact", "1", "--reason", "Article 17", "--yes")
    assert not (folder / "one-3.nt").exists()


def test_redaction_asks_before(path: Path) -> None:
    words = ["registry", "redact", "1", "--reason", "x", "--registry", str(path)]
    assert CliRunner().invoke(table, words, input="n\n").exit_code
    assert len(run(path, "history").stdout.splitlines()) == 3


HOLD = """
import sys
from pathlib import Path
from smartregions.registry.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_redaction_needs_the_service_stopped(path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path.parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout and holder.stdin
    holder.stdout.readline()
    error = refused(path, "registry", "redact", "1", "--reason", "x", "--yes")
    holder.communicate()
    assert isinstance(error, ServiceError) and "Another service" in str(error)
    assert len(run(path, "history").stdout.splitlines()) == 3


def test_a_token_is_made_shown_once_listed_and_revoked(path: Path) -> None:
    made = run(
        path, "token", "create", "--holder", "Harbour", "--operation", "write", "--graph",
        GRAPH + "one", "--subject", "https://harbour.example/", "--expires", "2999-12-31",
        "--licence", "https://harbour.example/licence",
    )  # fmt: skip
    secret = made.stdout.strip()
    (token,) = json.loads(run(path, "token", "list", "--format", "json").stdout)
    assert token["grants"]["graphs"] == [GRAPH + "one"]
    assert token["grants"]["operations"] == ["write"]
    assert token["id"] in made.stderr
    listed = run(path, "token", "list").stdout
    assert secret not in listed and "holds, until 2999-12-31" in listed
    with closing(open_registry(path)) as registry:
        tokens = Tokens(registry.database)
        assert tokens.authenticate(f"Bearer {secret}".encode()).may("write", GRAPH + "one")
        assert token["id"] in run(path, "token", "revoke", token["id"]).stdout
        with pytest.raises(Unauthorized):
            tokens.authenticate(f"Bearer {secret}".encode())
    assert "revoked" in run(path, "token", "list").stdout
