"""The files of one graph: written once for a change, and read back before they are offered.

What a file says must sum to what the log says of the graph (`Change.state`); RDF/XML, which cannot
hold every graph, is left out where it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.dumps import LARGE, TEMPORARY, Dump, kept, put, rdf_format, stem
from smartregions.errors import ServiceError
from smartregions.formats import GRAPHS
from smartregions.messages import Message
from smartregions.registry.change import Change
from smartregions.registry.triples import lines, sum_of

_BY_LINES = ("ntriples", "nquads")
"""Formats that are written as the log has the graph, line by line."""
_SMALL = LARGE // 8
"""Bytes of a text of which no file is large."""
_START = re.compile(rb"<([^<>\n]*[/#])")
_STARTS_KEPT = 4_096


def write_graph(folder: Path, change: Change, text: Iterable[bytes]) -> Iterator[Dump]:
    """The files of a graph as the change left it; `text` is N-Triples as the log keeps it, in
    blocks of whole lines.

    Raises ServiceError when a file would not say what the graph says.
    """
    blocks = iter(text)
    begun = next(blocks, b"")
    following = next(blocks, b"")
    if not following and len(begun) < _SMALL:
        return _small(folder, change, begun)
    return _large(folder, change, chain([begun, following], blocks))


def _small(folder: Path, change: Change, text: bytes) -> Iterator[Dump]:
    """Each file is made in memory: opening one costs more."""
    said = [quad.triple for quad in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES)]
    used = prefixes(prefixes_in(text))
    for dump in _wanted(change):
        if dump.format == "ntriples":
            content = text
        elif dump.format == "nquads":
            content = b"".join(_in_graph(change.graph, text))
        else:
            written = _written(change.graph, said, dump.format, used)
            if written is None or not _is_right(BytesIO(written), dump.format, change):
                continue
            content = written
        yield put(folder, dump, content)


def _large(folder: Path, change: Change, text: Iterable[bytes]) -> Iterator[Dump]:
    """Each file is written, and read, a little at a time."""
    wanted = _wanted(change)
    paths = {each.format: folder / (each.name + TEMPORARY) for each in wanted}
    used = _write_lines(change.graph, paths, text)
    for form in [each.format for each in wanted if each.format not in _BY_LINES]:
        with paths[form].open("wb") as file:
            is_right = _write(paths, form, used, file)
        with paths[form].open("rb") as file:
            is_right = is_right and _is_right(file, form, change)
        if not is_right:
            paths.pop(form).unlink()
    for dump in (each for each in wanted if each.format in paths):
        path = paths[dump.format]
        yield from kept(folder, dump, path, path.stat().st_size >= LARGE)


def _wanted(change: Change) -> list[Dump]:
    """The files as they are called; what is in them is not known yet."""
    of = (change.graph, stem(change.graph), change.sequence, change.time)
    return [Dump(*of, known.name, 0, "") for known in GRAPHS]


def prefixes(found: Iterable[str]) -> dict[str, str]:
    """Prefixes of these names, in the order of our files."""
    names = set(found)
    return {name: iri for name, iri in ns.PREFIXES.items() if name in names}


def prefixes_in(text: bytes) -> set[str]:
    """The names of those whose namespace the text names."""
    return {name for start in set(_START.findall(text)) for name in _named(start)}


@lru_cache(_STARTS_KEPT)
def _named(start: bytes) -> tuple[str, ...]:
    """Of those that the beginning of an IRI, up to its last slash or hash, begins with."""
    iri = start.decode()
    return tuple(name for name, space in ns.PREFIXES.items() if iri.startswith(space))


def _in_graph(graph: str, text: bytes) -> Iterator[bytes]:
    """The lines of the text with the graph's name in them."""
    end = f" <{graph}> .\n".encode()
    return (line.removesuffix(b" .\n") + end for line in lines(text))


def _write_lines(graph: str, paths: Mapping[str, Path], text: Iterable[bytes]) -> dict[str, str]:
    """Write the formats that have a triple a line; the prefixes that the others want."""
    found: set[str] = set()
    with paths["ntriples"].open("wb") as triples, paths["nquads"].open("wb") as with_graph:
        for block in text:
            triples.write(block)
            with_graph.writelines(_in_graph(graph, block))
            found |= prefixes_in(block)
    return prefixes(found)


def _written(graph: str, said: Iterable[Triple], form: str, used: dict[str, str]) -> bytes | None:
    """The text; None where the engine knows that the format cannot hold it."""
    name, wanted = NamedNode(graph), None if form == "jsonld" else used
    given = (Quad(t.subject, t.predicate, t.object, name) for t in said) if form == "trig" else said
    try:
        return pyoxigraph.serialize(given, format=rdf_format(form), prefixes=wanted)
    except OSError:  # nothing is read or written: rdf:aboutEach as a predicate, in RDF/XML
        return None


def _write(paths: Mapping[str, Path], form: str, used: dict[str, str], file: BinaryIO) -> bool:
    """Whether the format holds it, as far as the engine knows."""
    wanted = None if form == "jsonld" else used
    lines_of = "nquads" if form == "trig" else "ntriples"
    read = pyoxigraph.parse(path=paths[lines_of], format=rdf_format(lines_of))
    given = read if form == "trig" else (quad.triple for quad in read)
    try:
        pyoxigraph.serialize(given, file, rdf_format(form), prefixes=wanted)
    except OSError as error:
        if error.errno is not None:  # the disk
            raise
        return False
    return True


def _is_right(file: BinaryIO, form: str, change: Change) -> bool:
    """Whether the file says what the graph says; False for what XML cannot say.

    XML is also read by Expat: pyoxigraph writes, and reads again, names that are none in XML.
    Raises ServiceError when another format does not.
    """
    if _sum_in(file, form) == change.state:
        return True
    if form == "rdfxml":
        return False
    raise ServiceError(
        Message("<{graph}> in {form} is not what the graph says.", graph=change.graph, form=form)
    )


def _sum_in(file: BinaryIO, form: str) -> str:
    """The sum of the triples that are read from the file; empty when it cannot be read."""
    try:
        if form == "rdfxml":
            expat.ParserCreate(namespace_separator=" ").ParseFile(file)
            file.seek(0)
        said = pyoxigraph.parse(file, format=rdf_format(form))
        return str(sum_of(f"{quad.triple} .\n".encode() for quad in said))
    except (SyntaxError, ValueError, expat.ExpatError):
        return ""
