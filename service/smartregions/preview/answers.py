"""Which stored questions would be answered otherwise, and by which rows?

Each question is asked with its defaults, on the store as it is and with the change applied to it;
the store is put back afterwards. A question that names nothing of what changes is not asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from smartregions.errors import CannotJudge, SmartRegionsError
from smartregions.index import Query
from smartregions.index.evaluation import Limits, evaluate
from smartregions.library.question import Question
from smartregions.messages import Message, plain
from smartregions.namespaces import RDF
from smartregions.sparql.tokens import tokens
from smartregions.validation.change.state import Edit, in_graph
from smartregions.validation.paths import steps
from smartregions.validation.patterns import ANY, Pattern, patterns

FORMATS = ("tsv", "ntriples", "json")
SHOWN = 20
"""Rows that are shown of those that come, and of those that go."""
LIMITS = Limits(answer_bytes=16 * 1024 * 1024)
TYPE = RDF + "type"


@dataclass(frozen=True, slots=True)
class Differing:
    """A question whose answer would differ; rows as the format for tables (TSV) writes them."""

    question: str
    summary: str
    columns: str
    come: tuple[str, ...]
    go: tuple[str, ...]
    comes: int
    """All rows that come, those shown among them."""
    goes: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found out, and the questions of which nothing was, each with the reason."""

    differing: tuple[Differing, ...]
    unknown: tuple[Message, ...]


def differing(
    questions: Iterable[Question],
    store: Store,
    edits: Sequence[Edit],
    late: Callable[[], bool],
) -> Asked:
    """The questions that are answered otherwise; once it is late, the rest is said to be unknown.

    The store is changed and put back, so nobody else may read it meanwhile.
    """
    changed = changed_terms(edits)
    wanted = [one for one in questions if concerned(one, changed)]
    unknown: list[Message] = []
    before = dict(_answers(wanted, store, late, unknown))
    with applied(store, edits):
        after = dict(_answers([q for q in wanted if q.path in before], store, late, unknown))
    found = [
        _difference(one, before[one.path], after[one.path])
        for one in wanted
        if one.path in after and before[one.path] != after[one.path]
    ]
    return Asked(tuple(one for one in found if one.comes or one.goes), tuple(unknown))


def _answers(
    questions: Iterable[Question], store: Store, late: Callable[[], bool], unknown: list[Message]
) -> Iterator[tuple[str, list[str]]]:
    for one in questions:
        if late():
            unknown.append(Message("{question}: there was no time left.", question=one.path))
            continue
        try:
            answer = evaluate(store, Query(one.text, FORMATS), LIMITS)
        except SmartRegionsError as error:
            unknown.append(plain(f"{one.path}: {error}"))
        else:
            yield one.path, answer.body.decode().splitlines()


def _difference(asked: Question, before: list[str], after: list[str]) -> Differing:
    come, go = Counter(after), Counter(before)
    come.subtract(before)
    go.subtract(after)
    new, old = sorted((+come).elements()), sorted((+go).elements())
    columns = after[0] if after and after[0].startswith("?") else ""
    return Differing(
        asked.path,
        asked.summary,
        columns,
        tuple(new[:SHOWN]),
        tuple(old[:SHOWN]),
        len(new),
        len(old),
    )


def changed_terms(edits: Iterable[Edit]) -> frozenset[str]:
    """The properties of what comes or goes in any graph; of a type, the class too."""
    found: set[str] = set()
    for edit in edits:
        for triple in (*edit.added, *edit.removed):
            found.add(triple.predicate.value)
            if triple.predicate.value == TYPE and isinstance(triple.object, NamedNode):
                found.add(triple.object.value)
    return frozenset(found)


def concerned(question: Question, changed: frozenset[str]) -> bool:
    """False only where no triple pattern of the question can match what changes."""
    if any(token.is_word("DESCRIBE") for token in tokens(question.text)):
        return True
    try:
        return any(_matches(pattern, changed) for pattern in patterns(question.text, {}))
    except CannotJudge:  # a path that is not understood
        return True


def _matches(pattern: Pattern, changed: frozenset[str]) -> bool:
    properties = {step.iri for step in steps(pattern.path)}
    if ANY.iri in properties:
        return True
    if properties == {TYPE} and pattern.object.startswith("<"):
        return TYPE in changed and pattern.object[1:-1] in changed
    return not properties.isdisjoint(changed)


@contextmanager
def applied(store: Store, edits: Sequence[Edit]) -> Iterator[None]:
    """The store with the edits, its default graph still the merge; afterwards as it was."""
    done: list[tuple[Quad, bool]] = []
    try:
        for edit in edits:
            for triple in edit.removed:
                _remove(store, triple, edit.graph, done)
            for triple in edit.added:
                _add(store, in_graph(triple, edit.graph), done)
                _add(store, Quad(triple.subject, triple.predicate, triple.object), done)
        yield
    finally:
        for quad, was_added in reversed(done):
            (store.remove if was_added else store.add)(quad)


def _add(store: Store, quad: Quad, done: list[tuple[Quad, bool]]) -> None:
    if quad not in store:
        store.add(quad)
        done.append((quad, True))


def _remove(store: Store, triple: Triple, graph: NamedNode, done: list[tuple[Quad, bool]]) -> None:
    quad = in_graph(triple, graph)
    if quad not in store:
        return
    store.remove(quad)
    done.append((quad, False))
    merged = Quad(triple.subject, triple.predicate, triple.object)
    elsewhere = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    if merged in store and all(isinstance(q.graph_name, DefaultGraph) for q in elsewhere):
        store.remove(merged)
        done.append((merged, False))
