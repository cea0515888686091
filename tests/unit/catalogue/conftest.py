"""A real HTTP server for each test, and one that offers the packaged catalogue to all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import Triple

import offering
from webserver import Site


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.close()


@pytest.fixture(scope="session")
def offered() -> Iterator[Site]:
    """Tests may add to it what is at no other test's address; what is there they leave."""
    running = Site()
    yield running
    running.close()


@pytest.fixture(scope="session")
def triples(offered: Site) -> tuple[Triple, ...]:
    """The catalogue of the packaged graphs, whose files it has."""
    return offering.catalogue(offering.deployment(offered), offering.sources(offered))
