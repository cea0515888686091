"""The shapes aimed at some nodes and at nothing else, for an engine.

A slice holds parts of many things that the shapes would judge, each with a dozen faults that it
does not have on the whole. So every target is taken away, and each node that is to be judged is
made the target of the shapes that judge it (`aims`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, NamedNode, Triple

from smartregions.validation.engines import engine as engine_named
from smartregions.validation.engines.result import Result, name_shape
from smartregions.validation.graph import TYPE, Node, Term, ntriples
from smartregions.validation.parts import blank_labels
from smartregions.validation.shapes import TARGETS, Shapes, sh
from smartregions.validation.targets import CLASS_TYPES

JUDGED = "urn:smart-regions:judged:"
ROOT = NamedNode("urn:smart-regions:judged")


class Aimed:
    """The shapes without their targets."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes: Mapping[str, Node] = {
            f"at {shape}": name_shape(shape) for shape in shapes.nodes if isinstance(shape, Node)
        }
        self._text = ntriples(_without_targets(shapes))

    def results(
        self, data: Iterable[Triple], nodes: Mapping[Term, frozenset[str]], engine: str
    ) -> list[Result]:
        """What an engine finds of the nodes, each judged by the shapes at its places.

        Raises CannotJudge and LimitReached.
        """
        aims, calls = self._aims(nodes)
        piece = [*data, *calls]
        labels = dict.fromkeys(blank_labels(piece))
        return engine_named(engine)(ntriples(piece), labels, self._text + ntriples(aims))

    def _aims(self, nodes: Mapping[Term, frozenset[str]]) -> tuple[list[Triple], list[Triple]]:
        """Targets for the shapes; a blank node, which shapes cannot name, is called in the data."""
        aims, calls = [], []
        groups: defaultdict[frozenset[str], list[BlankNode]] = defaultdict(list)
        for node, places in nodes.items():
            if isinstance(node, BlankNode):
                groups[places].append(node)
            else:
                aims += [Triple(self._shapes[p], sh("targetNode"), node) for p in places]
        for number, (places, members) in enumerate(groups.items()):
            call = NamedNode(f"{JUDGED}{number}")
            aims += [Triple(self._shapes[p], sh("targetObjectsOf"), call) for p in places]
            calls += [Triple(ROOT, call, member) for member in members]
        return aims, calls


def _without_targets(shapes: Shapes) -> Iterator[Triple]:
    names = {n: name_shape(n) for n in shapes.nodes if isinstance(n, BlankNode)}
    for subject, predicate, value in shapes.triples:
        implicit = predicate == TYPE and value in CLASS_TYPES and subject in shapes.nodes
        if predicate not in TARGETS and not implicit:
            yield Triple(names.get(subject, subject), predicate, names.get(value, value))
