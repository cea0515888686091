"""The report as one JSON object; its keys are a contract (docs/validating.md)."""

from __future__ import annotations

import json

from smartregions.validation.names import Names
from smartregions.validation.render.fields import fields
from smartregions.validation.report import FileReport, Report


def render(report: Report, language: str) -> str:
    """The report in a language, a line for each finding, ending in a newline."""
    is_judged = all(file.judged for file in report.files)
    head = {"conforms": report.conforms, "judged": is_judged, "language": language}
    shapes = {"version": report.shapes_version, "sha256": report.shapes_sha256}
    tail = {"engine": report.engine, "shapes": shapes}
    files = ",\n".join(_file(file, language) for file in report.files)
    return f'{_text(head)[:-1]}, "files": [\n{files}\n], {_text(tail)[1:]}\n'


def _file(file: FileReport, language: str) -> str:
    names = Names(file.prefixes)
    head = {
        "file": file.file,
        "conforms": file.conforms,
        "triples": file.triples,
        "focusNodes": file.focus_nodes,
        "omitted": file.omitted,
    }
    findings = ",\n".join(_text(fields(finding, names, language)) for finding in file.findings)
    return f'{_text(head)[:-1]}, "findings": [\n{findings}\n]}}'


def _text(value: object) -> str:
    """Without indentation: with it, the encoder is ten times slower."""
    return json.dumps(value, ensure_ascii=False)
