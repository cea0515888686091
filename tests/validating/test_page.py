"""The page of a verdict, as who contributes reads it: marks of code, names, the order of files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from live.asking import Answer, Request, client
from live.forms import FORM, Part, form
from live.service import Service

EXAMPLES = Path(__file__).parents[1] / "examples" / "Actor"
VALID = (EXAMPLES / "valid.ttl").read_bytes()
UNDECLARED = VALID.replace(b"sr:helix", b"ex:`helix")
TTL = "text/turtle"


def page_of(service: Service, *parts: Part, language: str = "en") -> Answer:
    headers = {"Content-Type": FORM, "Accept": "text/html", "Accept-Language": language}
    return service.ask(Request("/validate", "POST", headers, form(*parts)), client())


def found(answer: Answer) -> str:
    """What is said of the findings, without the text that they are about."""
    return "".join(re.findall(r'<ol class="findings">.*?</ol>', answer.text, re.DOTALL))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_message_marks_as_code_is_a_code_element(service: Service, language: str) -> None:
    told = found(page_of(service, Part("text", UNDECLARED), language=language))
    assert "<code>ex:</code>" in told
    assert not re.search("`ex:`|`@prefix", told)


def test_an_error_has_its_commands_as_code(service: Service) -> None:
    answer = page_of(service, Part("file", b"PK", "book.xlsx", TTL))
    assert answer.status == 415
    assert "<code>smartregions convert FILE.xlsx</code>" in answer.text


def test_files_and_their_boxes_come_in_one_order(service: Service) -> None:
    files = [Part("file", UNDECLARED, name, TTL) for name in ("b.ttl", "a.ttl", "c.ttl")]
    answer = page_of(service, *files)
    judged = re.findall(r'<h2 id="file-\d+"><bdi>(.*?)</bdi>', answer.text)
    in_form = answer.text.partition('<form class="editor"')[2]
    assert judged == re.findall(r'name="name" value="(.*?)"', in_form)
    assert set(judged) == {"a.ttl", "b.ttl", "c.ttl"}


@pytest.mark.parametrize(("language", "name"), [("en", "Pasted text"), ("fr", "Texte collé")])
def test_a_pasted_text_is_called_so_in_the_language_of_the_page(
    service: Service, language: str, name: str
) -> None:
    answer = page_of(service, Part("text", UNDECLARED), language=language)
    assert re.findall(r'<h2 id="file-1"><bdi>(.*?)</bdi>', answer.text) == [name]


def test_a_french_page_names_files_in_french(service: Service) -> None:
    for path in ("/", "/validate"):
        headers = {"Accept": "text/html", "Accept-Language": "fr"}
        text = service.ask(Request(path, headers=headers), client()).text
        assert not re.search(r"\byours\.ttl|\bFILE\.ttl", text), path
        assert re.search(r"(votre-fichier|FICHIER)\.ttl", text), path
