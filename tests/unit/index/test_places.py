"""A place goes to who has waited longest, and none is ever lost."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from smartregions.index.places import Places


def test_the_last_that_came_back_is_the_first_to_go() -> None:
    places = Places(["a", "b"])
    assert places.take(0) == "b"
    places.give_back("b")
    assert places.take(0) == "b"
    assert places.take(0) == "a"


def test_without_a_free_one_in_time_it_is_an_error() -> None:
    places = Places(["a"])
    places.take(0)
    for patience in (-1, 0, 0.01):
        with pytest.raises(TimeoutError):
            places.take(patience)
    places.give_back("a")
    assert places.take(0) == "a"


def test_who_waits_longest_is_served_first() -> None:
    places = Places([0])
    places.take(0)
    served: list[int] = []

    def wait(number: int) -> None:
        place = places.take(60)
        served.append(number)
        places.give_back(place)

    threads = []
    for number in range(20):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        threads.append(thread)
        while len(places._waiting) <= number:  # they are to ask in this order
            time.sleep(0.001)
    places.give_back(0)
    for thread in threads:
        thread.join()
    assert served == list(range(20))


def test_none_is_lost_to_those_who_give_up() -> None:
    places = Places([1, 2])

    def come_and_go(number: int) -> int:
        count = 0
        for turn in range(200):
            try:
                place = places.take(0.0001 * (turn % 3))
            except TimeoutError:
                continue
            count += 1
            places.give_back(place)
        return count

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(come_and_go, range(8))) > 0
    assert sorted(places.emptied()) == [1, 2]
