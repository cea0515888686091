"""Our command beside pySHACL's on the same made-up data: time, memory, what they find.

    python tests/benchmarks/validation [--sizes 20000 200000 1000000] [--pyshacl-up-to 200000]

Prints a table in Markdown. Both commands run as processes of their own, from the start of the
interpreter to the written report, one after the other; the best of `--runs` is taken of ours.
Both get the same shapes (without the house rules, which judge our own ontology and shapes) and
the same vocabulary: ours takes it from its corpus, pySHACL's from the data file. Ours says line
and column of every finding; pySHACL's has none. Memory is the largest resident set.

A million triples take pySHACL most of an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

from generate import generate  # noqa: E402

HOUSE_RULES = "house-rules.ttl"
MEBIBYTE = 1024


@dataclass(frozen=True)
class Run:
    """One run of one command."""

    seconds: float
    mebibytes: float
    findings: int


def run(arguments: list[str], output: Path, corpus: Path) -> tuple[float, float]:
    """Seconds and mebibytes of a process whose output goes to a file; it may reject the data."""
    environment = os.environ | {"SMARTREGIONS_CORPUS": str(corpus)}
    start = time.perf_counter()
    with output.open("wb") as written, Path(os.devnull).open("wb") as nowhere:
        process = os.posix_spawn(
            arguments[0],
            arguments,
            environment,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, written.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
            ],
        )
        _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{arguments} ended with {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss / MEBIBYTE


def ours(data: Path, corpus: Path, runs: int) -> Run:
    """`smartregions validate`, findings located, as JSON."""
    program = "from smartregions.cli import main; main()"
    arguments = [sys.executable, "-c", program, "validate", str(data), "--format", "json"]
    output = data.with_suffix(".json")
    best = min(run(arguments, output, corpus) for _ in range(runs))
    (file,) = json.loads(output.read_text())["files"]
    assert all(finding["line"] for finding in file["findings"])
    return Run(*best, len(file["findings"]))


def theirs(data: Path, corpus: Path) -> Run:
    """`pyshacl`, its report as Turtle; the data file holds the vocabulary too."""
    shapes, whole = data.with_suffix(".shapes.ttl"), data.with_suffix(".whole.ttl")
    write(shapes, parse(sorted((corpus / "shapes").glob("*.ttl"))))
    write(whole, [*parse([data]), *parse(sorted((corpus / "ontology").rglob("*.ttl")))])
    output = data.with_suffix(".report.ttl")
    arguments = [sys.executable, "-m", "pyshacl", "-f", "turtle", "-s", str(shapes), str(whole)]
    seconds, mebibytes = run(arguments, output, corpus)
    report = pyoxigraph.parse(output.read_bytes(), format=RdfFormat.TURTLE)
    found = sum(quad.predicate.value.endswith("shacl#result") for quad in report)
    return Run(seconds, mebibytes, found)


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
    seconds, memory, found = "-", "-", "-"
    faster, less = "", ""
    if other:
        seconds, memory = f"{other.seconds:.1f} s", f"{other.mebibytes:.0f} MiB"
        found = str(other.findings)
        faster, less = (
            f"{other.seconds / one.seconds:.0f}x",
            f"{other.mebibytes / one.mebibytes:.1f}x",
        )
    cells = (
        *(f"{size:,}".replace(",", " "), f"{one.seconds:.2f} s", seconds, faster),
        *(f"{one.mebibytes:.0f} MiB", memory, less, str(one.findings), found),
    )
    return f"| {' | '.join(cells)} |"


HEADER = """\
| triples | smartregions | pyshacl | faster | memory | pyshacl's | less | findings | pyshacl's |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""


def main() -> None:
    """Measure and print the table, a row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 200_000, 1_000_000])
    parser.add_argument("--pyshacl-up-to", type=int, default=1_000_000, metavar="TRIPLES")
    parser.add_argument("--runs", type=int, default=3, help="of our command; the best counts")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(HEADER, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_in(Path(folder))
        for size in options.sizes:
            data = Path(folder) / f"data-{size}.ttl"
            data.write_text("".join(generate(size)))
            one = ours(data, corpus, options.runs)
            other = theirs(data, corpus) if size <= options.pyshacl_up_to else None
            print(row(size, one, other), flush=True)


if __name__ == "__main__":
    main()
