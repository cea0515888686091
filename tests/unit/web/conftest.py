"""The real app over a small world."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import smallworld
from describingindex import DescribingIndex
from smartregions import corpus
from smartregions.index.evaluation import Limits
from smartregions.library.shelf import load
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.service import Service

SETTINGS = Settings(
    max_query_characters=4_000, max_request_bytes=8_000, max_answer_bytes=20_000, table_rows=3
)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    root = smallworld.write(tmp_path_factory.mktemp("corpus"))
    limits = Limits(SETTINGS.max_query_characters, 100, SETTINGS.max_answer_bytes)
    index = DescribingIndex(limits, 60, 4)
    gather(corpus.find(root), index)
    return Service(SETTINGS, index, load(Path(root) / "queries"))


@pytest.fixture(scope="session")
def app(service: Service) -> Flask:
    return create_app(service)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
