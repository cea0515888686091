"""Which queries are banned, and who is counted, at the index itself."""

from __future__ import annotations

import itertools
import logging
from dataclasses import replace

import pytest

from smartregions.errors import DeadlineReached, QueryBanned, QuerySyntaxError, Stopped
from smartregions.index import Answer, Query, Started, Work
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.settings import Settings
from smartregions.web.clients.accounted import OUTCOMES, SECONDS, AccountedIndex
from smartregions.web.clients.budget import Budget
from smartregions.web.clients.client import Client, Clients
from smartregions.web.clients.ledger import Ledger
from smartregions.web.clients.sharing import Alone
from smartregions.web.problem_types import PROBLEMS

CLIENT = Clients((), "X-Forwarded-For").of({"REMOTE_ADDR": "192.0.2.7"})
SETTINGS = Settings(query_seconds=0.3, slow_query_seconds=60.0)

_numbers = itertools.count()


def slow() -> Query:
    """A second of work or more; the engine in this process works on it to its end."""
    values = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(64)))} }}" for i in range(4))
    return Query(f"SELECT (COUNT(*) AS ?n{next(_numbers)}) {{ {values} }}", ("json",))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(Alone(4), Budget(1.0, 120.0), 3)


def accounted(
    ledger: Ledger, client: Client | None = CLIENT, seconds: float = SETTINGS.query_seconds
) -> AccountedIndex:
    index = MemoryIndex(Limits(), seconds, 8)
    return AccountedIndex(index, ledger, SETTINGS, lambda: client)


def counted(ledger: Ledger, outcome: str) -> float:
    return ledger.total(OUTCOMES.index(outcome))


def test_the_deadline_bans_a_query(ledger: Ledger) -> None:
    index, query = accounted(ledger), slow()
    with pytest.raises(DeadlineReached) as late:
        index.query(query)
    assert late.value.retry_after == 600
    with pytest.raises(QueryBanned, match="time limit of 0.3 seconds") as banned:
        index.query(query)
    assert banned.value.retry_after is not None and 500 < banned.value.retry_after <= 600


def test_what_a_page_of_ours_asks_is_never_banned(ledger: Ledger) -> None:
    """A busy machine would take the page from everybody for as long as a ban lasts."""
    index, query = accounted(ledger), slow()
    page = replace(query, is_ours=True)
    for _ in range(2):
        with pytest.raises(DeadlineReached) as late:
            index.query(page)
        assert late.value.retry_after is None
    with pytest.raises(DeadlineReached):
        index.query(query)
    with pytest.raises(QueryBanned):
        index.query(query)
    with pytest.raises(DeadlineReached):
        index.query(page)


def test_a_lower_deadline_that_the_client_chose_does_not(ledger: Ledger) -> None:
    index, query = accounted(ledger), slow()
    hasty = Query(query.text, query.formats, seconds=0.01)
    for _ in range(2):
        with pytest.raises(DeadlineReached) as late:
            index.query(hasty)
        assert late.value.retry_after is None
    with pytest.raises(DeadlineReached):
        index.query(Query(query.text, query.formats, seconds=5.0))
    with pytest.raises(QueryBanned):
        index.query(hasty)


@pytest.mark.parametrize(
    "other",
    [
        {"text": "ASK { }"},
        {"default_graphs": ("http://e/x",)},
        {"named_graphs": ("http://e/x",)},
        {"default_graphs": ("http://e/x",), "named_graphs": ("http://e/x",)},
    ],
)
def test_a_ban_is_of_the_text_and_the_dataset(ledger: Ledger, other: dict[str, object]) -> None:
    values: dict[str, object] = {"text": slow().text, "formats": ("json",)}
    index = accounted(ledger)
    with pytest.raises(DeadlineReached):
        index.query(Query(**values))  # type: ignore[arg-type]
    try:
        index.query(Query(**(values | other)))  # type: ignore[arg-type]
    except QueryBanned:
        pytest.fail("another query is banned")
    except DeadlineReached:
        pass
    with pytest.raises(QueryBanned):
        index.query(Query(**(values | {"formats": ("xml",)})))  # type: ignore[arg-type]


def test_every_query_is_counted_by_how_it_ended(ledger: Ledger) -> None:
    index = accounted(ledger, seconds=60)
    index.query(Query("ASK {}", ("json",)))
    with pytest.raises(QuerySyntaxError):
        index.query(Query("ASK", ("json",)))
    with pytest.raises(DeadlineReached):
        accounted(ledger).query(slow())
    ended = {outcome: counted(ledger, outcome) for outcome in OUTCOMES}
    assert {outcome: n for outcome, n in ended.items() if n} == {
        "answered": 1, "query-syntax": 1, "deadline": 1,
    }  # fmt: skip
    assert 0.3 <= ledger.total(SECONDS) < 120
    assert list(ledger.running()) == []


def test_what_runs_for_no_client_is_not_counted(ledger: Ledger) -> None:
    index = accounted(ledger, None, seconds=60)
    index.query(Query("ASK {}", ("json",)))
    index.check()
    assert counted(ledger, "answered") == 0


class Stopping(MemoryIndex):
    """Ends each query as one ends that the operator stops."""

    def query(self, query: Query, started: Started | None = None) -> Answer:
        assert started
        started(Work(1, 1))
        raise Stopped("The operator stopped it.")


def test_a_stopped_query_is_logged_and_not_banned(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    index = AccountedIndex(Stopping(Limits(), 1.0, 1), ledger, SETTINGS, lambda: CLIENT)
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            with pytest.raises(Stopped):
                index.query(Query("ASK {}", ("json",)))
    assert caplog.text.count('"outcome": "stopped"') == 2


def test_the_outcomes_are_problems_and_leave_room_for_other_counters() -> None:
    assert set(OUTCOMES[1:]) <= set(PROBLEMS)
    assert len(set(OUTCOMES)) == len(OUTCOMES) < SECONDS


def test_places_are_given_back_however_a_query_ends(ledger: Ledger) -> None:
    index = accounted(ledger, seconds=60)
    for _ in range(10):
        with pytest.raises(QuerySyntaxError):
            index.query(Query("ASK", ("json",)))
    index.query(Query("ASK {}", ("json",)))
