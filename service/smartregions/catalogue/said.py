"""What the graphs say that descriptions may be made from: on the disk, and read a node at a time.

The statements of large graphs would not fit in memory, and a description needs few of them.
"""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from smartregions.catalogue.coverage import COUNTRY, EXACT_MATCH, NUTS_UNIT, NUTS_VERSION
from smartregions.catalogue.statements import About, Statements
from smartregions.catalogue.stubs import IN_SCHEME, KEPT, PREF_LABEL
from smartregions.catalogue.terms import LABEL, foaf
from smartregions.validation.graph import Node, Term, subject_of

FACTS = frozenset(
    {
        *(COUNTRY, NUTS_UNIT, NUTS_VERSION, EXACT_MATCH, LABEL, foaf("name")),
        *(PREF_LABEL, IN_SCHEME, *KEPT),
    }
)
"""By which a publisher, a place, a code and a concept are told; see `coverage` and `stubs`."""

Row = tuple[int, int, int | None, bytes]
"""The number of a graph, `hash` of the subject in N-Triples, that of a code which the subject
matches, and the line."""

_TABLE = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;
CREATE TABLE said (graph INTEGER, subject INTEGER, code INTEGER, line BLOB);
"""
_INDEXES = """
CREATE INDEX said_of ON said (subject);
CREATE INDEX said_by_code ON said (code) WHERE code IS NOT NULL;
"""


class Said:
    """The statements, in the order in which they came."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(_TABLE)
        connection.execute("BEGIN")

    def add(self, rows: Sequence[Row]) -> None:
        """Take in statements, before any is asked for."""
        self._connection.executemany("INSERT INTO said VALUES (?, ?, ?, ?)", rows)

    def complete(self) -> None:
        """No more come: from now on they may be asked for."""
        self._connection.execute("COMMIT")
        self._connection.executescript(_INDEXES)

    def about(self, node: Term, graph: int | None = None) -> tuple[Triple, ...]:
        """What is said of a node, none twice; in one graph, or in any."""
        within = "" if graph is None else f" AND graph = {graph}"
        return self._read(f"subject = ?{within}", str(node))

    def bearing(self, code: Term) -> list[Node]:
        """What is said to match the code, in the order in which that was said."""
        return [subject_of(triple) for triple in self._read("code = ?", str(code))]

    def _read(self, condition: str, term: str) -> tuple[Triple, ...]:
        asked = f"SELECT line FROM said WHERE {condition} ORDER BY rowid"
        found = self._connection.execute(asked, [hash(term.encode())])
        text = b"".join(dict.fromkeys(line for (line,) in found))
        return tuple(q.triple for q in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES))


class Kept(About):
    """What was asked for is kept."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._known: dict[Term, tuple[Triple, ...]] = {}

    def about(self, node: Term) -> Sequence[Triple]:
        """The statements about the node."""
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = tuple(dict.fromkeys(self._read(node)))
        return found

    @abstractmethod
    def _read(self, node: Term) -> Iterable[Triple]: ...


class Within(Kept):
    """What some graphs say, in their order."""

    def __init__(self, said: Said, graphs: Sequence[int]) -> None:
        super().__init__(said)
        self._graphs = graphs

    def _read(self, node: Term) -> Iterable[Triple]:
        return (triple for graph in self._graphs for triple in self._said.about(node, graph))


class Facts(Kept):
    """What all graphs say of things that a description names."""

    def _read(self, node: Term) -> Iterable[Triple]:
        yield from self._said.about(node)
        yield from self._of_code(node)

    def _of_code(self, code: Term) -> Iterator[Triple]:
        """What the unit says that bears a NUTS code: what it is called, in which version it stands.

        Of several versions the newest counts; names are in the language of the place.
        """
        newest, about = "", Statements()
        for unit in self._said.bearing(code):
            found = Statements(self._said.about(unit))
            version = found.value(unit, NUTS_VERSION)
            if version is not None and version.value > newest:
                newest, bearer, about = version.value, unit, found
        if newest and isinstance(code, NamedNode):
            yield Triple(code, IN_SCHEME, NamedNode(newest))
            labels = about.objects(bearer, LABEL)
            yield from (Triple(code, PREF_LABEL, label) for label in labels[:1])


@contextmanager
def collected(path: Path) -> Iterator[Said]:
    """A place for statements, for as long as the block lasts."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            yield Said(connection)
        finally:
            path.unlink(missing_ok=True)
