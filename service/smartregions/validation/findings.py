"""From an engine's results to findings: the place in the text, the message, the help."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.validation.advice import help_for
from smartregions.validation.case import Case, local_name
from smartregions.validation.choices import Choices
from smartregions.validation.context import Context
from smartregions.validation.engines.compare import ill_formed
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import Graph, Term, object_of
from smartregions.validation.objection import message
from smartregions.validation.once import told_once
from smartregions.validation.parts import Part
from smartregions.validation.paths import Predicate
from smartregions.validation.places import Place, Places, line_of
from smartregions.validation.report import Finding, Severity
from smartregions.validation.shapes import sh

SEE_ALSO = NamedNode(ns.RDFS + "seeAlso")
SEVERITIES: MappingProxyType[str, Severity] = MappingProxyType(
    {
        ns.SH + "Violation": "violation",
        ns.SH + "Warning": "warning",
        ns.SH + "Info": "info",
    }
)
COMPONENTS = "https://www.w3.org/TR/shacl/#"
CLASS = ns.SH + "ClassConstraintComponent"
DATATYPE = ns.SH + "DatatypeConstraintComponent"
MAX_COUNT = ns.SH + "MaxCountConstraintComponent"
HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
TYPED = Predicate(ns.RDF + "type")
UNIQUE_LANG = ns.SH + "UniqueLangConstraintComponent"


class Findings:
    """The findings of some results over the parts of a data graph."""

    def __init__(
        self, parts: Sequence[Part], results: Sequence[Result], context: Context, known: Graph
    ) -> None:
        self._shapes = context.shapes.graph
        self._results = told_once([result for result in results if not ill_formed(result)])
        self._places = Places(parts, self._results)
        self._choices = Choices(self._shapes, known, context.published)
        self._repeated: Counter[tuple[Term, Term]] = Counter()

    def __iter__(self) -> Iterator[Finding]:
        """One finding for each result, but for literals of which our own check says more."""
        return map(self._finding, self._results)

    def _finding(self, result: Result) -> Finding:
        stated, surplus = self._surplus(result)
        strays = self._strays(result)
        place = surplus or self._places.of(result)
        at, written = (strays or [place])[0], _written(result, place)
        part = at.part
        case = Case(
            written,
            self._shapes,
            self._choices,
            part.borrowing,
            tuple(p.span.line for p in stated if p.span),
            languages=part.languages,
            beside=self._beside(result),
            format=part.format,
            strays=_named(strays),
        )
        return Finding(
            severity=SEVERITIES.get(result.severity, "violation"),
            code=local_name(result.component),
            message=message(case),
            file=part.contribution.name,
            span=at.span,
            help=help_for(case),
            focus_node=written.focus_node,
            path=written.path,
            value=written.value,
            shape=written.shape,
            see_also=self._link(result),
        )

    def _surplus(self, result: Result) -> tuple[list[Place], Place | None]:
        """The places of all values of which there are too many, and of the first to go."""
        if result.component == MAX_COUNT:
            stated = self._places.all_of(result)
            most = self._shapes.value(result.shape, sh("maxCount"))
            first = int(most.value) if isinstance(most, Literal) else 0
            return stated, stated[first] if first < len(stated) else None
        if result.component == UNIQUE_LANG:
            again = list(_again(self._places.all_of(result)))
            key = (result.focus_node, result.shape)
            self._repeated[key] += 1
            number = self._repeated[key]
            return again, again[number - 1] if number <= len(again) else None
        return [], None

    def _strays(self, result: Result) -> list[Place]:
        """Where that is said of a thing of another class by which the shape looks at it; the value
        of each is the property."""
        wanted = self._shapes.value(result.shape, sh("class"))
        if result.component != CLASS or result.path is not None or wanted is None:
            return []
        if _folder(result.focus_node) == HUMPS.sub("-", local_name(wanted.value)).lower():
            return []  # its address says that it is one
        types = self._places.values(result.focus_node, TYPED)
        if not any(self._shapes.subjects(sh("targetClass"), object_of(t.triple)) for t in types):
            return []
        properties = self._shapes.objects(result.shape, sh("targetSubjectsOf"))
        return sorted(
            (
                place
                for each in properties
                if isinstance(each, NamedNode)
                for place in self._places.predicates(result.focus_node, each)
            ),
            key=lambda place: line_of(place.span),
        )

    def _beside(self, result: Result) -> list[Term]:
        """All values of the path, where the help for one of them looks at the others."""
        if result.component != DATATYPE:
            return []
        found = self._places.values(result.focus_node, result.path)
        return [object_of(statement.triple) for statement in found]

    def _link(self, result: Result) -> str:
        link = self._shapes.value(result.shape, SEE_ALSO)
        return link.value if link is not None else COMPONENTS + local_name(result.component)


def _named(strays: Sequence[Place]) -> list[Term]:
    return list(dict.fromkeys(stray.value for stray in strays if stray.value))


def _folder(thing: Term) -> str:
    return thing.value.removeprefix(ns.ID).rpartition("/")[0]


def _written(result: Result, place: Place) -> Result:
    """The result in the terms of the file that it is about."""
    own = place.part.own
    value = None if result.value is None else own(place.value or result.value)
    return replace(result, focus_node=own(result.focus_node), value=value)


def _again(places: Sequence[Place]) -> Iterator[Place]:
    """For each language that is used more than once, the place where it is used again."""
    times: Counter[str] = Counter()
    for place in places:
        if isinstance(place.value, Literal) and place.value.language:
            language = place.value.language.lower()
            times[language] += 1
            if times[language] == 2:
                yield place
