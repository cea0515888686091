"""The bare engine in a process of its own, on the same files as the service: what must come.

The process may take a while, or die, for a query that the service answers from a better order of
its patterns; so it is one that can be ended.

    python tests/live/evaluating.py FILE.ttl=GRAPH ...
"""

from __future__ import annotations

import json
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    serialize,
)

PROCESSOR_SECONDS = 1.0
"""What a query may take of a processor, so that the same ones end on a busy machine."""
_PATIENCE = 120.0


class Plain:
    """Evaluates queries over graphs read from files, one after another."""

    def __init__(self, graphs: Mapping[Path, str]) -> None:
        words = [f"{path}={graph}" for path, graph in graphs.items()]
        self._command = [sys.executable, __file__, *words]
        self._process = self._started()

    def __enter__(self) -> Plain:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def answer(self, text: str, default: Sequence[str], named: Sequence[str]) -> bytes | None:
        """The answer in SPARQL JSON or N-Triples; None when it would take too long.

        The default graph is the merge of the given graphs, of all where none is given at all.
        """
        asked = json.dumps({"text": text, "default": default, "named": named})
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(asked.encode() + b"\n")
        self._process.stdin.flush()
        is_there, _, _ = select.select([self._process.stdout], [], [], _PATIENCE)
        if is_there and (line := self._process.stdout.readline()):
            return str(json.loads(line)).encode()
        self._end()
        self._process = self._started()
        return None

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()


def _filled(quads: Sequence[Quad], default: Sequence[str], named: Sequence[str]) -> Store:
    """A store that is the dataset: the default graph a set of triples, each once."""
    store = Store()
    everything = not default and not named
    for quad in quads:
        graph = quad.graph_name.value
        if everything or graph in default:
            store.add(Quad(quad.subject, quad.predicate, quad.object))
        if everything or graph in named:
            store.add(quad)
    return store


def _answered(store: Store, text: str) -> str:
    found = store.query(text)
    if isinstance(found, QuerySolutions | QueryBoolean):
        return (found.serialize(format=QueryResultsFormat.JSON) or b"").decode()
    return (serialize(found, format=RdfFormat.N_TRIPLES) or b"").decode()


def _serve(words: Sequence[str]) -> None:
    quads = []
    for word in words:
        path, _, graph = word.rpartition("=")
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            quads.append(Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)))
    stores: dict[tuple[tuple[str, ...], tuple[str, ...]], Store] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        dataset = (tuple(asked["default"]), tuple(asked["named"]))
        if dataset not in stores:
            stores[dataset] = _filled(quads, *dataset)
        signal.setitimer(signal.ITIMER_PROF, PROCESSOR_SECONDS)  # its signal ends the process
        answer = _answered(stores[dataset], asked["text"])
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1:])
