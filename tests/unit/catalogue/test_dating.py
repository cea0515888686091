"""A portal sees the dates that the data state, and a change of the data whatever they state."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from proposals import put
from smartregions import namespaces as ns
from smartregions.catalogue import recordfile
from smartregions.catalogue.compiling import make
from smartregions.catalogue.dcatap import CATALOG
from smartregions.catalogue.edition import statements
from smartregions.catalogue.offered import CATALOGUE_GRAPH, Deployment
from smartregions.catalogue.recordfile import Wanted
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import dct
from smartregions.registry.change import REPOSITORY
from smartregions.registry.log import Registry, opened

A = ns.GRAPH + "a"
DATASET = NamedNode(ns.DATASET + "a")
TEXT = b'<http://e/1> <http://e/p> "1" .\n'
OTHER = b'<http://e/1> <http://e/p> "2" .\n'


def stated(**dates: str) -> bytes:
    """What the catalogue says of the graph; a date, or a time, or a word that is neither."""
    lines = [
        f'<{DATASET.value}> <{ns.DCTERMS}{name}> "{date}"^^<{ns.XSD}{kind(date)}> .\n'
        for name, date in dates.items()
    ]
    return "".join(sorted(lines)).encode()


def kind(date: str) -> str:
    return "dateTime" if "T" in date else "date"


def log(stack: ExitStack, folder: Path) -> Registry:
    folder.mkdir()
    return stack.enter_context(opened(folder / "registry.sqlite3"))


def shown(registry: Registry, folder: Path) -> tuple[list[str], list[str]]:
    """The dates of the dataset, and those of the catalogue."""
    edition = make(folder, registry, Deployment("https://regions.example/"))
    with recordfile.opened(folder / edition.records) as records:
        triples = [t for each in records.behind((0, ""), Wanted(), 9) for t in each.triples]
    said = Statements([*triples, *statements(folder / edition.catalogue)])
    dataset, catalogue = (
        [each.value for name in ("issued", "modified") for each in said.objects(node, dct(name))]
        for node in (DATASET, CATALOG)
    )
    return dataset, catalogue


def test_two_installations_of_the_same_data_are_the_same_catalogue(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        with ExitStack() as stack:
            registry = log(stack, tmp_path / name)
            dates = stated(issued="2024-05-01", modified="2024-06-02T10:00:00Z")
            own = stated(issued="2024-05-01", modified="2024-06-01").replace(b"/a>", b"/catalogue>")
            put(registry, CATALOGUE_GRAPH, b"".join(sorted([*dates.splitlines(True), own])),
                agent=REPOSITORY)  # fmt: skip
            change = put(registry, A, TEXT, agent=REPOSITORY)
            edition = make(tmp_path / name / "d", registry, Deployment("https://regions.example/"))
            found.append((change.time, edition.catalogue, shown(registry, tmp_path / name / "d")))
    (first, *one), (second, *two) = found
    assert first != second
    assert one == two
    assert one[1] == (["2024-05-01", "2024-06-02T10:00:00Z"],) * 2


@pytest.mark.parametrize(
    "dates",
    [
        {},
        {"issued": "2999-01-01", "modified": "2999-01-01"},
        {"issued": "2024-02-31", "modified": "soon"},
        {"issued": "2024-05-01T99:00:00Z", "modified": "T"},
    ],
    ids=["nothing", "future", "no-day", "no-time"],
)
def test_without_dates_that_can_be_true_the_log_tells_them(
    tmp_path: Path, dates: dict[str, str]
) -> None:
    with ExitStack() as stack:
        registry = log(stack, tmp_path / "r")
        if dates:
            put(registry, CATALOGUE_GRAPH, stated(**dates), agent=REPOSITORY)
        change = put(registry, A, TEXT, agent=REPOSITORY)
        assert shown(registry, tmp_path / "d")[0] == [change.time, change.time]


def test_what_somebody_changed_was_modified_then_and_issued_as_stated(tmp_path: Path) -> None:
    with ExitStack() as stack:
        registry = log(stack, tmp_path / "r")
        put(registry, CATALOGUE_GRAPH, stated(issued="2024-05-01", modified="2024-06-02"),
            agent=REPOSITORY)  # fmt: skip
        put(registry, A, TEXT, agent=REPOSITORY)
        assert shown(registry, tmp_path / "d")[0] == ["2024-05-01", "2024-06-02"]
        change = put(registry, A, OTHER, agent="partner")
        assert shown(registry, tmp_path / "d") == (
            ["2024-05-01", change.time],
            ["2024-05-01", change.time],
        )


def test_an_upgrade_whose_date_was_forgotten_is_a_modification_nevertheless(tmp_path: Path) -> None:
    with ExitStack() as stack:
        registry = log(stack, tmp_path / "r")
        dates = stated(issued="2024-05-01", modified="2024-06-02")
        put(registry, CATALOGUE_GRAPH, dates, agent=REPOSITORY)
        put(registry, A, TEXT, agent=REPOSITORY)
        change = put(registry, A, OTHER, agent=REPOSITORY)
        assert shown(registry, tmp_path / "d")[0] == ["2024-05-01", change.time]


def test_a_stated_date_keeps_its_kind(tmp_path: Path) -> None:
    with ExitStack() as stack:
        registry = log(stack, tmp_path / "r")
        put(registry, CATALOGUE_GRAPH, stated(issued="2024-05-01"), agent=REPOSITORY)
        put(registry, A, TEXT, agent=REPOSITORY)
        edition = make(tmp_path / "d", registry, Deployment("https://regions.example/"))
        said = Statements(statements(tmp_path / "d" / edition.catalogue))
    date = Literal("2024-05-01", datatype=NamedNode(ns.XSD + "date"))
    assert said.objects(CATALOG, dct("issued")) == [date]
