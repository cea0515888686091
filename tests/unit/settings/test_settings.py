"""Settings: what is chosen wins, what is misspelt is noticed, what exists is documented."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from smartregions.errors import InputError
from smartregions.settings import Settings, from_environment, networks, variable

DOCUMENT = Path(__file__).parents[3] / "docs" / "settings.md"


def test_nothing_needs_to_be_set() -> None:
    assert from_environment({}) == Settings()


def test_a_variable_is_read_in_its_type() -> None:
    settings = from_environment(
        {
            "SMARTREGIONS_PORT": "9000",
            "SMARTREGIONS_QUERY_SECONDS": "2.5",
            "SMARTREGIONS_CORPUS": "/srv/corpus",
            "SMARTREGIONS_PUBLIC_URL": "https://regions.example/",
        }
    )
    assert (settings.port, settings.query_seconds) == (9000, 2.5)
    assert settings.corpus == Path("/srv/corpus")
    assert settings.public_url == "https://regions.example/"


def test_what_is_chosen_wins_over_a_variable_and_none_is_no_choice() -> None:
    environment = {"SMARTREGIONS_PORT": "9000", "SMARTREGIONS_HOST": "::1"}
    settings = from_environment(environment, port=9001, host=None)
    assert (settings.port, settings.host) == (9001, "::1")


def test_an_empty_variable_counts_as_none() -> None:
    assert from_environment({"SMARTREGIONS_PORT": ""}) == Settings()


def test_the_state_follows_the_xdg_directory_unless_set() -> None:
    xdg = {"XDG_STATE_HOME": "/xdg"}
    assert from_environment(xdg).state == Path("/xdg/smart-regions")
    assert from_environment(xdg | {"SMARTREGIONS_STATE": "/mine"}).state == Path("/mine")
    assert from_environment(xdg, state=Path("/chosen")).state == Path("/chosen")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMARTREGIONS_PORT", "many"),
        ("SMARTREGIONS_PORT", "-1"),
        ("SMARTREGIONS_QUERY_SECONDS", "0"),
        ("SMARTREGIONS_QUERIES_AT_ONCE", "0"),
        ("SMARTREGIONS_MAX_ANSWER_BYTES", "1e6"),
        ("SMARTREGIONS_CLIENT_SECONDS", "nan"),
        ("SMARTREGIONS_CLIENT_BURST_SECONDS", "inf"),
        ("SMARTREGIONS_ACCESS_LOG", "yes"),
        ("SMARTREGIONS_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("SMARTREGIONS_TRUSTED_PROXIES", "proxy.example"),
        ("SMARTREGIONS_FORWARDED_HEADER", "X-Real-IP"),
        ("SMARTREGIONS_FILES_LOCATION", "files"),
        ("SMARTREGIONS_FILES_LOCATION", "/../"),
        ("SMARTREGIONS_CONTACT_EMAIL", "nobody"),
        ("SMARTREGIONS_CONTACT_EMAIL", "somebody@here"),
        ("SMARTREGIONS_OPERATOR_TOKEN", "short"),
        ("SMARTREGIONS_OPERATOR_TOKEN", "a token of more than 32 characters"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(InputError, match=name):
        from_environment({name: value})


def test_a_switch_is_read() -> None:
    assert from_environment({"SMARTREGIONS_ACCESS_LOG": "1"}).access_log is True
    assert from_environment({"SMARTREGIONS_ACCESS_LOG": "0"}).access_log is False


def test_the_trusted_proxies_are_networks_and_addresses() -> None:
    found = [str(network) for network in networks("10.0.0.0/8, 192.0.2.7,2001:db8::/32 ")]
    assert found == ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"]
    assert networks("") == ()


def test_the_operators_token_is_never_shown() -> None:
    token = "0123456789abcdef0123456789abcdef"
    assert token not in repr(Settings(operator_token=token))
    with pytest.raises(InputError) as refused:
        from_environment({"SMARTREGIONS_OPERATOR_TOKEN": token[:31]})
    assert token[:31] not in str(refused.value)


def test_harvesters_write_to_the_contact_or_to_the_postmaster() -> None:
    assert Settings(contact_email="data@regions.example").email == "data@regions.example"
    assert Settings(public_url="https://regions.example/x").email == "postmaster@regions.example"
    assert Settings(host="::1").email == "postmaster@localhost.localdomain"


def test_a_misspelt_variable_is_refused_with_what_exists() -> None:
    with pytest.raises(InputError, match="SMARTREGIONS_PROT is no setting.*SMARTREGIONS_PORT"):
        from_environment({"SMARTREGIONS_PROT": "1"})


def test_the_variables_of_the_tests_are_no_mistakes() -> None:
    environment = {"SMARTREGIONS_SUITES": "x", "SMARTREGIONS_DCAT_AP": "y", "PATH": "z"}
    assert from_environment(environment) == Settings()


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("127.0.0.1", False), ("127.0.0.2", False), ("::1", False), ("localhost", False),
        ("0.0.0.0", True), ("::", True), ("192.168.1.2", True), ("regions.example", True),
    ],
)  # fmt: skip
def test_an_address_beyond_this_machine_is_public(host: str, public: bool) -> None:
    assert from_environment({}, host=host).is_public is public


def test_a_public_url_makes_the_service_public() -> None:
    assert from_environment({}, public_url="https://x.example/").is_public


def _written(default: object) -> str:
    return str(int(default) if isinstance(default, bool) else default)


def test_every_setting_is_documented_with_its_default_and_its_help() -> None:
    rows = re.findall(r"^\| `(SMARTREGIONS_\w+)` \| (.*?) \| (.*?) \|$", DOCUMENT.read_text(), re.M)
    rows += re.findall(r"^\| `(SMARTREGIONS_\w+)` \|( )\| (.*?) \|$", DOCUMENT.read_text(), re.M)
    documented = {name: (default.strip("` "), help_) for name, default, help_ in rows}
    expected = {
        variable(setting): (
            "" if setting.default in (None, "") else _written(setting.default),
            setting.metadata["help"],
        )
        for setting in fields(Settings)
    }
    assert documented == expected
