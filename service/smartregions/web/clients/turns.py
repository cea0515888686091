"""Turns: of what one client asks at once, a process works on a little at a time.

An interpreter runs one thread and changes to another every few milliseconds: who is answered beside
sixty requests of one client would wait for each of them, again and again. So few requests of one
client have their turn, and the rest wait, in threads that do nothing. Threads are kept from being
all taken, too: many requests of one client are refused, and the last threads are for clients that
have none. When all others are taken, who has few gets the place of one that waits of who has the
most, so that some clients together keep no other from asking for a page and what belongs to it.

A request that waits for a body or for the index has no turn meanwhile. It goes on at once
afterwards, whoever has one: nobody waits for a turn who holds what others wait for.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from smartregions.errors import Busy, LimitReached, TooManyAtOnce
from smartregions.messages import Message
from smartregions.web.clients.client import Client
from smartregions.web.clients.current import current

OF_ONE_CLIENT, AT_ONCE = 2, 8
"""Turns of one client, and of all."""
SPARE = 32
"""Threads for clients that have no other request inside."""

KEY = "smartregions.turn"
"""Where the environment of a request has its turn."""

_SOON = 1


class Turns:
    """Whose turn it is, of requests that are inside: that have their turn, or wait."""

    def __init__(self, most: int, most_of_one: int, seconds: float) -> None:
        """At most so many are inside, and so many of one client; none waits for longer."""
        self._most = most
        self._most_of_one = most_of_one
        self._seconds = seconds
        self._lock = threading.Lock()
        self._of_one: Counter[bytes] = Counter()  # inside
        self._working: Counter[bytes] = Counter()
        self.inside = 0
        """How many are inside."""
        self._all_working = 0
        self._waiting: list[Turn] = []

    def enter(self, client: Client) -> Turn:
        """Wait until a request of a client has its turn. Raises TooManyAtOnce and Busy."""
        turn = Turn(client, self)
        with self._lock:
            self._admit(turn)
        if not turn.told.acquire(timeout=self._seconds):
            self._give_up(turn)
        if turn.is_sent_away:
            raise _too_many(client, self._of_one[client.key])
        return turn

    def leave(self, turn: Turn) -> None:
        """Have it over, after it has begun."""
        with self._lock:
            self._pause(turn)
            self._forget(turn)

    def begin(self, turn: Turn) -> None:
        """Go on at once."""
        with self._lock:
            self._begin(turn)

    def pause(self, turn: Turn) -> None:
        """Let another have this turn."""
        with self._lock:
            self._pause(turn)

    def _admit(self, turn: Turn) -> None:
        if refusal := self._refusal(turn.client):
            raise refusal
        self._of_one[turn.client.key] += 1
        self.inside += 1
        if self._may_begin(turn.client):
            self._begin(turn)
        else:
            turn.told.acquire()
            self._waiting.append(turn)

    def _give_up(self, turn: Turn) -> None:
        with self._lock:
            if turn not in self._waiting:  # it has just begun, or was sent away
                return
            self._waiting.remove(turn)
            self._forget(turn)
        raise Busy(
            Message(
                "Other requests of {name} are worked on. Await their answers, then ask.",
                name=turn.client.name,
            )
        )

    def _forget(self, turn: Turn) -> None:
        self.inside -= 1
        self._of_one[turn.client.key] -= 1
        if not self._of_one[turn.client.key]:
            del self._of_one[turn.client.key]

    def _begin(self, turn: Turn) -> None:
        self._working[turn.client.key] += 1
        self._all_working += 1

    def _pause(self, turn: Turn) -> None:
        self._all_working -= 1
        self._working[turn.client.key] -= 1
        if not self._working[turn.client.key]:
            del self._working[turn.client.key]
        if following := self._following():
            self._waiting.remove(following)
            self._begin(following)
            following.told.release()

    def _following(self) -> Turn | None:
        """Of those that may begin the first, of the clients that have the fewest inside."""
        able = (turn for turn in self._waiting if self._may_begin(turn.client))
        return min(able, key=lambda turn: self._of_one[turn.client.key], default=None)

    def _may_begin(self, client: Client) -> bool:
        return self._all_working < AT_ONCE and self._working[client.key] < OF_ONE_CLIENT

    def _refusal(self, client: Client) -> LimitReached | None:
        own = self._of_one[client.key]
        if own >= self._most_of_one:
            return _too_many(client, own)
        if self.inside < self._most - (SPARE if own else 0) or self._makes_room(own):
            return None
        return Busy(Message("Too many requests are worked on. Try again in a moment."))

    def _makes_room(self, own: int) -> bool:
        """Send away the last that waits of the client that has the most inside, if that still has
        no fewer than who comes, who has so many."""
        newest = reversed(self._waiting)
        last = max(newest, key=lambda turn: self._of_one[turn.client.key], default=None)
        if last is None or self._of_one[last.client.key] <= own + 1:
            return False
        self._waiting.remove(last)
        self._forget(last)
        last.is_sent_away = True
        last.told.release()
        return True


def _too_many(client: Client, n: int) -> TooManyAtOnce:
    return TooManyAtOnce(
        Message(
            "{n} requests of {name} are worked on or wait already. Await an answer before the "
            "next.",
            n=n,
            name=client.name,
        ),
        _SOON,
    )


class Turn:
    """That of one request; `told` can be acquired once it has begun, or was sent away."""

    def __init__(self, client: Client, turns: Turns) -> None:
        self.client = client
        self.told = threading.Lock()
        self.is_sent_away = False
        self._turns = turns

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While it waits for something else."""
        self._turns.pause(self)
        try:
            yield
        finally:
            self._turns.begin(self)


@contextmanager
def paused() -> Iterator[None]:
    """While the request that is being answered, if one is, waits for something else."""
    environ = current()
    turn = cast("Turn | None", environ.get(KEY)) if environ else None
    if turn is None:
        yield
        return
    with turn.paused():
        yield
