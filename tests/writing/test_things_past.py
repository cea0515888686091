"""A thing as it was: `?at=` on its document, in every format, and Memento (RFC 7089)."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from werkzeug.http import http_date, parse_date

from live.asking import Answer
from live.service import COMMAND
from writing.publishing import MINE, SPACE, Publishing, number, turtle

NAME = SPACE.rpartition("/")[2] + "aging"
DOC = f"/doc/actor/{NAME}"
RDF = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "jsonld": "application/ld+json",
}


def get(shared: Publishing, path: str, accept: str = "", **headers: str) -> Answer:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return shared.send("GET", path, more | ({"Accept": accept} if accept else {}))


@pytest.fixture(scope="module")
def past(shared: Publishing, token: Mapping[str, str]) -> dict[str, int]:
    """The numbers of the changes: something else was, it came, was renamed, left, came back."""
    other = shared.put("aging-other", token, turtle("aging-other"))
    texts = {
        "came": turtle("aging", label="Young"),
        "renamed": turtle("aging", label="Old"),
        "left": turtle("aging-heir"),
        "back": turtle("aging", label="Risen"),
    }
    found = {"before": number(other)}
    for name, text in texts.items():
        answer = shared.put("aging", token, text)
        assert answer.status in (200, 201), answer.text
        found[name] = number(answer)
    return found


@pytest.mark.parametrize(
    ("name", "label"), [("came", "Young"), ("renamed", "Old"), ("back", "Risen")]
)
def test_GET_each_state_says_what_was_said_then_200(  # noqa: N802
    shared: Publishing, past: Mapping[str, int], name: str, label: str
) -> None:
    at = past[name]
    for suffix in (*RDF, "json", "html"):
        answer = get(shared, f"{DOC}.{suffix}?at={at}")
        assert answer.status == 200, answer.text
        said = {each for each in ("Young", "Old", "Risen") if f"{each}" in answer.text}
        assert said == {label}, suffix
        assert answer.headers["content-location"].endswith(f"{DOC}.{suffix}?at={at}")


def test_GET_the_document_of_a_state_is_one_of_its_own_200(  # noqa: N802
    shared: Publishing, past: Mapping[str, int]
) -> None:
    """In every format it is the state's address that has the thing as its topic."""
    at = past["came"]
    here = f"<http://127.0.0.1:{shared.service.port}{DOC}?at={at}>"
    graphs = []
    for suffix, kind in RDF.items():
        form = RdfFormat.from_media_type(kind)
        body = get(shared, f"{DOC}.{suffix}?at={at}").body
        graphs.append({str(quad.triple) for quad in pyoxigraph.parse(body, format=form)})
    assert all(graph == graphs[0] for graph in graphs)
    assert any(triple.startswith(here) and "primaryTopic" in triple for triple in graphs[0])
    told = get(shared, f"{DOC}.json?at={at}").json()
    assert f"<{told['document']['id']}>" == here


def test_GET_a_time_means_the_state_at_that_time_200(  # noqa: N802
    shared: Publishing, past: Mapping[str, int]
) -> None:
    changes = get(shared, "/graph/partner/aging/history", "application/json").json()["changes"]
    times = {change["sequence"]: change["time"] for change in changes}
    answer = get(shared, f"{DOC}?at={times[past['came']]}", "text/turtle")
    assert answer.headers["content-location"].endswith(f"?at={past['came']}")
    assert "Young" in answer.text
    assert get(shared, f"/id/actor/{NAME}?at=7").headers["location"].endswith(f"{DOC}?at=7")


def test_GET_before_it_came_404_says_when_it_came(  # noqa: N802
    shared: Publishing, past: Mapping[str, int]
) -> None:
    for at in (0, past["before"]):
        answer = get(shared, f"{DOC}?at={at}")
        assert (answer.status, answer.type) == (404, "not-found")
        assert f"It came with change {past['came']}, " in answer.json()["detail"]
        (there,) = answer.json()["near"]
        assert "Young" in get(shared, there.partition(str(shared.service.port))[2]).text
    assert "It came later" in get(shared, f"/doc/change/{past['came']}?at=1").json()["detail"]


