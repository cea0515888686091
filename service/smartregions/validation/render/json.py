"""The report as one JSON object; its keys are a contract (docs/validating.md)."""

from __future__ import annotations

import json

from smartregions.validation.names import Names
from smartregions.validation.render.fields import fields
from smartregions.validation.report import FileReport, Report


def render(report: Report) -> str:
    """The report, a line for each finding, ending in a newline."""
    head = {"conforms": report.conforms, "judged": all(file.judged for file in report.files)}
    shapes = {"version": report.shapes_version, "sha256": report.shapes_sha256}
    tail = {"engine": report.engine, "shapes": shapes}
    files = ",\n".join(_file(file) for file in report.files)
    return f'{_text(head)[:-1]}, "files": [\n{files}\n], {_text(tail)[1:]}\n'


def _file(file: FileReport) -> str:
    names = Names(file.prefixes)
    head = {
        "file": file.file,
        "conforms": file.conforms,
        "triples": file.triples,
        "focusNodes": file.focus_nodes,
        "omitted": file.omitted,
    }
    findings = ",\n".join(_text(fields(finding, names)) for finding in file.findings)
    return f'{_text(head)[:-1]}, "findings": [\n{findings}\n]}}'


def _text(value: object) -> str:
    """Without indentation: with it, the encoder is ten times slower."""
    return json.dumps(value, ensure_ascii=False)
