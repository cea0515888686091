"""`/metrics`: figures for a monitoring program, in the text format of Prometheus.

They come from the tables that the web processes share, so that it does not matter which of them is
asked, and nothing is counted twice or lost when one of them ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, Response

from smartregions import __version__
from smartregions.web.clients.accounted import OUTCOMES, SECONDS
from smartregions.web.clients.authorization import require_operator_or_this_machine
from smartregions.web.clients.scope import scope
from smartregions.web.operations import TEXT, TOKEN, Operation, operation
from smartregions.web.service import service

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

blueprint = Blueprint("metrics", __name__)


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure, or one for each value of a label."""

    name: str
    kind: str
    help: str
    samples: Iterable[tuple[str, float]]
    """Labels as they are written, and the value."""


@blueprint.get("/metrics")
@operation(Operation(answers={"text/plain": TEXT}, statuses=TOKEN))
def metrics() -> Response:
    """All figures; for the operator, or on this machine."""
    require_operator_or_this_machine()
    text = "".join(written(metric) for metric in _metrics())
    response = Response(text, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def written(metric: Metric) -> str:
    """A metric in the text format, version 0.0.4."""
    lines = [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
    lines += [f"{metric.name}{labels} {value:.15g}" for labels, value in metric.samples]
    return "\n".join(lines) + "\n"


def _metrics() -> Iterator[Metric]:
    ledger, held = scope().ledger, service()
    outcomes = [(f'{{outcome="{name}"}}', ledger.total(i)) for i, name in enumerate(OUTCOMES)]
    yield _counter("queries_total", "Queries of clients, by how they ended.", outcomes)
    yield _counter(
        "query_seconds_total", "Time that workers were busy.", [("", ledger.total(SECONDS))]
    )
    running = len(list(ledger.running()))
    yield _gauge("queries_running", "Queries that workers have at the moment.", running)
    yield _gauge("change", "Change of the data that answers come from.", held.index.revision.change)
    yield _gauge("workers", "Workers that are to stand.", held.settings.queries_at_once)
    yield _gauge("web_processes", "Processes that answer.", ledger.processes())
    yield Metric(
        "smartregions_info", "gauge", "The program.", [(f'{{version="{__version__}"}}', 1)]
    )


def _counter(name: str, help_: str, samples: Iterable[tuple[str, float]]) -> Metric:
    return Metric(f"smartregions_{name}", "counter", help_, samples)


def _gauge(name: str, help_: str, value: float) -> Metric:
    return Metric(f"smartregions_{name}", "gauge", help_, [("", value)])
