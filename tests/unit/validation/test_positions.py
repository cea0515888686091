"""Findings point at the characters at fault, in texts that are as awkward as Turtle allows.

The writer below knows nothing of the code under test: it writes statements with faults among
nested brackets, lists, long strings, comments, odd line ends and prefixes that change their
meaning, and notes where each fault begins and ends. What is reported must be exactly that.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from smartregions.turtle.read import read
from smartregions.validation import Context, FileReport, judge

SR = "https://w3id.org/smart-regions/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
GAPS = [" ", " ", " ", "\n", "\n  ", "\r\n", "\t", "\r", " # é \"'<[(.;, 😀\n", "#\r\n", " \n\n "]
HARMLESS = [
    '"a"',
    "'it''s'".replace("''", "\\'"),
    '"""two\nlines; with "quotes" . # none"""',
    "'''\r\n'x'' \U0001f600'''@fr",
    '"😀😀"@en',
    "e:a.b",
    "e:é\\,\\;",
    "<http://e/#;.,>",
    "_:l.1",
    "-1.5",
    ".5e3",
    "true",
    "()",
    "[]",
    "[ # [\n]",
]
ILL_FORMED, UNKNOWN, NAMELESS = "ill-formed-literal", "unknown-term", "blank-node"
NOT_ALLOWED, MISSING = "InConstraintComponent", "MinCountConstraintComponent"
LOOKED_AT = {ILL_FORMED, UNKNOWN, NAMELESS, NOT_ALLOWED, MISSING}

Place = tuple[str, int, int, int | None, int | None]
"""A finding's code, where it begins, and where it ends; a bracket's end is not looked at."""


class Writer:
    """Writes one text and remembers where its faults are."""

    def __init__(self, seed: int, name: str) -> None:
        self.random = Random(seed)
        self.name = name
        self.text = ""
        self.faults: list[tuple[str, int, int | None]] = []
        self._count = 0
        self._sr = "sr"
        self._write("@prefix e: <http://e/> . PREFIX region: <http://e/region/>")
        self._declare()

    def statements(self, number: int) -> Writer:
        """Write that many statements, one of them with each kind of fault at least."""
        for n in range(number):
            if self.random.random() < 0.3:
                self._declare()
            write = [self._region, self._participation, self._plain, self._bracket]
            write[n % 4 if n < 4 else self.random.randrange(4)]()
            self._write(".")
            self._write(self.random.choice(GAPS))
        return self

    def places(self) -> list[Place]:
        """The faults as findings must tell them."""
        return sorted(
            (
                code,
                *self._place(start),
                *(self._place(end) if end is not None else (None, None)),
            )
            for code, start, end in self.faults
        )

    def _place(self, offset: int) -> tuple[int, int]:
        """Line and column by counting, one character after the other."""
        line, column = 1, 1
        for n in range(offset):
            character, after = self.text[n], self.text[n + 1 : n + 2]
            if character == "\n" or (character == "\r" and after != "\n"):
                line, column = line + 1, 1
            else:
                column += 1
        return line, column

    def _write(self, token: str) -> int:
        """Write one token behind a gap; returns where it begins."""
        self.text += self.random.choice(GAPS)
        start = len(self.text)
        self.text += token
        return start

    def _fault(self, code: str, token: str) -> None:
        start = self._write(token)
        self.faults.append((code, start, len(self.text)))

    def _next(self) -> str:
        self._count += 1
        return f"{self.name}{self._count}"

    def _declare(self) -> None:
        """Give our namespace another prefix, and its old one another meaning."""
        old, self._sr = self._sr, self.random.choice(["sr", "s2", "", "é-1"])
        if old != self._sr:
            self._write(f"@prefix {old}: <http://elsewhere/{old}#> .")
        self._write(f"@prefix {self._sr}: <{SR}> .")

    def _own(self, local: str) -> str:
        """A term of our ontology, in one of the ways in which it may be written."""
        return self.random.choice([f"{self._sr}:{local}", f"<{SR}{local}>"])

    def _region(self) -> None:
        """A region; without a name, that is told where it is a subject first."""
        self._write(f"e:{self._next()}")
        self._write("e:mentions")
        iri = f"region:{self._next()}"
        self._write(iri)
        self._write(".")
        self._fault(MISSING, iri)
        self._write("a")
        self._write(self._own("Region"))
        self._properties(self.random.randrange(4))
        self._write(".")
        self._write(iri)
        self._write("e:again")
        self._value()

    def _participation(self) -> None:
        self._write(f"e:{self._next()}")
        self._about_participation()

    def _about_participation(self) -> None:
        """What is said of a participation, with a role that the scheme does not have."""
        self._write("a")
        self._write(self._own("Participation"))
        self._properties(self.random.randrange(3))
        self._write(";")
        self._write(self._own("region"))
        self._write("<https://w3id.org/smart-regions/id/region/bretagne>")
        self._write(";")
        self._write(self._own("role"))
        for n in range(self.random.randint(1, 3)):
            if n:
                self._write(",")
            self._fault(NOT_ALLOWED, f"e:no.role-{self._next()}")
        self._properties(self.random.randrange(3))

    def _plain(self) -> None:
        self._write(f"e:{self._next()}")
        self._write("e:p")
        self._value()
        self._properties(self.random.randint(1, 5))

    def _bracket(self) -> None:
        """A participation without a name, here or inside a list."""
        self._write(f"e:{self._next()}")
        self._write("e:has")
        within = self.random.random() < 0.5
        if within:
            self._write("(")
            self._value()
        self.faults.append((NAMELESS, self._write("["), None))
        self._about_participation()
        self._write("]")
        if within:
            self._value()
            self._write(")")

    def _properties(self, number: int, depth: int = 0) -> None:
        for _ in range(number):
            self._write(self.random.choice([";", ";", ";;"]))
            if self.random.random() < 0.3:
                self._fault(UNKNOWN, f"{self._sr}:noSuch{self._next()}")
            else:
                self._write("e:p")
            self._value(depth)
            while self.random.random() < 0.3:
                self._write(",")
                self._value(depth)
        if self.random.random() < 0.2:
            self._write(";")

    def _value(self, depth: int = 0) -> None:
        """Something harmless, or a fault, or brackets with more of them inside."""
        writers: list[Callable[[int], None]] = [self._harmless, self._literal, self._term]
        if depth < 4:
            writers += [self._node, self._collection]
        self.random.choice(writers)(depth)

    def _harmless(self, depth: int) -> None:
        self._write(self.random.choice(HARMLESS))

    def _literal(self, depth: int) -> None:
        quote = self.random.choice(['"', "'", '"""', "'''"])
        inside = self.random.choice(["", "😀", "\\u0041", "\\n"] + ["\r\n"] * (len(quote) == 3))
        datatype = self.random.choice([f"<{XSD}date>", f"<{XSD}d\\u0061te>"])
        between = self.random.choice(["", "", " ", "\n", " # ^^\r\n"])
        literal = f"{quote}{inside}2024-02-30 {self._next()}{quote}"
        self._fault(ILL_FORMED, f"{literal}{between}^^{between}{datatype}")

    def _term(self, depth: int) -> None:
        name = f"NoSuch{self._next()}"
        self._fault(UNKNOWN, self.random.choice([f"{self._sr}:{name}", f"<{SR}{name}>"]))

    def _node(self, depth: int) -> None:
        self._write("[")
        self._write("e:q")
        self._value(depth + 1)
        self._properties(self.random.randrange(3), depth + 1)
        self._write("]")

    def _collection(self, depth: int) -> None:
        self._write("(")
        for _ in range(self.random.randint(1, 4)):
            self._value(depth + 1)
        self._write(")")


