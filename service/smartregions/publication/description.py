"""What the catalogue must know of every contributed graph: who publishes it, under which licence,
what it is called and what it holds.

The contribution says it of its graph or dataset, or it is known from the token and stated in the
graph; or it stands in another graph already. A contribution that leaves any of it open is rejected
with what to add.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Store, Triple

from smartregions import namespaces as ns
from smartregions.messages import Message, joined
from smartregions.validation.change.change import Change
from smartregions.validation.change.rules import Rules
from smartregions.validation.change.state import State, in_graph
from smartregions.validation.graph import TYPE
from smartregions.validation.report import Finding

CODE = "undescribed-graph"

_HAS_PART = NamedNode(ns.DCTERMS + "hasPart")
_DATASET = NamedNode(ns.DCAT + "Dataset")
_PREDICATES: Mapping[str, NamedNode] = {
    "title": NamedNode(ns.DCTERMS + "title"),
    "description": NamedNode(ns.DCTERMS + "description"),
    "publisher": NamedNode(ns.DCTERMS + "publisher"),
    "licence": NamedNode(ns.DCTERMS + "license"),
}
_EXAMPLES: Mapping[str, str] = {
    "title": 'dcterms:title "Actors of the region"@en',
    "description": 'dcterms:description "Organisations of the region and their towns."@en',
    "publisher": "dcterms:publisher <https://w3id.org/smart-regions/id/actor/NAME>",
    "licence": (
        "dcterms:license <http://publications.europa.eu/resource/authority/licence/CC_BY_4_0>"
    ),
}
_NAMES: Mapping[str, Message] = {
    "title": Message("title"),
    "description": Message("description"),
    "publisher": Message("publisher"),
    "licence": Message("licence"),
}
_ADD = Message("add, with your own values, or have the operator put them into the token:")
FIELDS = tuple(_PREDICATES)
"""What has to be known, by its name in `registry.holder.Grants`."""


def described(change: Change, store: Store, rules: Rules, known: Mapping[str, str]) -> Change:
    """The change, in which the graph also states what only the token says of it."""
    missing = [name for name in _lacking(change, store, rules) if known.get(name)]
    if not missing:
        return change
    subject = _dataset(change.edit.graph)
    said = [Triple(subject, TYPE, _DATASET), Triple(subject, _HAS_PART, change.edit.graph)]
    said += [Triple(subject, _PREDICATES[name], _value(name, known[name])) for name in missing]
    new = {triple for triple in said if in_graph(triple, change.edit.graph) not in store}
    edit = replace(
        change.edit, added=change.edit.added | new, removed=change.edit.removed - set(said)
    )
    return replace(change, edit=edit)


def kept(change: Change, store: Store, rules: Rules) -> Change:
    """The change as the holder of the token would make it that the graph is from: what the graph
    states of its dataset as a token does, without a language, stays where the text is silent."""
    graph, subject = change.edit.graph, _dataset(change.edit.graph)
    known = {
        name: quad.object.value
        for name, predicate in _PREDICATES.items()
        for quad in store.quads_for_pattern(subject, predicate, None, graph)
        if isinstance(quad.object, NamedNode | Literal) and _is_as_said(quad.object, name)
    }
    made = described(change, store, rules, known)
    return replace(made, left=frozenset(change.edit.removed - made.edit.removed))


def undescribed(change: Change, store: Store, rules: Rules) -> Iterator[Finding]:
    """The finding of a graph of which something is not known."""
    missing = list(_lacking(change, store, rules))
    if missing:
        yield Finding(
            severity="violation",
            code=CODE,
            message=Message(
                "The catalogue needs the {fields} of <{graph}>.",
                fields=_listed(missing),
                graph=change.edit.graph.value,
            ),
            file=change.name,
            help=_help(change.edit.graph, missing),
            focus_node=_dataset(change.edit.graph),
            see_also="https://www.w3.org/TR/vocab-dcat-3/#Class:Dataset",
        )


def _lacking(change: Change, store: Store, rules: Rules) -> Iterator[str]:
    after = State(store, rules.vocabulary, [change.edit])
    subjects = [change.edit.graph, _dataset(change.edit.graph)]
    for triple in after.matching(None, _HAS_PART, change.edit.graph):
        if isinstance(triple.subject, NamedNode) and triple.subject not in subjects:
            subjects.append(triple.subject)
    for name, predicate in _PREDICATES.items():
        if not any(any(after.matching(each, predicate, None)) for each in subjects):
            yield name


def _dataset(graph: NamedNode) -> NamedNode:
    """What the catalogue calls the content of a graph."""
    name = graph.value.removeprefix(ns.GRAPH)
    return NamedNode(ns.DATASET + name) if name != graph.value else graph


def _is_as_said(value: NamedNode | Literal, name: str) -> bool:
    return value == _value(name, value.value)


def _value(name: str, text: str) -> NamedNode | Literal:
    return NamedNode(text) if name in ("publisher", "licence") else Literal(text)


def _listed(names: Sequence[str]) -> Message:
    *first, last = (_NAMES[name] for name in names)
    if not first:
        return last
    return Message("{first} and {last}", first=joined(first, ", "), last=last)


def _help(graph: NamedNode, missing: Sequence[str]) -> Message:
    said = [f"dcterms:hasPart <{graph.value}>", *(_EXAMPLES[name] for name in missing)]
    turtle = (
        f"@prefix dcat: <{ns.DCAT}> .\n"
        f"@prefix dcterms: <{ns.DCTERMS}> .\n"
        f"<{_dataset(graph).value}> a dcat:Dataset ;\n  " + " ;\n  ".join(said) + " ."
    )
    return joined((_ADD, turtle))
