"""A SPARQL Update, tried on a worker's copy of the index: the task `update`.

What it changed is known from the triples that it names, else by comparing the graphs that it may
write before and after. They are judged and committed together. The copy is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Store, Triple

from smartregions.contribution.longest import refuse_long
from smartregions.errors import BadRequest, Conflict, Forbidden, RequestTooLarge
from smartregions.index import Done, Revision, Task
from smartregions.index.dataset import graph_of
from smartregions.index.forked import Doing
from smartregions.messages import SOURCE, Message, amount
from smartregions.namespaces import DEFAULT_GRAPH, PROVENANCE_GRAPH
from smartregions.publication import contents
from smartregions.publication.description import described
from smartregions.publication.judging import PLAIN, Found, is_deletion, verdict_on
from smartregions.publication.operating import do, do_over, refuse_glued
from smartregions.publication.verdict import packed
from smartregions.registry.holder import covers
from smartregions.registry.triples import sha256
from smartregions.sparql.facts import refuse_update
from smartregions.sparql.targets import data, inserting, refuse_shared_labels, targets
from smartregions.sparql.updates import Using, clears_all, operations
from smartregions.turtle.newer import newer_in, refusal
from smartregions.validation.change import Change, Rules
from smartregions.validation.change import update as updated
from smartregions.validation.change.state import Edit

UPDATE = "update"
MOST_TRIPLES = 1_000_000
"""That an update may add; more are sent as graphs."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request wants done: the values of the task."""

    graphs: Sequence[str]
    """Those that may be changed, as a token grants them."""
    max_characters: int
    max_depth: int
    default: Sequence[str] = ()
    """The dataset of what the operations look for, as using-graph-uri states it."""
    named: Sequence[str] = ()
    spaces: Sequence[str] | None = None
    known: Sequence[Sequence[str]] = ()
    form: str = PLAIN
    language: str = SOURCE


def updating(rules: Rules, merges: bool = True) -> Doing:
    """The task, for the table of tasks, on an index whose default graph is the merge or its own."""

    def do(store: Store, revision: Revision, task: Task) -> Done:
        asked, text = Asked(**task.values), _text(task.body)
        edits = _edits(store, text, asked, merges)
        for edit in edits:  # judged by what was there before
            _take_back(store, edit)
        known = {name: value for name, value in asked.known}
        changes = [_change(edit, store, rules, known) for edit in edits]
        found = Found(
            store, revision, rules, asked.spaces, asked.form, asked.language, sha256(task.body)
        )
        return packed(verdict_on(changes, found), spoils=True)

    return do


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise BadRequest(Message("The update is not UTF-8.")) from None


def _edits(store: Store, text: str, asked: Asked, merges: bool) -> list[Edit]:
    """What the operations do to each graph, done one after another; the store is changed.

    Raises QuerySyntaxError, QueryRefused, BadRequest, Conflict, Forbidden and RequestTooLarge.
    """
    refuse_update(text, max_characters=asked.max_characters, max_depth=asked.max_depth)
    steps = operations(text)
    if not steps:
        do(store, text)  # which says what is wrong with it, if anything is
    refuse_shared_labels(steps)
    done: dict[NamedNode, Edit] = {}
    for step in steps:
        for edit in _step(store, step, asked, merges):
            done[edit.graph] = contents.then(done.get(edit.graph, Edit(edit.graph)), edit)
    edits = [done[graph] for graph in sorted(done, key=str)]
    if sum(len(edit.added) for edit in edits) > MOST_TRIPLES:
        raise RequestTooLarge(
            Message(
                "More than {most} triples would be added by one update.",
                most=amount(MOST_TRIPLES),
            )
        )
    _refuse_newer(triple for edit in edits for triple in edit.added)
    refuse_long(triple for edit in edits for triple in edit.added)
    return [edit for edit in edits if edit.added or edit.removed]


def _refuse_newer(added: Iterable[Triple]) -> None:
    """Raise BadRequest for what RDF 1.1 has no word for; see decision 0005."""
    for triple in added:
        if mark := newer_in(triple):
            message, instead = refusal(mark)
            raise BadRequest(
                Message(
                    "{message} An update may not write it: {instead}.",
                    message=message,
                    instead=instead,
                )
            )


def _step(store: Store, step: str, asked: Asked, merges: bool) -> list[Edit]:
    """What one operation does to each graph; the store is changed. Raises as `_edits`."""
    refuse_glued(step)
    known = targets(step)
    if known is not None and data(step):
        edits = _named(store, step)
        _refuse_others(edits, asked.graphs, merges)
        contents.apply(store, edits, merges)
        return edits
    return _compared(store, step, asked, merges, known)


