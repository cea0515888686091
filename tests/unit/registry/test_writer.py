"""One writer at a time."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from proposals import put
from smartregions.errors import Busy
from smartregions.registry import writer
from smartregions.registry.log import open_registry


def test_who_waits_too_long_for_the_writers_place_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "registry.sqlite3"
    with closing(open_registry(path)) as registry:
        monkeypatch.setattr(writer, "_SECONDS", 0.05)
        with writer.alone(path.with_name(path.name + ".writer")):
            with pytest.raises(Busy, match="try again"):
                put(registry, "g:1", b"")
            assert registry.last() is None, "reading goes on"
        assert put(registry, "g:1", b"").sequence == 1
