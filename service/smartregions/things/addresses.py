"""From the IRI of a thing to where it opens, and back.

A thing under `id/` is no document: it leads to the one about it, under `doc/` (Cool URIs for the
Semantic Web, section 4.1). The others are documents at their own addresses, or parts of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import NamedNode

from smartregions.namespaces import BASE, ID

DOC = "doc/"

_SUB_DELIMITERS = "!$&'()*+,;="
_IN_PATH = _SUB_DELIMITERS + ":@/"
_LAST_CONTROL = 0xA0


def path(iri: str) -> str | None:
    """Where the IRI opens, below the address of the service; None for an IRI of others."""
    if not iri.startswith(BASE):
        return None
    rest = iri.removeprefix(BASE)
    if iri.startswith(ID):
        rest = DOC + iri.removeprefix(ID)
    return quote(rest, safe=_IN_PATH + "%#?")


def candidates(space: str, name: str) -> tuple[str, ...]:
    """The IRIs in a space that an address may mean, whose path was decoded on its way here.

    An IRI may have letters beyond ASCII as they are, or escaped, or a name escaped as a whole.
    """
    first, slash, rest = name.partition("/")
    spelt = (
        "".join(c if ord(c) >= _LAST_CONTROL else quote(c, safe=_IN_PATH) for c in name),
        quote(name, safe=_IN_PATH),
        first + slash + quote(rest, safe=""),
    )
    return tuple(dict.fromkeys(_valid(space + each for each in spelt)))


def _valid(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        try:
            yield NamedNode(text).value
        except ValueError:
            continue
