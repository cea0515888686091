"""What is wrong with a cell, before there is a graph that can be judged."""

from __future__ import annotations

from smartregions.errors import InputError
from smartregions.messages import Message

_NOTHING = Message()


class CellError(InputError):
    """A cell does not say what its column needs; `help` is what to write instead."""

    def __init__(self, message: Message, help: Message = _NOTHING) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


def address(sheet: str, row: int, column: int) -> str:
    """`actors!C7`; rows and columns count from 1, names that need it stand in quotes."""
    plain = sheet.isidentifier()
    name = sheet if plain else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{letters(column)}{row}"


def letters(column: int) -> str:
    """The name of a column: A, B, ..., Z, AA, ..."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
