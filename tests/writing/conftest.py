"""One service for the tests that can share it: each writes to graphs of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from writing.publishing import Publishing, publishing


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    with publishing(tmp_path_factory.mktemp("writing")) as running:
        yield running


@pytest.fixture(scope="session")
def token(shared: Publishing) -> Mapping[str, str]:
    return shared.token()
