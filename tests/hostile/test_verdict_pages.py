"""Pages of verdicts on large texts: a process that answers others writes each page itself, from
the texts that were sent, and no deadline ends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from live.asking import Request, client
from live.contributions import GOOD, LD, NT, TTL, turtle
from live.forms import FORM, Part, form
from live.watching import Watch

MOST_BYTES = 3_000_000
LARGE = 8 << 20
AS_PAGE = Part("format", b"html")
LINES = turtle(GOOD) + "".join(f"# {'&' * 300} {n}\n" for n in range(380)).encode()


def pasted(text: bytes) -> bytes:
    return form(Part("text", text), Part("type", LD.encode()), AS_PAGE)


def uploaded(text: bytes, name: str, media_type: str = NT) -> bytes:
    return form(Part("file", text, name, media_type), AS_PAGE)


SENT: Mapping[str, tuple[Callable[[], bytes], frozenset[int]]] = {
    "pasted": (lambda: pasted(b'"' * LARGE), frozenset({413})),
    "named as if it were pasted": (lambda: uploaded(b"&" * LARGE, "text", LD), frozenset({400})),
    "lines": (lambda: uploaded(b"\n" * LARGE + b"{}", "a.jsonld", LD), frozenset({200, 503})),
    "lines of several files": (
        lambda: form(*(Part("file", LINES, f"{n}.ttl", TTL) for n in range(40)), AS_PAGE),
        frozenset({200, 503}),
    ),
    "what looks like a boundary": (
        lambda: uploaded(b"\n--bbbbbbbbbbbbbbbbbbbb." * (LARGE // 24), "a.nt"),
        frozenset({400}),
    ),
}


@pytest.mark.parametrize("name", SENT)
def test_the_page_of_a_verdict_is_short_whatever_was_sent(name: str, watch: Watch) -> None:
    made, statuses = SENT[name]
    headers = {"Content-Type": FORM, "Accept": "text/html"}
    with watch.unharmed():
        request = Request("/validate", "POST", headers, made())
        answer = watch.service.ask(request, client())  # on a busy machine nothing is judged
    assert answer.status in statuses, answer.text[:500]
    assert len(answer.body) < MOST_BYTES
