"""The report as one JSON object; its keys are a contract (docs/harvest-check.md)."""

from __future__ import annotations

import json
from dataclasses import asdict
from textwrap import indent
from typing import BinaryIO

from smartregions.catalogue.harvest.metrics import DIMENSIONS, METRICS, UNMEASURED, Metric
from smartregions.catalogue.harvest.mqa import Score
from smartregions.catalogue.harvest.report import Finding, Report

_END = "]\n }\n}"
"""How a report ends: the points of the datasets, which may be many, are its last part."""


def write(report: Report, out: BinaryIO, language: str) -> None:
    """Write the report in a language, the points of one dataset after the other."""
    out.write(_written(_content(report, language)).removesuffix(_END).encode())
    for number, score in enumerate(report.scores):
        text = indent(_written(_score(score)), "   ")
        out.write(f"{',' if number else ''}\n{text}".encode())
    out.write(f"\n  {_END}\n".encode())


def _written(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)


def _content(report: Report, language: str) -> dict[str, object]:
    """All but the points of the datasets."""
    return {
        "address": report.address,
        "language": language,
        "conforms": not report.violations,
        "pages": report.pages,
        "datasets": report.datasets,
        "shapes": list(report.shapes),
        "representations": [asdict(one) for one in report.representations],
        "counts": dict(report.counts),
        "violations": report.violations,
        "findings": [_finding(finding, language) for finding in report.findings],
        "mqa": {
            "points": report.points,
            "of": report.most_points,
            "rating": report.rating or None,
            "unmeasured": [_unmeasured(metric, language) for metric in report.scores.unmeasured],
            "scores": [],
        },
    }


def _unmeasured(metric: Metric, language: str) -> dict[str, str | int]:
    return {
        "metric": metric.name,
        "dimension": DIMENSIONS[metric.name].told(language),
        "points": metric.points,
        "property": metric.property,
        "why": UNMEASURED[metric.name].told(language),
    }


def _finding(finding: Finding, language: str) -> dict[str, str]:
    return {
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message.told(language),
        "help": finding.help.told(language),
        "page": finding.page,
        "dataset": finding.dataset,
        "property": finding.property,
    }


def _score(score: Score) -> dict[str, object]:
    values = {m.name: value for m, value in zip(METRICS, score.values, strict=True)}
    return {
        "dataset": score.dataset,
        "points": score.points,
        "distribution": score.distribution or None,
        "metrics": values,
    }
