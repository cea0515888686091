"""The sheets of a workbook: one for each class that partners contribute, a column a property."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.messages import SOURCE, Message, languages
from smartregions.spreadsheet.columns import DEFINITION, Column, column
from smartregions.spreadsheet.material import LABEL, Material
from smartregions.validation.graph import SUBCLASS, TYPE, Term
from smartregions.validation.ordering import LAST, orders
from smartregions.validation.paths import Alternative, Predicate, from_graph
from smartregions.validation.shapes import sh

ID = "id"
OTHER = Message("other")
"""The sheet of things whose class has none."""
ABOUT = Message("about this workbook")
CHOICES = "choices"
MOST_TITLE = 31
"""Characters of the name of a sheet (Excel specifications and limits)."""
DOMAIN = NamedNode(ns.RDFS + "domain")


@dataclass(frozen=True)
class Sheet:
    """The things of one class; None for those of none that has a sheet."""

    title: str
    one: NamedNode | None
    folder: str
    """The namespace of an id without prefix."""
    columns: tuple[Column, ...]
    help: str = ""
    elsewhere: tuple[Column, ...] = ()
    """The columns as they are called in other languages."""

    def named(self, name: str) -> Column | None:
        """The column that a header means by its name, in this language or in another one."""
        wanted = name.casefold()
        every = (*self.columns, *self.elsewhere)
        return next((c for c in every if c.name.casefold() == wanted), None)


def sheets(material: Material, language: str = SOURCE) -> tuple[Sheet, ...]:
    """A sheet for each class of ours that a shape judges, by title; last that of all others."""
    targets = {one for _, one in material.shapes.graph.pairs(sh("targetClass"))}
    own = (one for one in targets if isinstance(one, NamedNode) and one.value.startswith(ns.SR))
    made = [_sheet(material, one, language) for one in own if not _abstract(material, one)]
    help = Message("Things whose class has no sheet of its own.").told(language)
    other = Sheet(OTHER.told(language), None, ns.ID, (), help)
    return (*sorted(made, key=lambda sheet: sheet.title), other)


def by_title(material: Material) -> Mapping[str, Sheet]:
    """The sheets of all languages by title without regard to case; each knows all its names."""
    told = [{each.one: each for each in sheets(material, tag)} for tag in languages()]
    found: dict[str, Sheet] = {}
    for one in told:
        for sheet in one.values():
            others = (o[sheet.one].columns for o in told if o is not one)
            whole = replace(sheet, elsewhere=tuple(chain.from_iterable(others)))
            found.setdefault(sheet.title.casefold(), whole)
    return found


def about(language: str) -> str:
    """The title of the sheet that holds what no row of others can."""
    return "about" if language == SOURCE else ABOUT.told(language)


def is_about(title: str) -> bool:
    """Whether it is that of this sheet, in any language."""
    return title in map(about, languages())


def _sheet(material: Material, one: NamedNode, language: str) -> Sheet:
    label = material.words.text(one, LABEL, language) or one.value.rpartition("#")[2]
    found = _shapes_by_property(material, one)
    for predicate in material.properties(one):
        found.setdefault(predicate, [])
    found.pop(TYPE, None)
    columns = [
        column(material, predicate, shapes, _general(material, predicate), language)
        for predicate, shapes in found.items()
    ]
    places = orders(material.shapes.graph)
    ordered = sorted(columns, key=lambda c: (places.get(c.predicate.value, LAST), _rank(c)))
    help = material.words.text(one, DEFINITION, language) or ""
    return Sheet(_title(label, language), one, material.folder(one), tuple(_apart(ordered)), help)


def _apart(columns: list[Column]) -> Iterator[Column]:
    """Columns of which no two have one name."""
    taken = {ID}
    for each in columns:
        name = each.name
        if name.casefold() in taken:
            name = f"{name} ({each.predicate.value.replace('#', '/').rpartition('/')[2]})"
        taken.add(name.casefold())
        yield replace(each, name=name)


def _title(label: str, language: str) -> str:
    """The title of a sheet: the label of its class; in English in the plural."""
    if language == SOURCE:
        label = label[:-1] + "ies" if label.endswith("y") else label + "s"
    return label if len(label) <= MOST_TITLE else label[: MOST_TITLE - 1] + "…"


def _abstract(material: Material, one: Term) -> bool:
    """Whether a shape wants its things to be of a class below it."""
    graph = material.shapes.graph
    for shape in graph.subjects(sh("targetClass"), one):
        for inner in graph.objects(shape, sh("property")):
            for value in graph.objects(inner, sh("qualifiedValueShape")):
                lists = [m for head in graph.objects(value, sh("in")) for m in graph.items(head)]
                if graph.value(inner, sh("path")) == TYPE and lists and one not in lists:
                    return True
    return False


def _shapes_by_property(material: Material, one: Term) -> dict[NamedNode, list[Term]]:
    """The property shapes that hold of the things of a class, by property."""
    graph = material.shapes.graph
    found: dict[NamedNode, list[Term]] = {}
    for above in _superclasses(material, one):
        for shape in graph.subjects(sh("targetClass"), above):
            for inner in graph.objects(shape, sh("property")):
                for predicate in _predicates(material, inner):
                    found.setdefault(predicate, []).append(inner)
        domain = material.words.subjects(DOMAIN, above)
        found = {p: [] for p in domain if isinstance(p, NamedNode)} | found
    return found


def _superclasses(material: Material, one: Term) -> list[Term]:
    found = [one]
    for current in found:
        found.extend(c for c in material.words.objects(current, SUBCLASS) if c not in found)
    return found


def _general(material: Material, predicate: NamedNode) -> list[Term]:
    """The property shapes of a property that hold of everything that has it."""
    graph = material.shapes.graph
    return [
        inner
        for shape in graph.subjects(sh("targetSubjectsOf"), predicate)
        for inner in graph.objects(shape, sh("property"))
        if graph.value(inner, sh("path")) == predicate
    ]


def _predicates(material: Material, shape: Term) -> Iterator[NamedNode]:
    """The properties among which a shape's path chooses; none of a shape that forbids values."""
    graph = material.shapes.graph
    node = graph.value(shape, sh("path"))
    most = graph.value(shape, sh("maxCount"))
    if node is None or (isinstance(most, Literal) and most.value == "0"):
        return
    way = from_graph(graph, node)
    for step in way.choices if isinstance(way, Alternative) else (way,):
        if isinstance(step, Predicate):
            yield NamedNode(step.iri)


def _rank(each: Column) -> tuple[bool, bool, str]:
    """What is required first, then what has a shape, by name."""
    return not each.required, not each.help, each.name