def told(report: FileReport) -> list[Place]:
    found: list[Place] = []
    for finding in report.findings:
        if finding.code in LOOKED_AT:
            span = finding.span
            assert span is not None, finding
            end = (None, None) if finding.code == NAMELESS else (span.end_line, span.end_column)
            found.append((finding.code, span.line, span.column, *end))
    return sorted(found, key=lambda place: (place[0], place[1], place[2]))


@pytest.mark.parametrize("seed", range(60))
def test_every_fault_of_an_awkward_text_is_told_where_it_stands(
    seed: int, context: Context
) -> None:
    writer = Writer(seed, "n").statements(8)
    report = judge([read(writer.text.encode(), "n.ttl")], context)
    assert writer.faults
    assert told(report.files[0]) == writer.places()


@pytest.mark.parametrize("seed", range(20))
def test_of_several_files_each_has_its_own_faults(seed: int, context: Context) -> None:
    """Labels of blank nodes are those of one file; a line end of one counts in no other."""
    names = ["c.ttl", "a.ttl", "b.ttl"]
    writers = {name: Writer(1_000 * seed + n, name[0]) for n, name in enumerate(names)}
    texts = [read(writers[name].statements(5).text.encode(), name) for name in names]
    report = judge(texts, context)
    assert [file.file for file in report.files] == sorted(names)
    for file in report.files:
        assert told(file) == writers[file.file].places()


@pytest.mark.parametrize("seed", range(10))
def test_the_line_that_is_shown_is_the_line_of_the_fault(seed: int, context: Context) -> None:
    writer = Writer(seed, "n").statements(8)
    report = judge([read(writer.text.encode(), "n.ttl")], context)
    lines = writer.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = report.files[0].lines
    assert shown
    assert all(lines[number - 1] == line for number, line in shown.items())
