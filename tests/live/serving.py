"""A fixture that several modules have: a service with settings of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from live.service import COMMAND, Service


def serving(settings: Mapping[str, str], command: Sequence[str | Path] = (COMMAND,)) -> Any:
    """One service for all tests of a module, of which a `watch` knows, too."""

    @pytest.fixture(scope="module")
    def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
        with Service(tmp_path_factory.mktemp("service"), settings, command) as started:
            yield started

    return service
