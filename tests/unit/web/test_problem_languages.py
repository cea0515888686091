"""An error is told in the language of the request, as a document and as a page."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from problemdoc import problem
from smartregions.errors import ParameterError, ServiceError
from smartregions.web import create_app
from smartregions.web.problem_types import PROBLEMS
from smartregions.web.service import Service

FRENCH = {"Accept-Language": "fr-BE, en;q=0.5"}
PAGE = FRENCH | {"Accept": "text/html"}


def english_paragraphs(page: str) -> list[str]:
    return [part.partition("<")[0] for part in page.split('<p class="lead plain" lang="en">')[1:]]


@pytest.mark.parametrize(
    ("address", "status", "slug", "title", "detail"),
    [
        ("/nowhere", 404, "not-found", "Il n’y a rien de tel ici", "Partez de la page d’accueil."),
        (
            "/queries/regions/size",
            404,
            "not-found",
            "Il n’y a rien de tel ici",
            "Il n’y a pas de question regions/size. Vouliez-vous dire regions/sizes\u00a0?",
        ),
        (
            "/regions?sort=color",
            400,
            "parameter",
            "Un paramètre ne peut pas être utilisé",
            "sort=color\u00a0: il y a name,",
        ),
        (
            "/sparql?query=SELECT+*+%7B+%3Fs+skso:broader+%3Fo+%7D",
            400,
            "query-syntax",
            "La requête n’est pas du SPARQL",
            "Ligne 1, colonne 15\u00a0: le préfixe skso: n’est pas déclaré. "
            "Vouliez-vous dire skos:\u00a0?",
        ),
        (
            "/sparql?query=ASK%7B+SERVICE+%3Chttp://a.example%3E+%7B%7D+%7D",
            400,
            "query-refused",
            "Une règle interdit la requête",
            "car ce service n’en interroge aucun autre. Interrogez chaque point d’accès seul",
        ),
        (
            "/catalog",
            404,
            "not-found",
            "Il n’y a rien de tel ici",
            "Ce service ne tient pas de journal des modifications",
        ),
        (
            "/graphs",
            400,
            "bad-request",
            "La demande est illisible",
            "Nommez un graphe",
        ),
        (
            "/doc/region/north?page=9",
            404,
            "not-found",
            "Il n’y a rien de tel ici",
            "Il n’y a pas de page 9 de ceci\u00a0; la dernière est 1.",
        ),
        (
            "/ontology?at=1",
            400,
            "bad-request",
            "La demande est illisible",
            "Ceci dit les termes tels qu’ils sont\u00a0;",
        ),
        (
            "/sparql?query=ASK%7B%7D&format=pdf",
            406,
            "not-acceptable",
            "Cette représentation n’existe pas",
            "Il n’y a pas de format 'pdf'. Il y a html,",
        ),
    ],
)
def test_title_and_detail_are_french_for_who_prefers_french(
    client: FlaskClient, address: str, status: int, slug: str, title: str, detail: str
) -> None:
    response = client.get(address, headers=FRENCH)
    document = problem(response, status, slug)
    assert document["title"] == title and detail in document["detail"]
    assert response.headers["Content-Language"] == "fr"
    page = client.get(address, headers=PAGE)
    assert page.status_code == status and f"<h1>{title}</h1>" in page.text
    assert '<html lang="fr">' in page.text and not english_paragraphs(page.text)


def test_a_document_is_english_for_who_says_nothing_and_tells_caches_what_it_depends_on(
    client: FlaskClient,
) -> None:
    for headers, language in (({}, "en"), ({"Accept-Language": "*"}, "en"), (FRENCH, "fr")):
        response = client.get("/nowhere", headers=headers)
        assert response.headers["Content-Language"] == language
        assert {"Accept", "Accept-Language", "Cookie"} <= set(response.vary)
        assert response.headers["Cache-Control"] == "no-store"


def test_the_address_and_the_switch_choose_the_language_of_an_error(client: FlaskClient) -> None:
    said = client.get("/queries/regions/size?lang=fr").get_json()
    assert said["title"] == "Il n’y a rien de tel ici"
    client.set_cookie("lang", "fr")
    assert client.get("/queries/regions/size").get_json() == said
    assert client.get("/queries/regions/size?lang=en").get_json()["detail"].startswith("There is")


@pytest.fixture
def raising(service: Service) -> Flask:
    app = create_app(service)
    kinds = {"untold": ParameterError("In English <only>"), "ours": ServiceError("a secret")}

    @app.get("/raise/<name>")
    def raise_(name: str) -> str:
        raise kinds[name]

    return app


def test_a_detail_without_translation_stays_english_and_says_so(raising: Flask) -> None:
    client = raising.test_client()
    response = client.get("/raise/untold", headers=FRENCH)
    assert response.get_json()["detail"] == "In English <only>"
    assert response.headers["Content-Language"] == "fr, en"
    page = client.get("/raise/untold", headers=PAGE)
    assert english_paragraphs(page.text) == ["In English &lt;only&gt;"]
    assert (
        'lang="en">In English'
        not in client.get("/raise/untold", headers={"Accept": "text/html"}).text
    )


def test_a_fault_of_ours_is_told_by_its_advice_and_nothing_else(raising: Flask) -> None:
    response = raising.test_client().get("/raise/ours", headers=FRENCH)
    document = problem(response, 500, "internal")
    assert document["title"] != PROBLEMS["internal"].title
    assert document["detail"] != PROBLEMS["internal"].advice and "secret" not in response.text
