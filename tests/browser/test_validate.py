"""A partner mends a file: by keyboard, by dropping it, and with what can be corrected at once."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.looking import AXE, Looking, violations

BROKEN = Path(__file__).parents[2] / "examples" / "broken.ttl"
DROP = """([name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name, { type: "text/turtle" }));
  const form = document.querySelector("form.editor");
  const options = { dataTransfer: files, bubbles: true, cancelable: true };
  for (const kind of ["dragover", "drop"]) form.dispatchEvent(new DragEvent(kind, options));
}"""


@pytest.mark.parametrize("script", [True, False])
def test_a_text_is_judged_by_keyboard_and_its_slips_come_back_corrected(
    looking: Looking, script: bool
) -> None:
    with looking.page("/validate", script=script) as page:
        field = page.get_by_label("Or paste the text")
        field.fill(BROKEN.read_text("utf-8"))
        field.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("h1.outcome.rejected")).to_be_visible()
        assert page.locator("mark", has_text="helix:goverment").count() == 1
        assert page.locator("del", has_text="helix:goverment").is_visible()
        text = page.get_by_label("Or paste the text").input_value()
        assert "sr:helix helix:government ;" in text
        assert "sr:locatedIn region:bretagne ;" in text
        with page.expect_navigation():
            page.get_by_role("button", name="Validate").click()
        expect(page.locator("h1.outcome")).to_be_visible()
        assert page.get_by_text("helix:goverment").count() == 0


def test_the_page_of_a_rejected_file_serves_everybody(looking: Looking) -> None:
    with looking.page("/validate") as page:
        page.get_by_label("Or paste the text").fill(BROKEN.read_text("utf-8"))
        with page.expect_navigation():
            page.get_by_role("button", name="Validate").click()
        expect(page.locator("h1.outcome.rejected")).to_be_visible()
        page.evaluate(AXE)
        assert not (found := violations(page)), found
        page.emulate_media(color_scheme="dark")
        assert not (found := violations(page)), found
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_a_verdict_on_paper_is_whole_and_without_the_form(looking: Looking) -> None:
    with looking.page("/validate", script=False) as page:
        text = BROKEN.read_text("utf-8").replace("# Six", "# " + "long " * 60 + "six")
        page.get_by_label("Or paste the text").fill(text)
        validate(page)
        page.set_viewport_size({"width": 718, "height": 1000})
        page.emulate_media(media="print")
        assert not page.locator("form.editor").is_visible()
        line = page.locator(".line").first
        assert line.evaluate("node => node.scrollWidth") <= 718
        assert page.locator("mark", has_text="helix:goverment").is_visible()


def test_a_file_is_dropped_on_the_form_and_kept_corrected(looking: Looking) -> None:
    with looking.page("/validate") as page:
        page.evaluate(DROP, ["mine.ttl", BROKEN.read_text("utf-8")])
        names = "() => [...document.querySelector('#file').files].map((file) => file.name)"
        assert page.evaluate(names) == ["mine.ttl"]
        with page.expect_navigation():
            page.get_by_role("button", name="Validate").click()
        expect(page.locator("h1.outcome.rejected")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name="Keep the corrected file").click()
        assert download.value.suggested_filename == "mine.ttl"
        assert "helix:government" in Path(download.value.path()).read_text("utf-8")


@pytest.mark.parametrize("script", [True, False])
def test_the_report_is_linked_by_keyboard_for_who_has_the_link(
    looking: Looking, script: bool
) -> None:
    with looking.page("/validate", script=script) as page:
        page.get_by_label("Or paste the text").fill(BROKEN.read_text("utf-8"))
        page.get_by_label("Link the report for a day").press("Space")
        with page.expect_navigation():
            page.get_by_role("button", name="Validate").press("Enter")
        expect(page.locator("h1.outcome.rejected")).to_be_visible()
        address = page.get_by_role("link", name="/validate/reports/").get_attribute("href")
    assert address is not None
    path = urlsplit(address).path
    with looking.page(path, script=script) as other:
        assert other.locator("mark", has_text="helix:goverment").count() == 1
        other.evaluate(AXE) if script else None
        assert not (script and (found := violations(other))), found
        other.set_viewport_size({"width": 320, "height": 640})
        assert other.evaluate("() => document.documentElement.scrollWidth") <= 320


SLIP = """@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix actor: <https://w3id.org/smart-regions/id/actor/> .
actor:mine a sr:Actor ; sr:homepag <https://example.org/> ,
"""
"""A syntax error alone: nothing that is corrected at once."""
MENDED = SLIP.replace("> ,", "> .")


def choose(page: Page, *files: tuple[str, str]) -> None:
    page.locator("#file").set_input_files(
        [{"name": name, "mimeType": "text/turtle", "buffer": text.encode()} for name, text in files]
    )


def validate(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Validate").press("Enter")
    expect(page.locator("h1.outcome")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_an_uploaded_file_is_mended_in_the_box_and_keeps_its_name(
    looking: Looking, script: bool
) -> None:
    with looking.page("/validate", script=script, status=400) as page:
        choose(page, ("mine.ttl", SLIP))
        validate(page)
        box = page.get_by_label("Or mend the text of mine.ttl here")
        assert box.input_value() == SLIP
        box.fill(MENDED)
        if script:
            with page.expect_download() as download:
                page.get_by_role("button", name="Keep it as a file").click()
            assert download.value.suggested_filename == "mine.ttl"
            assert Path(download.value.path()).read_text("utf-8") == MENDED
        validate(page)
        assert page.locator("h2", has_text="mine.ttl").count() == 1
        assert page.locator("h1.outcome.rejected", has_text="Rejected").count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_file_that_is_chosen_again_takes_the_place_of_the_box(
    looking: Looking, script: bool
) -> None:
    with looking.page("/validate", script=script, status=400) as page:
        choose(page, ("mine.ttl", SLIP))
        validate(page)
        choose(page, ("mine.ttl", MENDED))
        validate(page)
        assert page.locator("section.judged").count() == 1
        assert page.get_by_text("sr:homepag does not exist.").count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_the_verdict_is_read_in_the_other_language(looking: Looking, script: bool) -> None:
    with looking.page("/validate", script=script) as page:
        choose(page, ("mine.ttl", BROKEN.read_text("utf-8")), ("other.ttl", MENDED))
        validate(page)
        found = page.locator(".finding").count()
        with page.expect_navigation():
            page.get_by_role("button", name="français").press("Enter")
        assert page.locator("h1.outcome", has_text="Rejeté").count() == 1
        assert page.locator("section.judged h2").all_inner_texts() == ["mine.ttl", "other.ttl"]
        assert page.locator(".finding").count() == found
        assert page.get_by_label("Ou corrigez ici le texte de other.ttl").input_value() == MENDED
        if script:
            page.evaluate(AXE)
            assert not (kinds := violations(page)), kinds
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
