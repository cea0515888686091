"""Who a client is: the peer, or the nearest address that trusted proxies tell of."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartregions.settings import networks
from smartregions.web.clients.client import MAX_HOPS, UNKNOWN, Clients

TRUSTED = networks("10.0.0.0/8, 2001:db8:1::/48")
PROXY = "10.0.0.1"


def name(peer: str, forwarded: str | None = None, header: str = "X-Forwarded-For") -> str:
    environ = {"REMOTE_ADDR": peer, "HTTP_HOST": "6.6.6.6"}
    if forwarded is not None:
        environ["HTTP_" + header.upper().replace("-", "_")] = forwarded
    return Clients(TRUSTED, header).of(environ).name


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:2:3:4:5:6:7", "2001:db8:2:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.9", "127.0.0.9"),
        ("::1", "::1"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_without_a_proxy_the_peer_is_the_client(peer: str, expected: str) -> None:
    assert name(peer) == expected
    assert name(peer, "198.51.100.1") == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("6.6.6.6,198.51.100.1:4711", "198.51.100.1"),
        ("[2001:db8:2::9]:4711", "2001:db8:2::/64"),
        ("2001:db8:2::9, 2001:db8:1::5", "2001:db8:2::/64"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("6.6.6.6, garbage", PROXY),
        ("6.6.6.6, unknown, 10.0.0.2", "10.0.0.2"),
        ("6.6.6.6,", PROXY),
        ("", PROXY),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("198.51.100.1\r\nX: y", PROXY),
        ("999.0.0.1", PROXY),
        ("6.6.6.6, " + ", ".join(["10.0.0.2"] * MAX_HOPS), "10.0.0.2"),
    ],
)
def test_the_header_is_read_from_the_right_while_the_hop_is_trusted(
    header: str, expected: str
) -> None:
    assert name(PROXY, header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("for=198.51.100.1", "198.51.100.1"),
        ("For=198.51.100.1;proto=https;by=10.0.0.1", "198.51.100.1"),
        ('for="[2001:db8:2::9]:4711"', "2001:db8:2::/64"),
        ('for=6.6.6.6, for="198.51.100.1:80" , for=10.0.0.2;host=x', "198.51.100.1"),
        ('host="a, for=6.6.6.6";for=198.51.100.1', "198.51.100.1"),
        ("for=6.6.6.6, for=_hidden", PROXY),
        ("for=6.6.6.6, for=unknown, for=10.0.0.2", "10.0.0.2"),
        ("proto=https", PROXY),
        ("198.51.100.1", PROXY),
        ('for=6.6.6.6;x=", for=198.51.100.1', PROXY),
        ('for=6.6.6.6;x="\\, for="[2001:db8:2::9]"', PROXY),
        (";;;,,,", PROXY),
    ],
)
def test_forwarded_is_read_as_its_grammar_says(header: str, expected: str) -> None:
    assert name(PROXY, header, "Forwarded") == expected


def test_the_header_that_is_not_the_proxys_is_not_read() -> None:
    clients = Clients(TRUSTED, "X-Forwarded-For")
    assert clients.of({"REMOTE_ADDR": PROXY, "HTTP_FORWARDED": "for=6.6.6.6"}).name == PROXY


@pytest.mark.parametrize("header", ['"' + '\\"' * 30_000, "a" * 60_000])
def test_no_header_takes_more_than_its_length_to_read(header: str) -> None:
    began = time.process_time()
    assert name(PROXY, header, "Forwarded")
    assert time.process_time() - began < 2


@given(st.text(max_size=60), st.sampled_from(["X-Forwarded-For", "Forwarded"]))
def test_what_a_client_writes_before_what_the_proxy_appends_is_never_believed(
    written: str, header: str
) -> None:
    appended = "for=198.51.100.1" if header == "Forwarded" else "198.51.100.1"
    assert name(PROXY, f"{written}, {appended}", header) in ("198.51.100.1", PROXY)


def test_keys_are_alike_for_one_client_and_for_no_two() -> None:
    clients = Clients((), "X-Forwarded-For")
    peers = ["192.0.2.7", "192.0.2.8", "::1", "::", "2001:db8::1", "2001:db8:0:1::1", "::c000:207"]
    keys = {peer: clients.of({"REMOTE_ADDR": peer}).key for peer in peers}
    assert keys["::1"] == keys["::"] == keys["::c000:207"]
    assert len({*keys.values(), UNKNOWN.key, bytes(16)}) == len(peers) - 2 + 2
    assert clients.of({"REMOTE_ADDR": "::ffff:192.0.2.7"}).key == keys["192.0.2.7"]
    assert {len(key) for key in keys.values()} == {16}


def test_only_addresses_of_this_machine_are_local() -> None:
    clients = Clients((), "X-Forwarded-For")
    local = {
        peer: clients.of({"REMOTE_ADDR": peer}).is_local
        for peer in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "10.0.0.1", "::2", "")
    }
    assert [peer for peer, is_local in local.items() if is_local] == [
        "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1",
    ]  # fmt: skip