def test_GET_while_it_was_away_410_says_where_it_still_is(  # noqa: N802
    shared: Publishing, past: Mapping[str, int]
) -> None:
    answer = get(shared, f"{DOC}?at={past['left']}")
    assert (answer.status, answer.type) == (410, "gone")
    assert MINE + "aging" in answer.json()["detail"]
    last = answer.json()["last"].partition(str(shared.service.port))[2]
    assert last == f"{DOC}?at={past['left'] - 1}"
    assert "Old" in get(shared, last, "text/turtle").text


def test_GET_what_never_was_404(shared: Publishing, past: Mapping[str, int]) -> None:  # noqa: N802
    answer = get(shared, f"/doc/region/bretange?at={past['came']}")
    assert (answer.status, answer.type) == (404, "not-found")
    assert "nothing ever was" in answer.json()["detail"]
    assert answer.json()["near"][0].endswith("/doc/region/bretagne")


@pytest.mark.parametrize(
    ("at", "status"),
    [("999999", 404), ("2999-01-01", 404), ("x", 400), ("-1", 400), ("1&at=2", 400)],
)
def test_GET_says_what_is_wrong_with_at(shared: Publishing, at: str, status: int) -> None:  # noqa: N802
    assert get(shared, f"/doc/region/bretagne?at={at}").status == status


def test_GET_terms_as_they_were_400_says_where(shared: Publishing) -> None:  # noqa: N802
    answer = get(shared, "/ontology/actor?at=1")
    assert answer.status == 400
    assert "/graph/ontology?at=" in answer.json()["detail"]


def test_GET_the_page_says_which_state_it_shows_200(  # noqa: N802
    shared: Publishing, past: Mapping[str, int]
) -> None:
    page = get(shared, f"{DOC}?at={past['came']}", "text/html").text
    assert f"As change {past['came']} left the data on " in page
    assert f'href="http://127.0.0.1:{shared.service.port}{DOC}">The same thing now' in page
    assert f"{DOC}.ttl?at={past['came']}" in page
    assert "left the data on" not in get(shared, DOC, "text/html").text


def test_GET_the_page_of_a_state_says_that_a_glance_is_of_now_200(  # noqa: N802
    shared: Publishing, past: Mapping[str, int]
) -> None:
    page = get(shared, f"{DOC}?at={past['came']}", "text/html").text
    assert "of the data of now only" in page
    assert f'href="http://127.0.0.1:{shared.service.port}{DOC}#glance"' in page
    assert "of the data of now only" not in get(shared, DOC, "text/html").text


def test_GET_each_state_has_its_own_tag_304(  # noqa: N802
    shared: Publishing, past: Mapping[str, int], token: Mapping[str, str]
) -> None:
    tags = {
        name: get(shared, f"{DOC}?at={past[name]}").headers["etag"] for name in ("came", "back")
    }
    tags["now"] = get(shared, DOC).headers["etag"]
    assert len(set(tags.values())) == 3
    shared.put("aging-later", token, turtle("aging-later"))
    again = get(shared, f"{DOC}?at={past['came']}", If_None_Match=tags["came"])
    assert (again.status, again.body) == (304, b"")
    assert "memento-datetime" in again.headers
    assert get(shared, f"{DOC}?at={past['back']}", If_None_Match=tags["came"]).status == 200


def test_GET_a_state_tells_its_time_and_its_original_200(  # noqa: N802
    shared: Publishing, past: Mapping[str, int]
) -> None:
    answer = get(shared, f"{DOC}?at={past['came']}", "text/turtle")
    assert parse_date(answer.headers["memento-datetime"])
    assert "last-modified" not in answer.headers
    assert answer.headers["cache-control"] == "no-cache"
    here = f"http://127.0.0.1:{shared.service.port}"
    for each in (answer, get(shared, DOC)):
        assert (
            f'<{here}{DOC}>; rel="original", <{here}{DOC}>; rel="timegate"' in each.headers["link"]
        )
        assert f"<{here}/history/timemap?thing=" in each.headers["link"]
    assert "memento-datetime" not in get(shared, DOC).headers


