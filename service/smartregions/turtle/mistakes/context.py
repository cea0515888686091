"""What stands around the place at which the parser stopped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from smartregions.messages import Message
from smartregions.turtle.lines import Lines
from smartregions.turtle.tokens import CLOSED, Token, tokens

TERMS = frozenset(("iri", "string", "label", "name", "number", "word"))
_AHEAD = 60
_NEXT = {"subject": "predicate", "predicate": "object", "object": "separator"}


class Advice(NamedTuple):
    """What is wrong, what to write, and where if not at the parser's place."""

    message: Message
    help: Message
    token: Token | None = None


@dataclass(slots=True)
class _Frame:
    role: str
    opening: Token | None = None


@dataclass(frozen=True)
class Context:
    """The statement around a fault; offsets count in the text."""

    text: str
    lines: Lines
    said: str
    """The parser's words."""
    start: int
    before: tuple[Token, ...]
    """The tokens of the statement that were read, comments left out."""
    token: Token | None
    """The token at fault; none at the end of the text."""
    after: tuple[Token, ...]
    role: str
    """What is expected: subject, predicate, object, member (of a collection), separator, or
    directive (somewhere in a prefix or base declaration)."""
    open: tuple[Token, ...]
    """The brackets that are open."""
    prefixes: Mapping[str, str]

    @property
    def last(self) -> Token | None:
        """The token before the fault."""
        return self.before[-1] if self.before else None

    @property
    def here(self) -> str:
        """The text of the token at fault."""
        return self.token.text if self.token else ""

    def line_of(self, token: Token) -> int:
        """The line on which a token begins."""
        return self.lines.place(token.start)[0]

    def column_of(self, token: Token) -> int:
        """The column in which a token begins."""
        return self.lines.place(token.start)[1]

    @property
    def line_end(self) -> int:
        """The offset at which the line of the fault ends."""
        match = re.compile(r"[^\r\n]*").match(self.text, self.start)
        return match.end() if match else self.start

    def glued(self, first: Token | None, second: Token | None) -> bool:
        """Whether nothing stands between two tokens."""
        return first is not None and second is not None and first.end == second.start

    def chunk(self, start: int) -> str:
        """What runs on from an offset up to a blank, less the punctuation that ends it."""
        match = re.compile(r"[^\s<>\"]*").match(self.text, start)
        text = match.group().rstrip(".;,") if match else ""
        return text if "(" in text or "[" in text else text.rstrip(")].;,")


def closed(token: Token) -> bool:
    """Whether a string token has its closing quotes."""
    return token.kind != "string" or re.fullmatch(CLOSED, token.text, re.DOTALL) is not None


def context(
    text: str, lines: Lines, said: str, start: int, statement: int, prefixes: Mapping[str, str]
) -> Context:
    """The context of a fault at `start`, in the statement that begins at `statement`."""
    stream = (token for token in tokens(text, statement) if token.kind != "comment")
    before = []
    token = None
    for candidate in stream:
        if candidate.end > start or not closed(candidate):
            token = candidate
            break
        before.append(candidate)
    role, brackets = expected(before)
    return Context(
        text=text,
        lines=lines,
        said=said,
        start=start,
        before=tuple(before),
        token=token,
        after=tuple(islice(stream, _AHEAD)),
        role=role,
        open=brackets,
        prefixes=prefixes,
    )


def directive(first: Token) -> bool:
    """Whether a statement that begins so declares a prefix or a base."""
    word = first.text.lower()
    return word in ("@prefix", "@base") or (first.kind == "word" and word in ("prefix", "base"))


def expected(before: Iterable[Token]) -> tuple[str, tuple[Token, ...]]:
    """The role of what comes after the tokens of a statement, and the brackets left open."""
    frames = [_Frame("subject")]
    typed = False
    for number, token in enumerate(before):
        if number == 0 and directive(token):
            return "directive", ()
        if token.kind == "mark":
            typed = token.text == "^^"
            _mark(frames, token)
        elif token.kind in TERMS and not typed:
            _advance(frames[-1])
        else:
            typed = False
    return frames[-1].role, tuple(frame.opening for frame in frames if frame.opening)


def _advance(frame: _Frame) -> None:
    frame.role = _NEXT.get(frame.role, frame.role)


def _mark(frames: list[_Frame], token: Token) -> None:
    if token.text == "[":
        frames.append(_Frame("predicate", token))
    elif token.text == "(":
        frames.append(_Frame("member", token))
    elif token.text in "])" and len(frames) > 1:
        frames.pop()
        _advance(frames[-1])
    elif token.text == ";" and frames[-1].role == "separator":
        frames[-1].role = "predicate"
    elif token.text == "," and frames[-1].role == "separator":
        frames[-1].role = "object"
