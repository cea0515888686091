"""Where pages of the feed end: what is superseded in one moves no other."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from smartregions.catalogue.ldes.pages import LONGEST, NEWEST, Page, pages
from smartregions.catalogue.recordfile import Entry

SIZE = 5
Events = list[tuple[int, str]]


def entries(events: Events) -> list[Entry]:
    """Events in order: the number of a change, and a dataset."""
    return [
        Entry(n, dataset, change, "update", f"2026-01-01T00:00:{change:02}.000000Z", "d")
        for n, (change, dataset) in enumerate(events)
    ]


def cut(events: Events, size: int = SIZE) -> list[Page]:
    return list(pages(entries(events), size))


def first_events(count: int) -> Events:
    return [(n + 1, f"http://e/{n}") for n in range(count)]


def test_pages_hold_every_event_once_and_the_newest_is_last() -> None:
    found = cut(first_events(50))
    assert [n for page in found for n in range(page.first, page.last + 1)] == list(range(50))
    assert [page.is_closed for page in found] == [True] * (len(found) - 1) + [False]
    assert len({page.name for page in found}) == len(found) > 3
    assert found[-1].name == NEWEST


def test_without_an_event_the_newest_is_empty() -> None:
    (page,) = cut([])
    assert (page.name, page.first, page.last) == (NEWEST, 0, -1)


@given(st.integers(2, 50), st.lists(st.integers(0, 49), min_size=1, max_size=3))
@settings(max_examples=60)
def test_a_change_makes_at_most_one_page_give_way_to_another(
    count: int, changed: list[int]
) -> None:
    """And no page that is closed is ever seen with other events under its name."""
    events = first_events(count)
    content: dict[str, Events] = {}
    before: set[str] = set()
    for number, which in enumerate(changed):
        for page in cut(events):
            if page.is_closed:
                held = events[page.first : page.last + 1]
                assert content.setdefault(page.name, held) == held
        before = {page.name for page in cut(events) if page.is_closed}
        full = sum(page.last - page.first + 1 == LONGEST * SIZE for page in cut(events))
        moved = events.pop(which % len(events))
        events.append((100 + number, moved[1]))
        after = {page.name for page in cut(events) if page.is_closed}
        assert (
            len(before - after) <= 2 + full
        )  # that of the event, one that it joins, and full ones


def test_a_page_is_never_longer_than_four_times_the_size() -> None:
    found = cut([(1, f"http://e/{n}") for n in range(400)], 40)
    lengths = [page.last - page.first + 1 for page in found]
    assert max(lengths) <= LONGEST * 40
    assert 400 / len(lengths) > 10


def test_of_many_events_of_one_transaction_pages_are_cut_too() -> None:
    assert len(cut([(7, f"http://e/{n}") for n in range(100)])) > 5


def test_another_description_of_the_same_event_is_another_page() -> None:
    (entry, *more) = entries(first_events(20))
    other = Entry(0, entry.dataset, entry.change, entry.kind, entry.time, "another digest")
    one, two = list(pages([entry, *more], SIZE)), list(pages([other, *more], SIZE))
    assert one[0].name != two[0].name
    assert one[1:] == two[1:]