def _compared(
    store: Store, step: str, asked: Asked, merges: bool, known: frozenset[str] | None
) -> list[Edit]:
    """What an operation does to the graphs that it may write, or to any."""
    is_merge_safe = not merges or (known is not None and DEFAULT_GRAPH not in known)
    merge = b"" if is_merge_safe else contents.digest_of_merge(store)
    told = _provenance(store) if clears_all(step) else []
    before = _contents(store, asked.graphs, merges, known)
    do_over(store, step, Using(tuple(asked.default), tuple(asked.named)))
    store.extend(told)
    is_named = merges and store.contains_named_graph(NamedNode(DEFAULT_GRAPH))
    if is_named or (not is_merge_safe and contents.digest_of_merge(store) != merge):
        raise _merge_is_read_only()
    edits = _between(before, _contents(store, asked.graphs, merges, known))
    if merges:
        contents.merge(store, edits)
    return edits


def _named(store: Store, step: str) -> list[Edit]:
    """What an operation changes that names the very triples: they are read into an empty store."""
    scratch = Store()
    do(scratch, step)
    if takes_away := data(step) == "DELETE":
        do(scratch, inserting(step))
    found: dict[NamedNode, set[Triple]] = {}
    for quad in scratch:
        if (quad in store) == takes_away:
            graph = quad.graph_name
            name = graph if isinstance(graph, NamedNode) else NamedNode(DEFAULT_GRAPH)
            found.setdefault(name, set()).add(quad.triple)
    return [
        Edit(graph, removed=frozenset(triples))
        if takes_away
        else Edit(graph, added=frozenset(triples))
        for graph, triples in found.items()
    ]


def _refuse_others(edits: Sequence[Edit], granted: Sequence[str], merges: bool) -> None:
    graphs = sorted(edit.graph.value for edit in edits)
    if merges and DEFAULT_GRAPH in graphs:
        raise _merge_is_read_only()
    for graph in graphs:
        if not covers(granted, graph):
            raise _not_allowed(graph)


def _merge_is_read_only() -> Conflict:
    return Conflict(
        Message(
            "The default graph is the merge of all named ones, and cannot be changed by "
            "itself. Write WITH <IRI> before the operation, or GRAPH <IRI> { ... } around "
            "what is inserted or deleted."
        )
    )


def _not_allowed(graph: str) -> Forbidden:
    return Forbidden(
        Message("The update changes <{graph}>, which the token does not allow.", graph=graph)
    )


def _provenance(store: Store) -> list[Quad]:
    """What is said of changes: it follows from the log, so no operation on all graphs means it."""
    return list(store.quads_for_pattern(None, None, None, NamedNode(PROVENANCE_GRAPH)))


def _contents(
    store: Store, granted: Sequence[str], merges: bool, known: frozenset[str] | None
) -> contents.Contents:
    """What the known graphs hold, or all of them."""
    if known is None:
        graphs = contents.graphs_of(store, merges)
    else:
        graphs = sorted(known - {DEFAULT_GRAPH} if merges else known)
    kept = [graph for graph in graphs if covers(granted, graph)]
    return contents.contents(store, kept, [graph for graph in graphs if graph not in set(kept)])


def _between(before: contents.Contents, after: contents.Contents) -> list[Edit]:
    """The edits of the graphs that differ. Raises Forbidden when another graph does."""
    nothing = contents.NOTHING
    for graph in sorted({*before.digests, *after.digests}):
        if before.digests.get(graph, nothing) != after.digests.get(graph, nothing):
            raise _not_allowed(graph)
    graphs = sorted({*before.lines, *after.lines})
    pairs = ((graph, before.lines.get(graph, ()), after.lines.get(graph, ())) for graph in graphs)
    return [contents.edit(graph, old, new) for graph, old, new in pairs if list(old) != list(new)]


def _take_back(store: Store, edit: Edit) -> None:
    place = graph_of(edit.graph.value, merges=False)
    for triple in edit.added:
        store.remove(Quad(triple.subject, triple.predicate, triple.object, place))
    store.extend(Quad(t.subject, t.predicate, t.object, place) for t in edit.removed)


def _change(edit: Edit, store: Store, rules: Rules, known: Mapping[str, str]) -> Change:
    change = updated(edit.graph.value, edit.added, edit.removed)
    return change if is_deletion(change, store) else described(change, store, rules, known)
