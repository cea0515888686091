"""What PROV-O says of a change: who, when, from which file, under which rules, and what came of it.

Everything has an IRI, so that any of it can be asked about. The outcome of the judgement is said in
the Evaluation and Report Language (https://www.w3.org/TR/EARL10-Schema/), digests in SPDX terms, as
DCAT-AP does; PROV-O has neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from smartregions.namespaces import BASE, DCTERMS, EARL, ID, OWL, PROV, RDF, RDFS, SPDX, VOID, XSD
from smartregions.registry.change import Change

_OUTCOMES = {"accepted": "passed", "unjudged": "untested"}


def ntriples(change: Change) -> bytes:
    """The triples in N-Triples, sorted."""
    text = pyoxigraph.serialize(triples(change), format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(set(text.splitlines(keepends=True))))


def triples(change: Change) -> Iterator[Triple]:
    """What is said of one change; a pure function of it."""
    activity = _id(f"change/{change.sequence}")
    yield Triple(activity, _rdf("type"), _prov("Activity"))
    yield Triple(activity, _prov("endedAtTime"), Literal(change.time, datatype=_xsd("dateTime")))
    yield from _agent(activity, change)
    yield from _file(activity, change)
    yield from _rules(activity, "ontology", change.ontology_version, change.ontology_sha256)
    yield from _rules(activity, "shapes", change.shapes_version, change.shapes_sha256)
    yield from _outcome(activity, change)
    yield from _revision(activity, change)


def _agent(activity: NamedNode, change: Change) -> Iterator[Triple]:
    agent = _id(f"agent/{quote(change.agent, safe='')}")
    yield Triple(activity, _prov("wasAssociatedWith"), agent)
    yield Triple(agent, _rdf("type"), _prov("Agent"))
    yield Triple(agent, NamedNode(RDFS + "label"), Literal(change.agent))


def _file(activity: NamedNode, change: Change) -> Iterator[Triple]:
    file = _file_of(change)
    checksum = NamedNode(file.value + "#checksum")
    yield Triple(activity, _prov("used"), file)
    yield Triple(file, _rdf("type"), _prov("Entity"))
    if change.title:
        yield Triple(file, NamedNode(DCTERMS + "title"), Literal(change.title))
    yield Triple(file, NamedNode(SPDX + "checksum"), checksum)
    yield Triple(checksum, _rdf("type"), NamedNode(SPDX + "Checksum"))
    yield Triple(
        checksum, NamedNode(SPDX + "algorithm"), NamedNode(SPDX + "checksumAlgorithm_sha256")
    )
    digest = Literal(change.source_sha256, datatype=_xsd("hexBinary"))
    yield Triple(checksum, NamedNode(SPDX + "checksumValue"), digest)


def _rules(activity: NamedNode, name: str, version: str, digest: str) -> Iterator[Triple]:
    if not digest:
        return
    rules = _id(f"rules/{digest}")
    yield Triple(activity, _prov("used"), rules)
    yield Triple(rules, _rdf("type"), _prov("Entity"))
    yield Triple(rules, _prov("specializationOf"), NamedNode(BASE + name))
    yield Triple(rules, NamedNode(DCTERMS + "identifier"), Literal(digest))
    if version:
        yield Triple(rules, NamedNode(OWL + "versionInfo"), Literal(version))


def _outcome(activity: NamedNode, change: Change) -> Iterator[Triple]:
    judgement = NamedNode(activity.value + "#judgement")
    result = NamedNode(activity.value + "#result")
    yield Triple(activity, _prov("generated"), judgement)
    yield Triple(judgement, _rdf("type"), _earl("Assertion"))
    yield Triple(judgement, _earl("subject"), _file_of(change))
    if change.shapes_sha256:
        yield Triple(judgement, _earl("test"), _id(f"rules/{change.shapes_sha256}"))
    yield Triple(judgement, _earl("result"), result)
    yield Triple(result, _rdf("type"), _earl("TestResult"))
    yield Triple(result, _earl("outcome"), _earl(_OUTCOMES[change.verdict]))


def _revision(activity: NamedNode, change: Change) -> Iterator[Triple]:
    """The graph as the change left it; a deletion invalidates the one before."""
    if change.base and change.kind != "create":
        before = _id(f"revision/{change.base}")
        yield Triple(activity, _prov("invalidated"), before)
    if not change.stands:
        return
    revision = _id(f"revision/{change.sequence}")
    yield Triple(activity, _prov("generated"), revision)
    yield Triple(revision, _rdf("type"), _prov("Entity"))
    yield Triple(revision, _prov("specializationOf"), NamedNode(change.graph))
    yield Triple(revision, _prov("wasDerivedFrom"), _file_of(change))
    yield Triple(revision, NamedNode(VOID + "triples"), Literal(change.triples))
    if change.base and change.kind != "create":
        yield Triple(revision, _prov("wasRevisionOf"), _id(f"revision/{change.base}"))


def _file_of(change: Change) -> NamedNode:
    return _id(f"file/{change.source_sha256}")


def _id(path: str) -> NamedNode:
    return NamedNode(ID + path)


def _prov(name: str) -> NamedNode:
    return NamedNode(PROV + name)


def _earl(name: str) -> NamedNode:
    return NamedNode(EARL + name)


def _rdf(name: str) -> NamedNode:
    return NamedNode(RDF + name)


def _xsd(name: str) -> NamedNode:
    return NamedNode(XSD + name)
