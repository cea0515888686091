"""Every message of pages, reports and errors; run as a program, it updates the catalogues.

    python -m smartregions.web.messages

New messages come into `locales/*.po` without a translation, those that nobody writes any more go.
French gets its no-break spaces.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import cast

import click
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from smartregions.corpus import find
from smartregions.documentation.shapes import heading_of, title_of
from smartregions.index import WorkingIndex
from smartregions.library.shelf import load
from smartregions.library.titles import titles, words
from smartregions.messages import FOLDER as OF_REPORTS
from smartregions.messages import paragraphs
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.apipage import texts
from smartregions.web.languages import FOLDER
from smartregions.web.problem_types import PROBLEMS
from smartregions.web.service import Service

TEMPLATES = Path(__file__).parent / "templates"

PACKAGE = Path(__file__).parents[1]

_KEYWORDS = ("_", "gettext", "ngettext", "pgettext", "npgettext")
_IN_PYTHON = ("gettext", "ngettext", "msgid")
_OPTIONS = {"trimmed": "true", "extensions": "jinja2.ext.i18n", "newstyle_gettext": "true"}
_OF_HELP = ("help", "epilog", "metavar", "prompt", "subcommand_metavar")
_MODULES_OF_CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""So that what is compiled is the same bytes for the same messages."""
_WIDTH = 0  # one line for each message, so that a change of one shows as one

LOOSE = re.compile(r"[ \t\n](?=[:;?!»](?![\w:;?!=/]))|(?<=«)[ \t\n]")
"""Where a line may break in French though it should not: before a double mark, in guillemets."""

Message = str | tuple[str, str]
"""A text; or, where it is about a number of things, that for one and that for several."""


def messages() -> Iterator[Message]:
    """Those of the templates, of the modules of this package, of the questions and problems."""
    for file in sorted(TEMPLATES.glob("**/*.html")):
        yield from in_template(file.read_bytes())
    for file in sorted(Path(__file__).parent.glob("**/*.py")):
        found = extract_python(BytesIO(file.read_bytes()), dict.fromkeys(_IN_PYTHON), (), {})
        yield from _texts(each[2] for each in found)
    for question in load(find().queries):
        yield question.summary
        yield question.topic.replace("-", " ").capitalize()
        yield from filter(None, [question.description, *(p.help for p in question.parameters)])
        yield from titles(question)
        yield from sorted(words(question.text))
    for problem in PROBLEMS.values():
        yield problem.title
        yield problem.advice
    yield from of_modules()
    yield from of_api()


def of_modules() -> Iterator[Message]:
    """What the modules of the shapes are called, and what each is about."""
    for path in sorted(find().shapes.glob("*.ttl")):
        yield title_of(path)
        yield heading_of(path)


def of_api() -> Iterator[Message]:
    """What the API's description says of each address and parameter."""
    app = create_app(Service(Settings(), cast("WorkingIndex", object()), load(find().queries)))
    yield from texts(app.view_functions)


def of_reports() -> Iterator[Message]:
    """Those of findings, of the reports that hold them, of errors, and of the command line."""
    for file in sorted(PACKAGE.glob("**/*.py")):
        yield from in_source(file.read_text("utf-8"))
    for file in sorted((PACKAGE / "cli").glob("*.py")):
        yield from of_help(file.read_text("utf-8"))
    yield from of_click()


def of_help(source: str) -> Iterator[str]:
    """Those of the commands that a module declares: docstrings, and what options say of them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and any(map(_declares, node.decorator_list)):
            yield from paragraphs(ast.get_docstring(node) or "")
        elif isinstance(node, ast.Call):
            for word in node.keywords:
                if word.arg in _OF_HELP and isinstance(word.value, ast.Constant):
                    yield from paragraphs(str(word.value.value))
            if _called(node) == "language_option" and isinstance(node.args[0], ast.Constant):
                yield from paragraphs(str(node.args[0].value))


def of_click() -> Iterator[Message]:
    """Those of the library that reads the command line, which asks gettext for them."""
    for name in _MODULES_OF_CLICK:
        source = (Path(click.__file__).parent / f"{name}.py").read_bytes()
        found = extract_python(BytesIO(source), dict.fromkeys(("_", "ngettext")), (), {})
        yield from _texts(each[2] for each in found)
    yield "required"  # put together there


def in_source(source: str) -> Iterator[Message]:
    """Those of a module: the templates of `smartregions.messages`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if node.func.id == "Message" and texts:
                yield str(texts[0])
            elif node.func.id == "counted" and len(texts) > 1:
                yield str(texts[-2]), str(texts[-1])


def _declares(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and _called(decorator) in ("command", "group")


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def in_template(source: bytes) -> Iterator[Message]:
    """Those of one template."""
    return _texts(each[2] for each in babel_extract(BytesIO(source), _KEYWORDS, (), _OPTIONS))


def updated(before: Catalog, written: Iterable[Message]) -> Catalog:
    """A catalogue with the messages that are written now, and the translations it had of them."""
    now = Catalog(locale=before.locale, fuzzy=False)
    for message in dict.fromkeys(written):
        key = message if isinstance(message, str) else message[0]
        known = before.get(key)
        now.add(message, known.string if known and not known.fuzzy else "")
    return now


def _texts(found: Iterable[object]) -> Iterator[Message]:
    for each in found:
        parts = [part for part in (each if isinstance(each, tuple) else (each,)) if part]
        if len(parts) == 2:
            yield parts[0], parts[1]
        elif parts:
            yield parts[0]


def main() -> None:
    """Bring every catalogue up to date, and say what it lacks."""
    for folder, written in ((FOLDER, messages()), (OF_REPORTS, of_reports())):
        _update(folder, tuple(written))

    for file in sorted(OF_REPORTS.glob("*.po")):
        _compile(file)


def _update(folder: Path, written: Iterable[Message]) -> None:
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as opened:
            catalogue = updated(read_po(opened, locale=file.stem), written)
        if file.stem == "fr":
            _typeset(catalogue)
        with file.open("wb") as opened:
            write_po(opened, catalogue, width=_WIDTH, sort_output=True, omit_header=True)
        missing = [each for each in catalogue if each.id and not all(_forms(each))]
        print(f"{file.name}: {len(catalogue)} messages, {len(missing)} to translate")


def _compile(file: Path) -> None:
    """Write the words of click where gettext reads them, in the only form that it reads."""
    with file.open("rb") as opened:
        known = read_po(opened, locale=file.stem)
    compiled = Catalog(locale=file.stem, creation_date=_LONG_AGO, revision_date=_LONG_AGO)
    for message in dict.fromkeys(of_click()):
        entry = known.get(message if isinstance(message, str) else message[0])
        if entry and all(_forms(entry)):
            compiled.add(message, entry.string)
    target = file.parent / file.stem.replace("-", "_") / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as opened:
        write_mo(opened, compiled)


def _typeset(catalogue: Catalog) -> None:
    for entry in catalogue:
        if entry.id:
            forms = tuple(LOOSE.sub("\N{NO-BREAK SPACE}", form) for form in _forms(entry))
            entry.string = forms if len(forms) > 1 else forms[0]


def _forms(message: Entry) -> tuple[str, ...]:
    """The translation; where it is about a number of things, for each kind of number."""
    told = message.string
    return tuple(told) if isinstance(told, list | tuple) else (told or "",)


if __name__ == "__main__":
    main()
