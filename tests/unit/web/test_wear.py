"""What a process that answers says when it is about to go."""

from __future__ import annotations

from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.test import Client

from smartregions.web.wear import Headers, UnderWay


def app(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    kept: Headers = [("Content-Type", "text/plain"), ("Connection", "keep-alive")]
    start("200 OK", kept)
    return [environ["PATH_INFO"].encode()]


@pytest.mark.parametrize(("is_leaving", "told"), [(False, "keep-alive"), (True, "close")])
def test_a_process_that_is_to_go_ends_each_connection_with_an_answer(
    is_leaving: bool, told: str
) -> None:
    under_way = UnderWay(app)
    under_way.is_leaving = is_leaving
    answer = Client(under_way).get("/a")
    assert (answer.status_code, answer.text) == (200, "/a")
    assert answer.headers.getlist("Connection") == [told]
    assert answer.content_type == "text/plain"
    assert under_way.count == 0
