"""A large answer is handed over piece by piece, whole, and not to who hardly reads."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest

from smartregions.web import pacing
from smartregions.web.pacing import Pieces, TooSlow

CONTENT = bytes(range(256)) * 2000


def test_the_pieces_are_the_answer_and_the_place_is_free_after_them() -> None:
    held = ExitStack()
    over: list[bool] = []
    held.callback(over.append, True)
    pieces = Pieces(CONTENT, held, 30)
    assert b"".join(pieces) == CONTENT
    assert not over
    pieces.close()
    pieces.close()
    assert over == [True]


def test_who_takes_too_little_gets_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "SLOWEST", 1e9)
    pieces = Pieces(CONTENT, ExitStack(), 0.05)
    next(pieces)
    time.sleep(0.1)
    with pytest.raises(TooSlow):
        next(pieces)
