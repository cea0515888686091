"""One published file, read only as far as it is asked for.

A file in our canonical form is a block of prefixes and, between blank lines, one block for each
subject. In a large one, the blocks that are needed are found by their text and parsed alone: a
ten-line contribution must not wait for the whole of the NUTS classification. Any other file is
read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from smartregions.validation.names import LOCAL

SMALL = 50_000
"""Bytes up to which a file is read as a whole."""

BREAK = b"\n\n"
LONG_QUOTES = (b'"""', b"'''")
"""What may hide a blank line in a literal."""
DIRECTIVES = (b"@prefix", b"@base", b"PREFIX", b"BASE", b"prefix", b"base")
DECLARATION = re.compile(rb"@prefix\s+([^\s:]*):\s*<([^>]*)>\s*\.")


class Source:
    """The text of one published file, and how much of it was handed out already."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.exhausted = False
        self._given: set[int] = set()
        self._found: dict[str, bool] = {}

    def whole(self) -> bytes:
        """All of it; after this nothing is left."""
        self.exhausted = True
        return self.data

    def describing(self, iri: str) -> bytes:
        """What is said of a subject, as far as it was not handed out yet."""
        if not self._subjects or self._escapes(iri):
            return self.whole() if self._mentions(iri) else b""
        return self._text(self._subjects[f] for f in self._forms(iri) if f in self._subjects)

    def mentioning(self, iri: str, near: str) -> bytes:
        """The blocks that may mention an IRI, of a file that may mention another one too."""
        if not self._mentions(near) or not self._mentions(iri):
            return b""
        if not self._subjects or self._escapes(iri):
            return self.whole()
        forms = _tails(iri) if _plain(iri) else (f"<{iri}>".encode(),)
        mentioned = (
            number
            for number, block in enumerate(self._blocks)
            if number and any(form in block for form in forms)
        )
        return self._text(mentioned)

    @cached_property
    def _blocks(self) -> list[bytes]:
        return self.data.split(BREAK)

    @cached_property
    def _subjects(self) -> dict[bytes, int]:
        """The number of the block of each subject; empty when the file is read as a whole."""
        if len(self.data) < SMALL or any(quotes in self.data for quotes in LONG_QUOTES):
            return {}
        found = {block.split(None, 1)[0]: n for n, block in enumerate(self._blocks) if n and block}
        safe = len(found) + 1 == len(self._blocks) and found.keys().isdisjoint(DIRECTIVES)
        return found if safe else {}

    @cached_property
    def _prefixes(self) -> list[tuple[str, str]]:
        declared = DECLARATION.findall(self._blocks[0] if self._subjects else self.data)
        return [(prefix.decode(), namespace.decode()) for prefix, namespace in declared]

    def _forms(self, iri: str) -> Iterator[bytes]:
        yield f"<{iri}>".encode()
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace):
                yield f"{prefix}:{iri[len(namespace) :]}".encode()

    def _text(self, numbers: Iterable[int]) -> bytes:
        """The blocks of these numbers that were not handed out, behind the prefixes.

        All of the file when one of them holds a label, which may stand in other blocks too.
        """
        new = sorted(set(numbers) - self._given)
        self._given.update(new)
        blocks = [self._blocks[number] for number in new]
        if any(b"_:" in block for block in blocks):
            return self.whole()
        return BREAK.join([self._blocks[0], *blocks]) if new else b""

    def _mentions(self, iri: str) -> bool:
        """False when the text holds the IRI neither in full nor behind a prefix."""
        if iri not in self._found:
            forms = _tails(iri) if _plain(iri) else (f"<{iri}>".encode(),)
            self._found[iri] = self._escapes(iri) or any(form in self.data for form in forms)
        return self._found[iri]

    def _escapes(self, iri: str) -> bool:
        """True when the text may write the IRI in a way that is not looked for: `e:a\\'b`."""
        if _plain(iri):
            return False
        return self._relative or any(iri.startswith(namespace) for _, namespace in self._prefixes)

    @cached_property
    def _relative(self) -> bool:
        return b"@base" in self.data or b"BASE" in self.data


def _cut(iri: str) -> int:
    return max(iri.rfind("/"), iri.rfind("#"), iri.rfind(":")) + 1


def _plain(iri: str) -> bool:
    """True when Turtle writes the IRI's last part without an escape."""
    return LOCAL.fullmatch(iri, _cut(iri)) is not None


def _tails(iri: str) -> tuple[bytes, bytes]:
    """What stands in a text that mentions the IRI, in full or behind some prefix.

    In the text more may follow: `:FRH0` is found where `:FRH` is looked for.
    """
    cut = _cut(iri)
    return iri[cut - 1 :].encode(), f":{iri[cut:]}".encode()
