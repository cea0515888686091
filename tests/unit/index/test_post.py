"""Which state of the data answers come from is told to all processes at once."""

from __future__ import annotations

from pathlib import Path

from smartregions.index import Revision
from smartregions.index.post import Published, publish, published


def test_there_is_none_before_the_first(tmp_path: Path) -> None:
    reader = Published(tmp_path)
    assert reader.revision() is None
    publish(tmp_path, Revision(1, "a"))
    assert reader.revision() == Revision(1, "a")


def test_each_is_seen_at_once_however_fast_they_follow(tmp_path: Path) -> None:
    """The kernel has one time for several of them, and gives the number of a file again."""
    reader = Published(tmp_path)
    for change in range(1, 2000):
        publish(tmp_path, Revision(change, f"{change:x}"))
        assert reader.revision() == published(tmp_path) == Revision(change, f"{change:x}")


def test_one_that_is_gone_is_not_given_again(tmp_path: Path) -> None:
    reader = Published(tmp_path)
    publish(tmp_path, Revision(1, "a"))
    reader.revision()
    (tmp_path / "revision").unlink()
    assert reader.revision() is None
