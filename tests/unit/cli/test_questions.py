"""`smartregions questions`: whoever has no browser finds the questions and their parameters."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import smallworld
from smartregions import cli, corpus
from smartregions.cli.questions import command
from smartregions.errors import UnknownThing
from smartregions.library.shelf import load


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMARTREGIONS_CORPUS", str(tmp_path))
    return smallworld.write(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False)


def test_every_question_is_listed_with_what_it_asks() -> None:
    listed = run().stdout
    for each in load(corpus.find().queries):
        assert f"{each.path}\n    {each.summary}\n" in listed


def test_a_topic_lists_its_own_questions_only() -> None:
    paths = [line for line in run("actors").stdout.splitlines() if line and line[0] != " "]
    assert "actors/by-region" in paths
    assert all(path.startswith(("actors/", "Next:")) for path in paths)


def test_a_question_shows_its_parameters_and_what_they_are_without_a_value(root: Path) -> None:
    (asked,) = (each for each in load(root / "queries") if each.parameters)
    shown = run(asked.path).stdout
    assert "How large is a region?" in shown and "In square kilometres." in shown
    assert "-p region=...  The region; without it, every one." in shown
    assert "-p least=...  The least size.  [10]" in shown


def test_they_are_told_in_the_language_of_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    assert "Quels acteurs sont établis dans une région" in run("actors").stdout


def test_an_unknown_topic_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownThing, match="no topic acters. There are: actors, "):
        run("acters")
    with pytest.raises(UnknownThing, match="Did you mean actors/by-region?"):
        run("actors/by-regio")


def test_the_help_of_the_program_names_the_command() -> None:
    assert "questions" in CliRunner().invoke(cli.table, ["--help"]).stdout
