"""Bodies on their way: few of one client, and not all threads for all of them."""

from __future__ import annotations

from contextlib import ExitStack
from io import BytesIO

import pytest

from smartregions.errors import Busy
from smartregions.web.sending import Awaited, Senders


def test_one_client_has_few_places_and_another_has_its_own() -> None:
    senders = Senders(at_once=10, of_one_client=2)
    with senders.place("a"), senders.place("a"):
        with pytest.raises(Busy), senders.place("a"):
            pass
        with senders.place("b"):
            pass
    with senders.place("a"):
        pass


def test_all_clients_together_have_few_places() -> None:
    senders = Senders(at_once=3, of_one_client=2)
    with ExitStack() as stack:
        for client in "abc":
            stack.enter_context(senders.place(client))
        with pytest.raises(Busy), senders.place("d"):
            pass
    with senders.place("d"):
        pass


def test_a_place_is_free_again_whatever_happened() -> None:
    senders = Senders(at_once=1, of_one_client=1)
    for _ in range(3):
        with pytest.raises(KeyError), senders.place("a"):
            raise KeyError


def test_whoever_reads_a_body_needs_a_place_for_as_long_as_that_takes() -> None:
    senders = Senders(at_once=5, of_one_client=1)
    body = Awaited(BytesIO(b"ASK {}"), senders, "a")
    assert body.read(3) == b"ASK"
    with senders.place("a"), pytest.raises(Busy):
        body.read(3)
    assert body.read() == b" {}"
