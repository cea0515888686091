"""The right answers: the corpus in a store in this process, evaluated by the bare engine.

Nothing of the service is between the files and the answer: no registry, no worker, no reordering.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store

from smartregions.corpus import Corpus

ROOT = Path(__file__).parents[2]


@cache
def store() -> Store:
    """Each file's triples in its named graph, and in the default graph once."""
    filled = Store()
    for source in Corpus(ROOT).sources():
        graph = NamedNode(source.graph)
        names: dict[BlankNode, BlankNode] = {}
        for quad in pyoxigraph.parse(path=str(source.path), format=RdfFormat.TURTLE):
            subject = _renamed(quad.subject, names)
            value = _renamed(quad.object, names)
            filled.add(Quad(subject, quad.predicate, value, graph))
            filled.add(Quad(subject, quad.predicate, value))
    return filled


def _renamed(term: object, names: dict[BlankNode, BlankNode]) -> object:
    """Blank nodes of two files are two, whatever they are called."""
    return names.setdefault(term, BlankNode()) if isinstance(term, BlankNode) else term


def rows(text: str) -> Counter[tuple[str, ...]]:
    """The rows of a SELECT query as CSV has them, in no order, with the names of the columns.

    The engine's own CSV has no quotes around IRIs with commas.
    """
    found = store().query(text)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return Counter([tuple(names), *(tuple(_told(row[name]) for name in names) for row in found)])


def _told(term: object) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def of_csv(body: bytes) -> Counter[tuple[str, ...]]:
    """The rows of a table in CSV, in no order, its head among them."""
    return Counter(map(tuple, csv.reader(io.StringIO(body.decode("utf-8"), newline=""))))
