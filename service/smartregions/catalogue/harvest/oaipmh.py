"""OAI-PMH as piveau's importer follows it: from page to page, all records.

http://www.openarchives.org/OAI/openarchivesprotocol.html ; the importer sends `metadataPrefix`
with each token, and reads `completeListSize` as an integer.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from smartregions.catalogue.harvest.comparing import compared
from smartregions.catalogue.harvest.fetching import Client
from smartregions.catalogue.harvest.kept import Kept
from smartregions.catalogue.harvest.oairecord import OAI, taken, text
from smartregions.catalogue.harvest.reading import swells
from smartregions.catalogue.harvest.report import Finding, Severity
from smartregions.catalogue.harvest.walking import MOST_PAGES
from smartregions.messages import Message

WAY = "OAI-PMH"
PREFIXES = ("dcat_ap", "dcat")
"""Those that piveau asks for."""
_TOLD = (
    *("repositoryName", "baseURL", "protocolVersion", "adminEmail"),
    *("earliestDatestamp", "deletedRecord", "granularity"),
)


class _Ended(Exception):  # noqa: N818 - a harvester's run ends, not ours
    """What ends a harvester's run."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def follow(client: Client, address: str, kept: Kept) -> Iterator[Finding]:
    """What a harvest by OAI-PMH loses; `kept` knows the datasets of the pages."""
    try:
        yield from _identified(address, _asked(client, address, verb="Identify"))
        formats = _asked(client, address, verb="ListMetadataFormats")
        known = {each.text for each in formats.iter(OAI + "metadataPrefix")}
        prefix = next((name for name in PREFIXES if name in known), "")
        if not prefix:
            yield _formless(address)
            return
        yield from _records(client, address, prefix, kept)
    except _Ended as ended:
        yield ended.finding
    else:
        yield from compared(kept, WAY, address)


def _formless(address: str) -> Finding:
    message = Message("Neither dcat_ap nor dcat is among its formats, and piveau asks for these.")
    return _found("violation", "oai-format", message, Message("Offer dcat_ap: RDF/XML."), address)


def _identified(address: str, told: Element) -> Iterator[Finding]:
    if missing := [name for name in _TOLD if not text(told, f".//{OAI}{name}")]:
        message = Message("Identify does not tell {names}.", names=", ".join(missing))
        help_ = Message("The protocol wants it (4.2).")
        yield _found("warning", "oai-identify", message, help_, address)
    if text(told, f".//{OAI}deletedRecord") == "no":
        message = Message(
            "deletedRecord is no: who asks for what changed never learns of a deletion."
        )
        help_ = Message("Keep deleted records.")
        yield _found("warning", "oai-deletes", message, help_, address)


def _records(client: Client, address: str, prefix: str, kept: Kept) -> Iterator[Finding]:
    count, size, tokens = 0, "", {""}
    given = {"verb": "ListRecords", "metadataPrefix": prefix}
    while True:
        page = _asked(client, address, **given)
        records = [taken(each, address, kept) for each in page.iter(OAI + "record")]
        kept.tell(WAY, (each.found for each in records if each.found))
        yield from (finding for each in records for finding in each.findings)
        count += len(records)
        token = page.find(f"{OAI}ListRecords/{OAI}resumptionToken")
        if token is None:
            break
        size = token.get("completeListSize", "")
        yield from _unsized(address, size)
        following = (token.text or "").strip()
        if not following:
            break
        if following in tokens or len(tokens) > MOST_PAGES:
            raise _Ended(_endless(address, following))
        tokens.add(following)
        given["resumptionToken"] = following
    if size.isdecimal() and int(size) != count:
        yield _miscounted(address, size, count)


def _miscounted(address: str, size: str, count: int) -> Finding:
    message = Message("completeListSize is {size}, and {n} records came.", size=size, n=count)
    help_ = Message("State how many there are in all.")
    return _found("warning", "oai-total", message, help_, address)


def _asked(client: Client, address: str, **given: str) -> Element:
    """The root of an answer that a harvester goes on with. Raises _Ended."""
    place = f"{address}{'&' if '?' in address else '?'}{urlencode(given)}"
    answer, verb = client.get(place), given["verb"]
    if not answer.ok:
        ends = Message("{verb}: {told}. A harvester's run ends here.", verb=verb, told=answer.told)
        raise _Ended(_fault(place, ends))
    if fault := swells(answer.body):
        raise _Ended(_fault(place, Message("{verb}: {fault}.", verb=verb, fault=fault)))
    try:
        root = ElementTree.fromstring(answer.body)
    except ElementTree.ParseError as error:
        told = Message("{verb} is not XML: {error}.", verb=verb, error=error)
        raise _Ended(_fault(place, told)) from None
    if (error_ := root.find(OAI + "error")) is not None:
        raise _Ended(_fault(place, _refused(error_, verb, "resumptionToken" in given)))
    if root.find(f"{OAI}request[@verb]") is None:
        missing = Message("<request verb=...> is missing: piveau's run ends here.")
        raise _Ended(_fault(place, missing))
    return root


def _refused(error: Element, verb: str, with_token: bool) -> Message:
    """That a harvester's request is answered with an error of the protocol."""
    told = f"{error.get('code', '')} {error.text or ''}".strip()
    if with_token:
        return Message(
            "{verb} with metadataPrefix beside the token: {told}. piveau's run ends here.",
            verb=verb,
            told=told,
        )
    return Message("{verb}: {told}. piveau's run ends here.", verb=verb, told=told)


def _fault(place: str, message: Message) -> Finding:
    help_ = Message("Answer as OAI-PMH 2.0 has it.")
    return _found("violation", "oai-fails", message, help_, place)


def _unsized(address: str, size: str) -> Iterator[Finding]:
    if not size.isdecimal():
        message = Message(
            'completeListSize is "{size}" on a resumptionToken: the run of piveau ends here.',
            size=size,
        )
        help_ = Message("State an integer on every resumptionToken, on the last, empty one too.")
        yield _found("violation", "oai-list-size", message, help_, address)


def _endless(address: str, token: str) -> Finding:
    message = Message(
        "The token {token} came before, or there are more than {n} pages.",
        token=token,
        n=MOST_PAGES,
    )
    return _found("violation", "oai-loop", message, Message("Leave the last token empty."), address)


def _found(severity: Severity, code: str, message: Message, help_: Message, page: str) -> Finding:
    return Finding(severity, code, message, help_, page)
