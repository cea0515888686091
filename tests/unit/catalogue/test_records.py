"""The last event of each dataset: none is missed, few are told that are none."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals import proposal, put
from smartregions import namespaces as ns
from smartregions.catalogue import recordfile
from smartregions.catalogue.compiling import make
from smartregions.catalogue.offered import CATALOGUE_GRAPH, Deployment
from smartregions.catalogue.recordfile import Wanted
from smartregions.catalogue.records import Record
from smartregions.errors import Busy
from smartregions.registry.change import REPOSITORY
from smartregions.registry.log import Registry, opened

DEPLOYMENT = Deployment("https://regions.example/")
A, B = ns.GRAPH + "a", ns.GRAPH + "partner/b"
GRAPHS = (A, B, CATALOGUE_GRAPH, ns.SCHEMES_GRAPH)
EU = "http://publications.europa.eu/resource/authority/"
SAID = f"""\
<{ns.DATASET}a> <{ns.DCTERMS}title> "A"@en .
<{ns.DATASET}a> <{ns.DCTERMS}title> "Another"@en .
<{ns.DATASET}a> <{ns.DCTERMS}source> <{ns.DATASET}partner/b> .
<{ns.DATASET}a> <{ns.DCTERMS}publisher> <{ns.ID}actor/x> .
<{ns.DATASET}a> <{ns.DCTERMS}spatial> <{EU}country/BEL> .
<{ns.DATASET}a> <{ns.DCTERMS}spatial> <{EU}nuts/BE3> .
<{ns.DATASET}a> <{ns.DCTERMS}rights> <{ns.DATASET}r> .
<{ns.DATASET}a> <{ns.DCTERMS}issued> "2020-01-01"^^<{ns.XSD}date> .
<{ns.DATASET}a> <{ns.DCTERMS}modified> "2020-02-01"^^<{ns.XSD}date> .
<{ns.DATASET}a> <{ns.DCTERMS}modified> "2999-02-01T00:00:00Z"^^<{ns.XSD}dateTime> .
<{ns.DATASET}partner/b> <{ns.DCTERMS}title> "B"@en .
<{ns.DATASET}partner/b> <{ns.DCTERMS}license> <{EU}licence/CC0> .
<{ns.DATASET}partner/b> <{ns.DCAT}theme> <{EU}data-theme/TECH> .
<{ns.DATASET}r> <{ns.RDFS}label> "With a word on rights."@en .
<{ns.ID}actor/x> <{ns.RDFS}label> "X"@en .
<{ns.ID}actor/x> <{ns.FOAF}name> "X, whole"@en .
<{ns.ID}actor/x> <{ns.DCTERMS}type> <{EU}corporate-body-classification/Y> .
<{EU}corporate-body-classification/Y> <{ns.SKOS}prefLabel> "Y"@en .
<{EU}licence/CC0> <{ns.SKOS}prefLabel> "CC0"@en .
<{EU}licence/CC0> <{ns.SKOS}inScheme> <{EU}licence> .
<{EU}licence> <{ns.DCTERMS}title> "Licences"@en .
<{EU}data-theme/TECH> <{ns.SKOS}prefLabel> "Technology"@en .
<{EU}country/BEL> <{ns.SKOS}prefLabel> "Belgium"@en .
<{ns.ID}thing> <{ns.SR}locatedIn> <{ns.ID}region/w> .
<{ns.ID}region/w> <{ns.SR}country> <{EU}country/BEL> .
<{ns.ID}region/w> <{ns.SR}nutsUnit> <{ns.ID}nuts/2024/BE3> .
<{ns.ID}region/w> <{ns.SR}nutsUnit> <{ns.ID}nuts/2021/BE3> .
<{ns.ID}nuts/2024/BE3> <{ns.SR}nutsVersion> <{ns.ID}v2024> .
<{ns.ID}nuts/2021/BE3> <{ns.SR}nutsVersion> <{ns.ID}v2021> .
<{ns.ID}nuts/2024/BE3> <{ns.SKOS}exactMatch> <{EU}nuts/BE3> .
<{ns.ID}nuts/2021/BE3> <{ns.SKOS}exactMatch> <{EU}nuts/BE3> .
<{ns.ID}nuts/2024/BE3> <{ns.RDFS}label> "Wallonie"@fr .
<{ns.ID}nuts/2021/BE3> <{ns.RDFS}label> "Wallonia"@en .
<{ns.ID}thing> <{ns.SR}since> "2001-01-01"^^<{ns.XSD}date> .
<{ns.ID}thing> <{ns.SR}since> "1999"^^<{ns.XSD}gYear> .
<{ns.ID}thing> <{ns.SR}since> "2020-05"^^<{ns.XSD}gYearMonth> .
<{ns.ID}thing> <{ns.SR}size> "3"^^<{ns.XSD}integer> .
""".splitlines(keepends=True)

Edits = list[tuple[str, bytes | None, str]]
texts = st.sets(st.sampled_from(SAID), min_size=1, max_size=8).map(
    lambda lines: "".join(sorted(lines)).encode()
)
edits = st.lists(
    st.tuples(
        st.sampled_from(GRAPHS),
        st.none() | texts | texts | texts,
        st.sampled_from(["me", REPOSITORY]),
    ),
    min_size=2,
    max_size=7,
)


def written(folder: Path, registry: Registry) -> Path:
    """The file of the records of an edition, which is made where another may be."""
    return folder / make(folder, registry, DEPLOYMENT).records


def told(registry: Registry, folder: Path | None = None) -> list[Record]:
    """The records, made anew, or after those in the folder."""
    with (
        tempfile.TemporaryDirectory() as new,
        recordfile.opened(written(folder or Path(new), registry)) as found,
    ):
        return found.behind((0, ""), Wanted(), 99)


def contents(folder: Path, registry: Registry) -> tuple[object, ...]:
    """The names of what an edition has, each of which tells what is in it."""
    made = make(folder, registry, DEPLOYMENT)
    return made.records, made.catalogue, made.void, made.things, made.listing.name


@given(edits)
@settings(max_examples=40)
def test_no_description_changes_without_a_record_that_says_when(edits: Edits) -> None:
    """And what is taken over from the edition before is what would be made anew."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder, "r.sqlite3")) as registry:
        before: dict[str, Record] = {}
        dumps = Path(folder, "dumps")
        for graph, text, agent in edits:
            if text is None and registry.graph(graph) is None:
                continue
            change = put(registry, graph, text, agent=agent)
            after = {record.dataset: record for record in told(registry, dumps)}
            for dataset, record in after.items():
                old = before.get(dataset)
                if old is None or old.description != record.description:
                    assert (record.change, record.time) == (change.sequence, change.time)
                elif record != old:
                    assert record.change == change.sequence
            assert before.keys() <= after.keys()
            before = after
        if before:
            assert list(before.values()) == told(registry)
            assert contents(Path(folder, "anew"), registry) == contents(dumps, registry)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with opened(tmp_path / "r.sqlite3") as found:
        yield found


