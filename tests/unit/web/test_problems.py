"""Every error of ours is one of the problems, and each is told in one shape."""

from __future__ import annotations

import inspect
import logging

import pytest
from flask import Flask

from problemdoc import problem
from smartregions import errors
from smartregions.errors import SmartRegionsError
from smartregions.web import create_app
from smartregions.web.problem_types import OF_ERRORS, PROBLEMS, problem_of
from smartregions.web.service import Service

TREE = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, SmartRegionsError) and kind is not errors.TurtleSyntaxError
]
STATUS = {
    "NotFormattable": 400,
    "InputError": 400, "PositionedError": 400, "QuerySyntaxError": 400, "QueryRefused": 400,
    "ParameterError": 400, "UnknownThing": 404, "NotYet": 404,
    "NotAcceptable": 406, "BadRequest": 400,
    "UnsupportedMediaType": 415, "RequestTooLarge": 413, "AnswerTooLarge": 413,
    "LimitReached": 413, "DeadlineReached": 503, "MemoryReached": 503, "EngineCrashed": 503,
    "Unauthorized": 401, "Forbidden": 403, "TooManyAtOnce": 429, "BudgetSpent": 429,
    "QueryBanned": 503, "Stopped": 503, "EndpointFailed": 502, "Busy": 503, "CannotJudge": 503,
    "ServiceError": 500, "SmartRegionsError": 500,
    "StaleProposal": 409, "StorageFull": 507, "Conflict": 409, "PreconditionFailed": 412,
    "Gone": 410, "TooFarBack": 413,
}  # fmt: skip


def test_the_tree_was_found() -> None:
    assert {kind.__name__ for kind in TREE} == set(STATUS)


@pytest.mark.parametrize("kind", TREE)
def test_every_error_of_the_tree_has_its_problem(kind: type[SmartRegionsError]) -> None:
    assert problem_of(kind("what happened")).status == STATUS[kind.__name__]
    assert kind in OF_ERRORS or kind is errors.PositionedError


def test_every_problem_of_the_table_exists() -> None:
    assert set(OF_ERRORS.values()) <= set(PROBLEMS)


@pytest.fixture
def raising(service: Service) -> Flask:
    app = create_app(service)
    kinds = {kind.__name__: kind for kind in TREE}

    @app.get("/raise/<name>")
    def raise_(name: str) -> str:
        raise kinds[name]("what happened")

    return app


@pytest.mark.parametrize("kind", TREE)
def test_an_error_is_told_as_a_problem_document(
    raising: Flask, kind: type[SmartRegionsError], caplog: pytest.LogCaptureFixture
) -> None:
    response = raising.test_client().get(f"/raise/{kind.__name__}")
    slug = problem_of(kind("")).slug
    with caplog.at_level(logging.CRITICAL):
        document = problem(response, STATUS[kind.__name__], slug)
    assert ("what happened" in document["detail"]) == (response.status_code != 500)
    assert response.headers["Cache-Control"] == "no-store"


def test_a_fault_of_ours_is_in_the_log(raising: Flask, caplog: pytest.LogCaptureFixture) -> None:
    raising.test_client().get("/raise/ServiceError")
    assert "what happened" in caplog.text
    assert "/raise/ServiceError" in caplog.text


def test_busy_says_when_to_come_again(raising: Flask) -> None:
    assert raising.test_client().get("/raise/Busy").headers["Retry-After"] == "2"


def test_what_an_error_knows_wins_over_its_type(service: Service) -> None:
    app = create_app(service)
    told = {
        "late": errors.DeadlineReached("what happened", 599),
        "who": errors.Unauthorized("what happened", 'Bearer realm="x"'),
    }

    @app.get("/raise/<name>")
    def raise_(name: str) -> str:
        raise told[name]

    assert app.test_client().get("/raise/late").headers["Retry-After"] == "599"
    response = app.test_client().get("/raise/who")
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="x"')


def test_a_browser_gets_the_same_as_a_page(raising: Flask) -> None:
    response = raising.test_client().get("/raise/Busy", headers={"Accept": "text/html"})
    assert response.status_code == 503
    assert response.content_type == "text/html; charset=utf-8"
    assert "what happened" in response.text


def test_a_page_tells_of_an_address_that_is_not_utf_8(service: Service) -> None:
    client = create_app(service).test_client()
    for path in ("/", "/queries", "/sparql"):
        response = client.get(f"{path}?query=%ff", headers={"Accept": "text/html"})
        assert response.status_code in (200, 400), path
    assert response.status_code == 400 and "not UTF-8" in response.text
