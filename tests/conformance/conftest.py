"""One service for each process that runs tests: its keeper takes longer to start than a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import sparqlsuite
import storing as stores
from sparqlsuite import Served
from storing import Storing


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with sparqlsuite.served(tmp_path_factory.mktemp("run")) as service:
        yield service


@pytest.fixture(scope="session")
def storing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storing]:
    with stores.storing(tmp_path_factory.mktemp("storing")) as service:
        yield service
