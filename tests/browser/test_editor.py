"""The editor as a person uses it: by keyboard, with completion, and to an answer."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from browser.looking import AXE, Looking, violations
from browser.page_types import PAGE_TYPES


def editor(page: Page) -> None:
    """Wait for the editor, and put the keyboard into it with nothing in it."""
    page.wait_for_selector(".field .CodeMirror")
    page.get_by_text("Query", exact=True).click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")


def test_the_first_query_shows_the_regions_of_a_partnership_on_the_map(looking: Looking) -> None:
    with looking.page("/sparql?lang=fr", script=False) as page:
        begun = page.locator("#query").input_value()
        assert begun.startswith("# Les régions de Cybersecurity Smart Regions")
        page.get_by_role("button", name="Exécuter la requête").click()
        expect(page.get_by_role("cell", name="Bretagne")).to_be_visible()
        assert page.locator(".map.answered circle").count() == page.locator("tbody tr").count()


def test_a_query_is_completed_from_the_ontology_and_run_by_keyboard(looking: Looking) -> None:
    with looking.page("/sparql") as page:
        editor(page)
        page.keyboard.type("SELECT ?actor WHERE { ?actor a sr:Act")
        page.wait_for_selector(".CodeMirror-hint >> text=sr:Actor")
        page.keyboard.press("Enter")
        page.keyboard.type(" } LIMIT 3")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/sparql?query=*")
        (query,) = parse_qs(urlsplit(page.url).query)["query"]
        assert "PREFIX sr: <https://w3id.org/smart-regions/ontology#>" in query
        assert "sr:Actor }" in query.replace("  ", " ")
        expect(page.get_by_text("3 rows.")).to_be_visible()


def test_the_editor_lets_the_keyboard_go_and_has_no_violation(looking: Looking) -> None:
    with looking.page("/sparql") as page:
        editor(page)
        page.evaluate(AXE)
        assert not (found := violations(page)), found
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.id") == "format"


def test_a_fault_is_marked_and_told_without_html(looking: Looking) -> None:
    with looking.page("/sparql") as page:
        editor(page)
        page.keyboard.type("SELECT ?s { ?s ?p }")
        icon = page.wait_for_selector(".parseErrorIcon")
        assert icon is not None
        icon.hover()
        assert icon.get_attribute("title") == "This line is no SPARQL"
        assert page.locator(".yasqe_tooltip").count() == 0


def test_the_page_of_an_error_has_the_editor_with_the_cursor_at_the_fault(looking: Looking) -> None:
    with looking.page(PAGE_TYPES["not-sparql"]) as page:
        said = page.locator(".field .said")
        expect(said).to_have_text(page.locator("main .lead").inner_text())
        place = page.evaluate("() => document.querySelector('.CodeMirror').CodeMirror.getCursor()")
        assert said.inner_text().startswith(f"Line {place['line'] + 1}, column {place['ch'] + 1}:")
        expect(page.locator(".CodeMirror-linebackground.at-fault")).to_have_count(1)
        page.evaluate(AXE)
        assert not (found := violations(page)), found
        page.keyboard.press("Control+A")
        page.keyboard.type("ASK { ?s ?p ?o }")
        expect(said).to_have_count(0)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("Yes", exact=True)).to_be_visible()


def test_an_empty_answer_is_explained_in_two_clicks(looking: Looking) -> None:
    with looking.page("/sparql") as page:
        editor(page)
        page.keyboard.type("SELECT * { ?a <https://w3id.org/smart-regions/ontology#locateIn> ?r }")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Run the query").click()
        page.get_by_role("link", name="Why is it empty?").click()
        expect(page.get_by_text("did you mean")).to_be_visible()
        expect(page.locator("code", has_text="sr:locatedIn")).to_be_visible()


def test_the_form_works_without_script(looking: Looking) -> None:
    with looking.page("/sparql", script=False) as page:
        page.locator("#query").fill("ASK { ?s ?p ?o }")
        page.get_by_role("button", name="Run the query").click()
        expect(page.get_by_text("Yes", exact=True)).to_be_visible()


def test_an_answer_of_many_rows_leads_to_its_map(looking: Looking) -> None:
    with looking.page(PAGE_TYPES["answer-on-map"], script=False) as page:
        page.get_by_role("link", name="On the map", exact=True).click()
        page.wait_for_url("**#on-map")
        expect(page.locator("#on-map")).to_have_count(1)


def test_no_list_of_terms_hides_what_is_said_of_a_fault(looking: Looking) -> None:
    with looking.page("/sparql?query=SELECT+%3Fr+%7B+%3Fr+a+sr%3ARegion+%7D", status=400) as page:
        expect(page.locator(".field .said")).to_be_visible()
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        expect(page.locator(".CodeMirror-hints")).to_have_count(0)
        page.keyboard.press("Control+Space")
        expect(page.locator(".CodeMirror-hints")).to_be_visible()
