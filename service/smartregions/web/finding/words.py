"""Looking for things by words and beginnings of words, whatever their accents and case."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d"})
"""Letters that Unicode does not take apart, and that people type without them."""
_LAST = "\U0010ffff"
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
    """The names of things by their words."""

    texts: Mapping[str, Sequence[tuple[str, str]]]
    """Of each thing its names, folded and as written."""
    known: Sequence[str]
    """All words in order."""
    places: Mapping[str, frozenset[str]]
    """The things that each word is of."""

    def matching(self, question: str) -> list[Match]:
        """The things with a name in which each word of the question begins a word; best first.

        The whole name comes before its beginning, that before whole words, and those before
        beginnings of words; then the shorter name.
        """
        wanted = folded(question).split()[:MOST_WORDS]
        if not wanted:
            return []
        things = frozenset.intersection(*(self._beginning(word) for word in wanted))
        found = [match for thing in things if (match := self._best(thing, wanted))]
        return sorted(found, key=lambda match: (match.rank, len(match.text), match.text))

    def _beginning(self, word: str) -> frozenset[str]:
        first, end = bisect_left(self.known, word), bisect_left(self.known, word + _LAST)
        return frozenset().union(*(self.places[known] for known in self.known[first:end]))

    def _best(self, thing: str, wanted: Sequence[str]) -> Match | None:
        ranked = [(rank(name, wanted), text) for name, text in self.texts[thing]]
        possible = [(place, len(text), text) for place, text in ranked if place is not None]
        if not possible:
            return None
        place, _, text = min(possible)
        return Match(thing, text, place)


def words(things: Iterable[tuple[str, Sequence[str]]]) -> Words:
    """The words of things with their names."""
    texts: dict[str, list[tuple[str, str]]] = {}
    places: dict[str, set[str]] = {}
    for thing, names in things:
        texts[thing] = [(folded(name), name) for name in names]
        for name, _ in texts[thing]:
            for word in name.split():
                places.setdefault(word, set()).add(thing)
    return Words(texts, sorted(places), {word: frozenset(of) for word, of in places.items()})


def folded(text: str) -> str:
    """The words of a text without accents and case, with a space between them."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(bare.casefold()))


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
