"""Which blank nodes of a graph are written inside their only referrer, which need a label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.errors import NotFormattable
from smartregions.messages import Message
from smartregions.namespaces import RDF

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Properties: TypeAlias = dict[NamedNode, list[Term]]

DEEPEST = 32
"""Levels of blank nodes and lists that are written one inside the other."""

FIRST, REST, NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))


class Trees:
    """A graph as trees: a root for each block, blank nodes and lists hanging below.

    Raises NotFormattable where they hang deeper than `DEEPEST`.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.properties: dict[Term, Properties] = defaultdict(lambda: defaultdict(list))
        self._referrers: dict[Term, list[Term]] = defaultdict(list)
        for triple in triples:
            self.properties[triple.subject][triple.predicate].append(triple.object)
            if isinstance(triple.object, BlankNode):
                self._referrers[triple.object].append(triple.subject)
        self.lists: dict[Term, list[Term]] = {}
        """Head to members, for what is written `( ... )`."""
        self._heads: dict[Term, Term] = {}
        self._collect_lists()
        self.roots = self._find_roots()
        self.labels = self._label()
        """The label of each blank node that more than one place speaks of."""

    def _collect_lists(self) -> None:
        after = {node: rest for node in self.properties if (rest := self._rest(node))}
        for tail in [node for node, rest in after.items() if rest == NIL]:
            cells: list[Term] = [tail]
            while after.get(cell := self._referrers[cells[-1]][0]) == cells[-1]:
                cells.append(cell)
            members = [self.properties[cell][FIRST][0] for cell in reversed(cells)]
            self.lists[cells[-1]] = members
            self._heads |= dict.fromkeys(cells, cells[-1])

    def _rest(self, node: Term) -> Term | None:
        """What follows the cell, if the node is a cell of a plain list and nothing else."""
        properties = self.properties[node]
        if properties.keys() != {FIRST, REST} or not self._referred_once(node):
            return None
        single = len(properties[FIRST]) == len(properties[REST]) == 1
        return properties[REST][0] if single else None

    def _referred_once(self, node: Term) -> bool:
        return isinstance(node, BlankNode) and len(self._referrers.get(node, ())) == 1

    def _find_roots(self) -> list[Term]:
        roots: list[Term] = [node for node in self.properties if not self._referred_once(node)]
        reached = self._reach(roots)
        # What is left hangs on itself: break each circle at one node, lists last.
        for node in sorted(self.properties.keys() - reached, key=self._circle_key):
            if node not in reached:
                self.lists.pop(self._heads.get(node, node), None)
                roots.append(node)
                reached |= self._reach([node])
        return roots

    def _circle_key(self, node: Term) -> tuple[bool, str]:
        return node in self._heads, str(node)

    def _reach(self, roots: list[Term]) -> set[Term]:
        """The roots and all that hangs below them."""
        level: set[Term] = set(roots)
        reached = set(level)
        for _ in range(DEEPEST + 1):
            level = {child for node in level for child in self._children(node)} - reached
            reached |= level
            if not level:
                return self._with_cells(reached)
        raise NotFormattable(
            Message(
                "Blank nodes are nested more than {n} levels deep: give the inner ones an IRI.",
                n=DEEPEST,
            )
        )

    def _children(self, node: Term) -> Iterator[Term]:
        properties = self.properties.get(node)
        members = self.lists.get(node)
        for terms in [members] if members is not None else (properties or {}).values():
            yield from (term for term in terms if self._referred_once(term))

    def _with_cells(self, reached: set[Term]) -> set[Term]:
        return reached | {cell for cell, head in self._heads.items() if head in reached}

    def _label(self) -> dict[Term, str]:
        bare = self._referrers.keys() - set(self.properties)
        shared = [node for node in self.roots if node in self._referrers]
        shared += [node for node in bare if not self._referred_once(node)]
        shared.sort(key=lambda node: (len(str(node)), str(node)))
        return {node: f"_:b{number}" for number, node in enumerate(shared, 1)}
