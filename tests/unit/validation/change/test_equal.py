"""The verdict on a change is that of judging everything, before and after it.

Random edits, seeded: over the packaged data, and over made-up data and shapes that use every core
component of SHACL, every kind of path and target, and SPARQL constraints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.index.dataset import with_merge
from smartregions.publication.entry import _gathered
from smartregions.turtle.read import Contribution, read
from smartregions.validation import Context
from smartregions.validation.change import Change, Rules, delete, judge_change, post, put, rules_of
from smartregions.validation.change import update as updated
from smartregions.validation.change.aims import Aim
from smartregions.validation.change.breaks import OTHER, THIS, violates
from smartregions.validation.change.judgement import focus_nodes
from smartregions.validation.change.state import HIDDEN, State, in_graph
from smartregions.validation.engines.compare import ill_formed
from smartregions.validation.engines.result import Result
from smartregions.validation.graph import TYPE
from smartregions.validation.judge import results
from smartregions.validation.once import told_once
from smartregions.validation.shapes import Shapes

HERE = Path(__file__).parent
Graphs = Mapping[NamedNode, frozenset[Triple]]
Found = Counter[tuple[object, ...]]


def graphs_of(store: Store) -> Graphs:
    names = [g for g in store.named_graphs() if g not in HIDDEN and isinstance(g, NamedNode)]
    return {
        name: frozenset(quad.triple for quad in store.quads_for_pattern(None, None, None, name))
        for name in names
    }


def store_of(graphs: Graphs) -> Store:
    store = Store()
    quads = (in_graph(triple, name) for name, triples in graphs.items() for triple in triples)
    store.bulk_extend(with_merge(quads))
    return store


def whole(graphs: Graphs, rules: Rules) -> list[Result]:
    """What is found in everything, none of it left out."""
    merge = frozenset().union(*graphs.values())
    return results([merge, rules.context.vocabulary], rules.context.shapes, "fast")


def edited(graphs: Graphs, changes: Sequence[Change]) -> Graphs:
    after = dict(graphs)
    for change in changes:
        edit = change.edit
        after[edit.graph] = (after.get(edit.graph, frozenset()) - edit.removed) | edit.added
    return after


def counted(found: Iterable[Result]) -> Found:
    return Counter((r.focus_node, r.path, r.value, r.component, r.shape) for r in found)


def check(
    changes: Sequence[Change], graphs: Graphs, store: Store, rules: Rules, before: Found
) -> tuple[int, int]:
    """Numbers of findings of what is stated, and of what breaks, both as they should be."""
    after = whole(edited(graphs, changes), rules)
    aim = Aim(rules.aims, State(store, rules.vocabulary, [change.edit for change in changes]))
    own = set().union(*(focus_nodes(change.stated, aim, rules) for change in changes))
    others = [result for result in after if violates(result) and result.focus_node not in own]
    new = counted(others) - before
    judgement = judge_change(changes, store, rules)
    assert judgement.complete
    findings = [finding for file in judgement.report.files for finding in file.findings]
    broken = [finding for finding in findings if finding.code in (OTHER, THIS)]
    assert Counter((f.focus_node, f.path, f.value, f.shape) for f in broken) == without(3, new)
    stated = told_once([r for r in after if r.focus_node in own and not ill_formed(r)])
    engine = [finding for finding in findings if finding.code.endswith("ConstraintComponent")]
    assert Counter((f.focus_node, f.path, f.code, f.shape) for f in engine) == Counter(
        (r.focus_node, r.path, r.component.removeprefix(ns.SH), r.shape) for r in stated
    )
    return len(stated), new.total()


def without(column: int, found: Found) -> Found:
    less: Found = Counter()
    for row, number in found.items():
        less[row[:column] + row[column + 1 :]] += number
    return less


def contribution(triples: Iterable[Triple], name: str = "a.ttl") -> Contribution:
    text = pyoxigraph.serialize(sorted(set(triples), key=str), format=RdfFormat.N_TRIPLES)
    assert text is not None
    return read(text, name)


def random_change(
    random: Random, graphs: Graphs, store: Store, triples: Sequence[Triple], few: int
) -> list[Change]:
    """A replacement, an extension, a deletion, or an update of two graphs at once."""
    names = sorted(graphs, key=str)
    name = random.choice(names)
    old = sorted(graphs[name], key=str)
    new = random.sample(triples, min(few, len(triples)))
    lost = set(random.sample(old, min(few, len(old))))
    kind = random.choice(["put", "put", "post", "delete", "update"])
    if kind == "put":
        return [put(store, name.value, contribution([*(t for t in old if t not in lost), *new]))]
    if kind == "post":
        return [post(store, name.value, contribution(new), 1)]
    if kind == "delete":
        return [delete(store, name.value)]
    second = random.choice([other for other in names if other != name])
    gone = random.sample(sorted(graphs[second], key=str), min(few, len(graphs[second])))
    return [
        updated(name.value, set(new) - graphs[name], lost - set(new)),
        updated(second.value, (), gone),
    ]


# The packaged data


@cache
def packaged_world() -> tuple[Rules, Graphs, Store, Found]:
    home = corpus.find()
    store = Store()
    store.bulk_extend(with_merge(_gathered(home)))
    rules = rules_of(home)
    graphs = graphs_of(store)
    before = counted(result for result in whole(graphs, rules) if violates(result))
    return rules, graphs, store, before


def exchanged(random: Random, graphs: Graphs) -> list[Triple]:
    """Statements whose values are those of others; things that are of another class."""
    pool = [t for name in sorted(graphs, key=str) if len(graphs[name]) < 5000 for t in graphs[name]]
    pool = sorted((t for t in pool if BlankNode not in map(type, t)), key=str)
    chosen = random.sample(pool, 200)
    kinds = [t.object for t in chosen if t.predicate == TYPE]
    return [
        Triple(t.subject, t.predicate, random.choice(kinds))
        if t.predicate == TYPE
        else Triple(t.subject, t.predicate, random.choice(pool).object)
        for t in chosen
    ]


@pytest.mark.parametrize("seed", range(14))
def test_over_the_packaged_data(seed: int) -> None:
    rules, graphs, store, before = packaged_world()
    random = Random(seed)
    small = {name: graphs[name] for name in graphs if len(graphs[name]) < 5000}
    small = {
        name: frozenset(t for t in triples if BlankNode not in map(type, t))
        for name, triples in small.items()
    }
    changes = random_change(random, small, store, exchanged(random, graphs), 40)
    stated, broken = check(changes, graphs, store, rules, before)
    assert stated + broken or changes[0].edit.removed


# Made-up shapes


@cache
def made_up() -> Rules:
    def triples(file: str) -> tuple[Triple, ...]:
        text = (HERE / file).read_bytes()
        found = pyoxigraph.parse(text, format=RdfFormat.TURTLE)
        return tuple(quad.triple for quad in found)

    return Rules(Context(Shapes(triples("shapes.ttl")), triples("vocabulary.ttl")))


NODES = [NamedNode(f"http://ex/n{number}") for number in range(9)]
CLASSES = [NamedNode(f"http://ex/{name}") for name in ("A", "B", "C", "Sub", "Data")]
PROPERTIES = [NamedNode(f"http://ex/{name}") for name in "pqrstu"]
SUBCLASS = NamedNode(ns.RDFS + "subClassOf")
VALUES = [
    *map(Literal, ("a", "b", "long text", 1, 2, 30, True)),
    *(Literal(text, language="en") for text in "vwxy"),
    Literal("z", language="de"),
    Literal("2024-01-01", datatype=NamedNode(ns.XSD + "date")),
    Literal("2025-01-01", datatype=NamedNode(ns.XSD + "date")),
]


def random_triple(random: Random) -> Triple:
    subject = random.choice(NODES)
    lot = random.random()
    if lot < 0.25:
        return Triple(subject, TYPE, random.choice(CLASSES))
    if lot < 0.28:
        return Triple(random.choice(CLASSES), SUBCLASS, random.choice(CLASSES))
    values = NODES if lot < 0.7 else VALUES
    return Triple(subject, random.choice(PROPERTIES), random.choice(values))


@pytest.mark.parametrize("seed", range(20))
def test_over_every_component_and_path(seed: int) -> None:
    random = Random(seed)
    rules = made_up()
    stated = broken = 0
    for _ in range(25):
        graphs = {
            NamedNode(f"http://ex/graph{number}"): frozenset(
                random_triple(random) for _ in range(random.choice([4, 12, 25]))
            )
            for number in range(3)
        }
        store = store_of(graphs)
        before = counted(result for result in whole(graphs, rules) if violates(result))
        new = [random_triple(random) for _ in range(4)]
        changes = random_change(random, graphs, store, new, random.choice([1, 2, 4]))
        numbers = check(changes, graphs, store, rules, before)
        stated, broken = stated + numbers[0], broken + numbers[1]
    assert stated and broken


COMPONENTS = frozenset(
    """
    Class Datatype NodeKind MinCount MaxCount MinExclusive MinInclusive MaxExclusive MaxInclusive
    MinLength MaxLength Pattern LanguageIn UniqueLang Equals Disjoint LessThan LessThanOrEquals
    Not And Or Xone Node QualifiedMinCount QualifiedMaxCount Closed HasValue In SPARQL
    """.split()  # noqa: SIM905 - a table
)


def test_the_made_up_shapes_give_every_component() -> None:
    """Each constraint component that SHACL core and SHACL-SPARQL define is violated somewhere."""
    rules, random = made_up(), Random(0)
    seen: set[str] = set()
    for _ in range(300):
        triples = frozenset(random_triple(random) for _ in range(40))
        found = whole({NamedNode("http://ex/g"): triples}, rules)
        components = (result.component.removeprefix(ns.SH) for result in found)
        seen |= {component.removesuffix("ConstraintComponent") for component in components}
    assert seen == COMPONENTS
