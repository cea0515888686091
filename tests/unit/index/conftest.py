"""A keeper with two workers, and a pool that asks them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from keeping import WORKERS, serving
from smartregions.index.pool import Pool


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    with serving(tmp_path, 60) as directory:
        yield directory


@pytest.fixture
def pool(directory: Path) -> Iterator[Pool]:
    with closing(Pool(directory, size=WORKERS, waiting=4, patience=60)) as pool:
        yield pool
