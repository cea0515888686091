"""All questions of a folder, and the values that a request may give."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

import smallworld
from smartregions import corpus
from smartregions.errors import ParameterError, ServiceError, UnknownThing
from smartregions.index import Query
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.choices import Choice, choices
from smartregions.library.question import question
from smartregions.library.shelf import Library, load, values
from smartregions.namespaces import ID, SCHEME
from smartregions.publication.entry import gather


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return smallworld.write(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def index(root: Path) -> MemoryIndex:
    index = MemoryIndex(Limits(), 60, 2)
    gather(corpus.find(root), index)
    return index


@pytest.fixture(scope="module")
def library(root: Path) -> Library:
    return load(root / "queries")


def test_every_file_of_the_folder_is_a_question(library: Library) -> None:
    assert [question.path for question in library] == ["any/is-there", "regions/sizes"]


def test_an_unknown_question_is_told_with_the_nearest(library: Library) -> None:
    with pytest.raises(UnknownThing, match=r"Did you mean regions/sizes\?"):
        library.get("regions/size")


def test_a_file_that_breaks_the_format_stops_the_load_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "bad.rq").write_text("ASK {}")
    with pytest.raises(ServiceError, match="topic/bad"):
        load(tmp_path)


def test_a_file_that_is_not_utf8_stops_the_load_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "bad.rq").write_bytes(b"#+ summary: \xff\nASK {}")
    with pytest.raises(ServiceError, match="bad.rq is not UTF-8"):
        load(tmp_path)


def test_choices_are_the_instances_of_the_class_and_its_subclasses_by_label(
    library: Library, index: MemoryIndex
) -> None:
    region = library.get("regions/sizes").parameters[0]
    assert choices(index, region) == (
        Choice(ID + "region/isle", "L'Île"),
        Choice(ID + "region/north", "North"),
        Choice(ID + "region/south", "South"),
    )


def test_a_choice_is_given_by_its_iri_its_prefixed_name_or_its_short_name(
    library: Library, index: MemoryIndex
) -> None:
    asked = library.get("regions/sizes")
    for text in (ID + "region/north", "id:region/north", "north"):
        assert values(asked, [("region", text)], index) == {
            "region": NamedNode(ID + "region/north")
        }


def test_a_value_of_a_property_is_named_in_short_or_is_any_iri_in_full(index: MemoryIndex) -> None:
    head = "#+ summary: Who?\n#+ parameters:\n#+   - name: role\n#+     type: iri\n"
    head += "#+     property: sr:role\n#+     help: The role.\n"
    asked = question("any", "roles", head + "SELECT * { VALUES ?role { UNDEF } ?who ?is ?role }")
    (role,) = asked.parameters
    assert [each.short for each in choices(index, role)] == ["joining", "leading"]
    for text, iri in (("leading", SCHEME + "role/leading"), ("http://e/x", "http://e/x")):
        assert values(asked, [("role", text)], index) == {"role": NamedNode(iri)}
    with pytest.raises(ParameterError, match=r"Did you mean leading\?"):
        values(asked, [("role", "leaders")], index)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([("colour", "red")], r"no parameter colour. It has region \(iri\), least \(integer\)"),
        ([("least", "1"), ("least", "2")], "least is given twice"),
        ([("least", ""), ("least", "")], "least is given twice"),
        ([("least", "many")], "least: 'many' is not a whole number"),
        ([("region", "nort")], r"Did you mean north\? There are: isle, north, south"),
        ([("region", "http://e/other")], "There are: isle, north, south"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_what_exists(
    library: Library, index: MemoryIndex, given: list[tuple[str, str]], says: str
) -> None:
    with pytest.raises(ParameterError, match=says):
        values(library.get("regions/sizes"), given, index)


def test_a_question_without_parameters_says_so(library: Library, index: MemoryIndex) -> None:
    with pytest.raises(ParameterError, match="It has none"):
        values(library.get("any/is-there"), [("x", "1")], index)


def test_an_empty_value_counts_as_none(library: Library, index: MemoryIndex) -> None:
    assert values(library.get("regions/sizes"), [("region", ""), ("least", "")], index) == {}


def test_without_an_index_an_iri_is_taken_as_it_is(library: Library) -> None:
    asked = library.get("regions/sizes")
    assert values(asked, [("region", "http://e/x")], None) == {"region": NamedNode("http://e/x")}


@pytest.mark.parametrize(
    ("given", "sizes"),
    [
        ({}, ["30", "20"]),
        ({"least": Literal(1)}, ["5", "30", "20"]),
        ({"least": Literal(25)}, ["30"]),
    ],
)
def test_a_bound_question_answers_for_its_values(
    library: Library, index: MemoryIndex, given: dict[str, Literal], sizes: list[str]
) -> None:
    """Isle 5, north 30, south 20, by IRI; the default is at least 10."""
    text = library.get("regions/sizes").bound(given)
    _, *rows = index.query(Query(text, ("csv",))).body.decode().split()
    assert [row.split(",")[1] for row in rows] == sizes


def test_every_question_of_the_installation_loads() -> None:
    library = load(corpus.find().queries)
    assert all(question.summary.endswith("?") for question in library)
