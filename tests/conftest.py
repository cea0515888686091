"""For all tests: none is timed, and some are left out unless asked for."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

LEFT_OUT = {
    "long": "takes minutes; make test-long runs it",
    "clients": "installs a client of others; make test-clients runs it",
}
"""Markers of tests that run only with the option of the same name, and why."""


def pytest_configure() -> None:
    """Services make no catalogue ahead, unless a test is about that: it would take a second of each
    of them, and memory while another is measured. Commands speak English, whatever the machine."""
    os.environ.setdefault("SMARTREGIONS_CATALOGUE_AHEAD", "0")
    os.environ["LANGUAGE"] = "en"


def pytest_addoption(parser: pytest.Parser) -> None:
    for name, reason in LEFT_OUT.items():
        parser.addoption(f"--{name}", action="store_true", help=f"run what {reason}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reasons = {name: why for name, why in LEFT_OUT.items() if not config.getoption(f"--{name}")}
    for item in items:
        for name, reason in reasons.items():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))
