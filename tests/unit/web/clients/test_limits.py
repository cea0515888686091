"""What a client may use, over HTTP: each limit is told, hurts no other client, and passes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest

from live.asking import Answer, Request, by_get, query
from live.operating import seen, stop
from live.service import Service

PROXY = "127.0.9.1"
CHEAP = "ASK { FILTER(RAND() < 2) }"
"""Evaluated each time, since its answer may change by itself."""
CRASH = f"SELECT ({'STR(' * 150}1{')' * 150} AS ?x) {{}}"

Slow = Callable[[], str]


def memory_bomb(name: str) -> str:
    doubled = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    return f'SELECT ?x40 {{ BIND("{name}aaaaaaaaaaaaaaaa" AS ?x0) {doubled} }}'


def spend_all(ask: Callable[[str], Answer], slow: Slow) -> None:
    """Use up the working time of a client by three queries at once: 2 seconds, and 0.2 back each
    second; so it lacks some for ten seconds."""
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: ask(slow()), range(3)))
    assert "deadline" in {answer.type for answer in answers} <= {"deadline", "budget"}
    assert ask(CHEAP).status == 429


def of(service: Service, address: str) -> Callable[[str], Answer]:
    """What asks as this client."""
    return lambda text: service.ask(query(text), address)


def forwarded(text: str, client: str) -> Request:
    return Request(
        query(text).path,
        "POST",
        {**query(text).headers, "X-Forwarded-For": client},
        query(text).body,
    )


def test_queries_at_once_of_one_client_are_bounded(
    patient: Service, address: str, slow: Slow
) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(patient.ask, query(slow()), address) for _ in range(8)]
        done = as_completed(asked)
        refused = [next(done).result() for _ in range(8 - 3)]
        for one in seen(patient, address, 3):
            assert stop(patient, one).status == 204
        assert {future.result().type for future in done} == {"stopped"}
    assert {answer.type for answer in refused} == {"too-many-at-once"}
    assert {answer.status for answer in refused} == {429}
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert "3 queries of one client" in refused[0].json()["detail"]


def test_one_client_at_its_limits_is_not_felt_by_another(
    service: Service, address: str, slow: Slow
) -> None:
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(service.ask, query(slow()), address) for _ in range(4)]
        time.sleep(0.3)
        other = service.ask(query(CHEAP), "127.8.0.1")
        assert [future.result().status for future in asked] != [200] * 4
    assert other.status == 200


def test_working_time_is_spent_and_comes_back(service: Service, address: str, slow: Slow) -> None:
    answers = [service.ask(query(slow()), address)]
    while (answer := service.ask(query(slow()), address)).status != 429:
        answers.append(answer)
        assert len(answers) < 20
    assert {answer.type for answer in answers} == {"deadline"}
    assert (answer.status, answer.type) == (429, "budget")
    assert 1 <= int(answer.headers["retry-after"]) <= 30
    assert "2 seconds, of which 12 come back each minute" in answer.json()["detail"]
    until = time.monotonic() + 60
    while (answer := service.ask(query(CHEAP), address)).status == 429:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert answer.status == 200


def test_what_the_client_has_already_costs_nothing(
    service: Service, address: str, slow: Slow
) -> None:
    asked = by_get("ASK {}")
    tag = service.ask(asked, address).headers["etag"]
    again = Request(asked.path, headers={"Accept": "text/csv", "If-None-Match": tag})
    spend_all(of(service, address), slow)
    assert service.ask(query("ASK { ?s ?p 1 }"), address).status == 429
    assert service.ask(again, address).status == 304
    assert service.ask(Request("/problems"), address).status == 200


def test_pages_that_ask_the_index_are_counted_too(
    service: Service, address: str, slow: Slow
) -> None:
    spend_all(of(service, address), slow)
    for path in ("/queries/regions/sizes?least=3", "/sparql?query=ASK%7B%7D%23x"):
        assert service.ask(Request(path), address).status == 429
    page = service.ask(Request("/queries/regions/sizes", headers={"Accept": "text/html"}), address)
    assert (page.status, page.headers["content-type"]) == (429, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("kind", "reason", "said"),
    [
        ("slow", "deadline", "reached the time limit of 1.5 seconds"),
        ("bomb", "memory", "reached the memory limit of 67,108,864 bytes"),
    ],
)
def test_a_query_that_did_harm_is_refused_at_once_for_everybody(
    service: Service, patient: Service, address: str, slow: Slow, kind: str, reason: str, said: str
) -> None:
    text = slow() if kind == "slow" else memory_bomb(address)
    service = service if kind == "slow" else patient
    first = service.ask(query(text), address)
    assert (first.status, first.type, first.headers["retry-after"]) == (503, reason, "600")
    for source in (address, "127.8.0.2"):
        for request in (query(text), by_get(text)):
            again = service.ask(request, source)
            assert (again.status, again.type) == (503, "banned")
            assert said in again.json()["detail"]
            assert 500 < int(again.headers["retry-after"]) <= 600


def test_a_query_that_did_harm_is_refused_in_other_clothes_too(
    service: Service, address: str, slow: Slow
) -> None:
    text = slow()
    assert service.ask(query(text), address).type == "deadline"
    for again in (f"{text} ", f"# 1\n{text}# 2", text.replace("SELECT", "seLect")):
        assert service.ask(query(again), "127.8.0.3").type == "banned", again
    assert service.ask(query(text.replace("59", "61")), "127.8.0.5").type == "deadline"


def test_a_query_of_another_dataset_is_another_query(
    service: Service, address: str, slow: Slow
) -> None:
    text = slow()
    assert service.ask(query(text), address).type == "deadline"
    asked = query(text)
    other = Request("/sparql?default-graph-uri=http://e/x", "POST", asked.headers, asked.body)
    assert service.ask(other, "127.8.0.4").type != "banned"


def test_a_query_whose_worker_somebody_else_killed_is_not_banned(
    patient: Service, address: str, slow: Slow
) -> None:
    text = slow()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(patient.ask, query(text), address)
        while not asked.done():
            for pid in patient.processes.of("worker"):
                patient.processes.kill(pid)
            time.sleep(0.1)
        assert asked.result().type in ("crash", "busy")
        again = pool.submit(patient.ask, query(text), address)
        (one,) = seen(patient, address)
        assert stop(patient, one).status == 204
        assert again.result().type == "stopped"


def test_a_query_that_fails_without_harm_is_answered_again(service: Service, address: str) -> None:
    for text, type_ in (
        ("SELECT", "query-syntax"),
        ("ASK { SERVICE <http://e/> {} }", "query-refused"),
    ):
        assert [service.ask(query(text), address).type for _ in range(2)] == [type_] * 2


def test_behind_a_trusted_proxy_clients_are_told_apart(
    service: Service, address: str, slow: Slow
) -> None:
    def asked(client: str, text: str = CHEAP) -> Answer:
        return service.ask(forwarded(text, client), PROXY)

    spend_all(lambda text: asked(f"6.6.6.6, {address}", text), slow)
    assert asked(address).status == 429
    assert asked(f"198.51.100.77, {address}").status == 429, "what a client writes is not believed"
    assert asked("198.51.100.77").status == 200
    assert service.ask(query(CHEAP), address).status == 429, "the same client without the proxy"


def test_without_a_proxy_the_header_is_not_believed(
    service: Service, address: str, slow: Slow
) -> None:
    spend_all(of(service, address), slow)
    assert service.ask(forwarded(CHEAP, "198.51.100.78"), address).status == 429
