"""One record of OAI-PMH, as piveau takes it: named by its header, described by `metadata/*[1]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from smartregions import namespaces as ns
from smartregions.catalogue.harvest.digest import digest
from smartregions.catalogue.harvest.identifiers import normalised, stated
from smartregions.catalogue.harvest.kept import Found, Kept
from smartregions.catalogue.harvest.reading import Text, read
from smartregions.catalogue.harvest.report import Finding, Severity
from smartregions.catalogue.harvest.representations import payloads
from smartregions.catalogue.statements import called
from smartregions.messages import Message

OAI = "{http://www.openarchives.org/OAI/2.0/}"
_RDF = f"{{{ns.RDF}}}RDF"
_TYPE = "application/rdf+xml"


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one record."""

    found: Found | None
    """None when a harvester has nothing of it."""
    findings: tuple[Finding, ...] = ()


def taken(record: Element, page: str, kept: Kept) -> Record:
    """The record, on the page of this address."""
    header = record.find(OAI + "header")
    name = text(record, f"{OAI}header/{OAI}identifier")
    if header is None or not name:
        return Record(None, (_nameless(page),))
    time = text(header, OAI + "datestamp")
    if header.get("status") == "deleted":
        return Record(Found(kept.owner(normalised(name), name), time, stands=False))
    metadata = record.find(OAI + "metadata")
    root = metadata[0] if metadata is not None and len(metadata) else None
    if root is None or root.tag != _RDF:
        return Record(None, (_bad(page, name, Message("its metadata is no rdf:RDF")),))
    return _described(ElementTree.tostring(root), name, time, page)


def _described(body: bytes, name: str, time: str, page: str) -> Record:
    said = read(body, _TYPE, page, page)
    if not isinstance(said, Text):
        return Record(None, (_bad(page, name, said.message),))
    datasets = payloads(said.statements)
    if len(datasets) != 1:
        why = Message("it describes {n} datasets", n=len(datasets))
        return Record(None, (_bad(page, name, why),))
    (own,) = datasets
    hashed = digest(own.triples)
    found = Found(called(own.dataset), time, True, hashed)
    return Record(found, tuple(_renamed(page, name, stated(said.statements, own.dataset), found)))


def text(element: Element, path: str) -> str:
    """The text of the first element on the path; empty when there is none."""
    return (element.findtext(path) or "").strip()


def _renamed(page: str, name: str, given: list[str], found: Found) -> Iterator[Finding]:
    if given and name not in given:
        yield _finding(
            "warning",
            "oai-identifier",
            Message(
                "The header names the record {name}, dct:identifier {identifier}: "
                "harvested by both ways, a portal has it twice.",
                name=name,
                identifier=given[0],
            ),
            Message("Give the header the dct:identifier."),
            page,
            found.name,
        )


def _nameless(page: str) -> Finding:
    return _finding(
        "violation",
        "oai-record",
        Message("A record has no identifier in its header: piveau's run ends here."),
        Message("Give each record a header with identifier and datestamp."),
        page,
    )


def _bad(page: str, name: str, why: Message) -> Finding:
    return _finding(
        "violation",
        "oai-record",
        Message("Of the record {name} nothing is taken: {why}.", name=name, why=why),
        Message("Put one rdf:RDF with one dcat:Dataset into its metadata."),
        page,
        name,
    )


def _finding(
    severity: Severity,
    code: str,
    message: Message,
    help_: Message,
    page: str,
    dataset: str = "",
) -> Finding:
    return Finding(severity, code, message, help_, page, dataset)
