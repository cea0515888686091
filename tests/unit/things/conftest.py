"""The packaged data, loaded once."""

from __future__ import annotations

import pytest

from thingsworld import World, packaged


@pytest.fixture(scope="session")
def world() -> World:
    return packaged()
