"""The report in Markdown: the machine, the targets, every question beside every server."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from serving.load import Load
from serving.measuring import Cell, Key
from serving.own import ColdStart, Repeated
from serving.peers.ours import NAME

HTTP_TIMES, HTTP_PLUS = 1.3, 0.002
REPEATED_SHARE = 0.8
LOOK_UPS = {"rdflib-endpoint": 6.0, "Virtuoso": 1.5, "Fuseki": 1.0}
PACKAGED_SECONDS, SECONDS_PER_MILLION = 1.5, 6.0
LOOK_UP, IN_PROCESS = "point look-up", "pyoxigraph in process"


@dataclass(frozen=True, slots=True)
class Sized:
    """What was found on one size of data."""

    triples: int
    cells: Mapping[Key, Cell]
    ready: Mapping[str, float]
    """Seconds from the start of each contestant until it held the data."""
    repeated: Sequence[Repeated]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a run."""

    command: str
    versions: Mapping[str, str]
    missing: Mapping[str, str]
    """Contestants that this machine cannot have, with the reason."""
    cold: Sequence[ColdStart]
    sizes: Sequence[Sized]


def report(found: Findings) -> str:
    """The whole text."""
    parts = [_machine(found), _table(["target", "wanted", "measured", ""], _targets(found))]
    names = [*found.versions]
    heads = ["triples", "question", "clients", *(_head(found, name) for name in names)]
    rows = [row for sized in found.sizes for row in _rows(sized, names)]
    return "\n\n".join([*parts, _LEGEND, _table(heads, rows)]) + "\n"


_LEGEND = f"""\
Each cell: answers per second, median / 99th percentile in milliseconds, and how many times as many
answers {NAME} gives. A dash says why there is none."""


def _machine(found: Findings) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    lines = [
        f"- Machine: {_processor()}, {cores} cores, {memory:.0f} GB, {platform.platform()}, "
        f"Python {platform.python_version()}; load generator on the same machine.",
        f"- Command: `{found.command}`",
        *(f"- Not compared: {name}, because {why}" for name, why in found.missing.items()),
    ]
    return "\n".join(lines)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _head(found: Findings, name: str) -> str:
    return f"{name} {found.versions[name]}"


def _targets(found: Findings) -> Iterator[list[str]]:
    for sized in found.sizes:
        size = f"{sized.triples:,} triples"
        for name, times in LOOK_UPS.items():
            for clients, ratio in _ratios(sized, LOOK_UP, name):
                words = f"look-ups against {name}, {clients} clients, {size}"
                yield _target(words, f"≥ {times:g}x", f"{ratio:.2f}x", ratio >= times)
        for question, ours, engine in _over_http(sized):
            limit = HTTP_TIMES * engine + HTTP_PLUS
            wanted = f"≤ 1.3 x {engine * 1000:.2f} + 2 ms = {limit * 1000:.2f} ms"
            words = f"over HTTP: {question}, {size}"
            yield _target(words, wanted, f"{ours * 1000:.2f} ms", ours <= limit)
        for one in sized.repeated:
            share = one.question / one.nothing if one.nothing else 0.0
            words = f"repeated question against an empty route, {one.clients} clients, {size}"
            measured = f"{share:.2f}x ({one.question:,.0f} of {one.nothing:,.0f} per s)"
            yield _target(words, f"≥ {REPEATED_SHARE}x", measured, share >= REPEATED_SHARE)
    for cold in found.cold:
        limit = SECONDS_PER_MILLION * (cold.triples or 0) / 1e6 or PACKAGED_SECONDS
        what = f"{cold.triples:,} triples" if cold.triples else "packaged data"
        limit = max(limit, PACKAGED_SECONDS)
        measured = f"{cold.again:.2f} s (first time ever {cold.first:.2f} s)"
        yield _target(f"cold start, {what}", f"≤ {limit:g} s", measured, cold.again <= limit)


def _target(words: str, wanted: str, measured: str, met: bool) -> list[str]:
    return [words, wanted, measured, "met" if met else "**missed**"]


def _load(sized: Sized, question: str, clients: int, name: str) -> Load | None:
    cell = sized.cells.get((question, clients, name))
    return cell.load if cell else None


def _ratios(sized: Sized, question: str, name: str) -> Iterator[tuple[int, float]]:
    """Clients, and how many times as many answers ours gives."""
    for clients in _clients(sized):
        ours = _load(sized, question, clients, NAME)
        theirs = _load(sized, question, clients, name)
        if ours and theirs and theirs.per_second:
            yield clients, ours.per_second / theirs.per_second


def _over_http(sized: Sized) -> Iterator[tuple[str, float, float]]:
    """Question, our median for one client, and that of the engine in process."""
    for question in _questions(sized):
        ours = _load(sized, question, 1, NAME)
        engine = _load(sized, question, 1, IN_PROCESS)
        if ours and engine:
            yield question, ours.median, engine.median


def _clients(sized: Sized) -> list[int]:
    return sorted({clients for _, clients, _ in sized.cells})


def _questions(sized: Sized) -> list[str]:
    return list(dict.fromkeys(question for question, _, _ in sized.cells))


def _rows(sized: Sized, names: Sequence[str]) -> Iterator[list[str]]:
    size = f"{sized.triples:,}"
    yield [size, "start and load", "", *(_ready(sized, name) for name in names)]
    for question in _questions(sized):
        for clients in _clients(sized):
            ours = _load(sized, question, clients, NAME)
            cells = [_cell(sized.cells.get((question, clients, n)), ours, n) for n in names]
            yield [size, question, str(clients), *cells]


def _ready(sized: Sized, name: str) -> str:
    return f"{sized.ready[name]:.1f} s" if name in sized.ready else "–"


def _cell(cell: Cell | None, ours: Load | None, name: str) -> str:
    if cell is None or cell.load is None:
        return f"– {cell.note if cell else ''}".strip().replace("|", "/")
    load = cell.load
    times = f"{load.median * 1000:.2f} / {load.p99 * 1000:.2f}"
    ratio = f", {_times(ours.per_second / load.per_second)}" if ours and load.per_second else ""
    failed = f", {load.failed} failed" if load.failed else ""
    return f"{load.per_second:,.0f}; {times}{'' if name == NAME else ratio}{failed}"


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}x" if ratio >= 10 else f"{ratio:.2f}x"


def _table(heads: Sequence[str], rows: Iterator[list[str]] | list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
