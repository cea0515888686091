"""The rules of the schema of OAI-PMH 2.0 (OAI-PMH.xsd, of 2002), restated.

Which elements there are, in which order and how often, and what their texts look like.
https://www.openarchives.org/OAI/2.0/OAI-PMH.xsd
"""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

OAI = "{http://www.openarchives.org/OAI/2.0/}"
OAI_DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"

TIME = r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?"
URI = r"[A-Za-z][A-Za-z0-9+.-]*:\S+"
PREFIX = r"[A-Za-z0-9\-_.!~*'()]+"
SET = rf"({PREFIX})(:{PREFIX})*"
ERRORS = (
    "cannotDisseminateFormat|idDoesNotExist|badArgument|badVerb|noMetadataFormats|"
    "noRecordsMatch|badResumptionToken|noSetHierarchy"
)
DC_ELEMENTS = {
    *("title", "creator", "subject", "description", "publisher", "contributor", "date", "type"),
    *("format", "identifier", "source", "language", "relation", "coverage", "rights"),
}

CHILDREN = {
    "OAI-PMH": r"responseDate request (error )+|responseDate request "
    r"(Identify|ListMetadataFormats|ListSets|GetRecord|ListIdentifiers|ListRecords) ",
    "Identify": r"repositoryName baseURL protocolVersion (adminEmail )+earliestDatestamp "
    r"deletedRecord granularity (compression )*(description )*",
    "ListMetadataFormats": r"(metadataFormat )+",
    "metadataFormat": r"metadataPrefix schema metadataNamespace ",
    "ListSets": r"(set )+(resumptionToken )?",
    "set": r"setSpec setName (setDescription )*",
    "GetRecord": r"record ",
    "ListRecords": r"(record )+(resumptionToken )?",
    "ListIdentifiers": r"(header )+(resumptionToken )?",
    "record": r"header (metadata )?(about )*",
    "header": r"identifier datestamp (setSpec )*",
}
TEXTS = {
    "responseDate": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "request": URI,
    "baseURL": URI,
    "protocolVersion": r"2\.0",
    "adminEmail": r"\S+@(\S+\.)+\S+",
    "earliestDatestamp": TIME,
    "deletedRecord": "no|persistent|transient",
    "granularity": "YYYY-MM-DD|YYYY-MM-DDThh:mm:ssZ",
    "metadataPrefix": PREFIX,
    "schema": URI,
    "metadataNamespace": URI,
    "setSpec": SET,
    "identifier": URI,
    "datestamp": TIME,
    "resumptionToken": r"\S*",
}
ATTRIBUTES = {
    "request": {"verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"},
    "error": {"code"},
    "header": {"status"},
    "resumptionToken": {"expirationDate", "completeListSize", "cursor"},
}


def document(text: bytes) -> Element:
    """The root of the document, which is as the schema wants it."""
    root = ElementTree.fromstring(text)
    assert root.tag == OAI + "OAI-PMH"
    assert root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "").startswith(
        OAI[1:-1]
    )
    _check(root)
    return root


def _check(element: Element) -> None:
    name = element.tag.removeprefix(OAI)
    assert not name.startswith("{"), element.tag
    if name == "metadata":
        (payload,) = element
        _check_payload(payload)
        return
    if name != "OAI-PMH":
        assert set(element.keys()) <= ATTRIBUTES.get(name, set()), name
    if name in CHILDREN:
        names = "".join(f"{child.tag.removeprefix(OAI)} " for child in element)
        assert re.fullmatch(CHILDREN[name], names), (name, names)
        assert not (element.text or "").strip()
    else:
        assert not len(element), name
        text = element.text or ""
        assert re.fullmatch(TEXTS.get(name, r"[\s\S]*\S[\s\S]*"), text), (name, text)
    if name == "error":
        assert re.fullmatch(ERRORS, element.attrib["code"])
    if name == "header":
        assert element.get("status", "deleted") == "deleted"
    if name == "record":
        is_deleted = element[0].get("status") == "deleted"
        assert is_deleted == (element.find(OAI + "metadata") is None)
    if name == "resumptionToken":
        assert int(element.attrib["completeListSize"]) > int(element.attrib["cursor"]) >= 0
    for child in element:
        _check(child)


def _check_payload(payload: Element) -> None:
    if payload.tag == OAI_DC:
        assert len(payload)
        for child in payload:
            assert child.tag.startswith(DC)
            assert child.tag.removeprefix(DC) in DC_ELEMENTS
            assert not len(child)
    else:
        assert payload.tag == RDF


def errors(root: Element) -> list[str]:
    """The codes of the errors in a document."""
    return [each.attrib["code"] for each in root.findall(OAI + "error")]


def token(root: Element) -> Element | None:
    """The resumption token of a list."""
    return root.find(f"*/{OAI}resumptionToken")
