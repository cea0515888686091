"""One operation of an update, done by the engine over the dataset that RDF means.

Of several graphs behind USING the engine makes a union in which a triple of two graphs is found
twice, and counted twice. So they are merged in a graph of that one operation that nobody can name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from smartregions.errors import Conflict, QuerySyntaxError
from smartregions.messages import Message
from smartregions.namespaces import BASE, DEFAULT_GRAPH
from smartregions.sparql.explain import explained
from smartregions.sparql.facts import place
from smartregions.sparql.updates import Using, glued, over, refuse_stated, using


def do(store: Store, operation: str) -> None:
    """Change the store. Raises QuerySyntaxError, and Conflict for a graph that is not as said."""
    try:
        store.update(operation, base_iri=BASE)
    except SyntaxError as error:
        raise explained(operation, str(error), is_update=True) from error
    except RuntimeError as error:
        raise Conflict(
            Message("{error}. SILENT behind the keyword passes over that.", error=str(error))
        ) from error


def do_over(store: Store, operation: str, asked: Using) -> None:
    """Do it over this dataset, else its own; places in an error are those of the text as sent.

    Raises as `do`, and BadRequest where the operation states a dataset, too.
    """
    try:
        with _merged(store, operation, asked) as over_one:
            do(store, over_one)
    except (SyntaxError, QuerySyntaxError):
        do(Store(), operation)
        raise


def refuse_glued(operation: str) -> None:
    """Raise QuerySyntaxError for keywords without the space that the grammar wants."""
    if (token := glued(operation)) is not None:
        do(Store(), operation)  # which says what is wrong, if the engine sees it
        line, column = place(operation, token.start)
        said = Message(
            "{word} is no keyword here. Write a space between two words.", word=token.content
        )
        message = Message(
            "Line {line}, column {column}: {said}", line=line, column=column, said=said
        )
        raise QuerySyntaxError(message, line, column)


@contextmanager
def _merged(store: Store, operation: str, asked: Using) -> Iterator[str]:
    """The operation as it is to be done here and now.

    The IRI of the default graph stands for the store's own.
    """
    if asked:
        refuse_stated(operation)
    stated = asked or using(operation)
    default, named = dict.fromkeys(stated.default), tuple(dict.fromkeys(stated.named))
    if len(default) > 1 or DEFAULT_GRAPH in default:
        merge = NamedNode(f"urn:uuid:{uuid4()}")
        for iri in default:
            _add(store, DefaultGraph() if iri == DEFAULT_GRAPH else NamedNode(iri), merge)
        try:
            yield over(operation, Using((merge.value,), named))
        finally:
            store.remove_graph(merge)
    else:
        dataset = Using(tuple(default), named)
        yield over(operation, dataset) if asked or dataset != stated else operation


def _add(store: Store, graph: NamedNode | DefaultGraph, merge: NamedNode) -> None:
    found = store.quads_for_pattern(None, None, None, graph)
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, merge) for q in found)
