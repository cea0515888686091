"""The command line speaks the language that the environment asks for, in all that it says."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from gettext import translation
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from proposals import put
from smartregions.cli import COMMANDS, table
from smartregions.cli.declaring import Argument, Command, Group, Option
from smartregions.cli.speaking import asked_for
from smartregions.messages import FOLDER, languages, paragraphs
from smartregions.registry.log import open_registry
from smartregions.web.messages import PACKAGE, of_click, of_help

OTHERS = languages()[1:]
TOLD = ("help", "epilog", "metavar", "prompt", "short_help", "subcommand_metavar")
_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {
        name: value for name, value in os.environ.items() if not name.startswith(("LANG", "LC_"))
    }
    command = [sys.executable, "-m", "smartregions", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**bare, "PYTHONUTF8": "1", **environment},
        timeout=300,
    )


def parsers() -> Iterator[tuple[str, click.Command]]:
    """Every command with its name: the table, what it holds, and what that holds."""
    yield "smartregions", table
    context = click.Context(table)
    for name in COMMANDS:
        found = table.get_command(context, name)
        assert found is not None
        yield name, found
        if isinstance(found, click.Group):
            yield from ((f"{name} {under}", each) for under, each in found.commands.items())


def texts(command: click.Command) -> Iterator[str]:
    """What help shows of a command and its parameters, paragraph by paragraph."""
    for each in (command, *command.params):
        for name in TOLD:
            if text := getattr(each, name, None):
                yield from paragraphs(text)


def one_line(text: str) -> str:
    return " ".join(text.split())


PARSERS = dict(parsers())
NAMES = sorted(PARSERS)


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", NAMES)
def test_all_that_help_shows_has_a_translation(name: str, language: str) -> None:
    with (FOLDER / f"{language}.po").open("rb") as opened:
        known = {entry.id for entry in read_po(opened, locale=language) if entry.string}
    lacking = [text for text in texts(PARSERS[name]) if text not in known]
    assert not lacking, "run `make messages`, and translate these"


@pytest.mark.parametrize("name", NAMES)
def test_help_is_declared_so_that_it_can_be_told(name: str) -> None:
    command = PARSERS[name]
    assert isinstance(command, Command | Group) and command.help
    for param in command.params:
        assert isinstance(param, Option | Argument)
        assert isinstance(param, Argument) or param.help, f"say what {param.opts[0]} is for"
        assert param.metavar or isinstance(param.type, click.Choice) or _is_flag(param)


def _is_flag(param: click.Parameter) -> bool:
    return isinstance(param, click.Option) and param.is_flag


@pytest.mark.parametrize("name", NAMES)
def test_help_is_shown_in_french(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command = PARSERS[name]
    monkeypatch.setenv("LANGUAGE", "en")
    english = [one_line(text) for text in texts(command) if _WORDS.search(text)]
    monkeypatch.setenv("LANGUAGE", "fr")
    with click.Context(command, info_name=name) as context:
        shown = one_line(command.get_help(context))
    assert english and not [text for text in english if text in shown]


def test_an_option_without_a_translation_is_seen() -> None:
    source = (
        "@declaring.command()\n@declaring.option('--new', help='Not told.')\ndef f():\n 'Nor this.'"
    )
    assert list(of_help(source)) == ["Nor this.", "Not told."]
    with (FOLDER / "fr.po").open("rb") as opened:
        assert "Not told." not in read_po(opened, locale="fr")


@pytest.mark.parametrize("language", OTHERS)
def test_the_words_of_click_are_compiled_as_they_are_translated(language: str) -> None:
    """gettext reads no `.po`: `make messages` writes what it reads."""
    compiled = translation("messages", FOLDER, [language])
    with (FOLDER / f"{language}.po").open("rb") as opened:
        known = read_po(opened, locale=language)
    for message in of_click():
        one, many = message if isinstance(message, tuple) else (message, message)
        entry = known[one]
        assert entry is not None and entry.string
        if isinstance(message, str):
            assert compiled.gettext(one) == entry.string
        else:
            told = [compiled.ngettext(one, many, number) for number in (1, 2)]
            assert told == list(entry.string[:2])


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C.UTF-8", "LC_MESSAGES": "fr_BE"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "fr"}, "fr"),
        ({"LANGUAGE": "en_GB:en:fr_FR:fr"}, "en"),
        ({"LANGUAGE": "xx:fr_CA@euro"}, "fr"),
        ({"LANGUAGE": "", "LANG": "fr"}, "fr"),
        ({"LANGUAGE": "xx"}, "en"),
        ({"LANGUAGE": "C:fr"}, "en"),
        ({"LANGUAGE": "../fr:*"}, "en"),
    ],
)
def test_the_environment_is_read_as_gettext_reads_it(
    environment: dict[str, str], language: str
) -> None:
    assert asked_for(environment) == language


def test_help_is_in_the_language_of_the_environment() -> None:
    shown = run("--help", LANG="fr_FR.UTF-8").stdout
    assert shown.startswith("Utilisation\u00a0: smartregions [OPTIONS] COMMANDE [ARGS]...\n")
    assert "\nOptions\u00a0:\n" in shown and "\nCommandes\u00a0:\n" in shown
    assert "Afficher ce message et terminer." in shown
    assert "Écrire des fichiers Turtle" in shown


def test_what_click_says_of_a_wrong_command_line_is_in_french() -> None:
    done = run("validate", "--formt", "text", LANGUAGE="fr")
    assert done.returncode == 2
    assert (
        "Essayez «\u00a0smartregions validate --help\u00a0» pour de l’aide."
        in done.stderr.replace("python -m ", "")
    )
    assert "Erreur\u00a0: Il n’y a pas d’option '--formt'." in done.stderr


def test_english_before_french_is_english() -> None:
    done = run("validate", LANGUAGE="en_GB:en:fr")
    assert "Error: Missing argument 'FILE...'." in done.stderr


def test_an_error_is_in_french() -> None:
    done = run("query", "no/such-question", LANGUAGE="fr")
    assert done.returncode == 2
    assert done.stderr.startswith("smartregions: Il n’y a pas de question no/such-question.")


def test_a_wrong_setting_is_told_in_french() -> None:
    done = run("serve", LANGUAGE="fr", SMARTREGIONS_PORT="x")
    assert done.returncode == 2
    assert done.stderr == "smartregions: SMARTREGIONS_PORT doit être un nombre, et non 'x'.\n"


@pytest.mark.parametrize(("option", "said"), [((), "Accepté"), (("--lang", "en"), "Accepted")])
def test_a_report_is_in_the_language_of_the_environment_unless_another_is_asked_for(
    option: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    result = CliRunner().invoke(table, ["validate", *option, "examples/new-actor.ttl"])
    assert said in result.output


def test_tokens_history_and_the_registry_are_told_in_french(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "registry.sqlite3"
    with closing(open_registry(place)) as registry:
        put(registry, "http://example.org/one", b"<http://s/a> <http://p/> <http://o/> .\n")
    monkeypatch.setenv("LANGUAGE", "fr")
    said = partial(_said, place)
    history = said("history")
    assert "  création      <http://example.org/one>  +1 -0 = 1" in history
    assert "  accepté  " in history
    grants = ("--holder", "rennes", "--graph", "*", "--expires", "2099-12-31")
    assert "de rennes\u00a0: c’est la seule fois qu’il est montré." in said(
        "token", "create", *grants
    )
    listed = said("token", "list")
    assert "valable jusqu’à 2099-12-31" in listed
    assert "rennes\u00a0: write sur *" in listed
    checked = said("registry", "check")
    assert "1 modification est telle qu’elle a été écrite." in checked
    assert "Un index chargé maintenant contient ce que dit le registre." in checked
    redacted = said("registry", "redact", "1", "--reason", "x", "--yes")
    assert "Modification 2\u00a0: 1 triplet en moins dans" in redacted
    asked = said("registry", "redact", "1", "--reason", "x")
    assert "Ce que la modification a ajouté disparaîtra pour de bon." in asked


def _said(place: Path, *words: str) -> str:
    return CliRunner().invoke(table, [*words, "--registry", str(place)]).output


def test_a_command_prints_only_what_can_be_told() -> None:
    """A sentence that `click.echo` is given would be in English always: `say(Message(...))`."""
    printed = [
        (file.name, node.lineno)
        for file in sorted((PACKAGE / "cli").glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "click.echo"
        if any(_WORDS.search(text) for arg in node.args for text in constants(arg))
    ]
    assert not printed


def constants(node: ast.expr) -> Iterator[str]:
    return (str(each.value) for each in ast.walk(node) if isinstance(each, ast.Constant))