def test_GET_the_timemap_lists_each_state_200(  # noqa: N802
    shared: Publishing, past: Mapping[str, int]
) -> None:
    answer = get(shared, f"/history/timemap?thing={SPACE}aging")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/link-format")
    listed = [line for line in answer.text.splitlines() if "memento" in line]
    wanted = [past["came"], past["renamed"], past["back"]]
    assert [f"{DOC}?at={at}>" in line for at, line in zip(wanted, listed, strict=True)] == [
        True
    ] * 3
    assert 'rel="first memento"' in listed[0] and 'rel="last memento"' in listed[-1]
    assert get(shared, f"/history/timemap?thing={SPACE}nobody").status == 404
    assert get(shared, f"/history/timemap?thing={SPACE}a&graph={MINE}a").status == 400


def test_GET_the_document_is_its_timegate_302(  # noqa: N802
    shared: Publishing, past: Mapping[str, int]
) -> None:
    now = datetime.now(UTC)
    for time, at in ((now, "back"), (now - timedelta(days=9), "came")):
        answer = get(shared, f"{DOC}.ttl?page=1", Accept_Datetime=http_date(time))
        assert answer.status == 302
        assert answer.headers["location"].endswith(f"{DOC}.ttl?page=1&at={past[at]}")
        assert "accept-datetime" in answer.headers["vary"].lower()
        assert "memento-datetime" not in answer.headers
        link = answer.headers["link"]
        assert all(f'rel="{name}"' in link for name in ("original", "timegate", "timemap"))
    assert "accept-datetime" in get(shared, DOC).headers["vary"].lower()
    state = get(shared, f"{DOC}?at={past['came']}", Accept_Datetime=http_date(now))
    assert (state.status, "accept-datetime" in state.headers["vary"].lower()) == (200, False)
    assert get(shared, DOC, Accept_Datetime="yesterday").status == 400


def test_GET_what_has_no_states_is_no_timegate(shared: Publishing) -> None:  # noqa: N802
    """What never was is not led to a state that is not; what the catalogue makes, is as it is."""
    time = http_date(datetime.now(UTC))
    assert get(shared, "/doc/actor/partner-nobody", Accept_Datetime=time).status == 404
    for path in ("/dataset/actors/turtle", "/service/sparql", "/doc/change/1"):
        answer = get(shared, path, Accept_Datetime=time)
        assert (answer.status, "memento-datetime" in answer.headers) == (200, False)
    answer = get(shared, "/dataset/actors/turtle?at=17")
    assert (answer.status, answer.type) == (404, "not-found")
    assert "catalogue tells of" in answer.json()["detail"]
    (there,) = answer.json()["near"]
    assert there.endswith("/dataset/actors/turtle")


def test_GET_the_timemap_of_a_term_404_says_where(shared: Publishing) -> None:  # noqa: N802
    answer = get(shared, "/history/timemap?thing=https://w3id.org/smart-regions/ontology%23Region")
    assert answer.status == 404
    (there,) = answer.json()["near"]
    assert get(shared, there.partition(str(shared.service.port))[2]).status == 200


def test_GET_the_timegate_of_a_name_that_ends_like_a_format_302(  # noqa: N802
    shared: Publishing, token: Mapping[str, str]
) -> None:
    text = turtle("aging-odd").replace(b"partner-aging-odd", b"partner-aging-odd.json")
    at = number(shared.put("aging-odd", token, text))
    path, time = f"/doc/actor/{NAME}-odd.json", http_date(datetime.now(UTC))
    answer = get(shared, path, Accept_Datetime=time)
    assert answer.headers["location"].endswith(f"{path}?at={at}")
    assert f'{path}>; rel="original"' in answer.headers["link"]
    assert (
        get(shared, f"{path}.nt", Accept_Datetime=time)
        .headers["location"]
        .endswith(f"{path}.nt?at={at}")
    )


def test_GET_what_was_redacted_is_in_no_state_and_no_304(  # noqa: N802
    shared: Publishing, token: Mapping[str, str]
) -> None:
    path = f"/doc/actor/{NAME}-secret"
    at = number(shared.put("aging-secret", token, turtle("aging-secret", label="A secret")))
    first = get(shared, f"{path}?at={at}")
    assert (first.status, "A secret" in first.text) == (200, True)
    words = ["registry", "redact", str(at), "--reason", "the law", "--yes"]
    subprocess.run([COMMAND, *words, "--registry", str(shared.registry)], check=True)
    after = get(shared, f"{path}?at={at}", If_None_Match=first.headers["etag"])
    assert after.status == 404
    assert "A secret" not in after.text
