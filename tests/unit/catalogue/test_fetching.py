"""The client: what it asks, and that nothing that a server does hangs or floods it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from smartregions.catalogue.harvest.fetching import MOST_REDIRECTS, HttpClient
from webserver import Reply, Site


def test_get_sends_accept_and_gives_status_type_and_body(site: Site) -> None:
    site.routes["/a"] = Reply("<a:a> <a:a> <a:a> .", "text/turtle; charset=utf-8")
    answer = HttpClient().get(site.at("/a"), "text/turtle")
    assert (answer.status, answer.ok, answer.body) == (200, True, b"<a:a> <a:a> <a:a> .")
    assert answer.content_type == "text/turtle; charset=utf-8"
    assert [(asked.method, asked.accept) for asked in site.asked] == [("GET", "text/turtle")]


def test_head_stays_head_over_a_redirect(site: Site) -> None:
    site.routes["/a"] = Reply(status=303, headers={"Location": "/b"})
    site.routes["/b"] = Reply("x")
    answer = HttpClient().head(site.at("/a"))
    assert answer.ok and answer.address == site.at("/b")
    assert [asked.method for asked in site.asked] == ["HEAD", "HEAD"]


def test_redirects_end(site: Site) -> None:
    site.routes["/a"] = Reply(status=302, headers={"Location": "/a"})
    answer = HttpClient().get(site.at("/a"))
    assert not answer.ok and "redirects" in answer.told
    assert len(site.asked) == MOST_REDIRECTS + 1


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:text/turtle,"])
def test_no_redirect_leads_out_of_http(site: Site, target: str) -> None:
    site.routes["/a"] = Reply(status=302, headers={"Location": target})
    answer = HttpClient().get(site.at("/a"))
    assert not answer.ok and "not http(s)" in answer.told


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "nonsense", "", "http://", "http://[::", "http://a b/", "//x"]
)
def test_what_is_no_address_is_an_outcome_and_no_exception(address: str) -> None:
    answer = HttpClient(2).get(address)
    assert not answer.ok and answer.told


def test_a_body_over_the_cap_is_not_taken(site: Site) -> None:
    site.routes["/a"] = Reply(b"x" * 2000)
    assert HttpClient(most_bytes=2000).get(site.at("/a")).ok
    answer = HttpClient(most_bytes=1999).get(site.at("/a"))
    assert not answer.ok and answer.body == b"" and "1999 bytes" in answer.told


def test_a_body_that_is_cut_short_is_not_whole(site: Site) -> None:
    site.routes["/a"] = Reply(b"half", headers={"Content-Length": "8", "Connection": "close"})
    assert not HttpClient(2).get(site.at("/a")).ok


@pytest.fixture
def dripping() -> Iterator[str]:
    """A server that begins a body and sends a byte now and then, for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def drip() -> None:
        with listening.accept()[0] as connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            try:
                while not ended.wait(0.05):
                    connection.sendall(b"x")
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    ended.set()
    thread.join(5)
    listening.close()


def test_a_body_that_drips_ends_at_the_deadline(dripping: str) -> None:
    began = time.monotonic()
    answer = HttpClient(0.5).get(dripping)
    assert not answer.ok and "0.5 s" in answer.told
    assert time.monotonic() - began < 30


def test_characters_outside_ascii_are_asked_for_in_percent_form(site: Site) -> None:
    site.routes["/%C3%A9?q=%20"] = Reply("x")
    assert HttpClient().get(site.at("/é?q=%20")).ok
