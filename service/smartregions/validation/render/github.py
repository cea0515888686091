"""The report as workflow commands of GitHub Actions, which annotate a pull request."""

from __future__ import annotations

from types import MappingProxyType

from smartregions.validation.render.fields import message_and_help, receipt, summary
from smartregions.validation.report import Finding, Report

COMMANDS = MappingProxyType({"violation": "error", "warning": "warning", "info": "notice"})


def render(report: Report, language: str) -> str:
    """One command for each finding, then a plain line that sums them up."""
    commands = [_command(finding, language) for file in report.files for finding in file.findings]
    told = f"{summary(report).told(language)} ({receipt(report).told(language)})"
    return "\n".join([*commands, told, ""])


def _command(finding: Finding, language: str) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in _where(finding).items())
    text = message_and_help(finding, language)
    return f"::{COMMANDS[finding.severity]} {properties}::{_data(text)}"


def _where(finding: Finding) -> dict[str, str]:
    """The place; columns only within one line, as annotations have them."""
    where: dict[str, str] = {} if finding.file == "-" else {"file": finding.file}
    if span := finding.span:
        where |= {"line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:
            where |= {"col": str(span.column), "endColumn": str(span.end_column)}
    return where | {"title": finding.code}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
