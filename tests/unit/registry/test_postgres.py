"""The registry on Postgres keeps what it keeps on SQLite.

Runs where Postgres is installed (Debian: apt-get install postgresql) and skips elsewhere.
"""

from __future__ import annotations

import multiprocessing
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

import postgres
from proposals import addition, proposal, put
from smartregions.errors import InputError, ServiceError, StaleProposal, Unauthorized
from smartregions.namespaces import ID
from smartregions.registry import past
from smartregions.registry.holder import Grants
from smartregions.registry.log import Registry, open_registry
from smartregions.registry.tokens import Tokens

A = b"<http://s/a> <http://p/> <http://o/> .\n"
B = b"<http://s/b> <http://p/> <http://o/> .\n"
C = b"<http://s/c> <http://p/> <http://o/> .\n"

_numbers = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    programs = postgres.programs()
    if programs is None:
        pytest.skip("Postgres is not installed")
    with postgres.server(programs) as address:
        yield address


@pytest.fixture
def url(server: str) -> str:
    """The address of an empty database."""
    name = f"registry{next(_numbers)}"
    user, host = (part.partition("=")[2] for part in server.split("&"))
    command = [
        "psql",
        "-q",
        "-U",
        user,
        "-h",
        host,
        "-d",
        "postgres",
        "-c",
        f"CREATE DATABASE {name}",
    ]
    subprocess.run(command, check=True)
    return f"postgresql+psycopg:///{name}?{server}"


@pytest.fixture
def registry(url: str) -> Iterator[Registry]:
    with closing(open_registry(url)) as opened:
        yield opened


def test_every_state_is_kept_and_chained(registry: Registry) -> None:
    states = [A, A + B, None, B + C, C]
    for state in states:
        put(registry, "g:1", state, source=b"\xff\x00")
        put(registry, "g:2", state or A)
    for number, state in enumerate(states):
        found = registry.graph("g:1", 2 * number + 1)
        assert (found.quads if found else None) == state
    assert registry.source(1) == b"\xff\x00"
    assert registry.verify() == registry.replay() == 10
    assert [graph.change.graph for graph in registry.graphs()] == ["g:1", "g:2"]


def test_it_is_there_after_reopening(url: str) -> None:
    with closing(open_registry(url)) as registry:
        change = put(registry, "g:1", A)
    with closing(open_registry(url)) as registry:
        assert registry.last() == change


def test_a_proposal_for_an_older_state_is_refused_and_nothing_is_written(
    registry: Registry,
) -> None:
    put(registry, "g:1", A)
    with pytest.raises(StaleProposal):
        registry.commit(addition("g:2", 0, A), addition("g:1", 0, B))
    assert registry.verify() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET agent = 'x'",
        "UPDATE changes SET source = NULL",
        "DELETE FROM changes",
        "TRUNCATE changes",
        "UPDATE audit SET action = 'x'",
        "DELETE FROM audit",
    ],
)
def test_the_database_refuses_to_alter_the_log(registry: Registry, statement: str) -> None:
    put(registry, "g:1", A)
    Tokens(registry.database).create(Grants("me", ("write",), ("*",)))
    with (
        pytest.raises(ServiceError, match="append-only") as refused,
        registry.database.writing() as connection,
    ):
        connection.execute(text(statement))
    assert isinstance(refused.value.__cause__, DatabaseError)
    assert registry.verify() == 1


def test_a_redaction_may_empty_what_it_must(registry: Registry) -> None:
    for state in (A + B, A + B + C):
        put(registry, "g:1", state)
    registry.redact(1, "asked for")
    assert [graph.quads for graph in registry.graphs()] == [C]
    assert registry.source(1) is None
    assert registry.verify() == registry.replay() == 3


def test_what_touched_a_thing_is_known_until_it_is_redacted(registry: Registry) -> None:
    thing, other = f"{ID}actor/{'é' * 2_000}", f"{ID}actor/b"
    line = f"<{thing}> <http://p/> <{other}> .\n".encode()
    for state in (A, A + line, A, None, line + A):
        put(registry, "g:1", state)
    assert [number for number, _ in past.states(registry, thing, 9)] == [2, 5]
    left, came = past.last_saying(registry, thing, 9), past.first_saying(registry, thing, 2)
    assert left is not None and came is not None
    assert (left.sequence, came.sequence) == (3, 5)
    assert registry.verify() == registry.replay() == 5
    registry.redact(2, "asked for")
    assert past.states(registry, thing, 9) == []
    assert registry.replay() == 6
    registry.write_touches_anew()
    assert registry.replay() == 6


def test_tokens_hold_until_they_are_revoked(registry: Registry) -> None:
    tokens = Tokens(registry.database)
    token, secret = tokens.create(Grants("me", ("write",), ("*",)))
    header = f"Bearer {secret}".encode()
    assert tokens.authenticate(header).token == token.id
    tokens.revoke(token.id)
    with pytest.raises(Unauthorized):
        tokens.authenticate(header)


def _count_up(url: str, times: int) -> None:
    with closing(open_registry(url)) as registry:
        for _ in range(times):
            while True:
                found = registry.graph("g:count")
                assert found is not None
                (number,) = re.findall(rb"\d+", found.quads)
                line = b"<http://s> <http://p> %d .\n" % (int(number) + 1)
                base = found.change.sequence
                try:
                    registry.commit(proposal(registry, "g:count", line, base=base))
                    break
                except StaleProposal:
                    continue


def test_no_increment_of_two_processes_is_lost(url: str) -> None:
    with closing(open_registry(url)) as registry:
        put(registry, "g:count", b"<http://s> <http://p> 0 .\n")
        context = multiprocessing.get_context("spawn")
        writers = [context.Process(target=_count_up, args=(url, 25)) for _ in range(2)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
            assert writer.exitcode == 0
        assert [graph.quads for graph in registry.graphs()] == [b"<http://s> <http://p> 50 .\n"]
        assert registry.verify() == registry.replay() == 51


def test_only_one_service_holds_a_registry(registry: Registry, url: str) -> None:
    with closing(open_registry(url)) as other:
        with (
            registry.database.held(),
            pytest.raises(ServiceError, match="Another service"),
            other.database.held(),
        ):
            pass
        with other.database.held():
            pass


def test_a_commit_is_on_the_disk_whatever_the_server_says(registry: Registry) -> None:
    with registry.database.reading() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(InputError, match="no address"):
        open_registry("nonsense://x")


def test_a_server_that_is_away_is_told() -> None:
    with pytest.raises(ServiceError, match="cannot be read"):
        open_registry("postgresql+psycopg://127.0.0.1:1/x")
