"""For all tests: none is timed or left to chance, and some are left out unless asked for."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

_OF_CHANCE = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
settings.register_profile("new", deadline=None, suppress_health_check=_OF_CHANCE)
settings.register_profile("same", settings.get_profile("new"), derandomize=True)

LEFT_OUT = {
    "long": "takes minutes; make test-long runs it",
    "clients": "installs a client of others; make test-clients runs it",
}
"""Markers of tests that run only with the option of the same name, and why."""


def pytest_configure(config: pytest.Config) -> None:
    """Generated tests are the same each time, and new ones with --long. Services make no catalogue
    ahead, unless a test is about that: it would take a second of each of them, and memory while
    another is measured. Commands speak English, whatever the machine."""
    settings.load_profile("new" if config.getoption("--long") else "same")
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
