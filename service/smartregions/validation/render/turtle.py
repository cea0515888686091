"""The report as RDF: a standard `sh:ValidationReport`, places beside it in a namespace of ours.

`sh:conforms` keeps the standard's meaning (no result at all); `report:accepted` is our verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, pairwise
from types import MappingProxyType

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.messages import SOURCE, Message, languages
from smartregions.validation import paths
from smartregions.validation.graph import FIRST, NIL, REST, TYPE, Node, Term
from smartregions.validation.report import FileReport, Finding, Report
from smartregions.validation.shapes import sh

REPORT = ns.BASE + "report#"
SEVERITIES = MappingProxyType(
    {"violation": sh("Violation"), "warning": sh("Warning"), "info": sh("Info")}
)
REPEATS = MappingProxyType({sign: node for node, sign in paths.SH_REPEATS.items()})


def render(report: Report) -> str:
    """The report graph in Turtle, every message in every language (SHACL 3.6.2.5)."""
    prefixes = {"sh": ns.SH, "xsd": ns.XSD, "report": REPORT, "sr": ns.SR, "shape": ns.SHAPE}
    triples = _Writer().report(report)
    text = pyoxigraph.serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes)
    assert text is not None
    return text.decode()


def our(name: str) -> NamedNode:
    """A term of the namespace that holds what a standard report has no place for."""
    return NamedNode(REPORT + name)


class _Writer:
    """Writes one report; numbers the blank nodes, so that the same report gives the same text."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def _fresh(self) -> BlankNode:
        return BlankNode(f"n{next(self._numbers)}")

    def report(self, report: Report) -> Iterator[Triple]:
        node = self._fresh()
        empty = not any(file.findings for file in report.files)
        yield Triple(node, TYPE, sh("ValidationReport"))
        yield Triple(node, sh("conforms"), Literal(empty))
        yield Triple(node, our("accepted"), Literal(report.exit_code == 0))
        yield Triple(node, our("engine"), Literal(report.engine))
        yield Triple(node, our("shapesVersion"), Literal(report.shapes_version))
        yield Triple(node, our("shapesSha256"), Literal(report.shapes_sha256))
        for number, file in enumerate(report.files, 1):
            yield from self._file(node, file, number)

    def _file(self, report: Node, file: FileReport, number: int) -> Iterator[Triple]:
        node = BlankNode(f"file{number}")
        yield Triple(report, our("judged"), node)
        yield Triple(node, our("name"), Literal(file.file))
        yield Triple(node, our("triples"), Literal(file.triples))
        yield Triple(node, our("focusNodes"), Literal(file.focus_nodes))
        if file.omitted:
            yield Triple(node, our("omitted"), Literal(file.omitted))
        results = [self._fresh() for _ in file.findings]
        causes = {_slip(f): r for f, r in zip(file.findings, results, strict=True) if not f.cause}
        for finding, result in zip(file.findings, results, strict=True):
            yield Triple(report, sh("result"), result)
            yield from self._result(result, finding, node)
            if finding.cause and (cause := causes.get(_slip(finding.cause))):
                yield Triple(result, our("cause"), cause)

    def _result(self, node: Node, finding: Finding, file: BlankNode) -> Iterator[Triple]:
        known = finding.code.endswith("ConstraintComponent")
        focus = _apart(finding.focus_node, file) or file
        yield Triple(node, TYPE, sh("ValidationResult"))
        yield Triple(node, sh("focusNode"), focus)
        if finding.path is not None:
            start, triples = self._path(finding.path)
            yield Triple(node, sh("resultPath"), start)
            yield from triples
        if (value := _apart(finding.value, file)) is not None:
            yield Triple(node, sh("value"), value)
        yield Triple(node, sh("resultSeverity"), SEVERITIES[finding.severity])
        component = sh(finding.code) if known else our(finding.code)
        yield Triple(node, sh("sourceConstraintComponent"), component)
        if isinstance(finding.shape, NamedNode):
            yield Triple(node, sh("sourceShape"), finding.shape)
        yield from _texts(node, sh("resultMessage"), finding.message)
        yield from _place(node, finding, file)

    def _path(self, path: paths.Path) -> tuple[Node, list[Triple]]:
        """The node of a path, and the triples that describe it."""
        match path:
            case paths.Predicate(iri):
                return NamedNode(iri), []
            case paths.Sequence(steps):
                return self._list(steps)
            case paths.Alternative(choices):
                return self._wrap(paths.SH_ALTERNATIVE, self._list(choices))
            case paths.Inverse(of):
                return self._wrap(paths.SH_INVERSE, self._path(of))
            case paths.Repeat(of, sign):
                return self._wrap(REPEATS[sign], self._path(of))

    def _wrap(
        self, predicate: NamedNode, inner: tuple[Node, list[Triple]]
    ) -> tuple[Node, list[Triple]]:
        node = self._fresh()
        return node, [Triple(node, predicate, inner[0]), *inner[1]]

    def _list(self, members: tuple[paths.Path, ...]) -> tuple[Node, list[Triple]]:
        cells = [self._fresh() for _ in members]
        triples: list[Triple] = []
        for cell, member in zip(cells, members, strict=True):
            node, inner = self._path(member)
            triples += [Triple(cell, FIRST, node), *inner]
        chain: list[Node] = [*cells, NIL]
        triples += [Triple(cell, REST, after) for cell, after in pairwise(chain)]
        return cells[0], triples


def _slip(finding: Finding) -> tuple[object, ...]:
    """What one finding of a slip is told from the others of its file by."""
    return finding.misspelt, finding.span, finding.focus_node


def _apart(term: Term | None, file: BlankNode) -> Term | None:
    """The term; a blank node of one file under a label that no other file uses."""
    return BlankNode(f"{file.value}.{term.value}") if isinstance(term, BlankNode) else term


def _texts(node: Node, predicate: NamedNode, message: Message) -> Iterator[Triple]:
    """A message in every language in which it reads otherwise than in English."""
    english = str(message)
    yield Triple(node, predicate, Literal(english, language=SOURCE))
    for language in languages()[1:]:
        if (text := message.told(language)) != english:
            yield Triple(node, predicate, Literal(text, language=language))


def _place(node: Node, finding: Finding, file: BlankNode) -> Iterator[Triple]:
    yield Triple(node, our("file"), file)
    if finding.help:
        yield from _texts(node, our("help"), finding.help)
    if finding.see_also:
        yield Triple(node, our("seeAlso"), Literal(finding.see_also))
    if span := finding.span:
        yield Triple(node, our("line"), Literal(span.line))
        yield Triple(node, our("column"), Literal(span.column))
        yield Triple(node, our("endLine"), Literal(span.end_line))
        yield Triple(node, our("endColumn"), Literal(span.end_column))
