"""Pages over the made-up world, and over one with hostile labels."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

import madeup
from smartregions.web import create_app


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    service = madeup.service(tmp_path_factory.mktemp("world"))
    return create_app(service).test_client()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    service = madeup.service(tmp_path_factory.mktemp("hostile"), madeup.HOSTILE)
    return create_app(service).test_client()
