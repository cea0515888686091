"""The tags of an XML text and their attributes, with the places where they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from smartregions.turtle.document import Offsets

_NAME = re.compile(r"<[^\s/>]+")
_ATTRIBUTE = re.compile(r"""\s+([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_END = re.compile(r"\s*/?>")
_MARKUP = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|&(?:#([0-9]+)|#x([0-9A-Fa-f]+)|(\w+));", re.DOTALL
)
_PIECE = re.compile(r"<!--.*?-->|<\?.*?\?>|(<!\[CDATA\[.*?\]\]>|[^<\s]+)", re.DOTALL)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value of an attribute, and where it stands between its quotes."""

    value: str
    at: Offsets
    name_at: Offsets


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag; names are namespace and local name in one."""

    name: str
    at: Offsets
    """Of the name."""
    attributes: dict[str, Attribute]
    """Without those that declare a namespace."""
    end: int
    """Where the content begins."""


class Tags:
    """The tags of one text, asked for in its order, by the number of the byte they begin at."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data = text.encode()
        self._byte = self._offset = 0

    def offset(self, byte: int) -> int:
        """The character that a byte belongs to; no byte before one that was asked for."""
        if len(self.data) == len(self.text):
            return byte
        self._offset += len(self.data[self._byte : byte].decode())
        self._byte = byte
        return self._offset

    def start(self, byte: int, name: str, attributes: Sequence[str]) -> Tag:
        """The start tag at a byte, with the names that an XML parser gave for what is in it."""
        start = self.offset(byte)
        match = _NAME.match(self.text, start)
        end = named = match.end() if match else start + 1
        found = []
        while match := _ATTRIBUTE.match(self.text, end):
            end = match.end()
            if match[1] != "xmlns" and not match[1].startswith("xmlns:"):
                found.append(_attribute(match))
        if match := _END.match(self.text, end):
            end = match.end()
        names = map(_joined, islice(attributes, 0, None, 2))
        return Tag(_joined(name), (start + 1, named), dict(zip(names, found, strict=False)), end)


def _attribute(match: re.Match[str]) -> Attribute:
    group = 3 if match[2] is None else 2
    return Attribute(read_text(match[group]), match.span(group), match.span(1))


def _joined(name: str) -> str:
    return "".join(name.rsplit(" ", 1))


def text_in(written: str, start: int) -> Offsets | None:
    """Where text is that may have white space and comments around it; None where there is none."""
    if "<" in written:
        pieces = [match.span(1) for match in _PIECE.finditer(written) if match[1]]
        return (start + pieces[0][0], start + pieces[-1][1]) if pieces else None
    bare = written.strip()
    start += len(written) - len(written.lstrip())
    return (start, start + len(bare)) if bare else None


def read_text(written: str) -> str:
    """What is meant by text as it is written; its line ends stay, as the parser keeps them."""
    return _MARKUP.sub(_meant, written) if "&" in written or "<" in written else written


def _meant(match: re.Match[str]) -> str:
    verbatim, decimal, hexadecimal, name = match.groups()
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code) if code <= 0x10FFFF else match[0]
    return _NAMED.get(name, match[0]) if name else verbatim or ""
