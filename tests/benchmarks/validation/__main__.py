"""Our command beside pySHACL's on the same made-up data: time, memory, what they find.

    python tests/benchmarks/validation [--sizes 20000 200000 1000000] [--pyshacl-seconds 3600]

Prints two tables in Markdown. Both commands run as processes of their own, from the start of the
interpreter to the written report, one after the other; the best of `--runs` is taken of ours.
Both get the same shapes (without the house rules, which judge our own ontology and shapes) and
the same vocabulary: ours takes it from its corpus, pySHACL's from the data file. Ours says line
and column of every finding; pySHACL's has none. Memory is the largest resident set.

pySHACL is ended after `--pyshacl-seconds` of a size; the row then says `> N s`, and how much
faster ours is at least. 200 000 triples take it ten minutes and more, a million most of an hour.
The second table is a file of ten triples, judged beside all that is published.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

from generate import generate  # noqa: E402
from measured import Run, run  # noqa: E402

HOUSE_RULES = "house-rules.ttl"
TEN_TRIPLES = """\
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://w3id.org/smart-regions/id/actor/made-up> a sr:Actor ;
  rdfs:label "Made-up University"@en ;
  sr:helix <https://w3id.org/smart-regions/scheme/helix/academia> ;
  sr:locatedIn <https://w3id.org/smart-regions/id/region/bretagne> ;
  dcterms:source <https://w3id.org/smart-regions/id/source/made-up> ;
  foaf:homepage <https://university.example.org/> .

<https://w3id.org/smart-regions/id/source/made-up> a sr:Source ;
  rdfs:label "university.example.org, research"@en ;
  sr:page <https://university.example.org/research> ;
  dcterms:issued "2025-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> .
"""


def ours(data: Path, corpus: Path, runs: int) -> Run:
    """`smartregions validate`, findings located, as JSON."""
    program = "from smartregions.cli import main; main()"
    arguments = [sys.executable, "-c", program, "validate", str(data), "--format", "json"]
    output = data.with_suffix(".json")
    best = min((run(arguments, output, corpus) for _ in range(runs)), key=lambda r: r.seconds)
    (file,) = json.loads(output.read_text())["files"]
    assert all(finding["line"] for finding in file["findings"])
    return replace(best, findings=len(file["findings"]))


def theirs(data: Path, corpus: Path, limit: float) -> Run:
    """`pyshacl`, its report as Turtle; the data file holds the vocabulary too."""
    shapes, whole = data.with_suffix(".shapes.ttl"), data.with_suffix(".whole.ttl")
    write(shapes, parse(sorted((corpus / "shapes").glob("*.ttl"))))
    write(whole, [*parse([data]), *parse(sorted((corpus / "ontology").rglob("*.ttl")))])
    output = data.with_suffix(".report.ttl")
    arguments = [sys.executable, "-m", "pyshacl", "-f", "turtle", "-s", str(shapes), str(whole)]
    taken = run(arguments, output, corpus, limit)
    if not taken.ended:
        return taken
    report = pyoxigraph.parse(output.read_bytes(), format=RdfFormat.TURTLE)
    found = sum(quad.predicate.value.endswith("shacl#result") for quad in report)
    return replace(taken, findings=found)


def parse(files: Iterable[Path]) -> list[Triple]:
    """The triples of several files."""
    return [
        quad.triple
        for file in files
        for quad in pyoxigraph.parse(path=file, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    ]


def write(file: Path, triples: Iterable[Triple]) -> None:
    """Write triples as Turtle."""
    pyoxigraph.serialize(triples, str(file), RdfFormat.TURTLE)


def corpus_in(folder: Path) -> Path:
    """Our vocabulary and shapes, without house rules and without data."""
    corpus = folder / "corpus"
    shutil.copytree(ROOT / "ontology", corpus / "ontology")
    shutil.copytree(ROOT / "shapes", corpus / "shapes", ignore=lambda *_: {HOUSE_RULES})
    (corpus / "data").mkdir()
    return corpus


def row(size: int, one: Run, other: Run | None) -> str:
    """A row of the table."""
    seconds, memory, found, faster, less = "-", "-", "-", "", ""
    if other:
        more = "" if other.ended else "> "
        seconds, memory = f"{more}{other.seconds:.1f} s", f"{more}{other.mebibytes:.0f} MiB"
        found = str(other.findings) if other.ended else "-"
        faster = f"{more}{other.seconds / one.seconds:.0f}x"
        less = f"{more}{other.mebibytes / one.mebibytes:.1f}x"
    cells = (
        *(f"{size:,}".replace(",", " "), f"{one.seconds:.2f} s", seconds, faster),
        *(f"{one.mebibytes:.0f} MiB", memory, less, str(one.findings), found),
    )
    return f"| {' | '.join(cells)} |"


HEADER = """\
| triples | smartregions | pyshacl | faster | memory | pyshacl's | less | findings | pyshacl's |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""


COLD = """\

| ten triples | from start to report | of it on a CPU | memory |
|---|--:|--:|--:|"""


def cold_start(folder: Path, runs: int) -> Iterator[str]:
    """Rows for a small file beside all that is published: the best run, and the middle one."""
    data = folder / "ten.ttl"
    data.write_text(TEN_TRIPLES)
    taken = sorted((ours(data, ROOT, 1) for _ in range(runs)), key=lambda one: one.seconds)
    for name, one in (("best", taken[0]), ("median", taken[len(taken) // 2])):
        cells = f"{one.seconds:.2f} s | {one.cpu_seconds:.2f} s | {one.mebibytes:.0f} MiB"
        yield f"| {name} of {runs} | {cells} |"


def main() -> None:
    """Measure and print the tables, a row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[20_000, 200_000, 1_000_000])
    parser.add_argument(
        "--pyshacl-seconds",
        type=float,
        default=3_600,
        metavar="SECONDS",
        help="limit for one size; 0 leaves pySHACL out",
    )
    parser.add_argument("--runs", type=int, default=3, help="of our command; the best counts")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(HEADER, flush=True)
    limit = options.pyshacl_seconds
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_in(Path(folder))
        for size in options.sizes:
            data = Path(folder) / f"data-{size}.ttl"
            data.write_text("".join(generate(size)))
            one = ours(data, corpus, options.runs)
            other = theirs(data, corpus, limit) if limit else None
            print(row(size, one, other), flush=True)
        print(COLD)
        for line in cold_start(Path(folder), 10):
            print(line, flush=True)


if __name__ == "__main__":
    main()
