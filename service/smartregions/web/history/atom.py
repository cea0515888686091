"""A history as an Atom feed (RFC 4287); its identifiers are those of the graph of provenance."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from smartregions.namespaces import BASE, ID
from smartregions.registry.change import Change
from smartregions.web.history.addresses import Addresses, whole
from smartregions.web.history.pages import Listing
from smartregions.web.tables import shortened

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00Z"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DONE = {"create": "created", "update": "changed", "delete": "deleted", "redact": "redacted"}


def feed(listing: Listing) -> bytes:
    """The feed of one page; the same change has the same identifier in every feed."""
    root = ET.Element("feed", {"xmlns": _ATOM})
    about = shortened(listing.graph) if listing.graph else "all graphs"
    _text(root, "title", f"Changes of {about}")
    _text(root, "id", BASE + listing.address(None).removeprefix("/"))
    _text(root, "updated", listing.changes[0].time if listing.changes else _NEVER)
    here = listing.changes[0].sequence + 1 if listing.changes else None
    _link(root, "self", _as_feed(listing.address(here)))
    _link(root, "alternate", listing.address(None))
    if listing.following:
        _link(root, "next", _as_feed(listing.address(listing.following)))
    for change in listing.changes:
        _entry(root, change)
    text: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return text


def _entry(root: ET.Element, change: Change) -> None:
    entry = ET.SubElement(root, "entry")
    addresses = Addresses(change.graph)
    _text(entry, "title", f"{shortened(change.graph)} was {_DONE[change.kind]}")
    _text(entry, "id", f"{ID}change/{change.sequence}")
    _text(entry, "updated", change.time)
    _text(ET.SubElement(entry, "author"), "name", change.agent)
    _text(entry, "summary", _summary(change))
    state = addresses.at(change.sequence) if change.stands else addresses.history
    _link(entry, "alternate", state)
    _link(entry, "related", addresses.difference(change.base, change.sequence))


def _summary(change: Change) -> str:
    file = f" From {change.title}." if change.title else ""
    return (
        f"{change.added} triples came, {change.removed} went, {change.triples} are there."
        f"{file} Change {change.sequence}; {change.verdict}."
    )


def _as_feed(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}format=atom"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_IN_XML.sub("\ufffd", text)


def _link(parent: ET.Element, relation: str, address: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "href": whole(address)})
