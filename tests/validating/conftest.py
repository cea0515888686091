"""One running service for each module, over the packaged data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from live.service import Service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service"), {"max_upload_bytes": "2000000"}) as started:
        yield started
