"""A report that its contributor chose to have linked for a day; without that there is none."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from live.asking import Answer, Request, client
from live.forms import FORM, Part, form
from live.service import Service
from smartregions.errors import UnknownThing
from smartregions.messages import Message
from smartregions.publication.linked import DAY, OF_ONE_CLIENT, Linked, Reports

TTL, JSON, PAGE = "text/turtle", "application/json", "text/html"
FAULTY = b"""@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
@prefix helix: <https://w3id.org/smart-regions/scheme/helix/> .
actor:mine a sr:Actor ; sr:helix helix:goverment .
"""


def validate(service: Service, accept: str, *parts: Part) -> Answer:
    headers = {"Content-Type": FORM, "Accept": accept}
    body = form(Part("file", FAULTY, "mine.ttl", TTL), *parts)
    return service.ask(Request("/validate", "POST", headers, body), client())


def opened(service: Service, link: str, accept: str = PAGE, **headers: str) -> Answer:
    asked = Request(urlsplit(link).path, headers={"Accept": accept, **headers})
    return service.ask(asked, client())


def test_a_report_is_linked_if_the_contributor_so_chooses(service: Service) -> None:
    told = validate(service, JSON, Part("link", b"day")).json()
    until = datetime.fromisoformat(told["linkedUntil"])
    assert timedelta(hours=23) < until - datetime.now(UTC) <= timedelta(days=1)
    page = opened(service, told["link"])
    assert page.status == 200
    assert "did you mean helix:government?" in page.text
    assert "<mark" in page.text
    assert told["link"] in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    assert opened(service, told["link"], JSON).json() == told
    assert opened(service, told["link"] + ".json").json() == told


def test_the_page_of_the_verdict_tells_the_link(service: Service) -> None:
    page = validate(service, PAGE, Part("link", b"day")).text
    link = page.partition("/validate/reports/")[2].partition('"')[0]
    assert opened(service, "/validate/reports/" + link).status == 200
    assert "Nothing was kept" not in page


@pytest.mark.parametrize("parts", [(), (Part("link", b""),)])
def test_without_that_choice_there_is_none(service: Service, parts: tuple[Part, ...]) -> None:
    answer = validate(service, JSON, *parts).json()
    assert not {"link", "linkedUntil", "notLinked"} & set(answer)
    page = validate(service, PAGE, *parts).text
    assert "/validate/reports/" not in page
    assert "Nothing was kept of it." in page


def test_who_opens_it_in_french_has_the_findings_as_they_were_told(service: Service) -> None:
    link = validate(service, JSON, Part("link", b"day")).json()["link"]
    page = opened(service, link, **{"Accept-Language": "fr"}).text
    assert "Rejeté" in page
    assert 'class="found" lang="en"' in page


@pytest.mark.parametrize(
    "name", ["a" * 22, "", "..", "%2e%2e%2fregistry.sqlite3", "a" * 22 + ".ttl", "*", "%C3%A9" * 22]
)
def test_what_is_not_linked_is_not_there(service: Service, name: str) -> None:
    assert opened(service, f"/validate/reports/{name}", JSON).status in (400, 404)


@pytest.mark.parametrize(("accept", "value"), [("application/sarif+json", b"day"), (JSON, b"year")])
def test_a_choice_that_cannot_be_had_is_refused(
    service: Service, accept: str, value: bytes
) -> None:
    answer = validate(service, accept, Part("link", value))
    assert (answer.status, answer.type) == (400, "parameter")


def linked(reports: Reports, content: dict[str, str], sender: bytes = b"me") -> Linked:
    found = reports.link(sender, content)
    assert isinstance(found, Linked)
    return found


def test_after_a_day_it_is_not_shown_and_then_removed(tmp_path: Path) -> None:
    reports = Reports(tmp_path / "reports")
    kept, over = linked(reports, {"a": "kept"}), linked(reports, {"a": "over"})
    file = next((tmp_path / "reports").glob(f"*{over.key}*"))
    earlier = int(over.until.timestamp()) - DAY - 1
    file.rename(file.with_name(file.name.replace(file.name.split("-")[0], str(earlier), 1)))
    with pytest.raises(UnknownThing, match="for a day"):
        reports.get(over.key)
    reports.forget()
    assert len(list((tmp_path / "reports").iterdir())) == 1
    assert reports.get(kept.key).content == {"a": "kept"}


def test_one_client_does_not_take_the_room_of_others(tmp_path: Path) -> None:
    reports = Reports(tmp_path / "reports")
    refused = None
    for _ in range(OF_ONE_CLIENT // 760_000 + 1):  # what does not compress
        refused = reports.link(b"me", {"text": os.urandom(760_000).hex()})
    assert isinstance(refused, Message)
    assert "too many of yours" in refused
    assert isinstance(reports.link(b"another", {"text": "short"}), Linked)


@pytest.mark.parametrize(
    "text",
    [lambda: os.urandom(2 << 20).hex(), lambda: "a" * (9 << 20)],
    ids=["as it lies there", "as it is read"],
)
def test_a_report_that_is_too_long_is_not_linked(tmp_path: Path, text: Callable[[], str]) -> None:
    refused = Reports(tmp_path).link(b"me", {"text": text()})
    assert isinstance(refused, Message)
    assert not list(tmp_path.iterdir())


def test_others_of_the_machine_cannot_read_it(tmp_path: Path) -> None:
    reports = Reports(tmp_path / "reports")
    linked(reports, {})
    (file,) = (tmp_path / "reports").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert (tmp_path / "reports").stat().st_mode & 0o077 == 0
