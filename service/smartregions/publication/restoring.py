"""An old state of a graph made its new one: a change like any other, judged like any other."""

from __future__ import annotations

from smartregions.publication.judging import Asked
from smartregions.publication.writing import Allowed, Published, Publisher, Rejected
from smartregions.registry.change import Change, Received
from smartregions.registry.log import Registry

_TYPE = "application/n-triples"


def restore(
    publisher: Publisher,
    registry: Registry,
    state: Change,
    asked: Asked,
    agent: str,
    allowed: Allowed,
) -> Published | Rejected:
    """Have the graph hold again what it held after the change `state`, in which it stood.

    Of `asked`, the graph and the text are those of the state. Raises as `Publisher.write`.
    """
    found = registry.graph(state.graph, state.sequence)
    assert found is not None
    title = f"state after change {state.sequence}"
    wanted = Asked(
        state.graph,
        "put",
        _TYPE,
        title,
        spaces=asked.spaces,
        known=asked.known,
        form=asked.form,
        language=asked.language,
    )
    return publisher.write(wanted, Received(found.quads, _TYPE, title), agent, allowed)
