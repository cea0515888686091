"""Which nodes of a contribution do the shapes judge? Counted here: engines do not say.

A file that no shape looks at "conforms" to every engine, so the number of focus nodes is part of
the verdict (SHACL 2.1.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.validation.graph import TYPE, Graph, Term, object_of, subject_of
from smartregions.validation.shapes import Shapes, sh

CLASS_TYPES = frozenset({NamedNode(ns.RDFS + "Class"), NamedNode(ns.OWL + "Class")})


@dataclass(frozen=True)
class Targets:
    """What the active shapes of a shapes graph aim at."""

    classes: frozenset[Term]
    nodes: frozenset[Term]
    subjects_of: frozenset[Term]
    objects_of: frozenset[Term]

    @classmethod
    def of(cls, shapes: Shapes) -> Targets:
        """The targets that the shapes declare, a class that is a shape itself among them."""
        graph = shapes.graph

        def named(predicate: str) -> frozenset[Term]:
            pairs = graph.pairs(sh(predicate))
            return frozenset(value for shape, value in pairs if shapes.active(shape))

        implicit = frozenset(
            node
            for node in shapes.nodes
            if not CLASS_TYPES.isdisjoint(graph.objects(node, TYPE)) and shapes.active(node)
        )
        return cls(
            classes=named("targetClass") | implicit,
            nodes=named("targetNode"),
            subjects_of=named("targetSubjectsOf"),
            objects_of=named("targetObjectsOf"),
        )

    def focus_nodes(self, triples: Iterable[Triple], known: Graph) -> set[Term]:
        """The nodes of these triples that a shape judges.

        They are the subjects that a target selects, whether these triples or `known` state the
        type, and the objects that `sh:targetObjectsOf` selects by one of these triples.
        """
        classes = known.subclasses(self.classes)
        by_property = self.subjects_of | self.objects_of
        found: set[Term] = set()
        subjects: set[Term] = set()
        for triple in triples:
            predicate = triple.predicate
            subject = subject_of(triple)
            subjects.add(subject)
            if predicate == TYPE and triple.object in classes:
                found.add(subject)
            if predicate in by_property:
                found.update(self._selected(triple))
        found.update(subjects & self.nodes)
        found.update(s for s in subjects - found if not classes.isdisjoint(known.objects(s, TYPE)))
        return found

    def _selected(self, triple: Triple) -> Iterable[Term]:
        if triple.predicate in self.subjects_of:
            yield subject_of(triple)
        if triple.predicate in self.objects_of:
            yield object_of(triple)
