"""The two libraries without a server: `python -m serving.engines rdflib FILE` asks one in process.

Reads one job per line of standard input and writes one outcome per line, both JSON. Each job runs
in a fork of the process that loaded the data, which is killed when it takes too long.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store
from rdflib import Graph

Ask = Callable[[str], bytes]
"""From a query to the whole answer, written as a server would."""


def pyoxigraph(path: str) -> Ask:
    """pyoxigraph with a store in memory."""
    store = Store()
    store.bulk_load(path=path, format=RdfFormat.N_TRIPLES)

    def ask(query: str) -> bytes:
        found = store.query(query)
        if isinstance(found, QueryTriples):
            return found.serialize(format=RdfFormat.N_TRIPLES) or b""
        assert isinstance(found, QuerySolutions)
        return found.serialize(format=QueryResultsFormat.JSON) or b""

    return ask


def rdflib(path: str) -> Ask:
    """rdflib with its own store."""
    graph = Graph()
    graph.parse(path, format="nt")

    def ask(query: str) -> bytes:
        found = graph.query(query)
        written = found.serialize(format="nt" if found.type == "CONSTRUCT" else "json")
        return written or b""

    return ask


ENGINES: dict[str, Callable[[str], Ask]] = {"pyoxigraph": pyoxigraph, "rdflib": rdflib}


def once(ask: Ask, query: str) -> dict[str, Any]:
    """The answer to one query."""
    return {"body": ask(query).decode()}


def often(ask: Ask, queries: Sequence[str], seconds: float) -> dict[str, Any]:
    """The times of asking these queries in turn, for so many seconds and three times at least."""
    times: list[float] = []
    until = time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < until:
        begun = time.perf_counter()
        ask(queries[len(times) % len(queries)])
        times.append(time.perf_counter() - begun)
    return {"times": times}


def _work(connection: Connection, ask: Ask, job: dict[str, Any]) -> None:
    if "query" in job:
        connection.send(once(ask, job["query"]))
    else:
        connection.send(often(ask, job["queries"], job["seconds"]))


def _in_fork(ask: Ask, job: dict[str, Any]) -> dict[str, Any]:
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_work, args=(there, ask, job))
    process.start()
    there.close()
    try:
        if here.poll(job["limit"]):
            outcome: dict[str, Any] = here.recv()
            return outcome
        return {"error": f"none within {job['limit']:g} s"}
    except EOFError:
        return {"error": "the engine failed"}
    finally:
        process.kill()
        process.join()


def _jobs() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def main(name: str, path: Path) -> None:
    """Load the file, say so, and do jobs until the input ends."""
    ask = ENGINES[name](str(path))
    print(json.dumps({"loaded": True}), flush=True)
    for job in _jobs():
        print(json.dumps(_in_fork(ask, job)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
