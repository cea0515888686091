"""What all conversions of these tests are made from, read once."""

from __future__ import annotations

import pytest

from smartregions import corpus
from smartregions.spreadsheet.material import Material, material


@pytest.fixture(scope="session")
def stuff() -> Material:
    return material(corpus.find())
