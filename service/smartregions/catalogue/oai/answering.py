"""The six verbs: from the arguments of a request to the document that answers it (section 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from xml.etree.ElementTree import Element

from smartregions.catalogue.oai import moments
from smartregions.catalogue.oai.arguments import TOKEN, checked
from smartregions.catalogue.oai.errors import ProtocolError
from smartregions.catalogue.oai.formats import FORMATS, MetadataFormat, format_of
from smartregions.catalogue.oai.resumption import Resumption, asked
from smartregions.catalogue.oai.xml import OAI, XSI, add, legal, named, written
from smartregions.catalogue.recordfile import Records, Wanted
from smartregions.catalogue.records import CONTRIBUTED, INSTALLED, Record

SCHEMA = OAI + "OAI-PMH.xsd"

_NO_ATTRIBUTES = ("badVerb", "badArgument")
"""Errors of requests whose arguments are not repeated, for they may be anything (section 3.2)."""
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        INSTALLED: "What came with the installation",
        CONTRIBUTED: "What was contributed since",
    }
)


@dataclass(frozen=True, slots=True)
class Repository:
    """What the protocol wants to know of who answers."""

    name: str
    address: str
    """Of the protocol's endpoint."""
    email: str
    page: int
    """Records of one answer, at most."""


def answer(repository: Repository, given: Sequence[tuple[str, str]], records: Records) -> bytes:
    """The whole document; an error of the protocol is one, too."""
    root = Element(named(OAI, "OAI-PMH"))
    root.set(named(XSI, "schemaLocation"), f"{OAI} {SCHEMA}")
    add(root, "responseDate", moments.now())
    request = add(root, "request", repository.address)
    try:
        arguments = checked(given)
        told = _VERBS[arguments["verb"]](repository, arguments, records)
        _repeat(request, arguments)
        root.append(told)
    except ProtocolError as error:
        if error.code not in _NO_ATTRIBUTES:
            _repeat(request, dict(given))
        add(root, "error", str(error), code=error.code)
    return written(root)


def _repeat(request: Element, arguments: Mapping[str, str]) -> None:
    for name, value in arguments.items():
        request.set(name, legal(value))


def _identify(repository: Repository, _: Mapping[str, str], records: Records) -> Element:
    told = Element(named(OAI, "Identify"))
    for name, text in (
        ("repositoryName", repository.name),
        ("baseURL", repository.address),
        ("protocolVersion", "2.0"),
        ("adminEmail", repository.email),
        ("earliestDatestamp", moments.datestamp(records.earliest)),
        ("deletedRecord", "persistent"),
        ("granularity", moments.GRANULARITY),
        ("compression", "gzip"),
    ):
        add(told, name, text)
    return told


def _list_formats(_: Repository, arguments: Mapping[str, str], records: Records) -> Element:
    if "identifier" in arguments:
        _record(records, arguments["identifier"])
    told = Element(named(OAI, "ListMetadataFormats"))
    for known in FORMATS:
        each = add(told, "metadataFormat")
        add(each, "metadataPrefix", known.prefix)
        add(each, "schema", known.schema)
        add(each, "metadataNamespace", known.namespace)
    return told


def _list_sets(_: Repository, arguments: Mapping[str, str], records: Records) -> Element:
    if TOKEN in arguments:
        raise ProtocolError("badResumptionToken", "The list of sets is given at once.")
    told = Element(named(OAI, "ListSets"))
    for group in _sets(records):
        each = add(told, "set")
        add(each, "setSpec", group)
        add(each, "setName", _NAMES.get(group) or f"Contributed in {group.partition(':')[2]}")
    return told


def _sets(records: Records) -> Sequence[str]:
    return sorted({INSTALLED, CONTRIBUTED, *records.groups()})


def _nothing(arguments: Mapping[str, str], records: Records) -> str:
    """Why a list has no records."""
    group = arguments.get("set")
    if group is not None and group not in _sets(records):
        return f"There is no set {group}; ListSets names those that there are."
    if "from" in arguments or "until" in arguments:
        return "Nothing of this kind changed in that time."
    return f"There is nothing in the set {group} yet." if group else "There is nothing yet."


def _get_record(_: Repository, arguments: Mapping[str, str], records: Records) -> Element:
    known = format_of(arguments["metadataPrefix"])
    told = Element(named(OAI, "GetRecord"))
    _add_record(told, _record(records, arguments["identifier"]), known)
    return told


def _record(records: Records, identifier: str) -> Record:
    found = records.get(identifier)
    if found is None:
        raise ProtocolError("idDoesNotExist", f"There is no record {identifier}, and was none.")
    return found


def _list_records(
    repository: Repository, arguments: Mapping[str, str], records: Records
) -> Element:
    return _list(repository, arguments, records, _add_record)


def _list_identifiers(
    repository: Repository, arguments: Mapping[str, str], records: Records
) -> Element:
    return _list(repository, arguments, records, lambda told, each, _: _add_header(told, each))


def _list(
    repository: Repository,
    arguments: Mapping[str, str],
    records: Records,
    tell: Callable[[Element, Record, MetadataFormat], None],
) -> Element:
    wanted = asked(arguments, records.latest)
    known = format_of(wanted.arguments["metadataPrefix"])
    chosen = Wanted(*moments.window(wanted.arguments), wanted.arguments.get("set", ""))
    found = records.behind(wanted.key, chosen, repository.page)
    if not found and not wanted.given:
        raise ProtocolError("noRecordsMatch", _nothing(wanted.arguments, records))
    told = Element(named(OAI, wanted.verb))
    for each in found:
        tell(told, each, known)
    total = wanted.given + records.count_behind(wanted.key, chosen)
    _add_token(told, wanted, found, total)
    return told


def _add_token(told: Element, wanted: Resumption, found: Sequence[Record], total: int) -> None:
    """The token by which the list goes on; behind the last page of several, an empty one."""
    given = wanted.given + len(found)
    if given == len(found) == total:
        return
    text = ""
    if given < total:
        last = found[-1]
        text = Resumption(wanted.verb, wanted.arguments, last.change, last.dataset, given).token()
    sizes = {"completeListSize": str(total), "cursor": str(wanted.given)}
    add(told, TOKEN, text, **sizes)


def _add_record(told: Element, record: Record, known: MetadataFormat) -> None:
    each = add(told, "record")
    _add_header(each, record)
    if record.kind != "delete":
        add(each, "metadata").append(known.told(record))


def _add_header(told: Element, record: Record) -> None:
    status = {"status": "deleted"} if record.kind == "delete" else {}
    header = add(told, "header", "", **status)
    add(header, "identifier", record.dataset)
    add(header, "datestamp", moments.datestamp(record.time))
    add(header, "setSpec", record.group)


_VERBS: Mapping[str, Callable[[Repository, Mapping[str, str], Records], Element]] = (
    MappingProxyType(
        {
            "Identify": _identify,
            "ListMetadataFormats": _list_formats,
            "ListSets": _list_sets,
            "GetRecord": _get_record,
            "ListIdentifiers": _list_identifiers,
            "ListRecords": _list_records,
        }
    )
)
