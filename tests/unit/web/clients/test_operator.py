"""What the operator sees and does, and that nobody else can."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import smallworld
from live.asking import Answer, Request, query
from live.operating import AUTHORIZED, RUNNING, TOKEN, running, seen, stop
from live.service import Service

Slow = Callable[[], str]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def asked(pool: ThreadPoolExecutor, service: Service, text: str, address: str) -> Future[Answer]:
    return pool.submit(service.ask, query(text), address)


def test_a_running_query_is_listed_until_it_ends(
    patient: Service, pool: ThreadPoolExecutor, address: str, slow: Slow
) -> None:
    text = f"{slow()} # \u00e9<b>&"
    answer = asked(pool, patient, text, address)
    (one,) = seen(patient, address)
    assert set(one) == {"id", "client", "started", "seconds", "hash", "characters", "query"}
    assert (one["query"], one["characters"]) == (text, len(text))
    assert len(one["hash"]) == 32 and 0 <= one["seconds"] < 100
    page = patient.ask(Request(RUNNING, headers=AUTHORIZED | {"Accept": "text/html"}))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "\u00e9&lt;b&gt;&amp;" in page.text and "<b>" not in page.text
    assert stop(patient, one).status == 204
    assert answer.result().type == "stopped"
    assert not [one for one in running(patient) if one["client"] == address]


def test_the_first_2_kilobytes_of_a_query_are_shown(
    patient: Service, pool: ThreadPoolExecutor, address: str, slow: Slow
) -> None:
    text = "#" + "\u00e9" * 3000 + "\n" + slow()
    answer = asked(pool, patient, text, address)
    (one,) = seen(patient, address)
    assert one["query"] == text[:1024], "1 byte and 1023 characters of 2 bytes; not half of one"
    assert one["characters"] == len(text)
    assert stop(patient, one).status == 204
    answer.result()


def test_a_stopped_query_ends_and_says_why(
    patient: Service, pool: ThreadPoolExecutor, address: str, slow: Slow
) -> None:
    text = slow()
    for _ in range(2):  # it is not banned
        answer = asked(pool, patient, text, address)
        (one,) = seen(patient, address)
        assert stop(patient, one).status == 204
        assert (answer.result().status, answer.result().type) == (503, "stopped")
        assert stop(patient, one).status == 404


def test_queries_of_all_web_processes_are_listed_and_stopped(
    patient: Service, pool: ThreadPoolExecutor, address: str, slow: Slow
) -> None:
    """The kernel deals connections out to processes; some of these come to each of the two."""
    tables = set()
    for number in range(20):
        answer = asked(pool, patient, slow(), f"{address[:-1]}{number + 1}")
        (one,) = seen(patient, f"{address[:-1]}{number + 1}")
        tables.add(one["id"].partition("-")[0])
        assert stop(patient, one).status == 204
        assert answer.result().type == "stopped"
        if len(tables) > 1:
            return
    raise AssertionError("only one process had queries")


@pytest.mark.parametrize("id_", ["0-999999", "x", "0", "0-", "-1", "%00", "9-1"])
def test_a_query_that_does_not_run_cannot_be_stopped(service: Service, id_: str) -> None:
    answer = service.ask(Request(f"{RUNNING}/{id_}", "DELETE", AUTHORIZED))
    assert (answer.status, answer.type) == (404, "not-found")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    "authorization",
    [
        None, "", "Bearer", "Bearer ", "Bearer wrong", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}",
        f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}, Bearer {TOKEN}", "Bearer \u00f1",
        "Bearer " + "x" * 6000,
    ],
)  # fmt: skip
def test_without_the_token_nothing_is_told(
    service: Service, authorization: str | None, method: str
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    path = RUNNING if method == "GET" else f"{RUNNING}/0-1"
    answer = service.ask(Request(path, method, headers))
    assert (answer.status, answer.type) == (401, "unauthorized")
    challenge = answer.headers["www-authenticate"]
    assert challenge.startswith('Bearer realm="operator"')
    assert TOKEN not in answer.text


def test_a_wrong_token_is_told_from_none(service: Service) -> None:
    none = service.ask(Request(RUNNING))
    wrong = service.ask(Request(RUNNING, headers={"Authorization": "Bearer wrong"}))
    assert "error" not in none.headers["www-authenticate"]
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]


def test_the_scheme_is_read_in_any_case(service: Service) -> None:
    headers = {"Authorization": f"bearer  {TOKEN}"}
    assert service.ask(Request(RUNNING, headers=headers)).status == 200


@pytest.mark.parametrize(("method", "status"), [("POST", 405), ("HEAD", 200), ("OPTIONS", 200)])
def test_other_methods(service: Service, method: str, status: int) -> None:
    assert service.ask(Request(RUNNING, method, AUTHORIZED)).status == status


ANSWERED = 'smartregions_queries_total{outcome="answered"}'


def figures(answer: Answer) -> dict[str, float]:
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_metrics_count_what_happened_in_all_processes(
    service: Service, pool: ThreadPoolExecutor, address: str, slow: Slow
) -> None:
    def now() -> dict[str, float]:
        return figures(service.ask(Request("/metrics")))

    before: dict[str, float] = {}
    while (found := now())[ANSWERED] != before.get(ANSWERED):  # what was asked before may come late
        before = found
        time.sleep(0.5)
    for number in range(10):
        ask = query(f"ASK {{}} # {number}")
        assert service.ask(ask, f"{address[:-1]}{number + 1}").status == 200
    assert service.ask(query("SELECT"), address).status == 400
    asked_, most = 0, 0.0
    while most < 1:  # it is seen while it runs, unless this machine is too busy to look
        assert asked_ < 20
        text = slow()
        late = asked(pool, service, text, f"{address[:-1]}{100 + asked_}")
        while not late.done():
            most = max(most, now()["smartregions_queries_running"])
        asked_ += 1
    assert service.ask(query(text), address).type == "banned"
    expected = {"answered": 10, "query-syntax": 1, "deadline": asked_, "banned": 1}

    def more() -> dict[str, float]:
        names = {
            outcome: f'smartregions_queries_total{{outcome="{outcome}"}}' for outcome in expected
        }
        return {outcome: now()[name] - before[name] for outcome, name in names.items()}

    eventually(lambda: more() == expected)
    after = now()
    passed = after["smartregions_query_seconds_total"] - before["smartregions_query_seconds_total"]
    assert passed >= 1.5 * asked_
    assert after["smartregions_web_processes"] == 2
    assert after["smartregions_workers"] >= 1
    assert after["smartregions_change"] == 5


def test_metrics_are_in_the_text_format(service: Service) -> None:
    text = service.ask(Request("/metrics")).text
    assert text.endswith("\n")
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len(set(names)) == text.count("# HELP ")


def test_metrics_are_not_told_to_those_who_come_through_a_proxy(service: Service) -> None:
    for source, client in (("127.0.9.1", "198.51.100.1"), ("127.0.0.1", "127.0.0.1")):
        through = {"X-Forwarded-For": client}
        assert service.ask(Request("/metrics", headers=through), source).status == 401
        assert service.ask(Request("/metrics", headers=through | AUTHORIZED), source).status == 200


def lines(service: Service, start: int) -> list[dict[str, Any]]:
    """Those that were logged since, whole."""
    whole = service.said()[start:].rpartition("\n")[0].splitlines()
    return [json.loads(line) for line in whole if line.startswith("{")]


def logged(service: Service, start: int, client: str, requests: int) -> list[dict[str, Any]]:
    """What was logged of a client since, once that is so many requests: it is after the answers."""

    def found() -> list[dict[str, Any]]:
        return [line for line in lines(service, start) if line.get("client") == client]

    eventually(lambda: sum(line["event"] == "request" for line in found()) >= requests)
    return found()


def test_slow_and_killed_queries_and_refusals_are_logged(
    service: Service, address: str, slow: Slow
) -> None:
    start = len(service.said())
    text = slow() + "\r\n#\x1b[31m\u2028"
    assert service.ask(query(text), address).type == "deadline"
    wrong = {"Authorization": "Bearer seekrit", "User-Agent": 'a"b\tc'}
    service.ask(Request(RUNNING + "?token=seekrit", headers=wrong), address)
    found = logged(service, start, address, requests=2)
    events = {line["event"]: line for line in found}
    late = events["query"]
    assert late["outcome"] == "deadline" and late["query"] == text
    assert late["seconds"] >= 1.5 and len(late["hash"]) == 32
    assert (events["refused"]["status"], events["refused"]["path"]) == (401, RUNNING)
    assert events["refused"]["agent"] == 'a"b\tc'
    assert {line["status"] for line in found if line["event"] == "request"} == {503, 401}
    said = service.said()[start:]
    assert "seekrit" not in said and TOKEN not in said
    assert "\x1b" not in said and "\u2028" not in said
    assert all(len(line.encode()) < 4096 for line in said.splitlines())


def test_a_long_hostile_query_takes_one_short_line(
    service: Service, address: str, slow: Slow
) -> None:
    start = len(service.said())
    service.ask(query("#" + "\x01" * 3000 + "\n" + slow()), address)
    logged(service, start, address, requests=1)
    raw = [line for line in service.said()[start:].splitlines() if '"query"' in line]
    assert len(raw) == 1 and len(raw[0]) < 4096
    assert json.loads(raw[0])["query"].startswith("#\x01\x01")


def test_a_killed_web_process_frees_what_ran_in_it_and_keeps_what_was_counted(
    patient: Service, pool: ThreadPoolExecutor, address: str, slow: Slow
) -> None:
    service = patient
    before = figures(service.ask(Request("/metrics")))
    asking = [asked(pool, service, slow(), address) for _ in range(3)]
    seen(service, address, 3)
    for pid in service.processes.of("web"):
        os.kill(pid, signal.SIGKILL)
    for future in asking:
        with pytest.raises(OSError):
            future.result()
    until = time.monotonic() + 60
    while True:
        try:
            answer = service.ask(query("ASK {}"), address)
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            break
    assert answer.status == 200, "none of its three places is taken any more"
    assert not [one for one in running(service) if one["client"] == address]
    after = figures(service.ask(Request("/metrics")))
    assert all(after[name] >= value for name, value in before.items() if "_total" in name)


def test_without_a_token_set_the_operators_side_is_off(tmp_path: Path) -> None:
    settings = {"corpus": str(smallworld.write(tmp_path / "corpus")), "query_seconds": "1.5"}
    with Service(tmp_path, settings) as service:
        for request in (
            Request(RUNNING, headers=AUTHORIZED),
            Request(f"{RUNNING}/0-1", "DELETE", AUTHORIZED),
        ):
            answer = service.ask(request)
            assert (answer.status, answer.type) == (403, "forbidden")
            assert "SMARTREGIONS_OPERATOR_TOKEN" in answer.json()["detail"]
        assert service.ask(Request("/metrics")).status == 200
        assert service.ask(query("ASK {}")).status == 200
        assert '"event": "request"' not in service.said()
