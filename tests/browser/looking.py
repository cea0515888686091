"""What holds of every page in a browser, whatever it is about.

- no error on the console, no request to another host, no failed request for a part of the page;
- axe-core finds no violation (WCAG 2.2 A and AA, and its best practices), in light and in dark;
- nothing makes the page scroll sideways at 320 px (WCAG 2.2, 1.4.10), nor a table but a matrix;
- without JavaScript it has the same heading, and nothing in it is empty that needs a script.

Screenshots go to `artefacts/browser/`, which git ignores.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from browser.page_types import PAGE_TYPES, STATUSES

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
SCREENSHOTS = Path(__file__).parents[2] / "artefacts" / "browser"
NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 800}

ERRORS = {PAGE_TYPES[name]: name for name in STATUSES}

_RUN_AXE = "async ([include, options]) => (await axe.run({include}, options)).violations"
_EVERYTHING = {"resultTypes": ["violations"]}
_READY = """() => {
  axe.configure({rules: [{id: "target-size", selector: ":not(.map *)", enabled: true}]});
  for (const part of document.querySelectorAll("main *"))
    if (getComputedStyle(part).contentVisibility === "auto")
      part.style.contentVisibility = "visible";
}"""
"""Marks on a map lie where they lie; the table beside it is equivalent (WCAG 2.2, 2.5.8). What is
far below is laid out, as it is for who has scrolled there."""
_COLOURS = _EVERYTHING | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""All that the other colours can change."""
_ALL = ["html"]
_FIRST = ["header", "footer", "main > :nth-child(-n+12)"]
"""Long pages repeat what they begin with: its colours are looked at once."""
_SEEN = 2_000
"""Pixels of a long page that its screenshot shows."""
_HEIGHT = "() => document.documentElement.scrollHeight"
_WIDTH = "() => document.documentElement.scrollWidth"
_OUT_OF_SIGHT = """width => [...document.querySelectorAll('main tbody :is(th, td):not(.matrix *)')]
  .filter(cell => cell.getBoundingClientRect().right > width && cell.checkVisibility())
  .map(cell => cell.outerHTML.slice(0, 100))"""
"""Cells that have to be scrolled to; a matrix alone is read by rows and by columns."""


class Looking:
    """A browser that looks at the pages of one service."""

    def __init__(self, browser: Browser, address: str, patience: float) -> None:
        """`patience` is the milliseconds in which a page does what is waited for."""
        self.address = address
        self._patience = patience
        self._browser = browser
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def page(
        self, path: str, script: bool = True, status: int | None = None, **options: Any
    ) -> Iterator[Page]:
        """An open page; when it closes, no error and no foreign request must have been seen.

        `status`: what a page that is opened from it may answer with, on purpose.
        """
        context = self._browser.new_context(
            java_script_enabled=script, base_url=self.address, **{"viewport": WIDE, **options}
        )
        context.set_default_timeout(self._patience)
        page = context.new_page()
        complaints: list[str] = []
        own = urlsplit(self.address).netloc
        status = STATUSES[ERRORS[path]] if path in ERRORS else status
        expected = f"status of {status}" if status else None

        def asked(url: str) -> None:
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own:
                complaints.append(f"a request to {url}")

        page.on("request", lambda request: asked(request.url))
        page.on("pageerror", lambda error: complaints.append(f"an exception: {error}"))
        page.on(
            "console",
            lambda said: (
                complaints.append(f"on the console: {said.text}")
                if said.type in ("error", "warning") and not (expected and expected in said.text)
                else None
            ),
        )
        try:
            page.goto(path, wait_until="load")
            yield page
        finally:
            context.close()
        assert not complaints, complaints

    def check(self, name: str, path: str) -> None:
        """Everything that the module says, for one page; a screenshot of each state."""
        with self.page(path) as page:
            heading = page.locator("h1").inner_text()
            page.evaluate(AXE)
            page.evaluate(_READY)
            shoot(page, f"{name}-light")
            assert not (found := violations(page)), found
            page.emulate_media(color_scheme="dark")
            shoot(page, f"{name}-dark")
            assert not (found := violations(page, _COLOURS, _FIRST)), f"in dark: {found}"
            page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            shoot(page, f"{name}-narrow")
            assert page.evaluate(_WIDTH) <= NARROW["width"], "it scrolls sideways at 320 px"
            assert not page.evaluate(_OUT_OF_SIGHT, NARROW["width"]), "a table does"
        with self.page(path, script=False, locale="fr-FR") as page:
            assert page.locator("html").get_attribute("lang") == "fr"
            assert page.locator("h1").inner_text().strip() and heading.strip()
            assert len(page.locator("main").inner_text()) > len(heading)
            shoot(page, f"{name}-french")
            page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            assert page.evaluate(_WIDTH) <= NARROW["width"], "in French it scrolls sideways"


def shoot(page: Page, name: str) -> None:
    """Keep what the page looks like from its top; the whole of a very long one takes too long."""
    before = page.viewport_size or WIDE
    height = min(page.evaluate(_HEIGHT), _SEEN)
    page.set_viewport_size({"width": before["width"], "height": height})
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    page.set_viewport_size(before)  # type: ignore[arg-type]


def violations(
    page: Page, options: dict[str, Any] = _EVERYTHING, parts: list[str] = _ALL
) -> list[str]:
    """What axe-core finds wrong, each with its rule and the first elements."""
    found = page.evaluate(_RUN_AXE, [[[part] for part in parts], options])
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:200] for node in each['nodes'][:3]]}"
        for each in found
    ]
