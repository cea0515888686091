"""The table of commands: what it lists, what it costs, what its exit codes say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from smartregions import __version__
from smartregions.cli import COMMANDS

HEAVY = ("flask", "sqlalchemy", "rdflib", "granian", "rich", "SPARQLWrapper", "pyoxigraph")


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "smartregions", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=300)


def imported(*arguments: str) -> set[str]:
    """The modules that a command has imported when it ends."""
    program = (
        "import sys, smartregions.cli\n"
        f"sys.argv = ['smartregions', *{list(arguments)!r}]\n"
        "try: smartregions.cli.main()\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(' '.join(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return set(done.stderr.split())


def test_help_lists_every_command_and_what_to_start_with() -> None:
    done = run("--help")
    assert done.returncode == 0
    for name, line in COMMANDS.items():
        assert name in done.stdout and line in done.stdout
    assert "smartregions serve" in done.stdout


def test_version_is_told() -> None:
    assert run("--version").stdout == f"smartregions {__version__}\n"


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_the_table_itself_imports_nothing_heavy(argument: str) -> None:
    assert not imported(argument) & set(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists_and_has_help(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: smartregions" in done.stdout.replace("python -m ", "")


def test_an_unknown_command_is_exit_2() -> None:
    done = run("nonsense")
    assert done.returncode == 2
    assert "nonsense" in done.stderr


def test_an_error_of_ours_is_a_sentence_and_exit_2(tmp_path: Path) -> None:
    done = run("query", "no/such-question", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("smartregions: There is no question no/such-question.")
    assert "Traceback" not in done.stderr


def test_a_service_holds_its_index_before_the_web_face_is_imported() -> None:
    """The keeper is forked with what the command has imported, and loads meanwhile."""
    assert not imported("serve", "--help") & {"flask", "granian", "jinja2"}


@pytest.mark.parametrize("words", [("convert", "-o", "a.xlsx"), ("format",)])
def test_a_text_that_is_not_turtle_is_told_by_file_line_and_column(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "a.ttl").write_text("\n foaf:a foaf:name 'x' .\n rdfs:label sr:x 1 .\n")
    done = run(words[0], "a.ttl", *words[1:], cwd=tmp_path)
    assert done.returncode == 2
    assert "smartregions: a.ttl:2:2: The prefix `foaf:` is not declared." in done.stderr
    assert "   help: Add `@prefix foaf: <http://xmlns.com/foaf/0.1/> .`" in done.stderr
    assert "smartregions: a.ttl:3:2: The prefix `rdfs:` is not declared." in done.stderr
