"""`/validate` by method, case and status, on a running service."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest

from live.asking import Answer, Request, client, query
from live.forms import FORM, Part, form
from live.service import Service
from smartregions import namespaces as ns

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "examples" / "Actor"
VALID = (EXAMPLES / "valid.ttl").read_bytes()
FAULTY = (EXAMPLES / "unknown-helix.ttl").read_bytes()
GRAPH = ns.GRAPH + "trial"
ACTORS = ns.GRAPH + "actors"
TTL = "text/turtle"
JSON = "application/json"
HOSTILE = f"""@prefix sr: <{ns.SR}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<{ns.ID}actor/x> a sr:Actor ; rdfs:label "</code><script>alert(1)</script>\u202egpj"@en ;
  sr:helix "<img src=x onerror=alert(1)>" ; rdfs:comment "{"long " * 5_000}"@en .
<javascript:alert(1)> a sr:Actor .
""".encode()


def send(
    service: Service, body: bytes, accept: str = JSON, media_type: str = TTL, **given: str
) -> Answer:
    path = "/validate" + (f"?{urlencode(given)}" if given else "")
    headers = {"Content-Type": media_type, "Accept": accept}
    return service.ask(Request(path, "POST", headers, body), client())


def fill(service: Service, *parts: Part, accept: str = JSON) -> Answer:
    return send(service, form(*parts), accept, FORM)


def by_command(folder: Path, form: str, *files: str) -> str:
    program = Path(sys.executable).with_name("smartregions")
    done = subprocess.run(
        [program, "validate", "--format", form, *files],
        cwd=folder, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("form", ["text", "sarif", "github"])
def test_a_report_is_that_of_the_command_line(service: Service, tmp_path: Path, form: str) -> None:
    (tmp_path / "mine.ttl").write_bytes(FAULTY)
    answer = send(service, FAULTY, name="mine.ttl", format=form)
    assert answer.status == 200
    assert answer.text == by_command(tmp_path, form, "mine.ttl")


def test_json_is_that_of_the_command_line_and_more(service: Service, tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_bytes(FAULTY)
    answer = send(service, FAULTY, name="mine.ttl")
    printed = by_command(tmp_path, "json", "mine.ttl")
    assert answer.text.startswith(printed.removesuffix("}\n") + ', "accepted": false, "receipt": {')
    assert answer.json().keys() - json.loads(printed).keys() == {"accepted", "receipt"}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "text/plain"),
        ("text/plain", "text/plain"),
        ("application/json", "application/json"),
        ("application/sarif+json", "application/sarif+json"),
        ("text/turtle", "text/turtle"),
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/turtle;q=0.5, application/json", "application/json"),
    ],
)
def test_the_format_is_negotiated(service: Service, accept: str, expected: str) -> None:
    answer = send(service, VALID, accept)
    assert answer.status == 200
    assert answer.headers["content-type"].partition(";")[0] == expected
    assert "Accept" in answer.headers["vary"]
    assert answer.headers["cache-control"] == "no-store"


def test_turtle_says_the_verdict(service: Service) -> None:
    report = list(pyoxigraph.parse(send(service, FAULTY, TTL).body, pyoxigraph.RdfFormat.TURTLE))
    (accepted,) = (q.object for q in report if q.predicate.value.endswith("#accepted"))
    assert accepted == pyoxigraph.Literal(False)


def test_a_format_by_name_wins(service: Service) -> None:
    answer = send(service, VALID, "text/html", format="json")
    assert answer.json()["accepted"] is True
    by_type = send(service, VALID, "text/html", format="application/json")
    assert by_type.headers["content-type"] == JSON


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
@pytest.mark.parametrize("asked", ["header", "parameter"])
def test_a_report_is_in_the_language_that_is_asked_for(
    service: Service, tmp_path: Path, form: str, asked: str
) -> None:
    (tmp_path / "a.ttl").write_bytes(FAULTY)
    headers = {"Content-Type": TTL} | ({"Accept-Language": "fr"} if asked == "header" else {})
    given = {"name": "a.ttl", "format": form} | ({} if asked == "header" else {"lang": "fr"})
    path = f"/validate?{urlencode(given)}"
    answer = service.ask(Request(path, "POST", headers, FAULTY), client())
    assert answer.status == 200
    assert answer.headers["content-language"] == "fr"
    assert {"accept", "accept-language"} <= set(answer.headers["vary"].lower().split(", "))
    told = by_command(tmp_path, form, "--lang", "fr", "a.ttl")
    if form == "json":
        assert answer.json()["language"] == json.loads(told)["language"] == "fr"
        assert answer.json()["files"] == json.loads(told)["files"]
    else:
        assert answer.text == told
    assert "vouliez-vous dire helix:government\u00a0?" in told.replace("\\n", "\n")


def test_who_asks_for_no_language_is_told_in_english(service: Service) -> None:
    answer = send(service, FAULTY)
    assert (answer.headers["content-language"], answer.json()["language"]) == ("en", "en")
    assert "accept-language" in answer.headers["vary"].lower()


def test_turtle_tells_in_both_languages(service: Service) -> None:
    answer = send(service, FAULTY, format="turtle", lang="fr")
    assert answer.headers["content-language"] == "en, fr"
    assert '"did you mean helix:government?' in answer.text
    assert '"vouliez-vous dire helix:government\u00a0?' in answer.text


def test_the_receipt_is_the_same_in_each_language(service: Service) -> None:
    first, second = (
        send(service, FAULTY, format="receipt", name="a.ttl", lang=language).json()
        for language in ("en", "fr")
    )
    assert first | {"time": ""} == second | {"time": ""}


def test_the_page_tells_in_french_what_it_corrects(service: Service) -> None:
    body = form(Part("text", FAULTY), Part("type", TTL.encode()))
    answer = send(service, body, "text/html", FORM, lang="fr")
    assert answer.headers["content-language"] == "fr"
    assert "vouliez-vous dire helix:government\u00a0?" in answer.text
    assert "did you mean" not in answer.text
    back = answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert "sr:helix helix:government ;" in back


def test_syntax_faults_are_told_in_french(service: Service) -> None:
    answer = send(service, VALID + b"actor:x a", lang="fr")
    assert answer.status == 400
    (finding,) = answer.json()["files"][0]["findings"]
    assert finding["message"] == "Le texte se termine au milieu d’un énoncé."


def test_a_format_that_is_none_is_not_acceptable(service: Service) -> None:
    assert send(service, VALID, format="pdf").type == "not-acceptable"
    assert send(service, VALID, "image/png").status == 406


def test_the_receipt_is_checked_by_the_command_line(service: Service, tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_bytes(VALID)
    answer = send(service, VALID, name="mine.ttl", format="receipt")
    assert answer.headers["content-type"] == JSON
    (tmp_path / "receipt.json").write_bytes(answer.body)
    program = Path(sys.executable).with_name("smartregions")
    check = [program, "validate", "--check-receipt", "receipt.json", "mine.ttl"]
    done = subprocess.run(
        check, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    change = answer.json()["basis"]["change"]
    assert f"published with change {change}" in done.stdout
    assert "all that can be computed here is as the receipt" in done.stdout
    assert done.returncode == 0


def test_a_receipt_in_the_report_is_the_receipt_alone(service: Service) -> None:
    within = send(service, VALID).json()["receipt"]
    alone = send(service, VALID, format="receipt").json()
    assert within | {"time": ""} == alone | {"time": ""}


@pytest.mark.parametrize(
    ("media_type", "known"),
    [
        ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
        ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
        ("application/trig", pyoxigraph.RdfFormat.TRIG),
        ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
        ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
    ],
)
def test_every_accepted_format_is_judged(
    service: Service, media_type: str, known: pyoxigraph.RdfFormat
) -> None:
    triples = pyoxigraph.parse(FAULTY, pyoxigraph.RdfFormat.TURTLE)
    body = pyoxigraph.serialize(triples, format=known)
    assert body
    answer = send(service, body, media_type=media_type)
    (finding,) = answer.json()["files"][0]["findings"]
    assert finding["value"].endswith("goverment>")
    assert finding["line"] is not None
    page = send(service, body, "text/html", media_type)
    assert page.status == 200


def test_a_file_that_bears_the_name_of_a_published_one_stands_in_its_place(
    service: Service,
) -> None:
    body = (ROOT / "data" / "actors.ttl").read_bytes()
    told = send(service, body, name="actors.ttl").json()
    assert told["accepted"] is True
    assert {finding["severity"] for finding in told["files"][0]["findings"]} == {"info"}


def test_files_are_judged_together(service: Service) -> None:
    prefixes = f"@prefix sr: <{ns.SR}> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    text = VALID.decode()
    source = re.search(r"(?ms)^source:\S+ a sr:Source.*?\.\n", text)
    assert source, prefixes
    head = "".join(re.findall(r"(?m)^@prefix .*\n", text))
    one = Part("file", text.replace(source[0], "").encode(), "one.ttl", TTL)
    other = Part("file", (head + source[0]).encode(), "other.ttl", "application/octet-stream")
    assert fill(service, one).json()["accepted"] is False
    both = fill(service, one, other).json()
    assert both["accepted"] is True
    assert [file["file"] for file in both["files"]] == ["one.ttl", "other.ttl"]


def test_a_file_that_is_not_read_does_not_hide_the_findings_of_another(service: Service) -> None:
    answer = fill(service, Part("file", FAULTY, "a.ttl"), Part("file", b"no Turtle", "b.ttl"))
    assert answer.status == 400
    codes = [[finding["code"] for finding in f["findings"]] for f in answer.json()["files"]]
    assert codes[0] == ["NodeConstraintComponent"]
    assert codes[1][0] == "syntax"


LATE = ("was not found out within", "there was no time left")
"""What is said of what would change on a machine that is too busy."""


def previewed(service: Service, text: bytes) -> Any:
    """What would change; asked anew while there is no time for all of it, on a busy machine."""
    until = time.monotonic() + 120
    while (told := send(service, text, graph=GRAPH).json()["preview"])["unknown"]:
        assert time.monotonic() < until, told
    return told


def test_with_a_graph_it_is_said_what_would_change(service: Service) -> None:
    told = previewed(service, FAULTY)
    assert told["graphs"] == [GRAPH]
    assert told["triplesAdded"] > 0
    assert told["triplesRemoved"] == 0
    assert [one["iri"] for one in told["added"]["first"]] == [ns.ID + "source/page"]
    assert told["added"]["count"] == 1
    rows = {one["question"]: one for one in told["questions"]}
    assert any("goverment" in row for row in rows["provenance/classification"]["come"])


def test_in_place_of_a_graph_and_beside_it_are_told_apart(service: Service) -> None:
    replaced = send(service, VALID, graph=ACTORS).json()
    added = send(service, VALID, graph=ACTORS, method="post").json()
    assert replaced["preview"]["removed"]["count"] > 100
    assert replaced["accepted"] is False
    assert "breaks-other-graph" in {f["code"] for f in replaced["files"][0]["findings"]}
    assert added["preview"]["removed"]["count"] == 0
    assert added["accepted"] is True


def test_what_the_catalogue_lacks_is_a_warning_for_a_token_may_say_it(service: Service) -> None:
    told = send(service, VALID, graph=GRAPH).json()
    (finding,) = told["files"][0]["findings"]
    assert (finding["code"], finding["severity"]) == ("undescribed-graph", "warning")
    assert told["accepted"] is True
    assert told["receipt"]["files"][0]["warnings"] == 1
    assert send(service, VALID).json()["files"][0]["findings"] == []


def test_a_text_that_names_another_graph_is_refused(service: Service) -> None:
    text = f"<{GRAPH}> {{ <{ns.ID}actor/a> a <{ns.SR}Actor> }}".encode()
    answer = send(service, text, media_type="application/trig", graph=ACTORS)
    assert (answer.status, answer.type) == (400, "bad-request")
    assert send(service, text, media_type="application/trig", graph=GRAPH).status == 200


def test_a_likely_duplicate_and_a_link_to_nothing_are_told(service: Service) -> None:
    label = query(
        f"SELECT ?l {{ ?a a <{ns.SR}Actor> ; <{ns.RDFS}label> ?l ; <{ns.SR}actsFor> "
        f"<{ns.ID}region/bretagne> }} ORDER BY ?l LIMIT 1"
    )
    name = service.ask(label, client()).json()["results"]["bindings"][0]["l"]["value"]
    text = (
        f'<{ns.ID}actor/again> a <{ns.SR}Actor> ; <{ns.RDFS}label> "{name.upper()}"@en ; '
        f"<{ns.SR}actsFor> <{ns.ID}region/bretagne>, <{ns.ID}region/nowhere> ."
    )
    told = previewed(service, text.encode())
    assert [link["object"] for link in told["deadLinks"]] == [ns.ID + "region/nowhere"]
    (duplicate,) = told["duplicates"]
    assert duplicate["added"]["iri"] == ns.ID + "actor/again"


def test_nothing_is_kept(service: Service) -> None:
    count = query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    before = service.ask(count, client()).body
    for given in ({}, {"graph": ACTORS}, {"graph": GRAPH, "method": "post"}):
        assert send(service, VALID, **given).status == 200
    answers = [service.ask(count, client()).body for _ in range(6)]
    assert answers == [before] * 6


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"graph": "not-absolute"}, "parameter"),
        ({"graph": ns.ONTOLOGY_GRAPH}, "parameter"),
        ({"graph": GRAPH, "method": "delete"}, "parameter"),
    ],
)
def test_a_parameter_that_cannot_be_used(
    service: Service, given: dict[str, str], kind: str
) -> None:
    answer = send(service, VALID, **given)
    assert (answer.status, answer.type) == (400, kind)


def test_a_parameter_that_is_given_twice(service: Service) -> None:
    graph = quote(GRAPH)
    headers = {"Content-Type": TTL, "Accept": JSON}
    asked = Request(f"/validate?graph={graph}&graph={graph}", "POST", headers, VALID)
    assert service.ask(asked, client()).status == 400


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (Part("file", b"", ""), Part("text", b"  \r\n")),
        (Part("file", VALID, "a.ttl"), Part("file", VALID, "b/a.ttl")),
        (
            Part("file", VALID, "a.ttl"),
            Part("file", VALID, "b.ttl"),
            Part("graph", GRAPH.encode()),
        ),
    ],
    ids=["nothing", "nothing chosen or pasted", "one name twice", "one graph for two"],
)
def test_a_form_that_cannot_be_judged(service: Service, parts: tuple[Part, ...]) -> None:
    answer = fill(service, *parts)
    assert (answer.status, answer.type) == (400, "bad-request")


@pytest.mark.parametrize(
    "media_type",
    ["application/x-www-form-urlencoded", "text/csv", "text/turtle; charset=utf-16", ""],
)
def test_a_type_that_is_not_judged(service: Service, media_type: str) -> None:
    answer = send(service, VALID, media_type=media_type)
    assert (answer.status, answer.type) == (415, "media-type")


def test_a_compressed_body_is_not_read(service: Service) -> None:
    headers = {"Content-Type": TTL, "Content-Encoding": "gzip", "Accept": JSON}
    answer = service.ask(Request("/validate", "POST", headers, VALID), client())
    assert (answer.status, answer.type) == (415, "media-type")


def test_a_file_over_the_limit_is_refused(service: Service) -> None:
    answer = send(service, VALID + b"#" * 2_000_000)
    assert (answer.status, answer.type) == (413, "request-too-large")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_another_method_is_not_allowed(service: Service, method: str) -> None:
    answer = service.ask(Request("/validate", method, {"Accept": JSON}, b""), client())
    assert answer.status == 405


class Page(HTMLParser):
    """What of a page matters: its places, its links, what could run in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.marked: list[str] = []
        self.fields: set[str] = set()
        self.scripts: list[str] = []
        """Where each comes from; empty for one in the page itself."""
        self._in_mark = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self._in_mark = tag == "mark"
        assert not [name for name in given if name.startswith("on")]
        assert "style" not in given
        if place := given.get("id"):
            assert place not in self.ids
            self.ids.add(place)
        if tag == "script":
            self.scripts.append(given.get("src") or "")
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag in ("input", "textarea", "select"):
            self.fields.add(given["name"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = False

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            self.marked.append(data)


def test_the_form_is_there(service: Service) -> None:
    answer = service.ask(Request("/validate", headers={"Accept": "text/html"}), client())
    page = Page(answer.text)
    assert answer.status == 200
    assert {"file", "text", "graph", "method", "type"} <= page.fields
    assert page.scripts and all(src.startswith("/static/") for src in page.scripts)


def test_the_page_shows_findings_and_lines_with_links_both_ways(service: Service) -> None:
    filled = [
        Part("file", FAULTY, "a.ttl", TTL),
        Part("text", b""),
        Part("graph", GRAPH.encode()),
    ]
    until = time.monotonic() + 120
    while (answer := fill(service, *filled, accept="text/html")).status == 200:
        if not any(late in answer.text for late in LATE):
            break
        assert time.monotonic() < until
    assert answer.status == 200
    page = Page(answer.text)
    assert page.marked == ["helix:goverment"]
    line = FAULTY.decode().splitlines().index("  sr:helix helix:goverment ;") + 1
    assert {f"#f1-L{line}", "#f1-1"} <= set(page.links)
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.ids
    assert "Rejected" in answer.text
    assert "did you mean helix:government?" in answer.text
    assert "What it would change" in answer.text
    assert "goverment" in answer.text.partition("answered otherwise")[2]
    assert "&#34;verdict&#34;: &#34;rejected&#34;" in answer.text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_may_be_written_is_a_link_on_the_page_and_a_command_elsewhere(
    service: Service, lang: str
) -> None:
    body = re.sub(rb"dcterms:source [^;.]+", b"dcterms:source <http://e/nothing> ", VALID)
    page = send(service, form(Part("text", body)), "text/html", FORM, lang=lang)
    (address,) = {
        link for link in Page(page.text).links if "sr%3ASource" in link or "%23Source" in link
    }
    assert address.startswith("/sparql?query=") and "smartregions query" not in page.text
    answer = service.ask(Request(address, headers={"Accept": "text/csv"}), client())
    assert answer.status == 200 and answer.text.count(ns.ID + "source/") > 100
    assert "smartregions query" in send(service, body, "text/plain", lang=lang).text


def test_a_hostile_text_is_inert_on_the_page(service: Service) -> None:
    answer = send(service, HOSTILE, "text/html", graph=GRAPH)
    assert answer.status == 200
    page = Page(answer.text)
    assert not {"script", "img", "iframe"} & set(page.tags[page.tags.index("main") :])
    assert "onerror=alert" in answer.text
    assert "\u202e" not in answer.text
    assert not [link for link in page.links if link.lower().startswith("javascript")]
    policy = dict(
        rule.strip().split(" ", 1) for rule in answer.headers["content-security-policy"].split(";")
    )
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    read = re.sub(r"<form.*?</form>", "", answer.text, flags=re.DOTALL)
    assert max(map(len, read.splitlines())) < 5_000


def test_a_long_text_is_shown_around_its_findings(service: Service) -> None:
    text = FAULTY + b"# nothing to see\n" * 5_000
    answer = send(service, text, "text/html")
    shown = answer.text.count('class="line"')
    assert 5 < shown < 50
    assert Page(answer.text).marked == ["helix:goverment"]


def test_a_file_that_is_not_turtle_is_a_page_with_status_400(service: Service) -> None:
    answer = send(service, VALID + b"actor:x a", "text/html")
    assert answer.status == 400
    assert "Could not be judged" in answer.text
    assert Page(answer.text).marked


def test_a_pasted_text_comes_back_with_what_is_certain_corrected(service: Service) -> None:
    text = FAULTY + b"# a line of mine\n"
    answer = fill(service, Part("text", text), Part("type", TTL.encode()), accept="text/html")
    back = answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert "sr:helix helix:government ;" in back
    assert "helix:goverment" not in back
    assert "# a line of mine" in back


class Filled(HTMLParser):
    """The fields of the forms of a page, as a browser sends them, by the id of their form."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, list[tuple[str, str]]] = {}
        self._form = ""
        self._box: list[str] | None = None
        self._name = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = given.get("id") or given.get("class") or ""
            self.fields[self._form] = []
        elif tag == "input" and given.get("type") == "hidden":
            self.fields[self._form].append((given["name"], given["value"]))
        elif tag == "textarea":
            self._name, self._box = given["name"], []

    def handle_data(self, data: str) -> None:
        if self._box is not None:
            self._box.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._box is not None:
            text = "".join(self._box).removeprefix("\n")
            self.fields[self._form].append((self._name, text))
            self._box = None


def page_of(service: Service, *parts: Part) -> Answer:
    return fill(service, *parts, accept="text/html")


def editor(answer: Answer, **instead: str) -> list[Part]:
    """The form to try again, as a browser sends it: lines end in CRLF."""
    fields = Filled(answer.text).fields["editor"]
    sent = [(name, instead.get(name, value) if value else value) for name, value in fields]
    return [Part(name, re.sub("\r?\n", "\r\n", value).encode()) for name, value in sent]


SYNTAX = VALID.replace(b" .\n", b" \n", 1)
A, B = (Part("file", SYNTAX, f"{name}.ttl", TTL) for name in "ab")


def names_of(answer: Answer) -> list[str]:
    return [file["file"] for file in answer.json()["files"]]


def without_format(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part.name != "format"]


def test_an_uploaded_file_comes_back_in_its_box_under_its_name(service: Service) -> None:
    answer = page_of(service, A)
    parts = without_format(editor(answer))
    assert SYNTAX.replace(b"\n", b"\r\n") in [part.content for part in parts]
    again = fill(service, *parts)
    assert names_of(again) == ["a.ttl"]
    assert again.json()["files"] == fill(service, A).json()["files"]


def test_a_chosen_file_takes_the_place_of_a_box_that_was_not_changed(service: Service) -> None:
    parts = without_format(editor(page_of(service, A)))
    other = Part("file", VALID, "other.ttl", TTL)
    assert names_of(fill(service, Part("file", VALID, "a.ttl", TTL), *parts)) == ["a.ttl"]
    assert fill(service, Part("file", VALID, "a.ttl", TTL), *parts).json()["judged"]
    assert names_of(fill(service, other, *parts)) == ["other.ttl"]


def test_what_was_changed_in_a_box_is_never_lost(service: Service) -> None:
    parts = without_format(editor(page_of(service, A), text=VALID.decode()))
    other = Part("file", VALID, "other.ttl", TTL)
    assert names_of(fill(service, other, *parts)) == ["a.ttl", "other.ttl"]
    refused = fill(service, A, *parts)
    assert refused.status == 400
    assert "a.ttl is chosen as a file, and its text in the box was changed" in refused.text


def test_of_several_files_each_has_its_box(service: Service) -> None:
    parts = without_format(editor(page_of(service, A, B)))
    assert names_of(fill(service, *parts)) == ["a.ttl", "b.ttl"]
    better = fill(service, Part("file", VALID, "b.ttl", TTL), *parts).json()["files"]
    assert [(file["file"], len(file["findings"]) > 0) for file in better] == [
        ("a.ttl", True),
        ("b.ttl", False),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (SYNTAX + b"# long\n" * 30_000, "a.ttl is too long for the box"),
        (SYNTAX + b"# caf\xe9\n", "a.ttl is not UTF-8, so it is not shown in the box"),
    ],
)
def test_a_file_that_cannot_be_in_the_box_says_why(
    service: Service, content: bytes, why: str
) -> None:
    answer = page_of(service, Part("file", content, "a.ttl", TTL))
    assert why in answer.text
    assert "To read this in another language, send the file again" in answer.text
    assert "sent-again" not in Filled(answer.text).fields


def test_the_switch_sends_the_same_text_again(service: Service) -> None:
    text = FAULTY + "# \u202e \ufeff tail\n".encode()
    answer = page_of(service, Part("file", text, "a.ttl", TTL), Part("graph", GRAPH.encode()))
    assert '<button form="sent-again" formaction="/validate?lang=fr"' in answer.text
    fields = Filled(answer.text).fields["sent-again"]
    assert ("graph", GRAPH) in fields
    assert ("text", text.decode()) in fields
    parts = [Part(name, value.encode()) for name, value in fields]
    french = send(service, form(*parts), "text/html", FORM, lang="fr")
    assert "Rejeté" in french.text
    assert "a.ttl" in french.text


def test_the_switch_of_a_linked_report_is_a_link(service: Service) -> None:
    answer = page_of(service, Part("file", FAULTY, "a.ttl", TTL), Part("link", b"day"))
    assert re.search(r'<a href="[^"]*/validate/reports/[^"?]+\?lang=fr"', answer.text)
    assert "sent-again" not in Filled(answer.text).fields


def test_a_file_of_another_format_keeps_it_in_the_box(service: Service) -> None:
    triples = b"<http://example.org/a> <http://example.org/b> 1 .\n"
    answer = page_of(service, Part("file", triples, "a.nt", "application/n-triples"))
    assert '<option value="application/n-triples" selected>' in answer.text
