"""One real service for all modules that need no other, with limits that a test can wait for.

What it takes at rest is looked at anew for each module.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from live.listener import Listener
from live.service import Service
from live.watching import Watch

SETTINGS = {
    "query_seconds": "1.5",
    "query_bytes": str(256 << 20),
    "max_answer_bytes": str(8 << 20),
}


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service"), SETTINGS) as started:
        yield started


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with Listener() as started:
        yield started


@pytest.fixture(scope="module")
def watch(service: Service, listener: Listener) -> Watch:
    return Watch(service, listener)
