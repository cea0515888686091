"""The report as one JSON object; its keys are a contract (docs/validating.md)."""

from __future__ import annotations

import json

from smartregions.validation.names import Names
from smartregions.validation.render.fields import fields
from smartregions.validation.report import FileReport, Report


def render(report: Report) -> str:
    """The report, indented, ending in a newline."""
    content = {
        "conforms": report.conforms,
        "files": [_file(file) for file in report.files],
        "engine": report.engine,
        "shapes": {"version": report.shapes_version, "sha256": report.shapes_sha256},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _file(file: FileReport) -> dict[str, object]:
    names = Names(file.prefixes)
    return {
        "file": file.file,
        "conforms": file.conforms,
        "triples": file.triples,
        "focusNodes": file.focus_nodes,
        "findings": [fields(finding, names) for finding in file.findings],
    }
