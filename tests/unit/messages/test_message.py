"""A message is its English text, and is told in another language from its template and values."""

from __future__ import annotations

import subprocess
import sys

import pytest

from smartregions.messages import (
    Message,
    Written,
    amount,
    counted,
    either,
    joined,
    languages,
    plain,
    told,
)

HOSTILE = "{0} {name} {name.__class__} %s"


def test_there_are_english_and_french() -> None:
    assert languages() == ("en", "fr")


def test_a_message_is_its_english_text() -> None:
    message = Message("`{word}` is not a term of Turtle.", word="foo")
    assert message == "`foo` is not a term of Turtle."
    assert message.told("en") == message
    assert message.told("fr") == "`foo` n’est pas un terme de Turtle."


def test_a_value_that_is_a_message_is_told_in_the_same_language() -> None:
    named = Message("{month} {year}", month=Message("February"), year="2023")
    message = Message("{month} has {days} days", month=named, days=28)
    assert (message, message.told("fr")) == ("February 2023 has 28 days", "février 2023 a 28 jours")


def test_an_amount_has_its_thousands_apart_as_each_language_has_them() -> None:
    message = Message("A request body may have {most} bytes. Send less.", most=amount(10_000_000))
    assert "10,000,000 bytes" in message
    assert "10\u202f000\u202f000 octets" in message.told("fr")
    assert "10,000,000 bytes" in message.told("xx")


def test_braces_in_a_value_are_text() -> None:
    message = Message("{term} does not exist.", term=HOSTILE)
    assert message == f"{HOSTILE} does not exist."
    assert message.told("fr") == f"{HOSTILE} n’existe pas."
    assert plain(HOSTILE).told("fr") == HOSTILE
    assert joined((plain(HOSTILE), message)).told("fr") == f"{HOSTILE}\n{HOSTILE} n’existe pas."


def test_what_has_no_translation_is_told_in_english() -> None:
    assert Message("no catalogue has this {thing}", thing="x").told("fr") == (
        "no catalogue has this x"
    )
    assert Message("Rejected").told("xx") == Message("Rejected").told("../fr") == "Rejected"


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [(0, "0 files", "0 fichier"), (1, "1 file", "1 fichier"), (2, "2 files", "2 fichiers")],
)
def test_a_number_of_things_is_told_as_each_language_does(
    number: int, english: str, french: str
) -> None:
    message = counted(number, "{n} file", "{n} files")
    assert (message, message.told("fr")) == (english, french)


def test_a_choice_is_told_with_the_word_of_the_language() -> None:
    assert either(["a"]) == "a"
    choice = either(["a", Message("subject"), "c"])
    assert (choice, choice.told("fr")) == ("a or subject or c", "a ou le sujet ou c")


def test_what_is_shortened_is_so_in_each_language() -> None:
    message = Message("{term} is withdrawn.", term="x" * 50).shortened(10)
    assert message == message.told("fr") == "x" * 10 + "…"
    assert Message("Rejected").shortened(8).told("fr") == "Rejeté"
    assert Written({"en": "m" * 5, "fr": "f" * 20}).shortened(10).told("fr") == "f" * 10 + "…"


@pytest.mark.parametrize(
    ("texts", "english", "french"),
    [
        ({"en": "Yes.", "fr": "Oui."}, "Yes.", "Oui."),
        ({"fr": "Oui.", "en": "Yes."}, "Yes.", "Oui."),
        ({"": "Yes.", "fr": "Oui."}, "Yes.", "Oui."),
        ({"en": "Yes."}, "Yes.", "Yes."),
        ({"de": "Ja."}, "Ja.", "Ja."),
        ({}, "", ""),
    ],
)
def test_a_text_that_somebody_wrote(texts: dict[str, str], english: str, french: str) -> None:
    message = Written(texts)
    assert (message, message.told("fr")) == (english, french)


def test_a_text_that_is_no_message_is_told_as_it_is() -> None:
    assert told("Rejected", "fr") == "Rejected"


def test_no_catalogue_is_read_before_it_is_asked_for() -> None:
    """It takes 70 ms, a third of the time in which ten triples are judged."""
    source = (
        "import sys, smartregions.cli.validate as validate\n"
        "validate.command(['examples/new-actor.ttl'], standalone_mode=False)"
    )
    checked = f"try:\n  exec({source!r})\nfinally:\n  print('babel' in sys.modules)"
    run = [sys.executable, "-c", f"import sys\n{checked}"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert "Accepted" in done.stdout and done.stdout.splitlines()[-1] == "False"
