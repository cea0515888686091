"""A page tells the answer to a stored question in its reader's language; data are the same for all.

On the running service with the packaged data.
"""

from __future__ import annotations

import re

import pytest

from live.asking import Answer, Request
from live.service import Service
from live.serving import serving

ROLES = "/queries/membership/regions-by-role"
SEATS = "/queries/places/region-seats"
"""It has no day in it: its answer lasts as long as the data."""
BOTH = {"fr": "en", "en": "fr"}


service = serving({})


def asked(service: Service, path: str, accept: str = "text/html", language: str = "fr") -> Answer:
    answer = service.ask(Request(path, headers={"Accept": accept, "Accept-Language": language}))
    assert answer.status == 200, answer.text
    return answer


def rows(page: str) -> list[list[tuple[str, str]]]:
    """The language and the text of each cell; the headings are the first row."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    language = r'(?:(?! lang=)[^>])*(?: lang="([\w-]+)")?'
    cell = re.compile(rf"<t[hd]{language}[^>]*>(.*?)</t[hd]>", re.DOTALL)
    return [[(tag, re.sub("<.*?>", "", text)) for tag, text in cell.findall(row)] for row in found]


def test_labels_are_in_french_and_others_say_their_language(service: Service) -> None:
    page = asked(service, f"{ROLES}?partnership=cybersecurity").text
    table = rows(page)
    cells = {cell for row in table for cell in row}
    assert ("", "Bretagne") in cells
    assert ("en", "Tuscany") in cells
    assert not {text for _, text in cells} & {"Brittany", "leading", "Wallonia"}
    assert [text for _, text in table[0][1:3]] == ["Région", "Rôle"]
    assert '<th scope="col" title="?region">Région</th>' in page


def test_labels_in_english_are_as_the_answer_has_them(service: Service) -> None:
    page = asked(service, f"{ROLES}?partnership=cybersecurity", language="en").text
    cells = {cell for row in rows(page) for cell in row}
    assert ("", "Brittany") in cells
    assert ("", "Tuscany") in cells
    assert '<th scope="col" title="?region">Region</th>' in page


def test_rows_are_in_the_order_of_the_labels_that_are_shown(service: Service) -> None:
    """`Belgique` is before `Espagne`, and where `Spain` was is nothing any more."""
    countries = [row[1][1] for row in rows(asked(service, SEATS).text)]
    helices = [row[1][1] for row in rows(asked(service, "/queries/actors/helix-balance").text)]
    assert "Espagne" in countries
    assert helices[1:5] == sorted(helices[1:5])
    assert "société civile" in helices


def test_words_of_the_question_and_yes_and_no_are_in_french(service: Service) -> None:
    words = rows(asked(service, "/queries/capabilities/matrix-by-segment").text)
    assert {row[2][1] for row in words[1:]} <= {"offre", "demande", "les deux", "pas connu"}
    judged = rows(asked(service, "/queries/provenance/classification").text)
    assert {row[-1][1] for row in judged[1:]} <= {"Oui", "Non"}


def test_a_sentence_of_the_data_says_its_language(service: Service) -> None:
    told = rows(asked(service, "/queries/capabilities/evidence?region=bretagne").text)
    assert {tag for tag, text in (row[2] for row in told[1:]) if text} == {"en"}


def test_a_form_is_labelled_in_words_and_its_choices_say_their_language(service: Service) -> None:
    page = asked(service, "/queries/capabilities/by-region").text
    assert '<label for="p-region" title="?region">Région</label>' in page
    assert re.search(r'<option value="[^"]*/region/tuscany" lang="en">Tuscany</option>', page)
    assert re.search(r'<option value="[^"]*/region/bretagne">Bretagne</option>', page)


def test_the_past_is_in_french_too(service: Service) -> None:
    now = asked(service, SEATS).headers["etag"].removeprefix('W/"').partition("-")[0]
    page = asked(service, f"{SEATS}?at={now}").text
    cells = {cell for row in rows(page) for cell in row}
    assert ("", "Bretagne") in cells
    assert ("en", "Tuscany") in cells


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
@pytest.mark.parametrize("path", [SEATS, "/queries/catalogue/graphs", "/matrix"])
def test_data_are_the_same_in_every_language(service: Service, path: str, accept: str) -> None:
    if path == "/matrix":
        accept = accept.replace("sparql-results+", "")
    here, there = (asked(service, path, accept, tag) for tag in BOTH)
    assert here.body == there.body
    assert here.headers["etag"] == there.headers["etag"]
    assert "accept-language" not in here.headers["vary"].lower()
    assert "content-language" not in here.headers


def test_a_page_is_another_for_each_language_and_says_so_to_caches(service: Service) -> None:
    here, there = (asked(service, SEATS, language=tag) for tag in BOTH)
    assert [each.headers["content-language"] for each in (here, there)] == list(BOTH)
    assert here.headers["etag"] != there.headers["etag"]
    assert "accept-language" in here.headers["vary"].lower()
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    stale = Request(SEATS, headers={**headers, "If-None-Match": here.headers["etag"]})
    assert service.ask(stale).status == 200


def test_the_catalogue_tells_titles_and_descriptions_in_french(service: Service) -> None:
    page = asked(service, "/catalog").text
    assert ">Acteurs des écosystèmes de la cybersécurité<" in page
    assert "noms, villes, région de leur siège" in page
    assert ">Actors of the cybersecurity ecosystems<" not in page


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/monitoring", "High Performance Production through 3D Printing"),
        ("/matches", "North Rhine-Westphalia"),
        ("/matches/bretagne", "North Rhine-Westphalia"),
        ("/matrix", "North Rhine-Westphalia"),
        ("/network", "Emilia-Romagna"),
    ],
)
def test_names_without_french_say_their_language_on_every_page(
    service: Service, path: str, name: str
) -> None:
    page = asked(service, path).text
    link = rf"<a [^>]*>(?:<bdi([^>]*)>)?{re.escape(name)}(?:</bdi>)?</a>"
    assert set(re.findall(link, page)) == {' lang="en"'}
    assert set(re.findall(link, asked(service, path, language="en").text)) == {""}
