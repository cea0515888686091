"""Looking for things by words and beginnings of words, whatever their accents and case."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

_BETWEEN = re.compile(r"[^\w\n]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d"})
"""Letters that Unicode does not take apart, and that people type without them."""
MOST_WORDS = 12
"""Words of a question that are looked for; the others cost time and tell nothing."""


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that has all words, with the name that has them best; the lower rank is better."""

    thing: str
    text: str
    rank: int


@dataclass(frozen=True, slots=True)
class Words:
    """The names of things, folded into one text that is looked through."""

    text: str
    """Of each name a line feed and its words, with a space before each."""
    starts: Sequence[int]
    """Where each name begins in the text; one more at the end."""
    names: Sequence[tuple[str, str]]
    """The thing of each name, and the name as written."""

    @classmethod
    def of(cls, names: Sequence[tuple[str, str]], text: str) -> Words:
        """The words of names, whose text was joined before."""
        lengths = (len(line) + 1 for line in text.split("\n")[1:])
        return cls(text, array("L", accumulate(lengths, initial=0)), names)

    def matching(self, question: str) -> list[Match]:
        """The things with a name in which each word of the question begins a word; best first.

        The whole name comes before its beginning, that before whole words, and those before
        beginnings of words; then the shorter name.
        """
        wanted = folded(question).split()[:MOST_WORDS]
        best: dict[str, tuple[int, int, str]] = {}
        for number in self._with(max(wanted, key=len)) if wanted else ():
            thing, name = self.names[number]
            place = rank(self.text[self.starts[number] + 2 : self.starts[number + 1]], wanted)
            if place is not None:
                this = place, len(name), name
                best[thing] = min(this, best.get(thing, this))
        found = [Match(thing, name, place) for thing, (place, _, name) in best.items()]
        return sorted(found, key=lambda match: (match.rank, len(match.text), match.text))

    def _with(self, word: str) -> Iterator[int]:
        """The numbers of the names that have a word which begins so, each once."""
        at = self.text.find(" " + word)
        while at >= 0:
            number = bisect_right(self.starts, at) - 1
            yield number
            at = self.text.find(" " + word, self.starts[number + 1])


def words(things: Iterable[tuple[str, Sequence[str]]]) -> Words:
    """The words of things with their names."""
    names = [(thing, name) for thing, of_one in things for name in of_one]
    return Words.of(names, joined(names))


def joined(names: Iterable[tuple[str, str]]) -> str:
    """The text in which the names of things are looked for."""
    return "".join(f"\n {line}" for line in _folded([name for _, name in names]))


def folded(text: str) -> str:
    """The words of a text without accents and case, with a space between them."""
    return _folded([text])[0]


def collated(text: str) -> tuple[str, str]:
    """What a text is ordered by: its letters, whatever their accents and case, and then itself."""
    return folded(text), text


def collations(texts: Sequence[str]) -> list[tuple[str, str]]:
    """What each of many texts is ordered by (`collated`), in a fraction of the time."""
    return list(zip(_folded(texts), texts, strict=True)) if texts else []


def _folded(texts: Iterable[str]) -> list[str]:
    """All at once, one on each line: thousands are folded in the time of some."""
    lines = "\n".join(text.replace("\n", " ") for text in texts)
    plain = unicodedata.normalize("NFKD", lines.casefold().translate(_FOLDED))
    bare = _FOREIGN.sub(lambda found: "" if unicodedata.combining(found[0]) else found[0], plain)
    return [line.strip() for line in _BETWEEN.sub(" ", bare.casefold()).split("\n")]


def rank(name: str, wanted: Sequence[str]) -> int | None:
    """How well a folded name fits: 0 is it, 1 begins so, 2 has the words, 3 has their beginnings.

    None where a word is missing.
    """
    asked = " ".join(wanted)
    if name == asked:
        return 0
    own = name.split()
    if not all(any(word.startswith(each) for word in own) for each in wanted):
        return None
    if name.startswith(asked):
        return 1
    return 2 if set(wanted) <= set(own) else 3
