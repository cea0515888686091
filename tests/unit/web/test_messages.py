"""Everything that a page says can be said in each language, and is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from smartregions.web.languages import FOLDER
from smartregions.web.messages import (
    LOOSE,
    OF_REPORTS,
    TEMPLATES,
    in_template,
    messages,
    updated,
)

CATALOGUES = sorted(FOLDER.glob("*.po"))
FRENCH = (FOLDER / "fr.po", OF_REPORTS / "fr.po")
FILES = sorted(TEMPLATES.glob("**/*.html"))

NAMES = {
    *("CSV", "JSON", "JSON-LD", "TSV", "Turtle", "N-Triples", "RDF/XML", "TriG", "N-Quads"),
    *("SPARQL", "Update", "OpenAPI", "SHA-256", "Smart", "Regions", "GraphML", "XLSX", "SVG"),
    *("GeoJSON", "XML", "RDF", "curl", "Python", "R", "IRI", "ELI", "RSS", "OAI-PMH", "LDES"),
}
"""What is called the same in every language."""
_TOLD = ("aria-label", "title", "alt", "placeholder", "aria-description", "summary", "content")
_UNTOLD = {"code", "pre", "script", "kbd", "samp"}
_TRANSLATED = re.compile(r"{%-?\s*trans\b.*?{%-?\s*endtrans\s*-?%}", re.DOTALL)
_CODE = re.compile(r"{#.*?#}|{{.*?}}|{%.*?%}", re.DOTALL)
_NEVER_TOLD = re.compile(
    r'\b(?:class|type|id|rel|href|value|data-\w+|aria-(?:sort|current|hidden))="[^"]*"'
)
_MARK = re.compile(r"(?:}}|%}|</\w+>)[:;?!](?=\s|<|{%|\"|$)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_][\w/-]*")


class Texts(HTMLParser):
    """What the source of a template tells people as it stands, without passing a catalogue."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within: list[str] = []
        self.feed(_CODE.sub(" ", _TRANSLATED.sub(" ", source)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNTOLD:
            self._within.append(tag)
        if tag != "meta":
            self.found += [value for name, value in attrs if name in _TOLD and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNTOLD and self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.found.append(data)


def constants(source: str) -> Iterator[str]:
    """Texts that an expression of a template puts out without passing a catalogue."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(_NEVER_TOLD.sub("", source))
    for output in tree.find_all(nodes.Output):
        for each in output.nodes:
            yield from _put_out(each)


def _put_out(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        for branch in (node.expr1, node.expr2):
            if branch is not None:
                yield from _put_out(branch)
    elif isinstance(node, nodes.Or | nodes.Add):
        yield from _put_out(node.left)
        yield from _put_out(node.right)
    elif isinstance(node, nodes.Concat):
        for part in node.nodes:
            yield from _put_out(part)


def words(text: str) -> list[str]:
    """Those of a text that a translator would change."""
    found = _WORD.findall(re.sub(r"&\w+;|https?:\S+", " ", text))
    return [word for word in found if word not in NAMES]


def test_templates_and_catalogues_were_found() -> None:
    assert len(FILES) > 15 and [file.stem for file in CATALOGUES] == ["fr"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_text_of_a_template_misses_the_catalogue(file: Path) -> None:
    source = file.read_text("utf-8")
    bare = [text.strip() for text in Texts(source).found if words(text)]
    bare += [text for text in constants(source) if words(text) and not text.startswith(("<", "."))]
    assert not bare, "write {{ _('…') }} or {% trans %}…{% endtrans %} around these"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_mark_behind_what_is_told_passes_the_catalogue(file: Path) -> None:
    """French has a space before it, which does not break."""
    source = _TRANSLATED.sub("{{ told }}", file.read_text("utf-8"))
    assert not _MARK.findall(source), "write {{ _(':') }}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_constants_pass_the_catalogue_unescaped(file: Path) -> None:
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(file.read_text("utf-8"))
    calls = [call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)]
    told = [call for call in calls if call.node.name in ("_", "gettext", "ngettext")]
    wrong = [call.lineno for call in told if not isinstance(call.args[0], nodes.Const)]
    assert not wrong, f"write {{{{ text|told }}}} at lines {wrong}: _() takes its text for HTML"


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_every_message_is_translated_with_the_same_values(file: Path) -> None:
    catalogue = read(file)
    assert len(catalogue) > 100
    lacking = [
        message.id
        for message in updated(catalogue, messages())
        if message.id and not complete(message)
    ]
    assert not lacking, "run `make messages`, and translate these"


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_a_catalogue_holds_no_message_that_nobody_writes(file: Path) -> None:
    written = {each if isinstance(each, str) else each[0] for each in messages()}
    held = {m.id if isinstance(m.id, str) else m.id[0] for m in read(file) if m.id}
    assert held <= written, "run `make messages`"


def test_a_message_of_a_template_is_found_wherever_it_stands() -> None:
    source = b"{% trans %}One{% endtrans %}{{ _('Two') }}{{ ngettext('Three', 'Threes', 3) }}"
    assert list(in_template(source)) == ["One", "Two", ("Three", "Threes")]


@pytest.mark.parametrize(
    "source",
    ["<p>Bare</p>", '<a title="Bare">', "{{ 'Bare' if x else _('Told') }}", "{{ 'Bare' }}"],
)
def test_bare_text_is_seen(source: str) -> None:
    found = [*Texts(source).found, *constants(source)]
    assert [word for text in found for word in words(text)] == ["Bare"]


@pytest.mark.parametrize("file", FRENCH, ids=lambda file: str(file.parents[1].name))
def test_french_has_a_no_break_space_before_its_double_marks_and_inside_guillemets(
    file: Path,
) -> None:
    """One that may break puts the mark at the start of a line."""
    told = [form for entry in read(file) if entry.id for form in forms(entry)]
    assert not [form for form in told if LOOSE.search(form)], "run `make messages`"


@pytest.mark.parametrize(
    ("text", "is_loose"),
    [
        ("Consortiums possibles :", True),
        ("Pourquoi ? Parce que", True),
        ("« oui\u00a0»", True),
        ("Corps\u00a0: {n}\u00a0; « »", True),
        ("Consortiums possibles\u00a0: «\u00a0un\u00a0» à 10:30, {prefix}: http://e", False),
    ],
)
def test_a_loose_mark_is_seen(text: str, is_loose: bool) -> None:
    assert bool(LOOSE.search(text)) is is_loose


def read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=file.stem)


def complete(message: Message) -> bool:
    """Whether each form of a message is translated, with the values and elements of the source."""
    source = message.id if isinstance(message.id, str) else message.id[1]
    return all(form and parts(form) == parts(source) for form in forms(message))


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def parts(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|<[^>]+>", text))