def line(*starts: str) -> bytes:
    """The statements whose texts begin like this."""
    found = [each for each in SAID if any(start in each for start in starts)]
    assert found
    return "".join(sorted(found)).encode()


def changes(registry: Registry) -> dict[str, tuple[int, str]]:
    return {
        record.dataset.removeprefix(ns.DATASET): (record.change, record.kind)
        for record in told(registry)
    }


def test_what_has_nothing_to_do_with_a_dataset_leaves_its_record(registry: Registry) -> None:
    put(registry, A, line('"1999"', '"2020-05"'))
    put(registry, B, line("locatedIn"))
    assert changes(registry) == {"a": (1, "create"), "partner/b": (2, "create")}
    put(registry, ns.GRAPH + "c", line('"2001-01-01"', '"3"'))
    assert changes(registry)["partner/b"] == (2, "create")
    put(registry, ns.GRAPH + "c", line('"3"'))
    assert changes(registry) == {"a": (1, "create"), "partner/b": (2, "create"), "c": (4, "update")}


def test_what_another_graph_says_of_it_is_an_update(registry: Registry) -> None:
    put(registry, A, line('"1999"', "dataset/a> <http://purl.org/dc/terms/publisher"))
    put(registry, B, line('"1999"'))
    put(registry, ns.SCHEMES_GRAPH, line('"X"@en', '"1999"'))
    assert changes(registry)["a"] == (3, "update")
    assert changes(registry)["partner/b"] == (2, "create")


