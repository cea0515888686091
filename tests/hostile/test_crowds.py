"""One client asks for dozens of pages at once, which a process that answers others makes itself."""

from __future__ import annotations

import pytest

from live.asking import client
from live.crowd import Crowd
from live.serving import serving
from live.watching import Watch

SETTINGS = {
    "cache_bytes": "1000000",  # what is kept on purpose would hide what is not given back
    "queue_seconds": "60",  # on a busy machine the last of a crowd waits for long
}
CROWD = 64
LARGER = 600
PAGES = (
    "/search?q=a", "/consortia", "/matrix", "/network", "/actors", "/history", "/catalog",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/nothing-here",
)  # fmt: skip
ANSWERED = {200, 404}

service = serving(SETTINGS)


@pytest.mark.parametrize("page", PAGES)
def test_another_client_is_answered_beside_dozens_of_pages_of_one(page: str, watch: Watch) -> None:
    crowd = Crowd(watch.service.port, client())
    with watch.unharmed():
        found = crowd.statuses([page] * CROWD)
    assert found.keys() <= {*ANSWERED, 429}
    assert sum(found[status] for status in ANSWERED) >= CROWD / 2


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_of_hundreds_most_are_refused_at_once(accept: str, watch: Watch) -> None:
    crowd = Crowd(watch.service.port, client())
    with watch.unharmed():
        found = crowd.statuses(["/search?q=a"] * LARGER, accept)
    assert found.keys() == {200, 429}
    assert found[429] > LARGER / 2


def test_who_asks_for_a_page_and_what_belongs_to_it_is_answered_beside_crowds_of_many(
    watch: Watch,
) -> None:
    """They take all places that there are for who has a request inside already."""
    crowds = [(Crowd(watch.service.port, client()), ["/search?q=a"] * CROWD) for _ in range(10)]
    with Crowd.unread(crowds):
        for _ in range(3):
            found = Crowd(watch.service.port, client()).statuses(["/search?q=a"] * 6)
            assert found == {200: 6}


def test_many_clients_with_a_few_requests_each_are_all_answered(watch: Watch) -> None:
    clients = [client() for _ in range(20)]
    crowds = [Crowd(watch.service.port, source) for source in clients]
    with watch.unharmed():
        found = Crowd.together([(crowd, ["/search?q=a"] * 6) for crowd in crowds])
    assert found == {200: 120}
