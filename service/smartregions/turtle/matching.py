"""Two readings of one text: which statement of the second is which triple of the first.

Blank nodes that the text does not name have other names in each. Two are one where a statement is
the only one of its kind at one end in both readings, or where the same is said of them; of several
of which the same is said, the first is the first, for both readings go through the text. Each step
takes time for what it finds out alone, so that the whole takes as much as there are statements.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.turtle.document import Stated

Term = NamedNode | BlankNode | Literal | Triple
_ROUNDS = 20
"""How often all that is left is compared by what is said of it."""


def aligned(stated: Iterable[Stated], triples: Iterable[Triple]) -> Mapping[Triple, Stated]:
    """Where each triple is stated first, of those of which that is known."""
    theirs = dict.fromkeys(triples)
    labels = {term for triple in theirs for term in _blank(triple)}
    found: dict[Triple, Stated] = {}
    names: dict[BlankNode, BlankNode] = {}
    left: dict[Triple, Stated] = {}
    for each in stated:
        names |= {term: term for term in _blank(each.triple) if term in labels}
        if each.triple in theirs:
            found.setdefault(each.triple, each)
        else:
            left.setdefault(each.triple, each)
    unfound = [triple for triple in theirs if triple not in found]
    if left and unfound:
        _Matching(list(left.values()), unfound, names, found).match()
    return found


class _Kind:
    """The statements that are left of one kind in both readings: how many, and which is the last,
    as the sum of the numbers of all."""

    __slots__ = ("number", "numbers", "ours", "theirs")

    def __init__(self) -> None:
        self.ours = self.theirs = self.number = self.numbers = 0


class _Matching:
    def __init__(
        self,
        ours: Sequence[Stated],
        theirs: Sequence[Triple],
        names: dict[BlankNode, BlankNode],
        found: dict[Triple, Stated],
    ) -> None:
        self._ours = ours
        self._theirs = {triple: number for number, triple in enumerate(theirs)}
        self._by_number = theirs
        self._found = found
        unnamed = (term for triple in theirs for term in _blank(triple) if term not in names)
        self._free = dict.fromkeys(unnamed)
        self._names = names
        self._kinds: defaultdict[Hashable, _Kind] = defaultdict(_Kind)
        self._entered: list[set[Hashable] | None] = [set() for _ in ours]
        self._said: defaultdict[BlankNode, list[int]] = defaultdict(list)
        self._queue: deque[Hashable] = deque()

    def match(self) -> None:
        """Find what can be found."""
        for triple, number in self._theirs.items():
            for key in _keys(triple, *_ends(triple)):
                kind = self._kinds[key]
                kind.theirs += 1
                kind.numbers += number
        for number, each in enumerate(self._ours):
            for term in _blank(each.triple):
                self._said[term].append(number)
            self._enter(number)
        self._work()
        for _ in range(_ROUNDS):
            if not self._compare():
                break

    def _enter(self, number: int) -> None:
        """Count a statement among its kinds, as its ends are known by now."""
        entered = self._entered[number]
        if entered is None:
            return
        triple = self._ours[number].triple
        subject, value = ends = tuple(map(self._known, _ends(triple)))
        if subject is not None and value is not None:
            same = Triple(subject, triple.predicate, value)  # type: ignore[arg-type]
            if same in self._theirs:
                self._take(number, same)
                return
        for key in _keys(triple, *ends):
            if key not in entered:
                entered.add(key)
                kind = self._kinds[key]
                kind.ours += 1
                kind.number += number
                self._queue.append(key)

    def _known(self, term: Term) -> Term | None:
        return self._names.get(term) if isinstance(term, BlankNode) else term

    def _take(self, number: int, triple: Triple) -> None:
        """A statement is a triple: neither is left, for what is alone without them."""
        for key in self._entered[number] or ():
            kind = self._kinds[key]
            kind.ours -= 1
            kind.number -= number
            self._queue.append(key)
        self._entered[number] = None
        if triple not in self._found:
            self._found[triple] = self._ours[number]
            theirs = self._theirs[triple]
            for key in _keys(triple, *_ends(triple)):
                kind = self._kinds[key]
                kind.theirs -= 1
                kind.numbers -= theirs
                self._queue.append(key)

    def _work(self) -> None:
        """Take what is alone of its kind in both readings, and what follows from it."""
        while self._queue:
            kind = self._kinds[self._queue.popleft()]
            if kind.ours == 1 and kind.theirs == 1:
                self._one(kind.number, self._by_number[kind.numbers])

    def _one(self, number: int, triple: Triple) -> None:
        pairs = list(zip(_ends(self._ours[number].triple), _ends(triple), strict=True))
        if all(self._may_be(*pair) for pair in pairs):
            self._take(number, triple)
            for ours, theirs in pairs:
                self._name(ours, theirs)

    def _may_be(self, ours: Term, theirs: Term) -> bool:
        if not isinstance(ours, BlankNode):
            return True
        known = self._names.get(ours)
        return theirs in self._free if known is None else known == theirs

    def _name(self, ours: Term, theirs: Term) -> None:
        if isinstance(ours, BlankNode) and isinstance(theirs, BlankNode):
            if ours not in self._names:
                self._names[ours] = theirs
                for number in self._said[ours]:
                    self._enter(number)
            self._free.pop(theirs, None)

    def _compare(self) -> bool:
        """Take blank nodes of which the same is said: those that are alone with it, else all in
        their order; whether something was."""
        unnamed = [term for term in self._said if term not in self._names]
        left = (number for number, keys in enumerate(self._entered) if keys is not None)
        ours = _alike(unnamed, (self._named(self._ours[number].triple) for number in left))
        rest = (triple for triple in self._by_number if triple not in self._found)
        theirs = _alike(self._free, ((t.subject, t.predicate, t.object) for t in rest))
        both = [(group, theirs[key]) for key, group in ours.items() if key in theirs]
        pairs = [(a, b) for a, b in both if len(a) == len(b) == 1]
        pairs = pairs or [(a, b) for a, b in both if len(a) == len(b)]
        for group, others in pairs:
            for one, other in zip(group, others, strict=True):
                if one not in self._names and other in self._free:
                    self._name(one, other)
                    self._work()
        return bool(pairs)

    def _named(self, triple: Triple) -> tuple[Term, Term, Term]:
        subject, value = (self._known(term) or term for term in _ends(triple))
        return subject, triple.predicate, value


def _keys(triple: Triple, subject: Term | None, value: Term | None) -> Iterator[Hashable]:
    """What a statement is about, with the kind of its value, for a number has many forms; what it
    says, with the kind of what it is about."""
    if subject is not None:
        yield subject, triple.predicate, type(triple.object)
    if value is not None:
        yield type(triple.subject), triple.predicate, value


def _alike(
    nodes: Iterable[BlankNode], statements: Iterable[tuple[Term, Term, Term]]
) -> dict[Hashable, list[BlankNode]]:
    """Blank nodes by what is said of them, in their order; nodes are of one kind there."""
    about: dict[Term, list[int]] = {node: [] for node in nodes}
    for subject, predicate, value in statements:
        if subject in about:
            about[subject].append(hash((predicate, BlankNode if value in about else value)))
        if value in about:
            end = BlankNode if subject in about else subject
            about[value].append(hash((end, predicate)))
    groups: defaultdict[Hashable, list[BlankNode]] = defaultdict(list)
    for node, said in about.items():
        assert isinstance(node, BlankNode)
        groups[tuple(sorted(said))].append(node)
    return groups


def _ends(triple: Triple) -> tuple[Term, Term]:
    return triple.subject, triple.object


def _blank(triple: Triple) -> Iterator[BlankNode]:
    return (term for term in _ends(triple) if isinstance(term, BlankNode))
