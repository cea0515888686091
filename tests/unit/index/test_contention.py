"""Whether somebody waits for a processor is what the kernel says."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from smartregions.index import contention
from smartregions.index.contention import Contention


@pytest.fixture
def pressure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cpu"
    monkeypatch.setattr(contention, "_PRESSURE", path)
    return path


def stalled(path: Path, seconds: float) -> None:
    told = "avg10=1.00 avg60=1.00 avg300=1.00 total="
    path.write_text(f"some {told}{int(seconds * 1e6)}\nfull {told}0\n")


def test_it_is_felt_only_where_somebody_waited_since_the_last_look(pressure: Path) -> None:
    stalled(pressure, 100)
    seen = Contention()
    time.sleep(0.01)
    assert not seen.is_felt()
    stalled(pressure, 101)
    assert seen.is_felt()
    assert not seen.is_felt()


def test_a_moment_of_a_long_time_is_not_felt(pressure: Path) -> None:
    stalled(pressure, 100)
    seen = Contention()
    time.sleep(0.1)
    stalled(pressure, 100.0005)
    assert not seen.is_felt()


@pytest.mark.parametrize("text", ["", "cpu\n", None])
def test_where_the_kernel_does_not_tell_it_is_taken_for_felt(
    pressure: Path, text: str | None
) -> None:
    if text is not None:
        pressure.write_text(text)
    assert Contention().is_felt()
