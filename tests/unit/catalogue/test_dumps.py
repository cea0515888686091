"""The files of graphs: that each says what the log says, and what they are called."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

import smallworld
from proposals import proposal
from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.catalogue import dumps, edition, filelist
from smartregions.catalogue.compiling import make
from smartregions.catalogue.dumps import Dump
from smartregions.catalogue.graphfiles import prefixes, prefixes_in, write_graph
from smartregions.catalogue.offered import Deployment
from smartregions.errors import ServiceError
from smartregions.publication.entry import enter
from smartregions.registry.change import Change
from smartregions.registry.log import Registry, opened

DEPLOYMENT = Deployment("https://regions.example/")
FINE = b'<http://e/s> <http://e/p> "one" .\n'
NO_NAME = b'<http://e/s> <http://e/1> "a name that XML cannot have" .\n'
NO_CHARACTER = b'<http://e/s> <http://e/p> "a character that XML cannot have: \\u0001" .\n'
KEPT_BACK = (
    b'<http://e/s> <%saboutEach> "a name that RDF/XML keeps for itself" .\n' % ns.RDF.encode()
)
NEWER = b"<http://e/s> <http://e/p> <<( <http://e/s> <http://e/p> <http://e/o> )>> .\n"


def change(registry: Registry, text: bytes, graph: str = ns.GRAPH + "x") -> Change:
    (made,) = registry.commit(proposal(registry, graph, text))
    return made


@pytest.mark.parametrize(
    "text", [NO_NAME, NO_CHARACTER, KEPT_BACK], ids=["name", "character", "reserved"]
)
def test_rdf_xml_is_left_out_where_it_cannot_hold_the_graph(tmp_path: Path, text: bytes) -> None:
    with opened(tmp_path / "registry.sqlite3") as registry:
        made = list(write_graph(tmp_path, change(registry, FINE), [FINE]))
        assert "rdfxml" in {dump.format for dump in made}
        other = change(registry, text)
        kept = {dump.format for dump in write_graph(tmp_path, other, [text])}
    assert kept == {"turtle", "ntriples", "nquads", "trig", "jsonld"}
    assert not (tmp_path / f"x-{other.sequence}.rdf").exists()
    assert not list(tmp_path.glob("*.part"))


def test_what_one_format_cannot_hold_keeps_no_large_graph_from_the_others(tmp_path: Path) -> None:
    """Else no catalogue came to be, of any graph."""
    lines = [b'<http://e/s> <http://e/predicate> "%05d" .\n' % n for n in range(8_000)]
    for text, without in ((KEPT_BACK, "rdfxml"), (NEWER, "jsonld")):
        folder = tmp_path / without
        folder.mkdir()
        whole = b"".join(sorted([*lines, text]))
        with opened(folder / "registry.sqlite3") as registry:
            small = list(write_graph(folder, change(registry, text), [text]))
            large = list(write_graph(folder, change(registry, whole), [whole]))
        for made in (small, large):
            found = {dump.format for dump in made}
            assert without not in found
            assert {"turtle", "ntriples", "nquads", "trig"} <= found


def test_a_file_that_would_say_something_else_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "registry.sqlite3") as registry:
        made = change(registry, FINE)
    with pytest.raises(ServiceError, match="is not what the graph says"):
        list(write_graph(tmp_path, made, [FINE.replace(b"one", b"two")]))


def test_large_files_are_compressed_too_and_small_ones_are_not(tmp_path: Path) -> None:
    lines = [b'<http://e/s> <http://e/predicate> "%06d" .\n' % n for n in range(30_000)]
    text = b"".join(lines)
    with opened(tmp_path / "registry.sqlite3") as registry:
        made = list(write_graph(tmp_path, change(registry, text), [text]))
    sizes = {dump.format: dump.size for dump in made if not dump.compression}
    packed = {dump.format for dump in made if dump.compression == "zstd"}
    assert packed == {form for form, size in sizes.items() if size >= dumps.LARGE}
    assert "ntriples" in packed
    assert "turtle" in {*sizes} - packed


@given(st.lists(st.sampled_from("ab-1.~/ é"), min_size=1, max_size=6).map("".join))
def test_no_name_of_a_graph_leads_out_of_the_folder_or_looks_like_a_version(name: str) -> None:
    begin = dumps.stem(ns.GRAPH + name)
    assert "/" not in begin
    assert not begin.startswith(".")
    last = begin.rpartition("-")[2]
    assert begin.startswith("~") or "-" not in begin or not (last.isascii() and last.isdecimal())


@pytest.mark.parametrize(
    "name", ["all", "a-1", "../x", "", "~x", "a//b", "/a", "a/", "a/../b", "a/b-1", ".x", "x" * 101]
)
def test_a_name_that_would_not_do_is_a_digest(name: str) -> None:
    assert dumps.stem(ns.GRAPH + name).startswith("~")
    assert len(dumps.stem(ns.GRAPH + name)) == 25


def test_a_graph_in_the_space_of_a_partner_has_a_name_that_can_be_read() -> None:
    assert dumps.stem(ns.GRAPH + "partner/a.b") == "partner~a.b"


def test_a_process_makes_the_edition_and_says_why_it_cannot(tmp_path: Path) -> None:
    place = tmp_path / "registry.sqlite3"
    with opened(place) as registry:
        enter(corpus.find(smallworld.write(tmp_path / "corpus")), registry)
        last = registry.last()
    command = [sys.executable, "-m", "smartregions.catalogue.making"]
    folder = tmp_path / "dumps"
    subprocess.run(
        [*command, folder, DEPLOYMENT.address], input=str(place).encode(), check=True, timeout=120
    )
    found = edition.read(folder)
    assert found is not None and last is not None
    assert found.is_of(last, DEPLOYMENT.address)
    (tmp_path / "file").touch()
    failed = subprocess.run(
        [*command, tmp_path / "file", DEPLOYMENT.address],
        input=str(place),
        stderr=subprocess.PIPE,
        text=True,
        timeout=300,
        check=False,
    )
    assert failed.returncode == 1
    assert "The catalogue cannot be made" in failed.stderr
    assert "Traceback" not in failed.stderr


def current(folder: Path, made: edition.Edition) -> list[Dump]:
    """The files of an edition."""
    with filelist.opened(folder / made.files) as files:
        return list(files.current())


def test_what_is_there_and_whole_is_not_written_again_and_the_rest_is(tmp_path: Path) -> None:
    folder = tmp_path / "dumps"
    with opened(tmp_path / "registry.sqlite3") as registry:
        change(registry, FINE)
        first = make(folder, registry, DEPLOYMENT)
        times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        assert make(folder, registry, DEPLOYMENT) == first
        moved = make(folder, registry, Deployment("https://other.example/"))
        files = current(folder, first)
        kept = [
            d.name
            for d in current(folder, moved)
            if (folder / d.name).stat().st_mtime_ns == times[d.name]
        ]
        assert sorted(kept) == sorted(dump.name for dump in files)
        assert moved.catalogue != first.catalogue
        (folder / files[0].name).write_bytes(b"")
        (folder / "left.ttl.part").touch()
        os.truncate(folder / edition.RECORD, 10)
        assert edition.read(folder) is None
        again = make(folder, registry, DEPLOYMENT)
        assert again == first
        assert all((folder / d.name).stat().st_size == d.size for d in current(folder, again))
        assert not (folder / "left.ttl.part").exists()


def test_what_was_redacted_is_in_no_file_any_more(tmp_path: Path) -> None:
    folder = tmp_path / "dumps"
    with opened(tmp_path / "registry.sqlite3") as registry:
        change(registry, FINE)
        secret = change(registry, FINE + b'<http://e/s> <http://e/p> "secret" .\n')
        make(folder, registry, DEPLOYMENT)
        registry.redact(secret.sequence, "asked for")
        made = make(folder, registry, DEPLOYMENT)
        with filelist.opened(folder / made.files) as files:
            assert set(files.all()) == set(files.current())
        plain = [path.read_bytes() for path in folder.iterdir()]
        assert not any(b"secret" in text for text in plain)
        edition.forget(folder)
        assert {path.name for path in folder.iterdir()} == {edition.LOCK}


def test_of_another_log_nothing_is_taken_over(tmp_path: Path) -> None:
    """As after an older copy of the registry was put back, and something else was changed."""
    folder, other = tmp_path / "dumps", FINE.replace(b"one", b"two")
    for name, text in (("first", FINE), ("second", other)):
        with opened(tmp_path / name) as registry:
            change(registry, text)
            made = make(folder, registry, DEPLOYMENT)
        (plain,) = (dump for dump in current(folder, made) if dump.name == "x-1.nt")
        assert (folder / plain.name).read_bytes() == text
        assert plain.sha256 == hashlib.sha256(text).hexdigest()


def test_the_file_of_all_graphs_is_what_would_be_written_of_them_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "dumps"
    texts = {
        "a": f'<{ns.ID}a> <http://e/p> "@prefix" .\n<{ns.ID}a> <{ns.DCTERMS}title> "A" .\n',
        "b": f'<{ns.ID}b> <{ns.RDFS}label> "B" .\n',
        "c": f"<{ns.ID}c> <http://e/p> <{ns.SKOS}Concept> .\n",
    }
    with opened(tmp_path / "registry.sqlite3") as registry:
        for name, text in texts.items():
            change(registry, text.encode(), ns.GRAPH + name)
        make(folder, registry, DEPLOYMENT)
    quads = list(pyoxigraph.parse(path=folder / "all-3.nq", format=RdfFormat.N_QUADS))
    assert len(quads) == 4
    found = pyoxigraph.parse(path=folder / "all-3.trig", format=RdfFormat.TRIG)
    assert list(found) == quads
    used = prefixes(prefixes_in("".join(texts.values()).encode()))
    assert len(used) >= 3
    whole = pyoxigraph.serialize(quads, format=RdfFormat.TRIG, prefixes=used)
    assert (folder / "all-3.trig").read_bytes() == whole