COUNTRY, PREFERRED = "w> <https://w3id.org/smart-regions/ontology#country", "BEL> <"
UNIT, LABEL = "ontology#nutsUnit> <https://w3id.org/smart-regions/id/nuts/2024", '"Wallonie"'
VERSION, CODE = "id/v2024", "nuts/2024/BE3> <http://www.w3.org/2004/02/skos/core#exactMatch"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (['"X"@en'], [COUNTRY]),
        ([COUNTRY], ['"X"@en']),
        ([COUNTRY], [COUNTRY, PREFERRED]),
        ([UNIT, VERSION], [UNIT, VERSION, CODE]),
        ([UNIT, VERSION, CODE], [UNIT, CODE]),
        ([VERSION, CODE], [UNIT, VERSION, CODE]),
        ([UNIT, VERSION, CODE], [UNIT, VERSION, CODE, LABEL]),
    ],
)
def test_where_a_region_lies_is_told_of_who_names_it(
    registry: Registry, before: list[str], after: list[str]
) -> None:
    """What is said of the region, of its unit, and of the unit's code, stands in another graph."""
    put(registry, A, line("locatedIn", '"1999"'))
    put(registry, B, line(*before))
    (first,) = (each for each in told(registry) if each.dataset == ns.DATASET + "a")
    put(registry, B, line(*after))
    (second,) = (each for each in told(registry) if each.dataset == ns.DATASET + "a")
    assert first.description != second.description
    assert (second.change, second.kind) == (3, "update")


STATED = "spatial> <http://publications.europa.eu/resource/authority/nuts/BE3"


@pytest.mark.parametrize(
    ("before", "after"),
    [([VERSION, CODE, LABEL], [VERSION, LABEL]), ([VERSION, LABEL], [VERSION, CODE, LABEL])],
    ids=["loses", "gets"],
)
def test_a_code_that_is_stated_is_called_as_the_unit_that_bears_it(
    registry: Registry, before: list[str], after: list[str]
) -> None:
    put(registry, A, line(STATED, '"1999"'))
    put(registry, B, line(*before))
    (first,) = (each for each in told(registry) if each.dataset == ns.DATASET + "a")
    put(registry, B, line(*after))
    (second,) = (each for each in told(registry) if each.dataset == ns.DATASET + "a")
    assert first.description != second.description
    assert (second.change, second.kind) == (3, "update")


def test_where_a_thing_lies_is_nothing_to_who_does_not_name_it(registry: Registry) -> None:
    put(registry, A, line('"1999"', '"3"'))
    put(registry, B, line("locatedIn", '"1999"'))
    put(registry, ns.GRAPH + "c", line(COUNTRY, '"2020-05"', '"1999"'))
    assert changes(registry) == {
        "a": (1, "create"),
        "partner/b": (3, "update"),
        "c": (3, "create"),
    }


def test_graphs_of_one_transaction_are_created_by_it(registry: Registry) -> None:
    one = proposal(registry, A, line('"1999"', '"A"@en', "terms/publisher"))
    registry.commit(one, proposal(registry, B, line('"X"@en')))
    assert changes(registry) == {"a": (2, "create"), "partner/b": (2, "create")}


