"""Pages over the made-up world, and over one with hostile labels."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

import madeupworld
from smartregions.web import create_app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(madeupworld.service(tmp_path_factory.mktemp("world")))


@pytest.fixture(scope="session")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(madeupworld.service(tmp_path_factory.mktemp("hostile"), madeupworld.HOSTILE))


@pytest.fixture
def world(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def hostile(hostile_app: Flask) -> FlaskClient:
    return hostile_app.test_client()
