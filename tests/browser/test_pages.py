"""Every type of page in a browser: for eyes, for screen readers, for telephones, without script."""

from __future__ import annotations

import pytest

from browser.looking import AXE, Looking, violations
from browser.page_types import PAGE_TYPES


@pytest.mark.parametrize("name", PAGE_TYPES)
def test_a_page_serves_everybody(looking: Looking, name: str) -> None:
    looking.check(name, PAGE_TYPES[name])


_PAPER = 718  # A4 between its margins, in pixels
_BEYOND = """width => [...document.querySelectorAll('main th, main td, main code, main svg')]
  .filter(part => part.getBoundingClientRect().right > width + 1)
  .map(part => part.outerHTML.slice(0, 100))"""
_PRINTED = (
    "/queries/actors/by-region", "/queries/actors/links", "/queries/capabilities/by-region",
    "/queries/provenance/sources", "/regions", "/monitoring",
    "/graph/regions", "/graph/sources/diff?from=0", "/history", "/ontology", "/matches/bretagne",
)  # fmt: skip


@pytest.mark.parametrize("path", _PRINTED)
def test_nothing_is_cut_off_on_paper(looking: Looking, path: str) -> None:
    with looking.page(path, script=False) as page:
        page.set_viewport_size({"width": _PAPER, "height": 1000})
        page.emulate_media(media="print")
        assert page.evaluate(_BEYOND, _PAPER) == []


_TORN = """word => {
  const found = document.evaluate(`//main//td//text()[normalize-space() = '${word}']`, document,
    null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
  const heights = [];
  for (let at = 0; at < found.snapshotLength; at++) {
    const range = document.createRange();
    range.selectNodeContents(found.snapshotItem(at));
    heights.push(new Set([...range.getClientRects()].map(part => part.top)).size);
  }
  return heights;
}"""


def test_a_word_in_a_table_stays_whole_on_paper(looking: Looking) -> None:
    with looking.page("/queries/actors/by-region", script=False) as page:
        page.set_viewport_size({"width": _PAPER, "height": 1000})
        page.emulate_media(media="print")
        lines = page.evaluate(_TORN, "government")
        assert len(lines) > 20
        assert set(lines) == {1}


def test_the_first_page_on_paper_has_the_map_beside_what_it_is_about(looking: Looking) -> None:
    with looking.page("/", script=False) as page:
        page.set_viewport_size({"width": _PAPER, "height": 1000})
        page.emulate_media(media="print")
        box = page.locator(".map > svg").first.bounding_box()
        assert box and box["y"] + box["height"] < 940


def test_a_thing_on_paper_has_no_heading_without_what_it_heads(looking: Looking) -> None:
    with looking.page("/doc/region/bretagne", script=False) as page:
        page.emulate_media(media="print")
        assert page.get_by_role("heading", name="For programs").count() == 0


def test_what_is_wrong_with_a_page_is_seen(looking: Looking) -> None:
    with looking.page("/problems") as page:
        page.evaluate(AXE)
        page.evaluate("() => document.querySelector('main').append(new Image())")
        assert any(found.startswith("image-alt") for found in violations(page))


def test_a_request_to_another_host_is_seen(looking: Looking) -> None:
    with pytest.raises(AssertionError, match="Content Security Policy|a request to"):  # noqa: SIM117
        with looking.page("/problems") as page:
            with page.expect_console_message():
                page.evaluate("() => { new Image().src = 'http://127.0.0.2:9/x.png' }")


def test_the_language_is_switched_by_keyboard_and_stays(looking: Looking) -> None:
    with looking.page("/queries", script=False) as page:
        switch = page.get_by_role("link", name="français")
        switch.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/queries?lang=fr")
        page.goto("/validate")
        assert page.locator("html").get_attribute("lang") == "fr"
        assert page.locator("h1").inner_text() == "Valider un fichier"


def test_the_keyboard_leads_past_the_navigation(looking: Looking) -> None:
    with looking.page("/queries") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.id === 'main'")


def test_french_keeps_its_guillemets_apart_and_tells_numbers_in_words(looking: Looking) -> None:
    with looking.page("/matches/bretagne?lang=fr", script=False) as page:
        quotes = page.evaluate("() => getComputedStyle(document.querySelector('q')).quotes")
        assert quotes.startswith('"«\u00a0" "\u00a0»"')
        page.goto("/history")
        assert page.get_by_role("cell", name="9 fichiers").count() == 1
        assert page.get_by_role("cell", name="files").count() == 0
        page.goto("/ontology")
        assert page.get_by_role("heading", level=2, name="Acteur", exact=True).count() == 1


def test_what_has_no_name_but_a_number_is_told_with_what_it_counts(looking: Looking) -> None:
    with looking.page("/doc/change/1", script=False) as page:
        assert page.locator("h1").inner_text() == "change 1"


def test_the_page_of_a_large_graph_shows_its_beginning_and_says_so(looking: Looking) -> None:
    with looking.page("/graph/nuts?at=17", script=False) as page:
        assert "Only the beginning is shown" in page.inner_text("main")
        assert 900_000 < len(page.inner_text("pre")) <= 1_000_000
        page.goto("/graph/regions?at=17")
        assert "Only the beginning is shown" not in page.inner_text("main")