def test_a_deletion_stays_and_a_graph_may_come_again(registry: Registry) -> None:
    put(registry, A, line('"1999"'), agent=REPOSITORY)
    put(registry, B, line('"1999"'))
    put(registry, B, None)
    put(registry, A, None)
    assert [(r.dataset, r.change, r.kind, r.group, r.description) for r in told(registry)] == [
        (ns.DATASET + "partner/b", 3, "delete", "contributed:partner", b""),
        (ns.DATASET + "a", 4, "delete", "installed", b""),
    ]
    put(registry, A, line('"1999"'))
    assert changes(registry) == {"partner/b": (3, "delete"), "a": (5, "create")}
    assert told(registry)[1].group == "installed"


def test_a_redaction_is_an_update_of_all(registry: Registry) -> None:
    put(registry, A, line('"1999"', '"X"@en'))
    put(registry, B, line('"1999"'))
    registry.redact(1, "a name")
    assert changes(registry) == {"a": (3, "update"), "partner/b": (3, "update")}


def test_the_same_log_gives_the_same_file(tmp_path: Path, registry: Registry) -> None:
    put(registry, A, line('"1999"'))
    put(registry, B, line('"X"@en'))
    first = written(tmp_path, registry)
    content = first.read_bytes()
    put(registry, B, line('"Y"@en'))
    second = written(tmp_path, registry)
    assert second != first
    after = second.read_bytes()
    with tempfile.TemporaryDirectory() as other:
        anew = written(Path(other), registry)
        assert (anew.name, anew.read_bytes()) == (second.name, after)
    assert content != after


def test_a_file_is_read_page_by_page_by_time_and_group(tmp_path: Path, registry: Registry) -> None:
    for number in range(5):
        agent = REPOSITORY if number % 2 else "me"
        put(registry, f"{ns.GRAPH}f/{number}", line('"1999"'), agent=agent)
    put(registry, f"{ns.GRAPH}other", line('"1999"'))
    all_of_them = told(registry)
    with recordfile.opened(written(tmp_path, registry)) as found:
        got: list[Record] = []
        key = (0, "")
        while page := found.behind(key, Wanted(), 4):
            assert found.count_behind(key, Wanted()) == 6 - len(got)
            got += page
            key = page[-1].change, page[-1].dataset
        assert got == all_of_them
        third, fifth = all_of_them[2], all_of_them[4]
        between = Wanted(third.time, fifth.time)
        assert found.behind((0, ""), between, 9) == all_of_them[2:4]
        assert found.count_behind((3, third.dataset), between) == 1
        names = {
            group: found.count_behind((0, ""), Wanted(group=group)) for group in found.groups()
        }
        assert names == {"contributed": 4, "contributed:f": 3, "installed": 2}
        assert found.count_behind((0, ""), Wanted(third.time, "", "contributed")) == 3
        assert found.get(third.dataset) == third
        assert found.get("http://e/none") is None
        assert [entry.change for entry in found.entries()] == [1, 2, 3, 4, 5, 6]


def test_datasets_that_there_are_are_read_by_name_and_by_time(
    tmp_path: Path, registry: Registry
) -> None:
    for name in "dbeac":
        put(registry, f"{ns.GRAPH}f/{name}", line('"1999"'))
    put(registry, f"{ns.GRAPH}f/b", None)
    times = {record.dataset[-1]: record.time for record in told(registry)}
    with recordfile.opened(written(tmp_path, registry)) as found:

        def names(since: str, first: int = 0, most: int = 9) -> str:
            return "".join(each.dataset[-1] for each in found.standing(since, first, most))

        assert (names(""), names("", 1, 2), names("", 3, 2), names("", 4)) == (
            "acde",
            "cd",
            "e",
            "",
        )
        assert all(record.triples for record in found.standing("", 0, 9))
        assert (names(times["a"]), names("2999")) == ("ac", "")
        assert found.count_standing("") == (4, times["d"])
        assert found.count_standing(times["a"]) == (2, times["a"])
        assert found.count_standing("2999") == (0, "2999")


def test_a_file_that_has_gone_is_told_as_busy(tmp_path: Path) -> None:
    with pytest.raises(Busy), recordfile.opened(tmp_path / "gone.sqlite3"):
        pass
