"""The W3C suites of the SPARQL 1.1 Graph Store Protocol, over HTTP on the running service.

The newer manifests write each request and response as triples; the older one writes them as text,
and its entries follow one another on one store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, unquote

import pytest
from pyoxigraph import NamedNode

import sparqlsuite
from live.asking import Answer
from smartregions.namespaces import GRAPH
from sparqlsuite import MF, SUITE, Manifest, Node, as_text, local, needs_suite
from storing import Storing, canonical, in_graph

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
STATUS = "http://www.w3.org/2011/http-statusCodes#"
COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"
CODES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}

NAMELESS = "Location is where the new graph is read; the suite takes it for its IRI"
OUTDATED = "the suite expects the graph as it was before an earlier entry, or never was"

EXCEPTIONS: Mapping[str, str] = {
    "graph-store-protocol/post_get_new_graph": NAMELESS,
    "http-rdf-update/post__existing_graph": "the text lacks its last full stop",
    "http-rdf-update/get_of_post__existing_graph": OUTDATED,
    "http-rdf-update/post__multipart_formdata": "both texts lack their last full stop",
    "http-rdf-update/get_of_post__multipart_formdata": OUTDATED,
}
"""Every entry that does not hold, and why; one that starts to hold fails until it leaves."""

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """A request, and what must come of it."""

    method: str
    path: str
    headers: Headers
    body: bytes | None
    statuses: frozenset[int]
    graph: bytes | None
    """In Turtle, what the response must hold."""


def here(text: str) -> str:
    """The store's address in the suite, as the one of ours that names the same graph."""
    for encoded in ("http%3A%2F%2Fwww.example%2Fgsp%2F", "http://www.example/gsp/"):
        text = text.replace(encoded, quote(GRAPH, safe="") if "%3A" in encoded else GRAPH)
    return (
        re.sub("^/gsp/", "/graph/", text)
        if text.startswith("/gsp/")
        else re.sub(r"^/gsp(?=$|\?)", "/graphs", text)
    )


@cache
def manifest(name: str) -> Manifest:
    return Manifest(SUITE / "graph-store-protocol" / f"manifest-{name}.ttl")


def steps(of: Manifest, entry: NamedNode) -> Iterator[Step]:
    action = of.one(entry, MF + "action")
    for request in of.items(of.one(action, HT + "requests")):
        response = of.one(request, HT + "resp")
        wanted = [as_text(status) for status in of.all(response, MF + "expectedStatus")]
        bodies = content(of, request)
        yield Step(
            as_text(of.one(request, HT + "methodName")),
            here(as_text(of.one(request, HT + "absolutePath"))),
            headers(of, request),
            bodies,
            frozenset(CODES[status.removeprefix(STATUS)] for status in wanted),
            content(of, response),
        )


def headers(of: Manifest, message: Node) -> Headers:
    return {
        as_text(of.one(header, HT + "fieldName")): as_text(of.one(header, HT + "fieldValue"))
        for head in of.all(message, HT + "headers")
        for header in of.items(head)
    }


def content(of: Manifest, message: Node) -> bytes | None:
    for body in of.all(message, HT + "body"):
        lines = as_text(of.one(body, CNT + "chars")).strip().splitlines()
        return here("\n".join(lines)).encode()
    return None


def run(storing: Storing, step: Step, location: str) -> Answer:
    path = step.path.replace("$LOCATION$", quote(location, safe=""))
    answer = storing.send(step.method, path, step.headers, step.body)
    assert answer.status in step.statuses, f"{step.method} {path}: {answer.status} {answer.text}"
    if step.graph is not None and step.method != "HEAD":
        assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
        base = f"{GRAPH}x"
        told, wanted = (canonical(set(in_graph(t, None, base))) for t in (answer.body, step.graph))
        assert told == wanted
    if step.method == "HEAD":
        assert answer.body == b""
    return answer


def cases() -> Iterator[object]:
    for name in ("direct", "indirect"):
        for entry in manifest(name).entries() if SUITE.is_dir() else ():
            yield case(f"graph-store-protocol/{local(entry)}", name, entry)


