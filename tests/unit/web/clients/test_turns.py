"""A crowd of requests of one client: few have their turn, and nobody else waits for the rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager

import pytest

from smartregions.errors import Busy, TooManyAtOnce
from smartregions.web.clients.client import Client
from smartregions.web.clients.turns import (
    AT_ONCE,
    OF_ONE_CLIENT,
    SPARE,
    Turn,
    Turns,
)

MANY, MANY_OF_ONE, LONG = 200, 20, 60.0


def client(number: int) -> Client:
    return Client(number.to_bytes(16, "big"), f"client {number}", False)


ONE, OTHER = client(1), client(2)


@pytest.fixture
def turns() -> Turns:
    return Turns(MANY, MANY_OF_ONE, LONG)


@contextmanager
def waiting(turns: Turns, client: Client, told: Callable[[Client], None]) -> Iterator[None]:
    """A request that waits in a thread of its own, and says when it has its turn."""

    def wait() -> None:
        turn = turns.enter(client)
        told(client)
        turns.leave(turn)

    before = turns.inside
    thread = threading.Thread(target=wait)
    thread.start()
    while turns.inside == before:
        thread.join(0.001)
    yield
    thread.join(LONG)
    assert not thread.is_alive()


def test_one_client_has_few_turns_and_another_has_one_at_once(turns: Turns) -> None:
    begun: list[Client] = []
    held = [turns.enter(ONE) for _ in range(OF_ONE_CLIENT)]
    with waiting(turns, ONE, begun.append):
        turns.leave(turns.enter(OTHER))
        assert not begun
        turns.leave(held.pop())
    assert begun == [ONE]


def test_who_waits_for_something_else_has_no_turn_and_goes_on_at_once(turns: Turns) -> None:
    held = [turns.enter(ONE) for _ in range(OF_ONE_CLIENT)]
    with held[0].paused():
        held.append(turns.enter(ONE))
    begun: list[Client] = []
    with waiting(turns, ONE, begun.append):
        turns.leave(held.pop())
        assert not begun  # those that went on have all turns
        turns.leave(held.pop())
    assert begun == [ONE]


def test_the_client_with_the_fewest_requests_is_next() -> None:
    turns = Turns(MANY, MANY_OF_ONE, LONG)
    held = [turns.enter(client(10 + number)) for number in range(AT_ONCE)]
    begun: list[Client] = []
    with (
        waiting(turns, ONE, begun.append),
        waiting(turns, ONE, begun.append),
        waiting(turns, OTHER, begun.append),
    ):
        turns.leave(held.pop())
    assert begun == [OTHER, ONE, ONE]


def test_more_than_so_many_requests_of_one_client_are_refused(turns: Turns) -> None:
    inside = [_aside(turns, ONE) for _ in range(MANY_OF_ONE)]
    with pytest.raises(TooManyAtOnce, match="client 1") as refused:
        turns.enter(ONE)
    assert refused.value.retry_after
    turns.leave(turns.enter(OTHER))
    _over(turns, inside.pop())
    turns.leave(turns.enter(ONE))


def test_the_last_places_are_for_clients_that_have_none() -> None:
    turns = Turns(SPARE + 1, MANY_OF_ONE, LONG)
    inside = [_aside(turns, ONE)]
    with pytest.raises(Busy):
        turns.enter(ONE)
    inside += [_aside(turns, client(10 + number)) for number in range(SPARE)]
    with pytest.raises(Busy):
        turns.enter(OTHER)
    for turn in inside:
        _over(turns, turn)
    assert turns.inside == 0
    turns.leave(turns.enter(ONE))


def test_who_has_few_gets_the_place_of_one_that_waits_of_who_has_the_most() -> None:
    turns = Turns(SPARE + MANY_OF_ONE, MANY_OF_ONE, LONG)
    held = [turns.enter(ONE) for _ in range(OF_ONE_CLIENT)]
    with ThreadPoolExecutor(MANY_OF_ONE) as pool:
        asked = [pool.submit(turns.enter, ONE) for _ in range(MANY_OF_ONE - OF_ONE_CLIENT)]
        while turns.inside < MANY_OF_ONE:
            time.sleep(0.001)
        of_other = [turns.enter(OTHER) for _ in range(OF_ONE_CLIENT)]
        sent_away = next(as_completed(asked))
        assert isinstance(sent_away.exception(), TooManyAtOnce)
        with pytest.raises(Busy):
            turns.enter(ONE)
        for turn in [*held, *of_other]:
            turns.leave(turn)
        for one in as_completed(set(asked) - {sent_away}):
            turns.leave(one.result())
    assert turns.inside == 0


def test_nobody_waits_for_ever_and_who_gave_up_takes_no_turn() -> None:
    turns = Turns(MANY, MANY_OF_ONE, 0.01)
    held = [turns.enter(ONE) for _ in range(OF_ONE_CLIENT)]
    with pytest.raises(Busy, match="client 1"):
        turns.enter(ONE)
    assert turns.inside == OF_ONE_CLIENT
    turns.leave(held.pop())
    turns.leave(turns.enter(ONE))


def _aside(turns: Turns, client: Client) -> Turn:
    """A request that waits for something else, such as the index."""
    turn = turns.enter(client)
    turns.pause(turn)
    return turn


def _over(turns: Turns, turn: Turn) -> None:
    turns.begin(turn)
    turns.leave(turn)
