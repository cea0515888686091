"""Raptor and serd, parsers by others in C, read of every format what our own parser reads.

JSON-LD, which neither knows, is read by rdflib.
"""

from __future__ import annotations

import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from clients.environments import program
from smartregions import namespaces as ns

pytestmark = [
    pytest.mark.clients,
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
]

TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "trig": "application/trig",
}
RAPTOR = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "nq": "nquads", "trig": "trig"}
SERD = {"ttl": "turtle", "nt": "ntriples", "nq": "nquads", "trig": "trig"}
READERS = [
    *(("raptor", ending) for ending in RAPTOR),
    *(("serd", ending) for ending in SERD),
    ("rdflib", "jsonld"),
]
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <%s> { ?s ?p ?o } }"
GRAPHS = {name: ns.GRAPH + name for name in ("regions", "partnerships", "shapes", "actors")}
"""With other scripts, lists, blank nodes and dates among them."""


def addresses(ending: str) -> Iterator[tuple[str, str]]:
    """An address of each kind that is served in the format, and what to ask for there."""
    wanted = TYPES[ending]
    for name, graph in GRAPHS.items():
        yield f"dumps/{name}.{ending}", "*/*"
        if ending not in ("nq", "trig"):
            yield "graphs?" + urllib.parse.urlencode({"graph": graph}), wanted
            yield "sparql?" + urllib.parse.urlencode({"query": CONSTRUCT % graph}), wanted
    if ending in ("nq", "trig"):
        yield f"dumps/all.{ending}", "*/*"
        return
    yield "sparql", wanted
    for path in ("catalog", "void"):
        yield f"{path}.{ending}", "*/*"
    for profile in ("dcat-ap-2", "schema.org"):
        yield f"catalog?_profile={profile}&page=2", wanted


def fetched(address: str, wanted: str) -> tuple[bytes, str]:
    request = urllib.request.Request(address, headers={"Accept": wanted})
    with urllib.request.urlopen(request) as response:
        return response.read(), response.headers.get_content_type()


def by(reader: str, ending: str, path: Path) -> set[Quad]:
    """What the other parser makes of the file; an error or a warning of it fails."""
    if reader == "rdflib":
        text = rdflib.Graph().parse(path.read_bytes(), format="json-ld").serialize(format="nt")
        return quads(text.encode(), "nt")
    graphs = ending in ("nq", "trig")
    if reader == "serd":
        command = [program("serdi", "serdi"), "-i", SERD[ending], "-o", "nquads", path, "file:///x"]
    else:
        output = "nquads" if graphs else "ntriples"
        rapper = program("rapper", "raptor2-utils")
        command = [rapper, "-q", "-i", RAPTOR[ending], "-o", output, path, "http://e/"]
    done = subprocess.run(command, capture_output=True, timeout=600, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr[-2000:]
    return quads(done.stdout, "nq")


def quads(text: bytes, ending: str) -> set[Quad]:
    form = RdfFormat.from_media_type(TYPES[ending])
    found = Dataset(parse(text, format=form, base_iri="http://e/"))
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(found)


@pytest.mark.parametrize(("reader", "ending"), READERS)
def test_another_parser_reads_the_same_statements(
    served: str, reader: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # else it reads 30 as 30.0
    for number, (path, wanted) in enumerate(addresses(ending)):
        body, kind = fetched(served + path, wanted)
        assert kind == TYPES[ending], path
        file = tmp_path / f"{number}.{ending}"
        file.write_bytes(body)
        found, ours = by(reader, ending, file), quads(body, ending)
        assert len(found) == len(ours) > 5, path
        assert found == ours, path
