"""Cases 89 to 95, 98 to 101: what a request says beside its query."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest

from live.asking import Request, by_get, client, query
from live.hostile import slow
from live.watching import Watch

EVIL = "evil.example"
FORM_DATA = "multipart/form-data; boundary=b"
PATHS = (
    "/dump/../../etc/passwd",
    "/dumps/../../../etc/passwd",
    "/static/../../../../../../etc/passwd",
    "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
    "/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/static/%00",
    "/static/style.css%00.svg",
    "/static//etc/passwd",
    "/static/..%5c..%5cweb%5cserver.py",
    "/queries/../../etc/passwd",
    "/queries/%2e%2e/%2e%2e",
    "/queries/..%2f..%2fdata/x",
)
REDIRECTS = (
    "/resource?uri=//evil.example/",
    "/resource?uri=javascript:alert(1)",
    "/resource?uri=%0d%0aLocation:%20http://evil.example/",
    "//evil.example/sparql",
    "//evil.example/%2f..",
    "/\\evil.example/",
    "/sparql%0d%0aLocation:%20http://evil.example/",
    "/%0d%0aSet-Cookie:%20a=b",
)
AUTHORIZATIONS = (b"Bearer \xf1", b"", b"Basic", b"Basic \xff\xfe", b"Bearer " + b"x" * 100_000)
ACCEPTS = (
    "*/*;q=0",
    "text/csv;q=0, */*;q=0.1",
    ",".join(f"a{i}/b{i};q=0.{i % 10}" for i in range(600)),
    "a/" + "b" * 8000,
    "*/*;q=x",
    "text/csv;q=-1",
    "text/csv;q=1e999",
    ";;;,,,",
    '"',
    "text/*;q=nan",
    "\xff",
)

VALUES = ('"} DELETE WHERE {?s ?p ?o} #', "\\", "'''", "\\u0022}", "?x", "a\nb")


def test_89_many_parts_and_long_fields_are_refused(watch: Watch) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK{}\r\n'
    many = Request("/sparql", "POST", {"Content-Type": FORM_DATA}, part * 10_000 + b"--b--\r\n")
    field = Request("/sparql", "POST", {"Content-Type": FORM_DATA}, part + b"x" * 100_000_000)
    form = Request(
        "/sparql",
        "POST",
        {"Content-Type": "application/x-www-form-urlencoded"},
        b"query=ASK%7B%7D&x=" + b"x" * 100_000_000,
    )
    fields = Request(
        "/sparql",
        "POST",
        {"Content-Type": "application/x-www-form-urlencoded"},
        b"query=ASK%7B%7D" + b"&x=" * 100_000,
    )
    safe = {many: (400, 413, 415), field: (413,), form: (413,), fields: (400,)}
    for request, statuses in safe.items():
        with watch.unharmed():
            assert watch.ask(request).status in statuses


@pytest.mark.parametrize("value", AUTHORIZATIONS, ids=lambda value: str(value[:12]))
@pytest.mark.parametrize("path", ["/queries/running", "/sparql?query=ASK%7B%7D"])
def test_90_odd_credentials_open_nothing_and_break_nothing(
    path: str, value: bytes, watch: Watch
) -> None:
    with watch.unharmed():
        answer = watch.ask(Request(path, headers={"Authorization": value}))
    allowed = (400, 401, 403, 404, 431) if "running" in path else (200, 400, 401, 431)
    assert answer.status in allowed, answer


def test_90_running_queries_are_for_the_operator_alone(watch: Watch) -> None:
    with watch.unharmed():
        assert watch.ask(Request("/queries/running")).status in (401, 403)


def test_93_another_origin_may_read_and_gets_no_credentials(watch: Watch) -> None:
    with watch.unharmed():
        answer = watch.ask(
            Request("/sparql?query=ASK%7B%7D", headers={"Origin": f"https://{EVIL}"})
        )
        preflight = watch.ask(
            Request(
                "/sparql",
                "OPTIONS",
                {"Origin": f"https://{EVIL}", "Access-Control-Request-Method": "PUT"},
            )
        )
    assert answer.headers["access-control-allow-origin"] == "*"
    for given in (answer, preflight):
        assert "access-control-allow-credentials" not in given.headers
    methods = preflight.headers.get("access-control-allow-methods", "")
    assert not {"PUT", "DELETE", "PATCH"} & {method.strip() for method in methods.split(",")}


@pytest.mark.parametrize("path", PATHS)
def test_94_no_path_leads_out(path: str, watch: Watch) -> None:
    with watch.unharmed():
        answer = watch.ask(Request(path))
    assert answer.status in (400, 404), answer


@pytest.mark.parametrize("path", REDIRECTS)
def test_95_nothing_redirects_elsewhere(path: str, watch: Watch) -> None:
    with watch.unharmed():
        answer = watch.ask(Request(path))
    assert answer.status in (400, 404, 308, 301, 303)
    location = answer.headers.get("location", "")
    assert EVIL not in location.split("?")[0], location
    assert "set-cookie" not in answer.headers
    assert not location or location.startswith((f"http://127.0.0.1:{watch.service.port}/", "/"))
    assert not location.startswith("//")


@pytest.mark.parametrize("path", ["/", "/sparql", "/queries", "/health", "/no", "/sparql?query=x"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle, application/json;q=0.9"])
def test_98_no_answer_repeats_the_host_that_a_client_claims(
    path: str, accept: str, watch: Watch
) -> None:
    claimed = {
        "Host": EVIL,
        "X-Forwarded-Host": EVIL,
        "X-Forwarded-Proto": "gopher",
        "X-Forwarded-Prefix": f"//{EVIL}",
        "Forwarded": f"host={EVIL}",
        "X-Original-URL": f"http://{EVIL}/",
        "Accept": accept,
    }
    with watch.unharmed():
        answer = watch.ask(Request(path, headers=claimed))
    assert EVIL not in answer.text
    assert EVIL not in str(answer.headers)
    assert "gopher" not in answer.text


def test_98_a_redirect_does_not_repeat_the_host_that_a_client_claims(watch: Watch) -> None:
    for path in ("//sparql", "/queries//actors/links", "/sparql/", "/queries/"):
        answer = watch.ask(Request(path, headers={"Host": EVIL}))
        assert EVIL not in str(answer.headers), path


@pytest.mark.parametrize("accept", ACCEPTS, ids=lambda accept: accept[:24])
def test_99_an_odd_accept_header_is_answered(accept: str, watch: Watch) -> None:
    with watch.unharmed():
        for path in ("/sparql?query=ASK%7B%7D", "/queries", "/", "/nothing"):
            answer = watch.ask(Request(path, headers={"Accept": accept.encode("latin-1")}))
            assert answer.status in (200, 400, 404, 406), (path, answer.status)


@pytest.mark.parametrize("text", VALUES)
def test_100_a_value_of_a_stored_question_is_a_value(text: str, watch: Watch) -> None:
    with watch.unharmed():
        asked = Request(
            f"/queries/provenance/sources?text={quote(text)}", headers={"Accept": "text/csv"}
        )
        answer = watch.ask(asked)
        assert answer.status in (200, 400), answer.text
        if answer.status == 200:
            assert len(answer.body.splitlines()) == 1
        page = watch.ask(Request(asked.path, headers={"Accept": "text/html"}))
        assert page.status == answer.status


def test_101_nothing_that_a_client_sends_begins_a_line_of_the_log(watch: Watch) -> None:
    mark = "FORGED by a client"
    record = json.dumps({"level": "info", "message": mark})
    line = quote(f"\r\n{record}\r\n")
    source = client()
    with watch.unharmed():
        watch.ask(Request(f"/nothing{line}", headers={"User-Agent": b"a\tb\xff"}), source)
        watch.ask(Request(f"/sparql?{urlencode({'query': f'ASK{{}}{record}'})}"), source)
        watch.ask(query(f"{slow('one')}#\n#{record}\n{mark}\r{mark}\u2028{mark}"), source)
        watch.ask(query(f"{slow('two')}\n#{record}\n", "text/csv"), source)
        watch.ask(
            by_get(f"SELECT * {{ ?s <http://e/{mark.replace(' ', '')}> ?o }}\n{record}"), source
        )
    for logged in watch.service.said().splitlines():
        assert not logged.lstrip("# ").startswith((record, mark)), logged
