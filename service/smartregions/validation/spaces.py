"""Declared namespaces that are nearly, and not quite, those that are meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from smartregions import namespaces as ns
from smartregions.messages import Message
from smartregions.validation.nearest import slips
from smartregions.validation.report import Misspelling, Severity
from smartregions.validation.terms import Slip

ALSO_RIGHT = frozenset({"https://schema.org/", "http://purl.org/dc/elements/1.1/"})
"""Namespaces that look like a slip of one of ours and are not."""
SAME_NAME, ANY_NAME = 8, 2
"""Slips up to which a namespace counts as meant, under its usual prefix and under another."""


def namespace_slips(prefixes: Mapping[str, str]) -> Iterator[tuple[str, Slip]]:
    """Each declared prefix whose namespace is nearly, and not quite, one that is well known."""
    known = set(ns.PREFIXES.values()) | ALSO_RIGHT
    for prefix, namespace in prefixes.items():
        if namespace == ns.BASE or namespace in known or _inside(namespace):
            continue
        meant, severity = _namespace_meant(prefix, namespace)
        if meant:
            message = Message(
                "The namespace <{namespace}> is not the well-known one.", namespace=namespace
            )
            misspelt = Misspelling(namespace, meant)
            yield (
                prefix,
                Slip("unknown-term", message, _declared(prefix, meant), severity, misspelt),
            )


def namespace_behind(
    prefixes: Mapping[str, str], classes: Iterable[str]
) -> tuple[str, Slip] | None:
    """The declared prefix because of which a file says of nothing that it is of these classes."""
    known = tuple(classes)
    for prefix, slip in namespace_slips(prefixes):
        meant, _ = _namespace_meant(prefix, prefixes[prefix])
        if meant and any(each.startswith(meant) for each in known):
            return prefix, slip
    for prefix, namespace in prefixes.items():
        usual = ns.PREFIXES.get(prefix, namespace)
        if (
            usual != namespace
            and namespace not in ALSO_RIGHT
            and any(each.startswith(usual) for each in known)
        ):
            message = Message(
                "The prefix {prefix}: stands for <{namespace}> here, which is not what is judged.",
                prefix=prefix,
                namespace=namespace,
            )
            return prefix, Slip("unknown-term", message, _declared(prefix, usual))
    return None


def _declared(prefix: str, namespace: str) -> Message:
    return Message("did you mean: {right}", right=f"@prefix {prefix}: <{namespace}> .")


def mistaken_namespaces(prefixes: Mapping[str, str]) -> Mapping[str, str]:
    """Those declared namespaces for which one of ours is meant without a doubt, with that one."""
    found = {}
    for prefix, slip in namespace_slips(prefixes):
        meant, _ = _namespace_meant(prefix, prefixes[prefix])
        if meant and meant.startswith(ns.BASE) and slip.severity == "violation":
            found[prefixes[prefix]] = meant
    return found


def _inside(namespace: str) -> bool:
    return any(namespace.startswith(one) for one in ns.PREFIXES.values())


@lru_cache(maxsize=256)
def _namespace_meant(prefix: str, namespace: str) -> tuple[str | None, Severity]:
    """The namespace that was meant; a violation when there is hardly a doubt."""
    plain = _plain(namespace)
    for one in ns.PREFIXES.values():
        if plain == _plain(one) or slips(namespace, one, ANY_NAME) <= ANY_NAME:
            return one, "violation"
    usual = ns.PREFIXES.get(prefix)
    if usual and slips(namespace, usual, SAME_NAME) <= SAME_NAME:
        return usual, "warning"
    return None, "info"


def _plain(namespace: str) -> str:
    bare = namespace.lower().removeprefix("https://").removeprefix("http://")
    return bare.removeprefix("www.").rstrip("/#")
