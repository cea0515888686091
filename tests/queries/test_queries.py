"""Each stored question answers as expected, over a made-up world and over our data.

The answers over the made-up world are worked out by hand; those over our data without SPARQL, from
the triples of its files, and held against the tables that the data was made from.

They lie in `golden/<corpus>/<topic>/<name>.csv`, those for given parameters in
`<name>@day=2024-06-30&least=3.csv`, written as in an address. IRIs have the prefixes of
`smartregions.namespaces`. Where an answer is long, `….groups.csv` holds how many rows each group
has (its last column), and the file itself a sample: rows of the answer, in their order.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

import pytest
import rdflib

from smartregions.corpus import Corpus
from smartregions.index import Query
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.question import Question
from smartregions.library.shelf import Library, load, values
from smartregions.namespaces import PREFIXES
from smartregions.publication.entry import gather
from smartregions.sparql.tokens import tokens

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
PATHS = sorted(f"{path.parent.name}/{path.stem}" for path in (ROOT / "queries").glob("*/*.rq"))

Row = tuple[str, ...]


@dataclass(frozen=True)
class Golden:
    """An expected answer, and what was asked."""

    corpus: str
    path: Path

    @property
    def question(self) -> str:
        return f"{self.path.parent.name}/{self.path.name.removesuffix('.csv').partition('@')[0]}"

    @property
    def given(self) -> tuple[tuple[str, str], ...]:
        return tuple(parse_qsl(self.path.name.removesuffix(".csv").partition("@")[2]))

    @property
    def groups(self) -> Path:
        return self.path.with_name(self.path.name.removesuffix(".csv") + ".groups.csv")

    def __str__(self) -> str:
        return f"{self.corpus}: {self.path.parent.name}/{self.path.name}"


GOLDENS = [
    Golden(corpus, path)
    for corpus in ("fixture", "data")
    for path in sorted((GOLDEN / corpus).glob("*/*.csv"))
    if not path.name.endswith(".groups.csv")
]


@pytest.fixture(scope="module")
def library() -> Library:
    return load(ROOT / "queries")


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Corpus]:
    world = tmp_path_factory.mktemp("world")
    (world / "ontology").symlink_to(ROOT / "ontology")
    (world / "data").symlink_to(GOLDEN.parent / "fixture")
    return {"fixture": Corpus(world), "data": Corpus(ROOT)}


@pytest.fixture(scope="module")
def indexes(corpora: dict[str, Corpus]) -> dict[str, MemoryIndex]:
    return {name: _index(corpus) for name, corpus in corpora.items()}


@pytest.fixture(scope="module")
def second_engine(corpora: dict[str, Corpus]) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    for source in corpora["fixture"].sources():
        dataset.graph(rdflib.URIRef(source.graph)).parse(source.path, format="turtle")
    return dataset


@pytest.mark.parametrize("path", PATHS)
def test_every_question_has_an_expected_answer_over_both_corpora(path: str) -> None:
    answered = {golden.corpus for golden in GOLDENS if golden.question == path}
    assert answered == {"fixture", "data"}


@pytest.mark.parametrize("path", PATHS)
def test_every_question_says_what_it_asks_and_what_it_does_not_know(
    path: str, library: Library
) -> None:
    question = library.get(path)
    assert question.summary.endswith("?")
    assert question.description.endswith(".")
    assert all(parameter.help.endswith(".") for parameter in question.parameters)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_an_order(path: str, library: Library) -> None:
    words = [token.content.upper() for token in tokens(library.get(path).text)]
    behind = len(words) - words[::-1].index("}")
    assert "ORDER" in words[behind:]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("corpus", ["fixture", "data"])
def test_every_question_can_be_asked_without_values(
    path: str, corpus: str, library: Library, indexes: dict[str, MemoryIndex]
) -> None:
    assert _answer(indexes[corpus], library.get(path), ())[0]


@pytest.mark.parametrize("path", PATHS)
def test_every_parameter_changes_the_answer(path: str, library: Library) -> None:
    goldens = [g for g in GOLDENS if g.question == path and g.corpus == "fixture"]
    felt: set[str] = set()
    for one, other in combinations(goldens, 2):
        differing = {name for name, _ in set(one.given) ^ set(other.given)}
        if len(differing) == 1 and _read(one.path) != _read(other.path):
            felt |= differing
    assert felt == {parameter.name for parameter in library.get(path).parameters}


@pytest.mark.parametrize("golden", [g for g in GOLDENS if g.corpus == "fixture"], ids=str)
def test_no_expected_answer_over_the_made_up_world_is_empty(golden: Golden) -> None:
    assert len(_read(golden.path)) > 1


@pytest.mark.parametrize("golden", GOLDENS, ids=str)
def test_the_answer_is_the_expected_one(
    golden: Golden, library: Library, indexes: dict[str, MemoryIndex]
) -> None:
    names, rows = _answer(indexes[golden.corpus], library.get(golden.question), golden.given)
    header, *expected = _read(golden.path)
    assert names == header
    if golden.groups.exists():
        assert _in_order(expected, rows)
        assert _counted(rows, names, _read(golden.groups)[0]) == _read(golden.groups)[1:]
    else:
        assert _numbered(rows) == _numbered(expected)


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # by rdflib, of itself
@pytest.mark.parametrize("golden", [g for g in GOLDENS if g.corpus == "fixture"], ids=str)
def test_another_engine_gives_the_same_answer(
    golden: Golden,
    library: Library,
    indexes: dict[str, MemoryIndex],
    second_engine: rdflib.Dataset,
) -> None:
    question = library.get(golden.question)
    index = indexes["fixture"]
    text = question.bound(values(question, golden.given, index))
    result = second_engine.query(text)
    names = tuple(str(name) for name in result.vars or ())
    rows = [tuple(map(_of_rdflib, row)) for row in cast("Iterable[Iterable[Any]]", result)]
    _, ours = _answer(index, question, golden.given)
    assert names == _read(golden.path)[0]
    assert _numbered(rows) == _numbered(ours)


def _index(corpus: Corpus) -> MemoryIndex:
    index = MemoryIndex(Limits(), seconds=60, at_once=1)
    gather(corpus, index)
    return index


def _answer(
    index: MemoryIndex, question: Question, given: tuple[tuple[str, str], ...]
) -> tuple[Row, list[Row]]:
    text = question.bound(values(question, given, index))
    answer = json.loads(index.query(Query(text, ("json",))).body)
    names = tuple(answer["head"]["vars"])
    bindings = answer["results"]["bindings"]
    return names, [tuple(_of_json(row.get(name)) for name in names) for row in bindings]


def _of_json(term: dict[str, str] | None) -> str:
    if term is None:
        return ""
    return _compact(term["value"]) if term["type"] == "uri" else term["value"]


def _of_rdflib(term: Any) -> str:
    if term is None:
        return ""
    return _compact(str(term)) if isinstance(term, rdflib.URIRef) else str(term)


def _compact(iri: str) -> str:
    """The IRI with the prefix whose namespace is the longest that it starts with."""
    fitting = [(len(ns), name, ns) for name, ns in PREFIXES.items() if iri.startswith(ns)]
    if not fitting:
        return iri
    return f"{max(fitting)[1]}:{iri.removeprefix(max(fitting)[2])}"


def _numbered(rows: list[Row]) -> list[Row]:
    return [tuple(map(_plain, row)) for row in rows]


def _plain(value: str) -> str:
    """A number in the one way of writing it; engines differ in how they write what they compute."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return format(number.quantize(Decimal("1e-9")).normalize(), "f") if "." in value else value


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def _in_order(sample: list[Row], rows: list[Row]) -> bool:
    """Whether the rows hold those of the sample, in their order."""
    remaining = iter(rows)
    return all(any(row == wanted for row in remaining) for wanted in sample)


def _counted(rows: list[Row], names: Row, header: Row) -> list[Row]:
    """How many rows each group of the header's columns has, in the order of the groups."""
    places = [names.index(name) for name in header[:-1]]
    counts = Counter(tuple(row[place] for place in places) for row in rows)
    return [(*group, str(count)) for group, count in sorted(counts.items())]
