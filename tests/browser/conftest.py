"""One browser and one running service for all tests of this folder; without a browser they skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from browser.looking import Looking
from live.service import Service

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120_000
"""Milliseconds for what is to be seen, on a machine that is busy."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it, or where SMARTREGIONS_BROWSER says."""
    named = os.environ.get("SMARTREGIONS_BROWSER")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"there is no browser ({', '.join(NAMES)}); apt-get install chromium")
    with sync_playwright() as playwright:
        # it refuses its sandbox to root, and small machines have little shared memory
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        started = playwright.chromium.launch(
            executable_path=found, args=arguments, timeout=PATIENCE
        )
        expect.set_options(timeout=PATIENCE)
        yield started
        started.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service"), {}) as started:
        yield started


@pytest.fixture(scope="session")
def looking(browser: Browser, service: Service) -> Looking:
    return Looking(browser, f"http://127.0.0.1:{service.port}", PATIENCE)
