"""`/oai`: OAI-PMH 2.0 by verb, argument and error; every answer is as the schema wants it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from harvested import harvested, world
from oaischema import OAI, document, errors, token
from problemdoc import problem
from proposals import put
from replicating import Get, OaiReplica, full_harvest
from smartregions import namespaces as ns
from smartregions.catalogue.oai.arguments import VERBS as ARGUMENTS
from smartregions.registry.log import opened

PUBLIC = "https://regions.example"
NAMES = ("ontology", "partnerships", "regions", "schemes", "shapes")
VERBS = (
    "Identify",
    "ListMetadataFormats",
    "ListSets",
    "ListIdentifiers&metadataPrefix=oai_dc",
    "ListRecords&metadataPrefix=oai_dc",
    "ListRecords&metadataPrefix=dcat_ap",
    "ListRecords&metadataPrefix=dcat",
    f"GetRecord&metadataPrefix=dcat_ap&identifier={ns.DATASET}regions",
    f"ListMetadataFormats&identifier={ns.DATASET}regions",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    root = tmp_path_factory.mktemp("oai")
    with harvested(world(root), root / "state", catalogue_page=2) as app:
        yield app.test_client()


def ask(client: FlaskClient, **arguments: str) -> Element:
    given = {name.rstrip("_"): value for name, value in arguments.items()}
    response = client.get("/oai", query_string=given)
    assert (response.status_code, response.mimetype) == (200, "text/xml")
    return document(response.data)


def headers(root: Element) -> dict[str, Element]:
    """Those of a list, by the name of the dataset."""
    found = list(root.iter(OAI + "header"))
    names = [(h.findtext(OAI + "identifier") or "").removeprefix(ns.DATASET) for h in found]
    assert len(set(names)) == len(names)
    return dict(zip(names, found, strict=True))


def pages(client: FlaskClient, **arguments: str) -> Iterator[Element]:
    """A list as most harvesters ask for it."""
    root = ask(client, **arguments)
    yield root
    while (found := token(root)) is not None and found.text:
        root = ask(client, verb=arguments["verb"], resumptionToken=found.text)
        yield root


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_200_by_get_and_post(client: FlaskClient, verb: str) -> None:
    got = client.get(f"/oai?verb={verb}")
    root = document(got.data)
    assert not errors(root)
    assert root[2].tag == OAI + verb.partition("&")[0]
    assert root[1].text == f"{PUBLIC}/oai"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    posted = client.post("/oai", data=f"verb={verb}", headers=form)
    assert [ElementTree.tostring(each) for each in document(posted.data)[1:]] == [
        ElementTree.tostring(each) for each in root[1:]
    ]
    assert client.head(f"/oai?verb={verb}").status_code == 200


def test_post_of_something_else_415(client: FlaskClient) -> None:
    assert problem(client.post("/oai", data=b"{}", content_type="text/json"), 415, "media-type")
    assert problem(client.put("/oai"), 405, "method")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=x", "badArgument"),
        ("verb=Identify&x=<&x=>", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=http://e/x", "badArgument"),
        ("verb=GetRecord&identifier=http://e/x&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=GetRecord&identifier=%00%01&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=http://e/x", "idDoesNotExist"),
        (f"verb=GetRecord&identifier={ns.DATASET}regions&metadataPrefix=x",
         "cannotDisseminateFormat"),
        ("verb=ListIdentifiers&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=none", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01T00:00:00Z", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z",
         "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=" + "A" * 9_000, "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ],
)  # fmt: skip
def test_each_error_of_the_protocol_200(client: FlaskClient, query: str, code: str) -> None:
    response = client.get(f"/oai?{query}")
    root = document(response.data)
    assert (response.status_code, errors(root)) == (200, [code])
    assert (len(root[1].keys()) > 0) == (code not in ("badVerb", "badArgument"))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("set=none", "There is no set none; ListSets names"),
        ("set=%00", "There is no set"),
        ("set=contributed", "There is nothing in the set contributed yet."),
        ("set=none&from=2026-01-01", "There is no set none; ListSets names"),
        ("from=2999-01-01", "changed in that time"),
        ("set=contributed&until=1999-01-01", "changed in that time"),
    ],
)
def test_why_a_list_has_no_records_is_said(client: FlaskClient, query: str, says: str) -> None:
    response = client.get(f"/oai?verb=ListRecords&metadataPrefix=oai_dc&{query}")
    root = document(response.data)
    assert errors(root) == ["noRecordsMatch"]
    assert says in "".join(root.itertext())


def test_what_cannot_be_read_at_all_400(client: FlaskClient) -> None:
    assert problem(client.get("/oai?verb=%ff"), 400, "bad-request")


def forged(**changed: object) -> str:
    told: dict[str, object] = {
        "verb": "ListRecords",
        "arguments": {"metadataPrefix": "oai_dc"},
        "change": 1,
        "dataset": ns.DATASET + "ontology",
        "given": 1,
    }
    text = json.dumps(told | changed)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "changed",
    [
        {"verb": "ListIdentifiers"},
        {"verb": 1},
        {"change": "1"},
        {"change": -1},
        {"change": 99},
        {"change": True},
        {"change": 1.5},
        {"given": None},
        {"given": 1 << 70},
        {"dataset": ["x"]},
        {"arguments": []},
        {"arguments": {}},
        {"arguments": {"metadataPrefix": 1}},
        {"arguments": {"metadataPrefix": "oai_dc", "verb": "x"}},
        {"more": 1},
    ],
)
def test_a_token_that_is_none_of_ours_200_an_error(
    client: FlaskClient, changed: dict[str, object]
) -> None:
    assert not errors(ask(client, verb="ListRecords", resumptionToken=forged()))
    root = ask(client, verb="ListRecords", resumptionToken=forged(**changed))
    assert errors(root) == ["badResumptionToken"]


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_list_gives_every_record_once_with_its_size_on_each_page(
    client: FlaskClient, verb: str
) -> None:
    found: list[str] = []
    for number, root in enumerate(pages(client, verb=verb, metadataPrefix="oai_dc")):
        said = token(root)
        assert said is not None
        assert (said.attrib["completeListSize"], said.attrib["cursor"]) == ("5", str(2 * number))
        found += headers(root)
    assert found == list(NAMES)
    assert not said.text


def test_a_list_that_fits_into_one_answer_has_no_token(tmp_path: Path) -> None:
    with harvested(world(tmp_path), tmp_path / "state") as app:
        root = ask(app.test_client(), verb="ListRecords", metadataPrefix="dcat_ap")
    assert list(headers(root)) == list(NAMES)
    assert token(root) is None


def test_the_arguments_may_be_sent_again_with_a_token(client: FlaskClient) -> None:
    """As the importer of data.europa.eu does; and nothing that contradicts it."""
    given = {"metadataPrefix": "dcat_ap", "from_": "2020-01-01", "set_": "installed"}
    first = token(ask(client, verb="ListRecords", **given))
    assert first is not None and first.text
    alone = headers(ask(client, verb="ListRecords", resumptionToken=first.text))
    again = ask(client, verb="ListRecords", resumptionToken=first.text, **given)
    assert headers(again).keys() == alone.keys()
    for other in ({"metadataPrefix": "oai_dc"}, {"until": "2026-01-01"}):
        told = ask(client, verb="ListRecords", resumptionToken=first.text, **other)
        assert errors(told) == ["badArgument"]


def get(client: FlaskClient) -> Get:
    """How the replicas ask."""

    def got(address: str) -> tuple[bytes, Mapping[str, str]]:
        response = client.get(address.removeprefix(PUBLIC))
        assert response.status_code == 200, response.text
        return response.data, {k.lower(): v for k, v in response.headers.items()}

    return got


def test_a_record_says_what_the_catalogue_says_of_the_dataset(client: FlaskClient) -> None:
    replica = OaiReplica(get(client))
    assert replica.visit() == len(NAMES)
    assert replica.held == full_harvest(get(client))


def test_dublin_core_says_what_a_library_wants_to_know(client: FlaskClient) -> None:
    root = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=f"{ns.DATASET}regions")
    said = [(each.tag.rpartition("}")[2], each.text) for each in root.find(f".//{OAI}metadata")[0]]  # type: ignore[index]
    assert ("title", "regions") in said
    assert ("identifier", f"{ns.DATASET}regions") in said
    assert ("identifier", f"{PUBLIC}/dumps/regions.ttl") in said
    assert ("format", "text/turtle") in said
    assert ("type", "Dataset") in said
    assert len(set(said)) == len(said)


def test_identify_tells_the_truth(client: FlaskClient) -> None:
    (told,) = ask(client, verb="Identify").findall(OAI + "Identify")
    assert told.findtext(OAI + "baseURL") == f"{PUBLIC}/oai"
    assert told.findtext(OAI + "adminEmail") == "postmaster@regions.example"
    first = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    stamps = [each.findtext(OAI + "datestamp") or "" for each in headers(first).values()]
    assert (told.findtext(OAI + "earliestDatestamp") or "") <= min(stamps)


def test_sets_are_told_and_can_be_asked_for(client: FlaskClient) -> None:
    sets = [each.text for each in ask(client, verb="ListSets").iter(OAI + "setSpec")]
    assert {"installed", "contributed"} <= set(sets)
    given = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "set": "installed"}
    assert document(client.get("/oai?" + urlencode(given)).data)[2].find(OAI + "header") is not None


LINE = b'<http://e/s> <http://www.w3.org/2000/01/rdf-schema#label> "%s" .\n'


def test_who_asks_since_the_last_time_has_what_the_catalogue_has(tmp_path: Path) -> None:
    """Created, updated, deleted, and created again."""
    with harvested(world(tmp_path), tmp_path / "state", catalogue_page=2) as app:
        asking = get(app.test_client())
        replica = OaiReplica(asking)
        graph = ns.GRAPH + "partner/x"
        for text in (b"", LINE % b"one", LINE % b"two", b"", LINE % b"three"):
            with opened(tmp_path / "state" / "registry.sqlite3") as registry:
                if text or registry.graph(graph):
                    put(registry, graph, text or None)
            assert replica.visit()
            assert replica.held == full_harvest(asking)
            assert (ns.DATASET + "partner/x" in replica.held) == bool(text)


def test_a_list_goes_on_where_it_was_though_the_data_change(tmp_path: Path) -> None:
    """What was not given yet is given, as it is by then; nothing is missed, after a restart too."""
    place = tmp_path / "state" / "registry.sqlite3"
    root = world(tmp_path)
    with harvested(root, tmp_path / "state", catalogue_page=2) as app:
        first = ask(app.test_client(), verb="ListIdentifiers", metadataPrefix="oai_dc")
    said = token(first)
    assert said is not None and said.text
    assert list(headers(first)) == ["ontology", "partnerships"]
    with opened(place) as registry:
        put(registry, ns.GRAPH + "regions", LINE % b"changed")
        put(registry, ns.GRAPH + "new", LINE % b"new")
        put(registry, ns.GRAPH + "partnerships", None)
    with harvested(root, tmp_path / "state", catalogue_page=2) as app:
        client = app.test_client()
        later = ask(client, verb="ListIdentifiers", resumptionToken=said.text)
        rest = [*headers(later)]
        while (said := token(later)) is not None and said.text:
            later = ask(client, verb="ListIdentifiers", resumptionToken=said.text)
            rest += headers(later)
    assert rest == ["schemes", "shapes", "regions", "new", "partnerships"]
    assert said is not None and said.attrib["completeListSize"] == "7"
    assert headers(later)["partnerships"].get("status") == "deleted"


def test_a_text_that_xml_cannot_hold_is_told_with_a_mark(tmp_path: Path) -> None:
    with harvested(world(tmp_path), tmp_path / "state") as app:
        with opened(tmp_path / "state" / "registry.sqlite3") as registry:
            said = f'<{ns.DATASET}x> <{ns.DCTERMS}title> "a\\u0001b"@en .\n'
            put(registry, ns.GRAPH + "x", said.encode())
        for prefix in ("oai_dc", "dcat_ap"):
            response = app.test_client().get(
                f"/oai?verb=GetRecord&metadataPrefix={prefix}&identifier={ns.DATASET}x"
            )
            assert not errors(document(response.data))
            assert "a\ufffdb" in response.text


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_browser_that_asks_nothing_yet_gets_a_page_whose_links_answer(
    client: FlaskClient,
) -> None:
    response = client.get("/oai", headers={"Accept": BROWSER})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "Accept" in response.headers["Vary"]
    links = [unescape(found) for found in re.findall(r'href="(/oai\?verb=[^"]+)"', response.text)]
    assert {link.partition("verb=")[2].partition("&")[0] for link in links} == set(ARGUMENTS)
    for link in links:
        answer = client.get(link, headers={"Accept": BROWSER})
        assert (answer.status_code, answer.mimetype) == (200, "text/xml"), link
        assert errors(document(answer.data)) == [], link


@pytest.mark.parametrize("accept", [None, "*/*", "text/xml", "text/xml, text/html;q=0.5"])
def test_a_client_that_wants_no_page_is_told_that_the_verb_is_missing(
    client: FlaskClient, accept: str | None
) -> None:
    response = client.get("/oai", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, "text/xml")
    assert "Accept" in response.headers["Vary"]
    assert errors(document(response.data)) == ["badVerb"]


def test_a_wrong_argument_is_an_error_of_the_protocol_in_a_browser_too(client: FlaskClient) -> None:
    response = client.get("/oai?verb=Nothing", headers={"Accept": BROWSER})
    assert errors(document(response.data)) == ["badVerb"]
