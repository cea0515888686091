"""A service as people start it, with limits that a test can wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

import smallworld
from live.operating import TOKEN
from live.service import Service

PROXY = "127.0.9.1"
SETTINGS = {
    "query_seconds": "1.5",
    "query_bytes": str(64 << 20),
    "client_seconds": "12",
    "client_burst_seconds": "2",
    "slow_query_seconds": "0.5",
    "operator_token": TOKEN,
    "trusted_proxies": "127.0.9.0/24",
    "access_log": "1",
}
PATIENT = SETTINGS | {
    "query_seconds": "100",
    "client_seconds": "6000",
    "client_burst_seconds": "6000",
}


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("clients")
    corpus = smallworld.write(folder / "corpus")
    with Service(folder, SETTINGS | {"corpus": str(corpus)}) as started:
        yield started


@pytest.fixture(scope="package")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One whose slow queries run until a test stops them, however slow the machine is."""
    folder = tmp_path_factory.mktemp("patient")
    corpus = smallworld.write(folder / "corpus")
    with Service(folder, PATIENT | {"corpus": str(corpus)}) as started:
        yield started


_numbers = count(2)


@pytest.fixture
def address() -> str:
    """A client that has asked nothing yet."""
    return f"127.7.{next(_numbers)}.1"


@pytest.fixture
def slow() -> Callable[[], str]:
    """Queries that run into the deadline, no two alike."""

    def text() -> str:
        values = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(60)))} }}" for i in range(6))
        return f"SELECT (COUNT(*) AS ?n{next(_numbers)}) {{ {values} }}"

    return text
