"""Mistakes in IRIs, prefixed names and prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from types import MappingProxyType

from smartregions.namespaces import DCTERMS, PREFIXES
from smartregions.turtle.mistakes.context import Advice, Context

USUAL = MappingProxyType(
    {
        **PREFIXES,
        "dc": "http://purl.org/dc/elements/1.1/",
        "dct": DCTERMS,
        "geo": "http://www.opengis.net/ont/geosparql#",
    }
)
"""What people mean by a prefix that they forgot to declare."""
SCHEMES = frozenset(("http", "https", "ftp", "file", "mailto", "urn", "tel", "doi"))
"""What before a colon begins an IRI rather than a prefixed name."""
_NOT_IN_IRI = r"[\"{}|^`\x00-\x1f]|%(?![0-9A-Fa-f]{2})|\\(?!u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_ESCAPABLE = "~!$&'()*+,;=/?@%"


def undeclared(name: str, declared: Mapping[str, str], later: int | None, chunk: str) -> str:
    """What to do about a prefix; `later` is the line of a declaration that comes too late."""
    if later:
        return f"Move its declaration, now on line {later}, above this line."
    if name.startswith("\ufeff"):
        return "Remove the byte order mark (U+FEFF) before it, left where two files were joined."
    if name in USUAL:
        return f"Add `@prefix {name}: <{USUAL[name]}> .` at the top of the file."
    if name in SCHEMES:
        return f"A full IRI stands between angle brackets: write `<{chunk}>`."
    if near := _nearest(name, [*islice(declared, 500), *USUAL]):
        if near in declared:
            return f"Did you mean `{near}:`?"
        return f"Did you mean `{near}:`? Then add `@prefix {near}: <{USUAL[near]}> .` at the top."
    return f"Declare it at the top of the file: `@prefix {name}: <the IRI it stands for> .`"


def _nearest(name: str, known: Iterable[str]) -> str | None:
    if len(name) < 3:
        return None
    spellings = {spelling.lower(): spelling for spelling in reversed(list(known))}
    found = get_close_matches(name.lower(), spellings, n=1)
    return spellings[found[0]] if found else None


def bare_iri(c: Context) -> Advice | None:
    """`http://...` without angle brackets."""
    name = c.token if c.token and c.token.kind == "name" else c.last
    if name is None or name.kind != "name" or not c.text.startswith("//", name.end):
        return None
    if name.text.rstrip(":") not in SCHEMES:
        return None
    return Advice(
        f"`{name.text}//` begins an IRI that has no angle brackets.",
        f"Write `<{c.chunk(name.start)}>`.",
        name,
    )


def character_in_name(c: Context) -> Advice | None:
    """`ex:a/b`: a character that a prefixed name cannot hold."""
    name = c.last
    if name is None or name.kind != "name" or not c.here or not c.glued(name, c.token):
        return None
    if c.here[0] not in _ESCAPABLE or c.here in (",", ";", ")"):
        return None
    prefix, _, _ = name.text.partition(":")
    whole = c.chunk(name.start)
    namespace = c.prefixes.get(prefix)
    full = f"`<{namespace}{whole[len(prefix) + 1 :]}>`" if namespace else "the full IRI in `< >`"
    return Advice(
        f"`{whole}` is not a prefixed name: it holds a `{c.here[0]}`.",
        f"Write {full}, or `\\{c.here[0]}` for the character.",
    )


def escape_in_name(c: Context) -> Advice | None:
    """`ex:a\\b`, `ex:100%`."""
    name = c.token
    if name is None or name.kind != "name" or " in IRIs " not in c.said:
        return None
    whole = c.chunk(name.start)
    if "%" in c.said.partition("found")[2]:
        right = re.sub("%(?![0-9A-Fa-f]{2})", "%25", whole)
        return Advice(f"`{whole}` holds a `%` that escapes nothing.", f"Write `{right}`.")
    return Advice(f"`{whole}` holds a backslash that escapes nothing.", "Write the IRI in full.")


def dot_in_name(c: Context) -> Advice | None:
    """`ex:a.ex:b`: a dot, meant to end a statement, that became part of a name."""
    match = re.match(r"(.+?)\.(([^.:]*):.+)", c.last.text) if c.last else None
    if c.last is None or match is None or c.last.kind != "name" or match[3] not in c.prefixes:
        return None
    return Advice(
        f"`{c.last.text}` is one name: a dot that something follows is part of it.",
        f"Write `{match[1]} . {match[2]}`.",
        c.last,
    )


def iri(c: Context) -> Advice | None:
    """A fault inside `<...>`."""
    start = c.text.rfind("<", 0, c.start + 1)
    if c.token is None or c.token.start != start or start < 0:
        return None
    match = re.compile(r"<([^>\r\n]*)(>?)").match(c.text, start)
    assert match
    content, end = match.groups()
    if not end or _runs_on(content):
        return Advice(
            "This IRI is not closed.",
            f"Write `>` where it ends: `<{c.chunk(start + 1)}>`.",
            c.token,
        )
    if " " in content:
        right = content.strip().replace(" ", "%20")
        return Advice("An IRI cannot hold a blank.", f"Write `<{right}>`.", c.token)
    if "No scheme" in c.said:
        return _relative(content, c)
    return _character(content, c)


def _runs_on(content: str) -> bool:
    """Whether a later `<` or a separator shows that the closing bracket is missing."""
    return "<" in content or re.search(r"\s[;,.](\s|$)", content) is not None


def _relative(content: str, c: Context) -> Advice:
    if content.startswith("www."):
        right = f"`<https://{content}>`"
    elif ":" in content or content == "":
        right = "the full IRI"
    else:
        right = f"the full IRI, as in `<https://example.org/{content.lstrip('/')}>`"
    return Advice(
        f"`<{content}>` is a relative IRI, and the text has no base.", f"Write {right}.", c.token
    )


def _character(content: str, c: Context) -> Advice | None:
    found = re.search(_NOT_IN_IRI, content)
    if found is None:
        return None
    right = re.sub(_NOT_IN_IRI, lambda match: f"%{ord(match.group()):02X}", content)
    return Advice(f"An IRI cannot hold `{found.group()}`.", f"Write `<{right}>`.", c.token)
