"""Everything that a report says can be said in each language, and is."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from smartregions import corpus
from smartregions.errors import TurtleSyntaxError
from smartregions.messages import FOLDER, languages
from smartregions.turtle.read import read
from smartregions.validation import Unread, judge, packaged
from smartregions.web.messages import PACKAGE, in_source, of_reports, updated

CATALOGUES = sorted(FOLDER.glob("*.po"))
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.ttl"))
OTHERS = languages()[1:]
OF_PROTOCOL = ("publication/alone.py", "publication/verdict.py")
"""What our own processes say to one another when one of them is wrong."""


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=file.stem)


def forms(entry: Entry) -> list[str]:
    return [entry.string] if isinstance(entry.string, str) else list(entry.string)


def templates(entry: Entry) -> tuple[str, ...]:
    return (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)


def values(template: str) -> set[str]:
    """The names of the values in a template; braces of one without values are text."""
    try:
        return {
            name for _, name, _, _ in Formatter().parse(template) if name and name.isidentifier()
        }
    except ValueError:
        return set()


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_every_message_is_translated(file: Path) -> None:
    now = updated(catalogue(file), of_reports())
    assert len(now) > 300
    lacking = [entry.id for entry in now if entry.id and not all(forms(entry))]
    assert not lacking, "run `make messages`, and translate these"


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_a_translation_has_the_values_of_its_source(file: Path) -> None:
    for entry in catalogue(file):
        if entry.id:
            of_source = {frozenset(values(template)) for template in templates(entry)}
            assert {frozenset(values(form)) for form in forms(entry)} <= of_source, entry.id


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_a_catalogue_holds_no_message_that_nobody_writes(file: Path) -> None:
    written = {each if isinstance(each, str) else each[0] for each in of_reports()}
    assert {templates(entry)[0] for entry in catalogue(file) if entry.id} <= written


def test_a_template_is_a_constant_so_that_it_is_found() -> None:
    """One that a program puts together would be missed here, and told in English."""
    for file in sorted(PACKAGE.glob("**/*.py")):
        if file.name == "messages.py":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = {"Message": 0, "counted": 1}.get(node.func.id, len(node.args))
                of_call = node.args[first:]
                assert all(isinstance(each, ast.Constant) for each in of_call), (file, node.lineno)


def test_an_error_that_a_person_may_be_told_is_a_message() -> None:
    """One that is put together otherwise is told in English to a reader of French."""
    kinds = {node.name for node in ast.walk(parsed("errors.py")) if isinstance(node, ast.ClassDef)}
    plain = [
        (name, node.lineno)
        for name in sorted(str(file.relative_to(PACKAGE)) for file in PACKAGE.glob("**/*.py"))
        if not name.startswith(OF_PROTOCOL)
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in kinds
        if any(isinstance(arg, ast.JoinedStr) or is_sentence(arg) for arg in node.args[:1])
    ]
    assert not plain, "write Message('…') around these"


def is_sentence(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and " " in str(node.value)


def parsed(name: str) -> ast.Module:
    return ast.parse((PACKAGE / name).read_text("utf-8"))


def test_messages_are_found_in_a_module() -> None:
    source = "a = Message('One {n}', n=1)\ncounted(f(x), 'Two', 'Twos')\nMessage()\nother('Three')"
    assert list(in_source(source)) == ["One {n}", ("Two", "Twos")]


@pytest.mark.parametrize("language", OTHERS)
def test_all_that_is_found_in_the_examples_is_told_otherwise_in_each_language(
    language: str,
) -> None:
    contributions, unread = [], []
    for path in EXAMPLES:
        data = path.read_bytes()
        try:
            contributions.append(read(data, str(path)))
        except TurtleSyntaxError as error:
            unread.append(Unread(str(path), data.decode(), error))
    report = judge(contributions, packaged(corpus.find()), unread=unread)
    findings = [finding for file in report.files for finding in file.findings]
    assert len({finding.shape for finding in findings}) > 100
    english = {
        text
        for finding in findings
        for text in (finding.message, finding.help)
        if text and text.told(language) == text
    }
    assert not english
