"""A hash of a description that does not depend on the order or the labels in which it came.

RDF Dataset Canonicalization (RDFC-1.0), whose cost may be exponential in the number of blank
nodes that look alike: beyond `MOST_BLANK_NODES` there is no hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, Triple

MOST_BLANK_NODES = 200


def digest(triples: Iterable[Triple]) -> str | None:
    """SHA-256 of the canonical N-Triples, in hexadecimal; None for too many blank nodes."""
    graph = tuple(triples)
    if any(isinstance(end, BlankNode) for t in graph for end in (t.subject, t.object)):
        named = _canonical(graph)
        if named is None:
            return None
        graph = named
    text = "\n".join(sorted(str(triple) for triple in graph))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(graph: tuple[Triple, ...]) -> tuple[Triple, ...] | None:
    ends = {end for t in graph for end in (t.subject, t.object) if isinstance(end, BlankNode)}
    if len(ends) > MOST_BLANK_NODES:
        return None
    dataset = Dataset(Quad(*triple) for triple in graph)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(quad.triple for quad in dataset)
