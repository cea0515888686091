"""Pages of things over the made-up world, and over one with hostile labels."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

import madeupworld
from smartregions.web import create_app

FAR = """
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix id: <https://w3id.org/smart-regions/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
id:region\\/island a sr:Region ; rdfs:label "Island"@en ; sr:seat id:place\\/saint-denis .
id:place\\/saint-denis a sr:Place ; rdfs:label "Saint-Denis"@fr ;
  wgs84:lat -20.9 ; wgs84:long 55.4 .
id:partnership\\/new-tides a sr:Partnership ; rdfs:label "New Tides"@en .
"""
"""A region of which little is known, on no map of Europe, and a partnership of no region."""


@pytest.fixture(scope="session")
def glance_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(madeupworld.service(tmp_path_factory.mktemp("glance"), FAR))


@pytest.fixture(scope="session")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(madeupworld.service(tmp_path_factory.mktemp("hostile"), madeupworld.HOSTILE))


@pytest.fixture
def world(glance_app: Flask) -> FlaskClient:
    return glance_app.test_client()


@pytest.fixture
def hostile(hostile_app: Flask) -> FlaskClient:
    return hostile_app.test_client()
