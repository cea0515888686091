"""The arguments of a request, each once, and none that the verb does not take (section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from smartregions.catalogue.oai.errors import ProtocolError

LIST = ("metadataPrefix", "from", "until", "set")
TOKEN = "resumptionToken"

VERBS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "GetRecord": (("identifier", "metadataPrefix"), ()),
        "Identify": ((), ()),
        "ListIdentifiers": (("metadataPrefix",), (*LIST[1:], TOKEN)),
        "ListMetadataFormats": ((), ("identifier",)),
        "ListRecords": (("metadataPrefix",), (*LIST[1:], TOKEN)),
        "ListSets": ((), (TOKEN,)),
    }
)
"""Of each verb, the arguments that it must have, and those that it may have."""


def checked(given: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """The arguments, the verb among them. Raises ProtocolError.

    With a resumption token, which stands for all others, none must be given. Others may: the
    importer of data.europa.eu goes on sending metadataPrefix (see `resumption.agree`).
    """
    verbs = [value for name, value in given if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        said = f"{', '.join(verbs) or 'There'} is no verb" if len(verbs) < 2 else "Several verbs"
        raise ProtocolError("badVerb", f"{said}; write verb= and one of {', '.join(VERBS)}.")
    required, optional = VERBS[verbs[0]]
    told: dict[str, str] = {}
    for name, value in given:
        if name not in ("verb", *required, *optional):
            raise ProtocolError("badArgument", f"{verbs[0]} takes no argument {name}.")
        if name in told:
            raise ProtocolError("badArgument", f"The argument {name} is given twice.")
        told[name] = value
    missing = [name for name in required if not told.get(name) and TOKEN not in told]
    if missing:
        raise ProtocolError("badArgument", f"{verbs[0]} needs the argument {missing[0]}.")
    return told
