"""Mistakes in IRIs, prefixed names and prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from types import MappingProxyType

from smartregions.messages import Message, plain
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


def undeclared(name: str, declared: Mapping[str, str], later: int | None, chunk: str) -> Message:
    """What to do about a prefix; `later` is the line of a declaration that comes too late."""
    if later:
        return Message("Move its declaration, now on line {later}, above this line.", later=later)
    if name.startswith("\ufeff"):
        return Message(
            "Remove the byte order mark (U+FEFF) before it, left where two files were joined."
        )
    if name in USUAL:
        return Message(
            "Add `@prefix {name}: <{iri}> .` at the top of the file.",
            name=name,
            iri=USUAL[name],
        )
    if name in SCHEMES:
        return Message("A full IRI stands between angle brackets: write `<{chunk}>`.", chunk=chunk)
    if near := _nearest(name, [*islice(declared, 500), *USUAL]):
        if near in declared:
            return Message("Did you mean `{near}:`?", near=near)
        return Message(
            "Did you mean `{near}:`? Then add `@prefix {near}: <{iri}> .` at the top.",
            near=near,
            iri=USUAL[near],
        )
    return Message(
        "Declare it at the top of the file: `@prefix {name}: <the IRI it stands for> .`", name=name
    )


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
        Message("`{text}//` begins an IRI that has no angle brackets.", text=name.text),
        Message("Write `{right}`.", right=f"<{c.chunk(name.start)}>"),
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
    right = (
        plain(f"`<{namespace}{whole[len(prefix) + 1 :]}>`")
        if namespace
        else Message("the full IRI in `< >`")
    )
    return Advice(
        Message(
            "`{whole}` is not a prefixed name: it holds a `{character}`.",
            whole=whole,
            character=c.here[0],
        ),
        Message(
            "Write {right}, or `{escape}` for the character.", right=right, escape="\\" + c.here[0]
        ),
    )


def escape_in_name(c: Context) -> Advice | None:
    """`ex:a\\b`, `ex:100%`."""
    name = c.token
    if name is None or name.kind != "name" or " in IRIs " not in c.said:
        return None
    whole = c.chunk(name.start)
    if "%" in c.said.partition("found")[2]:
        right = re.sub("%(?![0-9A-Fa-f]{2})", "%25", whole)
        return Advice(
            Message("`{whole}` holds a `%` that escapes nothing.", whole=whole),
            Message("Write `{right}`.", right=right),
        )
    return Advice(
        Message("`{whole}` holds a backslash that escapes nothing.", whole=whole),
        Message("Write the IRI in full."),
    )


def dot_in_name(c: Context) -> Advice | None:
    """`ex:a.ex:b`: a dot, meant to end a statement, that became part of a name."""
    match = re.match(r"(.+?)\.(([^.:]*):.+)", c.last.text) if c.last else None
    if c.last is None or match is None or c.last.kind != "name" or match[3] not in c.prefixes:
        return None
    return Advice(
        Message(
            "`{name}` is one name: a dot that something follows is part of it.", name=c.last.text
        ),
        Message("Write `{right}`.", right=f"{match[1]} . {match[2]}"),
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
            Message("This IRI is not closed."),
            Message("Write `>` where it ends: `<{iri}>`.", iri=c.chunk(start + 1)),
            c.token,
        )
    if " " in content:
        right = content.strip().replace(" ", "%20")
        return Advice(
            Message("An IRI cannot hold a blank."),
            Message("Write `{right}`.", right=f"<{right}>"),
            c.token,
        )
    if "No scheme" in c.said:
        return _relative(content, c)
    return _character(content, c)


def _runs_on(content: str) -> bool:
    """Whether a later `<` or a separator shows that the closing bracket is missing."""
    return "<" in content or re.search(r"\s[;,.](\s|$)", content) is not None


def _relative(content: str, c: Context) -> Advice:
    if content.startswith("www."):
        right = plain(f"`<https://{content}>`")
    elif ":" in content or content == "":
        right = Message("the full IRI")
    else:
        example = f"<https://example.org/{content.lstrip('/')}>"
        right = Message("the full IRI, as in `{example}`", example=example)
    return Advice(
        Message("`<{content}>` is a relative IRI, and the text has no base.", content=content),
        Message("Write {right}.", right=right),
        c.token,
    )


def _character(content: str, c: Context) -> Advice | None:
    found = re.search(_NOT_IN_IRI, content)
    if found is None:
        return None
    right = re.sub(_NOT_IN_IRI, lambda match: f"%{ord(match.group()):02X}", content)
    return Advice(
        Message("An IRI cannot hold `{character}`.", character=found.group()),
        Message("Write `{right}`.", right=f"<{right}>"),
        c.token,
    )
