"""Cases 1 to 28: whatever one client asks, it gets a safe answer and nobody else feels it."""

from __future__ import annotations

import threading
import time

import pytest

from live.asking import by_get, client, query
from live.hostile import AT_ONCE, CASES, CUBE, SLOW, Case, leave, slow, together
from live.ordinary import questions
from live.watching import Watch

CHEAP_SECONDS = 10.0
"""All the slow ones, one after the other, take longer."""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hostile_query_gets_a_safe_answer_and_harms_nobody(case: Case, watch: Watch) -> None:
    for request in case.requests:
        with watch.unharmed():
            answer = watch.ask(request)
        assert answer.status in case.safe, answer.text[:500]
        if answer.status == 200 and case.right is not None:
            assert answer.body == case.right


def test_19_a_regular_expression_takes_linear_time(watch: Watch) -> None:
    text = f'ASK {{ FILTER(REGEX("{"a" * 30_000}!", "^(a+)+$")) }}'
    assert watch.ask(query(text)).status == 200, "it is over long before the deadline"


def test_25_many_slow_queries_of_one_client_leave_room_for_another(watch: Watch) -> None:
    attacker, answers = client(), []
    with watch.unharmed():
        attack = threading.Thread(
            target=lambda: answers.extend(
                together(lambda request: watch.ask(request, attacker), query(SLOW), AT_ONCE)
            )
        )
        attack.start()
        time.sleep(0.5)
        try:
            cheap = [watch.right(each) for each in questions()[:5]]
        finally:
            attack.join()
        assert all(answer.seconds < CHEAP_SECONDS for answer in cheap)
    assert {answer.status for answer in answers} <= {429, 503}
    assert len(answers) == AT_ONCE


def test_26_who_goes_away_holds_no_worker_past_the_deadline(watch: Watch) -> None:
    with watch.unharmed():
        for number in range(4):
            leave(watch.service.port, client(), slow(f"left{number}"))
        time.sleep(2.5)
        for question in questions()[:8]:
            watch.right(question)


def test_28_a_killing_query_is_known_the_second_time(watch: Watch) -> None:
    """Whoever asks, and however it is sent: it reached the deadline, crashed or took all memory."""
    text = f"SELECT (COUNT(*) AS ?again) {{ {CUBE} }}"
    first = watch.ask(query(text))
    assert first.status == 503
    for request in (query(text), by_get(text)):
        with watch.unharmed():
            second = watch.ask(request)
        assert (second.status, second.type) == (503, "banned"), "it is not evaluated again"
