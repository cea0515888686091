"""The report as one JSON object; its keys are a contract (docs/harvest-check.md)."""

from __future__ import annotations

import json
from dataclasses import asdict

from smartregions.catalogue.harvest.metrics import METRICS
from smartregions.catalogue.harvest.mqa import Score
from smartregions.catalogue.harvest.report import Report


def render(report: Report) -> str:
    """The report, ending in a newline."""
    content = {
        "address": report.address,
        "conforms": not report.violations,
        "pages": report.pages,
        "datasets": report.datasets,
        "shapes": list(report.shapes),
        "representations": [asdict(one) for one in report.representations],
        "counts": dict(report.counts),
        "violations": report.violations,
        "findings": [asdict(finding) for finding in report.findings],
        "mqa": {
            "points": report.points,
            "of": report.most_points,
            "rating": report.rating or None,
            "scores": list(map(_score, report.scores)),
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _score(score: Score) -> dict[str, object]:
    values = {m.name: value for m, value in zip(METRICS, score.values, strict=True)}
    return {
        "dataset": score.dataset,
        "points": score.points,
        "distribution": score.distribution or None,
        "metrics": values,
    }
