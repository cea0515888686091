"""Catalogues of translated messages, as gettext keeps them (`.po`)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations


def read(file: Path) -> Translations:
    """The catalogue of a file, whose stem is a language; messages marked as fuzzy are left out."""
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=file.stem)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def number(value: float, language: str) -> str:
    """A number as a language writes it (Unicode CLDR)."""
    return format_decimal(value, locale=language.replace("-", "_"))
