"""The reference engine: pySHACL on an rdflib graph. The one file that imports them.

pySHACL changes rdflib for the whole process while it runs; that is put back afterwards. It runs
in the command, in a build or in a process of its own, never in a thread beside others.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pyoxigraph
import pyshacl
import rdflib
from pyshacl.monkey import rdflib_bool_patch
from rdflib import term as rdf
from rdflib.namespace import SH
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.sparql import Query

from smartregions.errors import CannotJudge
from smartregions.messages import Message
from smartregions.validation import paths
from smartregions.validation.engines.result import Result, complete, shape_named
from smartregions.validation.graph import Graph, Term

VERSION = f"pyshacl {pyshacl.__version__}"
PREPARED = 256
"""Queries that are kept, as rdflib reads them."""
ENGINE_LOG = "pyshacl-validate"
LITERAL_LOG = "rdflib.term"


def validate(data: str, blank_nodes: Iterable[str], shapes: str) -> list[Result]:
    """Every result over the data graph; both graphs are N-Triples.

    Raises CannotJudge when the engine refuses the shapes or the data, or recurses too deep.
    """
    labels: dict[str, rdf.BNode] = {}
    with _rdflib_kept():
        try:
            data_graph = rdflib.Graph().parse(data=data, format="nt", bnode_context=labels)
            # As pySHACL does before it reads shapes: "1" is not "true" to it (SHACL 4.4.5).
            rdflib_bool_patch()  # type: ignore[no-untyped-call]
            _, report, text = pyshacl.validate(
                data_graph, shacl_graph=_parsed(shapes), do_owl_imports=False, inference=None
            )
        except Exception as error:  # noqa: BLE001 - rdflib raises bare `Exception`s
            raise CannotJudge(_told(error)) from error
    if not isinstance(report, rdflib.Graph):
        raise CannotJudge(_told(text))
    names: dict[rdf.Node, str] = {node: label for label, node in labels.items()}
    return complete(list(_results(report, names)))


@lru_cache(maxsize=1)
def _parsed(shapes: str) -> rdflib.Graph:
    """The shapes, which pySHACL only reads; to parse ours takes as long as to judge a small file.

    To be called where literals are kept as written.
    """
    return rdflib.Graph().parse(data=shapes, format="nt")


@lru_cache(maxsize=PREPARED)
def _prepared(text: str, base: str | None, names: tuple[tuple[str, Any], ...]) -> Query:
    """A query of a shape, which is asked of each of its nodes: to read it takes longer than to
    answer it. rdflib only reads what it has prepared."""
    return translateQuery(parseQuery(text), base, dict(names))


def _read_once(text: str, base: str | None, names: Mapping[str, Any] | None) -> Query:
    return _prepared(text, base, tuple((names or {}).items()))


_PROCESSOR = vars(processor)
_READ_ONCE: Mapping[str, Any] = MappingProxyType({"parseQuery": str, "translateQuery": _read_once})
"""What stands there for what reads a query, which is handed on as it is and then prepared."""


def _told(said: object) -> Message:
    """That there is no verdict, in the words of the engine."""
    return Message("The engine `{name}` could not judge: {error}", name="reference", error=said)


@contextmanager
def _rdflib_kept() -> Iterator[None]:
    """Literals as written while inside, and each query read once; afterwards rdflib is as it was
    before."""
    mapping = dict(rdf._toPythonMapping)
    normalise = rdflib.NORMALIZE_LITERALS
    reading = {name: _PROCESSOR[name] for name in _READ_ONCE}
    logs = {name: logging.getLogger(name) for name in (ENGINE_LOG, LITERAL_LOG)}
    kept = {name: (list(log.handlers), log.level, log.disabled) for name, log in logs.items()}
    rdflib.NORMALIZE_LITERALS = False
    _PROCESSOR.update(_READ_ONCE)
    for log in logs.values():
        log.disabled = True
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = normalise
        _PROCESSOR.update(reading)
        rdf._toPythonMapping.clear()
        rdf._toPythonMapping.update(mapping)
        for name, log in logs.items():
            log.handlers, log.level, log.disabled = kept[name]


def _results(report: rdflib.Graph, names: dict[rdf.Node, str]) -> Iterator[Result]:
    graph = Graph(
        pyoxigraph.Triple(*(_term(node, names) for node in triple))  # type: ignore[arg-type]
        for triple in report
    )
    for node in report.objects(None, SH.result):
        yield _result(report, graph, node, names)


def _result(
    report: rdflib.Graph, graph: Graph, node: rdf.Node, names: dict[rdf.Node, str]
) -> Result:
    def one(predicate: rdf.URIRef) -> Term | None:
        found = report.value(node, predicate)
        return None if found is None else _term(found, names)

    focus, path, shape = one(SH.focusNode), one(SH.resultPath), one(SH.sourceShape)
    assert focus is not None and shape is not None
    return Result(
        focus_node=focus,
        path=None if path is None else paths.from_graph(graph, path),
        value=one(SH.value),
        component=str(report.value(node, SH.sourceConstraintComponent)),
        severity=str(report.value(node, SH.resultSeverity)),
        shape=shape_named(shape.value),
        messages=tuple(sorted(map(str, report.objects(node, SH.resultMessage)))),
    )


def _term(node: rdf.Node, names: dict[rdf.Node, str]) -> Term:
    if isinstance(node, rdf.URIRef):
        return pyoxigraph.NamedNode(str(node))
    if isinstance(node, rdf.BNode):
        return pyoxigraph.BlankNode(names.get(node, str(node)))
    assert isinstance(node, rdf.Literal)
    if node.language:
        return pyoxigraph.Literal(str(node), language=node.language)
    if node.datatype:
        return pyoxigraph.Literal(str(node), datatype=pyoxigraph.NamedNode(str(node.datatype)))
    return pyoxigraph.Literal(str(node))