def case(name: str, *values: object) -> object:
    reason = EXCEPTIONS.get(name)
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if reason else []
    return pytest.param(*values, id=name, marks=marks)


@needs_suite
@pytest.mark.parametrize(("name", "entry"), list(cases()))
def test_a_conversation_goes_as_the_suite_wants(
    storing: Storing, name: str, entry: NamedNode
) -> None:
    storing.hold({})
    location = ""
    for step in steps(manifest(name), entry):
        answer = run(storing, step, location)
        location = answer.headers.get("location", location)


OLD = "http-rdf-update"
MESSAGE = re.compile(
    r"#### Request\s+(?P<request>.*?)\n#### Response\s+(?P<response>.*)", re.DOTALL
)


def messages() -> dict[str, tuple[str, str]]:
    """Of the older suite, request and response of each entry as they are written."""
    of = sparqlsuite.manifest(OLD)
    found = {}
    for entry in sparqlsuite.nodes(OLD):
        for comment in of.all(entry, COMMENT):
            if match := MESSAGE.search(as_text(comment)):
                found[local(entry)] = match["request"], match["response"]
    return found


def parts(message: str) -> tuple[str, Headers, str]:
    """The first line, the headers, and the body of a message that is indented by four."""
    head, _, body = re.sub(r"^ {4}", "", message.strip(), flags=re.MULTILINE).partition("\n\n")
    first, *fields = head.strip().splitlines()
    pairs = (field.strip().partition(": ") for field in fields)
    return first, {name: value for name, _, value in pairs}, body


def replaced(text: str, location: str) -> str:
    """Where the suite's store and host are ours."""
    text = text.replace("http://$HOST$/$GRAPHSTORE$/", GRAPH)
    text = text.replace("$GRAPHSTORE$/", "/graph/").replace("$GRAPHSTORE$", "/graphs")
    return text.replace("$NEWPATH$", location)


@pytest.fixture(scope="module")
def told(storing: Storing) -> Mapping[str, Answer]:
    """The answer to each request of the older suite, sent one after the other."""
    storing.hold({GRAPH + "person/2.ttl": b"<http://e/a> a <http://e/b> ."})
    answers: dict[str, Answer] = {}
    location = "/graph/none"
    for name, (request, _) in messages().items():
        first, fields, body = parts(request)
        method, path, _ = replaced(first, location).split()
        sent = {name: value for name, value in fields.items() if name != "Host"}
        text = replaced(body, location).replace("\n", "\r\n" if "boundary" in str(fields) else "\n")
        has_body = method in ("PUT", "POST")
        answers[name] = storing.send(method, path, sent, text.encode() if has_body else None)
        if "location" in answers[name].headers and name == "post__create__new_graph":
            location = "/" + answers[name].headers["location"].split("/", 3)[3]
    return answers


@needs_suite
@pytest.mark.parametrize("name", [case(f"{OLD}/{name}", name) for name in messages()])
def test_a_request_of_the_older_suite_is_answered(told: Mapping[str, Answer], name: str) -> None:
    first, fields, body = parts(messages()[name][1])
    answer = told[name]
    wanted = int(first.split()[0])
    fitting = {200, 204} if wanted in (200, 204) and not body.strip() else {wanted}
    assert answer.status in fitting, answer.text
    if wanted == 404:
        return
    if kind := fields.get("Content-Type"):
        assert answer.headers["content-type"] == kind
    if body.strip():
        expected = replaced(body, "").encode()
        base = GRAPH + "x"
        found, right = (canonical(set(in_graph(t, None, base))) for t in (answer.body, expected))
        assert found == right


@needs_suite
def test_every_entry_of_both_suites_is_collected() -> None:
    new = [entry for name in ("direct", "indirect") for entry in manifest(name).entries()]
    assert len(messages()) == 18
    assert len(new) >= 13
    known = {f"{OLD}/{name}" for name in messages()}
    known |= {f"graph-store-protocol/{unquote(local(entry))}" for entry in new}
    assert set(EXCEPTIONS) <= known
