"""One running service for each module, over the packaged data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from live.service import Service

SETTINGS = {"max_upload_bytes": "2000000", "query_seconds": "200"}
"""What would change is found out in a third of the time, on a busy machine, too."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service"), SETTINGS) as started:
        yield started
