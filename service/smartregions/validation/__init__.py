"""Judging contributions: engines, our own checks, one report.

context = packaged(corpus.find())
report = judge([read(data, "actors.ttl")], context)
"""

from smartregions.validation.context import Context
from smartregions.validation.judge import Unread, judge
from smartregions.validation.packaged import packaged
from smartregions.validation.report import FileReport, Finding, Report

__all__ = ["Context", "FileReport", "Finding", "Report", "Unread", "judge", "packaged"]
