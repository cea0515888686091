"""The report as SARIF 2.1.0 (OASIS), which code scanners and editors read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from smartregions import __version__
from smartregions import namespaces as ns
from smartregions.validation.names import Names
from smartregions.validation.render.fields import Value, fields, message_and_help
from smartregions.validation.report import FileReport, Finding, Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = MappingProxyType({"violation": "error", "warning": "warning", "info": "note"})
KEPT = ("focusNode", "path", "value", "shape", "seeAlso", "help")
"""Parts of a finding for which SARIF has no place of its own."""


def render(report: Report, language: str) -> str:
    """One run, ending in a newline."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, language)]}
    return json.dumps(log, ensure_ascii=False) + "\n"


def _run(report: Report, language: str) -> dict[str, object]:
    codes = sorted({finding.code for file in report.files for finding in file.findings})
    driver = {
        "name": "smartregions validate",
        "semanticVersion": __version__,
        "informationUri": ns.BASE,
        "rules": [{"id": code} for code in codes],
    }
    return {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": report.exit_code != 2, "exitCode": report.exit_code}
        ],
        "artifacts": [{"location": _location(file.file)} for file in report.files],
        "results": [
            result
            for number, file in enumerate(report.files)
            for result in _results(file, number, codes, language)
        ],
        "properties": {
            "conforms": report.conforms,
            "engine": report.engine,
            "omitted": sum(file.omitted for file in report.files),
            "shapes": {"version": report.shapes_version, "sha256": report.shapes_sha256},
        },
    }


def _results(
    file: FileReport, number: int, codes: list[str], language: str
) -> list[dict[str, object]]:
    names = Names(file.prefixes)
    return [
        _result(finding, fields(finding, names, language), number, codes.index(finding.code))
        | {"message": {"text": message_and_help(finding, language)}}
        | _related(finding, number, language)
        for finding in file.findings
    ]


def _result(finding: Finding, told: Mapping[str, Value], file: int, rule: int) -> dict[str, object]:
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "locations": [_place(finding, file)],
        "properties": {key: told[key] for key in KEPT if told[key]},
    }


def _related(finding: Finding, file: int, language: str) -> dict[str, object]:
    """The finding from which this one follows (SARIF 3.27.22)."""
    if (cause := finding.cause) is None:
        return {}
    told = {"message": {"text": cause.message.told(language)}}
    return {"relatedLocations": [_place(cause, file) | told]}


def _place(finding: Finding, file: int) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": _location(finding.file) | {"index": file}}
    if span := finding.span:
        place["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    return {"physicalLocation": place}


def _location(file: str) -> dict[str, object]:
    path = Path(file)
    return {"uri": path.as_uri() if path.is_absolute() else quote(path.as_posix())}
