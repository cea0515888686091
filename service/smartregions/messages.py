"""Texts for people, in English and in every language of which there is a catalogue.

A message is its English text, and knows from which template and values it was made, so that it can
be told in another language later: a report is data, and who reads it chooses. `locales/<tag>.po`
adds a language; none is read before it is asked for. See docs/decisions/0023.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from gettext import NullTranslations
from pathlib import Path
from typing import Self

SOURCE = "en"
"""The language in which templates are written."""
FOLDER = Path(__file__).parent / "locales"
_BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")
_BREAK = re.compile(r"\s*\n\s*")
_READER = "smartregions.catalogues"
"""Imported when a language is asked for: what reads a catalogue takes 70 ms to import."""


class Message(str):
    """A text in English, which can be told in other languages.

    The template has its values in braces, as `str.format` does; one without values stands as it
    is. A value that is a message itself is told in the same language.
    """

    __slots__ = ("_template", "_values")

    _template: str
    _values: Mapping[str, object]

    def __new__(cls, template: str = "", /, **values: object) -> Self:
        """The message that a template, a constant of the source, makes of some values."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made._template, made._values = template, values
        return made

    def told(self, language: str) -> str:
        """The text in a language; in English where there is no translation."""
        if not self or language == SOURCE:
            return str(self)
        return _filled(catalogue(language).gettext(self._template), self._values, language)

    def shortened(self, most: int) -> Message:
        """The message, of which each language shows so many characters at most, and an ellipsis."""
        return _Shortened(self, most)


class Written(Message):
    """A text that somebody wrote in some languages, each by its tag; no tag stands for English."""

    __slots__ = ("_texts",)

    _texts: Mapping[str, str]

    def __new__(cls, texts: Mapping[str, str]) -> Self:
        """The text in English, or else in the first language that there is; nothing for none."""
        english = texts.get(SOURCE) or texts.get("")
        made = super().__new__(cls, english or next(iter(texts.values()), ""))
        made._texts = texts
        return made

    def told(self, language: str) -> str:
        """The text in a language, or else what the message is."""
        return self._texts.get(language) or str(self)


class _Shortened(Message):
    __slots__ = ("_most", "_whole")

    _whole: Message
    _most: int

    def __new__(cls, whole: Message, most: int) -> Self:
        made = super().__new__(cls, _cut(str(whole), most))
        made._whole, made._most = whole, most
        return made

    def told(self, language: str) -> str:
        return _cut(self._whole.told(language), self._most)


class _Counted(Message):
    __slots__ = ("_many", "_number", "_one")

    _number: int
    _one: str
    _many: str

    def __new__(cls, number: int, one: str, many: str) -> Self:
        made = super().__new__(cls, one if number == 1 else many, n=number)
        made._number, made._one, made._many = number, one, many
        return made

    def told(self, language: str) -> str:
        if language == SOURCE:
            return str(self)
        pattern = catalogue(language).ngettext(self._one, self._many, self._number)
        return _filled(pattern, self._values, language)


class _Amount(Message):
    __slots__ = ("_value",)

    _value: float

    def __new__(cls, value: float) -> Self:
        made = super().__new__(cls, f"{value:,}")
        made._value = value
        return made

    def told(self, language: str) -> str:
        if language not in languages()[1:]:
            return str(self)
        found: str = importlib.import_module(_READER).number(self._value, language)
        return found


class _Joined(Message):
    __slots__ = ("_between", "_parts")

    _parts: tuple[str, ...]
    _between: str

    def __new__(cls, parts: tuple[str, ...], between: str) -> Self:
        made = super().__new__(cls, between.join(parts))
        made._parts, made._between = parts, between
        return made

    def told(self, language: str) -> str:
        return self._between.join(told(part, language) for part in self._parts)


def told(text: object, language: str) -> str:
    """A message in a language; anything else as it is."""
    return text.told(language) if isinstance(text, Message) else str(text)


def counted(number: int, one: str, many: str) -> Message:
    """A message about a number of things, `{n}` in the two templates."""
    return _Counted(number, one, many)


def amount(value: float) -> Message:
    """A number, with its thousands apart as each language has them."""
    return _Amount(value)


def joined(parts: Iterable[str], between: str = "\n") -> Message:
    """Messages, and texts that are the same in all languages, one after the other."""
    return _Joined(tuple(parts), between)


def plain(text: str) -> Message:
    """A text that is the same in all languages: names, or words of others."""
    return joined((text,))


def either(texts: Iterable[str]) -> Message:
    """`a`, `a or b`, `a or b or c`."""
    return reduce(lambda some, other: Message("{some} or {other}", some=some, other=other),
                  map(_message, texts))  # fmt: skip


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each in one line: what a catalogue holds of help for a command."""
    return [_BREAK.sub(" ", each.strip()) for each in _BETWEEN_PARAGRAPHS.split(text.strip())]


def languages() -> tuple[str, ...]:
    """The tags of all languages, that of the source first."""
    return (SOURCE, *sorted(file.stem for file in FOLDER.glob("*.po")))


@cache
def catalogue(language: str) -> NullTranslations:
    """The messages of a language; an empty catalogue where there is none of it."""
    if language not in languages()[1:]:
        return NullTranslations()
    found: NullTranslations = importlib.import_module(_READER).read(FOLDER / f"{language}.po")
    return found


def prepare() -> None:
    """Read every catalogue: to be called before a fork."""
    for language in languages()[1:]:
        catalogue(language)


def _message(text: str) -> Message:
    return text if isinstance(text, Message) else plain(text)


def _filled(pattern: str, values: Mapping[str, object], language: str) -> str:
    if not values:
        return pattern
    return pattern.format(**{name: told(value, language) for name, value in values.items()})


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"
