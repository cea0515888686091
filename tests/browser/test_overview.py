"""Matrix, matches and network as people use them: clicked through, with and without script."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import expect

from browser.looking import Looking

_FIRST_NODE = """() => {
  const node = document.getElementById("network")._cyreg.cy.nodes()[0];
  return { ...node.renderedPosition(), href: node.data("href") };
}"""
"""Where the drawing has it, and where it leads."""
_NAMES = """() => document.getElementById("network")._cyreg.cy.nodes().map((node) => {
  const box = node.renderedBoundingBox({ includeNodes: false, includeEdges: false });
  return { ...box, label: node.data("label") };
})"""
"""What is written, and where in the frame."""
_TOLD = """(names) => names.map((name) =>
  [...name.children].map((line) => line.textContent).join(" "))"""
"""Each name on paper, its lines put together."""
_NAMED_BOXES = """() => [...document.querySelectorAll("svg.classes rect.box")].map((box) => ({
  box: box.getBBox().width,
  text: box.parentNode.querySelector("text.name").getBBox().width,
}))"""
_SOME_ARE_FADED = "() => document.getElementById('network')._cyreg.cy.$('.faded').length > 0"
"""Those that are not joined to the node under the mouse."""


@pytest.mark.parametrize("script", [True, False])
def test_a_cell_leads_to_sources_and_to_the_query_that_runs(looking: Looking, script: bool) -> None:
    with looking.page("/matrix", script=script) as page:
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Brittany"))
        row.get_by_role("link", name="need").click()
        page.wait_for_url("**/matrix/cell?**")
        expect(page.get_by_role("heading", level=2)).to_have_count(3)
        assert page.get_by_text("our classification").count() >= 3
        page.locator("details.query summary").click()
        page.get_by_role("link", name="Run the query").click()
        page.wait_for_url("**/sparql?query=**")
        expect(page.get_by_role("table")).to_contain_text("Naval Group")


def test_a_region_of_the_matrix_leads_to_its_matches(looking: Looking) -> None:
    with looking.page("/matrix") as page:
        page.get_by_role("link", name="Wallonia", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Matches of Wallonia")
        expect(page.get_by_role("heading", level=2)).to_have_count(4)


@pytest.mark.parametrize("script", [True, False])
def test_the_page_of_a_region_leads_to_what_it_counts(looking: Looking, script: bool) -> None:
    with looking.page("/doc/region/bretagne", script=script) as page:
        expect(page.get_by_role("img", name="Map of a part of Europe")).to_be_visible()
        needs = page.get_by_role("link", name="3 needs").first
        needs.click()
        expect(page.get_by_role("heading", level=2)).to_have_count(3)
        page.go_back()
        page.get_by_role("link", name="Gap matrix", exact=True).click()
        page.wait_for_url("**/matrix#bretagne")
        expect(page.locator("tr:target th")).to_have_text("Brittany")


def test_glances_lead_from_a_partnership_over_a_segment_and_a_project_to_an_actor(
    looking: Looking,
) -> None:
    with looking.page("/doc/partnership/cybersecurity", script=False) as page:
        glance = page.locator("dl.glance")
        expect(glance.get_by_text("5 regions offer", exact=False)).to_be_visible()
        glance.get_by_role("link", name="education and training").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("education and training")
        glance.get_by_role("link", name="CyberSec4Europe").click()
        expect(glance.get_by_role("row", name="Estonia")).to_contain_text("Cybernetica")
        glance.get_by_role("link", name="JAMK University").click()
        expect(glance.get_by_role("link", name="CybExer Technologies")).to_be_visible()
        glance.get_by_role("link", name="All 4 capabilities").click()
        expect(page.get_by_role("heading", level=2)).to_have_count(4)


def test_the_network_is_drawn_and_a_click_on_a_node_opens_it(looking: Looking) -> None:
    with looking.page("/network?year=2022") as page:
        expect(page.locator("#network canvas").first).to_be_visible()
        page.locator("#network").scroll_into_view_if_needed()
        node = page.evaluate(_FIRST_NODE)
        box = page.locator("#network").bounding_box()
        assert box is not None
        place = box["x"] + node["x"], box["y"] + node["y"]
        page.wait_for_function("() => new Promise(requestAnimationFrame)")
        page.mouse.move(*place, steps=5)
        page.wait_for_function(_SOME_ARE_FADED)
        page.mouse.click(*place)
        page.wait_for_url(lambda url: url.endswith(node["href"]))


@pytest.mark.parametrize("width", [1280, 320])
def test_no_name_of_the_network_lies_on_another_or_outside(looking: Looking, width: int) -> None:
    with looking.page("/network", viewport={"width": width, "height": 800}) as page:
        expect(page.locator("#network canvas").first).to_be_visible()
        boxes = page.evaluate(_NAMES)
        frame = page.locator("#network").bounding_box()
        assert frame and len(boxes) > 20
        for one in boxes:
            assert one["x1"] >= -1 and one["x2"] <= frame["width"] + 1, one
            assert one["y1"] >= -1 and one["y2"] <= frame["height"] + 1, one
        on_another = [
            (one["label"], two["label"])
            for one, two in combinations(boxes, 2)
            if min(one["x2"], two["x2"]) - max(one["x1"], two["x1"]) > 2
            and min(one["y2"], two["y2"]) - max(one["y1"], two["y1"]) > 2
        ]
        assert not on_another


def test_a_match_leads_to_what_is_offered_and_to_what_is_needed(looking: Looking) -> None:
    with looking.page("/matches/bretagne", script=False) as page:
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Estonia"))
        row.first.get_by_role("link", name="1 offer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Estonia, Defence")
        expect(page.get_by_role("heading", level=2)).to_have_count(1)


def test_a_matrix_fits_on_paper(looking: Looking) -> None:
    with looking.page("/matrix", color_scheme="dark") as page:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1000})  # A4 between its margins
        last = page.locator(".matrix thead th").last.bounding_box()
        assert last and last["x"] + last["width"] <= 719
        land = "() => getComputedStyle(document.documentElement).getPropertyValue('--land').trim()"
        assert page.evaluate(land) == "#d3dbe3", "paper is light whatever the screen is"


def test_without_script_the_network_is_its_tables(looking: Looking) -> None:
    with looking.page("/network?year=2022", script=False) as page:
        expect(page.locator("#drawing")).to_be_hidden()
        expect(page.get_by_role("table")).to_have_count(2)
        expect(page.get_by_text("the thicker the line")).to_be_hidden()


def test_paper_has_the_drawing_of_the_network(looking: Looking) -> None:
    with looking.page("/network", color_scheme="dark") as page:
        expect(page.locator("#network canvas").first).to_be_visible()
        expect(page.locator("svg.paper")).to_be_hidden()
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1000})  # A4 between its margins
        expect(page.locator("svg.paper")).to_be_visible()
        expect(page.locator("#network")).to_be_hidden()
        expect(page.get_by_text("the thicker the line")).to_be_visible()
        expect(page.get_by_text("A click on a name opens it.")).to_be_hidden()
        rows = page.locator("#links tbody tr")
        expect(page.locator("svg.paper line")).to_have_count(rows.count())
        drawn = set(page.locator("svg.paper text").evaluate_all(_TOLD))
        assert drawn == set(rows.locator("td:nth-child(-n+2)").all_inner_texts())
        picture = page.locator("svg.paper").bounding_box()
        assert picture and picture["x"] >= 0 and picture["x"] + picture["width"] <= 718


def test_the_segment_of_the_consortia_is_chosen_without_script(looking: Looking) -> None:
    with looking.page("/consortia", script=False) as page:
        page.get_by_label("Segment").select_option(label="product and technology development")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("product and technology")
        expect(page.get_by_role("note").first).to_contain_text("does not mean that there is none")


def test_each_page_shows_a_past_state_and_says_so(looking: Looking) -> None:
    with looking.page("/history") as page:
        changes = page.request.get("/history?format=json").json()["changes"]
        last = max(change["sequence"] for change in changes)
        for path in ("/matrix", "/matches", "/matches/bretagne", "/network", "/monitoring"):
            page.goto(f"{path}?at={last}")
            expect(page.get_by_role("link", name=f"change {last}", exact=True)).to_be_visible()
            expect(page.get_by_role("table").first).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text("Monitoring")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_name_of_the_diagram_leaves_its_box(looking: Looking, language: str) -> None:
    with looking.page(f"/ontology?lang={language}", script=False) as page:
        drawn = page.evaluate(_NAMED_BOXES)
        assert len(drawn) > 20
        assert not [one for one in drawn if one["text"] > one["box"] - 8]
        picture = page.locator("svg.classes").bounding_box()
        assert picture and picture["x"] + picture["width"] <= 1280, "it is cut off"


def test_a_definition_is_told_in_one_language(looking: Looking) -> None:
    for language, own, other in (
        ("en", "Higher, vocational", "Enseignement"),
        ("fr", "Enseignement supérieur", "Higher"),
    ):
        path = f"/scheme/value-chain/education-training?lang={language}"
        with looking.page(path, script=False) as page:
            glance = page.locator("dl.glance dd").first
            expect(glance).to_contain_text(own)
            expect(glance).not_to_contain_text(other)
