"""Looking for things with mouse, keyboard and without script; from the map to a region."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.looking import Looking


def test_results_come_while_one_types_and_the_arrows_choose(looking: Looking) -> None:
    with looking.page("/") as page:
        box = page.get_by_role("combobox", name="Search by name")
        box.press_sequentially("bretagn")
        options = page.locator(".instant [role=option]")
        expect(options.first).to_contain_text("Brittany")
        expect(box).to_have_attribute("aria-expanded", "true")
        box.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "true")
        box.press("Escape")
        expect(page.locator(".instant")).to_be_hidden()
        box.press_sequentially("e")
        expect(options.first).to_be_visible()
        box.press("ArrowDown")
        box.press("Enter")
        page.wait_for_url(re.compile("bretagne|DESCRIBE"))


def test_without_script_the_form_leads_to_the_results(looking: Looking) -> None:
    with looking.page("/", script=False) as page:
        page.get_by_role("searchbox", name="Search by name").fill("castilla leon")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/search?q=castilla+leon")
        page.get_by_role("link", name="Castile and León").first.click()
        expect(page.locator("main")).to_contain_text("Castilla y León")


def test_a_list_is_narrowed_down_and_sorted_without_script(looking: Looking) -> None:
    with looking.page("/regions", script=False) as page:
        with page.expect_navigation():
            page.get_by_role("link", name=re.compile("^Finland")).click()
        expect(page.locator(".status")).to_contain_text("of 11")
        names = page.locator("tbody th").all_inner_texts()
        page.get_by_role("link", name="Name").click()
        page.wait_for_url("**sort=-name")
        assert page.locator("tbody th").all_inner_texts() == names[::-1]
        page.get_by_role("link", name=re.compile("^Finland")).click()
        expect(page.locator(".status")).to_contain_text("of 114")


def test_each_role_on_the_map_differs_in_shape_and_not_only_in_colour(looking: Looking) -> None:
    with looking.page("/?partnership=safe-sustainable-mobility") as page:
        marks = page.locator(".map a use")
        shapes = {mark.get_attribute("href") for mark in marks.all()}
        assert {"#mark-leading", "#mark-participating"} <= shapes
        for shape in shapes:
            assert page.locator(f"defs {shape}").count() == 1
        region = page.locator(".map a").first
        name = region.get_attribute("aria-label")
        assert page.locator(".beside-map").get_by_role("link", name=name).count() == 1
        region.focus()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text(name or "")


def test_a_telephone_shows_every_mark_of_the_map_in_its_place(looking: Looking) -> None:
    with looking.page("/") as page:
        marks, frame = page.locator(".map a use"), page.locator(".map > svg")
        wide = [mark.bounding_box() for mark in marks.all()]
        map_then = frame.bounding_box()
        page.set_viewport_size({"width": 320, "height": 640})
        narrow = [mark.bounding_box() for mark in marks.all()]
        map_now = frame.bounding_box()
        assert map_then and map_now and len(wide) > 5
        scale = map_now["width"] / map_then["width"]
        for before, after in zip(wide, narrow, strict=True):
            assert before and after
            for axis, extent in (("x", "width"), ("y", "height")):
                then = (before[axis] + before[extent] / 2 - map_then[axis]) * scale
                now = after[axis] + after[extent] / 2 - map_now[axis]
                assert abs(then - now) < 2, "a mark has moved"
                assert after[extent] > 1.5 * scale * before[extent], "a mark is too small"


def test_a_list_on_a_telephone_shows_all_that_it_knows_of_a_thing(looking: Looking) -> None:
    with looking.page("/regions") as page:
        page.set_viewport_size({"width": 320, "height": 640})
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Andalusia"))
        for cell in row.locator("td").all():
            if cell.inner_text():
                box = cell.bounding_box()
                assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320


def test_a_result_turns_nothing_about_and_is_text(looking: Looking) -> None:
    found = {"label": "<img src=x>a\u202eb", "address": "/x", "kind": "Actor", "language": "en"}
    with looking.page("/") as page:
        page.route("**/search.json?*", lambda route: route.fulfill(json={"results": [found]}))
        page.get_by_role("combobox", name="Search by name").press_sequentially("a")
        option = page.locator(".instant [role=option]")
        expect(option).to_have_text("<img src=x>a\ufffdb Actor")
        assert option.locator("img").count() == 0


def test_who_completes_a_region_is_found_from_the_front_page(looking: Looking) -> None:
    with looking.page("/", script=False) as page:
        page.get_by_role("link", name="See the matches").click()
        page.get_by_role("rowheader").get_by_role("link", name="Brittany").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Matches of Brittany")
        here = page.get_by_role("navigation", name="Main").locator("[aria-current]")
        expect(here).to_have_text("Matches")


def test_a_telephone_leads_past_the_facets_to_the_list(looking: Looking) -> None:
    with looking.page("/regions", script=False) as page:
        onward = page.get_by_role("link", name="Straight to the list")
        expect(onward).to_be_hidden()
        page.set_viewport_size({"width": 320, "height": 640})
        onward.click()
        expect(page.locator("tbody th").first).to_be_in_viewport()
