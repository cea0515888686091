"""What a crowd of one client is told: the first in its language, the rest in no time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.test import Client as WebClient

from smartregions.web import create_app
from smartregions.web.alternating import REFUSALS, InTurn
from smartregions.web.clients.client import Clients
from smartregions.web.clients.turns import KEY, Turns
from smartregions.web.service import Service

MANY = 20
FULL = b"as all problems are"


class Crowded:
    """An app that is asked again while it answers, by the same client or by another."""

    def __init__(self, asked: int, address: str = "192.0.2.1") -> None:
        clients = Clients((), "X-Forwarded-For")
        self._in_turn = InTurn(self._answer, self._refuse, clients, Turns(1000, MANY, 60))
        self._left = asked
        self._address = address
        self._refused = 0
        self.answers: list[Any] = []
        """The last one who asked comes first."""

    def ask(self, address: str = "192.0.2.1") -> None:
        answer = WebClient(self._in_turn).get("/", environ_base={"REMOTE_ADDR": address})
        self.answers.append(answer)

    def _again(self) -> None:
        if self._left:
            self._left -= 1
            self.ask(self._address)

    def _answer(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with environ[KEY].paused():
            self._again()
        start("200 OK", [])
        return [b"answer"]

    def _refuse(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self._again()
        start("429 Too Many Requests", [])
        return [FULL]


def test_requests_inside_one_another_are_answered_up_to_the_limit() -> None:
    app = Crowded(MANY)
    app.ask()
    assert [answer.status_code for answer in app.answers] == [429, *[200] * MANY]
    assert app.answers[0].data == FULL


def test_another_client_is_answered_meanwhile() -> None:
    app = Crowded(MANY, "192.0.2.2")
    app.ask()
    assert {answer.status_code for answer in app.answers} == {200}


def test_of_many_refusals_at_once_most_are_a_short_problem_document() -> None:
    app = Crowded(MANY + REFUSALS)
    app.ask()
    assert [answer.data for answer in app.answers[1 : REFUSALS + 1]] == [FULL] * REFUSALS
    short = app.answers[0]
    assert short.status_code == 429
    assert short.mimetype == "application/problem+json"
    assert short.json["status"] == 429
    assert short.json["type"].endswith("#too-many-at-once")
    assert "192.0.2.1" in short.json["detail"]
    assert int(short.headers["Retry-After"]) > 0
    assert int(short.headers["Content-Length"]) == len(short.data)
    assert short.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("accept", "kind"), [("*/*", "application/problem+json"), ("text/html", "text/html")]
)
def test_a_refusal_is_told_as_all_problems_are(service: Service, accept: str, kind: str) -> None:
    nobody = replace(service, settings=replace(service.settings, inside_per_client=0))
    headers = {"Accept": accept, "Accept-Language": "fr"}
    refused = create_app(nobody).test_client().get("/", headers=headers)
    assert (refused.status_code, refused.mimetype) == (429, kind)
    assert "demandes de 127.0.0.1 sont déjà en cours" in refused.text
    assert int(refused.headers["Retry-After"]) > 0
