"""For clients of others: one service over the packaged data, whose catalogue has several pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clients.running import running
from smartregions import corpus

PAGE = 5


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, ending in a slash."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMARTREGIONS_CATALOGUE_PAGE", str(PAGE))
        with running(corpus.find().root, tmp_path_factory.mktemp("served")) as address:
            yield address
