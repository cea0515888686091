"""The types of problems that are told, and which of them an error is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smartregions import errors
from smartregions.errors import SmartRegionsError
from smartregions.namespaces import BASE

TYPES = BASE + "problems#"


@dataclass(frozen=True, slots=True)
class Problem:
    """One type of problem; `slug` is the end of its address, where it is described."""

    slug: str
    status: int
    title: str
    advice: str


_LIST = (
    Problem("bad-request", 400, "The request cannot be read", "Mend the request; see its detail."),
    Problem("query-syntax", 400, "The query is not SPARQL", "Mend it at the line and column."),
    Problem("query-refused", 400, "A rule forbids the query", "Take out what the detail names."),
    Problem("parameter", 400, "A parameter cannot be used", "Use what the detail lists."),
    Problem("unauthorized", 401, "The request needs a token", "Send the token as a bearer."),
    Problem("forbidden", 403, "This is not allowed here", "Ask the operator; see its detail."),
    Problem("not-found", 404, "There is no such thing here", "Start from the front page."),
    Problem("not-yet", 404, "That moment lies ahead", "Name an earlier moment, or none for now."),
    Problem("method", 405, "The method is not allowed here", "Use what the detail lists."),
    Problem("not-acceptable", 406, "No such representation", "Ask for a format that exists."),
    Problem("stale", 409, "The graph was changed meanwhile", "Read it again, and try again."),
    Problem("conflict", 409, "This cannot be done to what is there", "See its detail."),
    Problem("precondition", 412, "The precondition does not hold", "Read it anew, and try again."),
    Problem("gone", 410, "What was here is gone", "Ask for an earlier state; see the detail."),
    Problem("length-required", 411, "The length is missing", "Send the body with Content-Length."),
    Problem("request-too-large", 413, "The request is too long", "Send less at once."),
    Problem("answer-too-large", 413, "The answer is too long", "Ask for less, or page by page."),
    Problem("too-far-back", 413, "Too much has changed since", "Ask for a later state."),
    Problem("address-too-long", 414, "The address is too long", "Send the query by POST."),
    Problem("media-type", 415, "The body is of an unknown type", "Send a type that is read."),
    Problem("range", 416, "No such part of the file", "Ask for bytes that are there, or for all."),
    Problem("expectation", 417, "The expectation is not met", "Send it without Expect."),
    Problem("too-many-at-once", 429, "Too many requests at once", "Await an answer, then ask."),
    Problem("budget", 429, "The client's time is used up", "Wait, and ask for less at once."),
    Problem("internal", 500, "Our side is at fault", "Try later; the log has the details."),
    Problem("endpoint", 502, "Another endpoint failed", "Ask it by itself, or use SERVICE SILENT."),
    Problem("stopped", 503, "The operator stopped the query", "Ask for less, or ask the operator."),
    Problem("deadline", 503, "The query took too long", "Ask for less, or more precisely."),
    Problem("memory", 503, "The query needs too much memory", "Ask for less."),
    Problem("crash", 503, "The engine did not survive the query", "Write it in another way."),
    Problem("banned", 503, "The query did harm a moment ago", "Write it in another way."),
    Problem("busy", 503, "There is no answer at the moment", "Ask again in a moment."),
    Problem("storage-full", 507, "There is no room to write", "Nothing was written; try later."),
    Problem("cannot-judge", 503, "No verdict was reached", "Try again; nothing was accepted."),
)
PROBLEMS: Mapping[str, Problem] = MappingProxyType({problem.slug: problem for problem in _LIST})

OF_ERRORS: Mapping[type[SmartRegionsError], str] = MappingProxyType(
    {
        errors.InputError: "bad-request",
        errors.BadRequest: "bad-request",
        errors.UnsupportedMediaType: "media-type",
        errors.TurtleSyntaxError: "bad-request",
        errors.NotFormattable: "bad-request",
        errors.QuerySyntaxError: "query-syntax",
        errors.QueryRefused: "query-refused",
        errors.ParameterError: "parameter",
        errors.UnknownThing: "not-found",
        errors.Gone: "gone",
        errors.NotYet: "not-yet",
        errors.NotAcceptable: "not-acceptable",
        errors.Conflict: "conflict",
        errors.PreconditionFailed: "precondition",
        errors.Unauthorized: "unauthorized",
        errors.Forbidden: "forbidden",
        errors.TooManyAtOnce: "too-many-at-once",
        errors.BudgetSpent: "budget",
        errors.QueryBanned: "banned",
        errors.RequestTooLarge: "request-too-large",
        errors.AnswerTooLarge: "answer-too-large",
        errors.LimitReached: "answer-too-large",
        errors.TooFarBack: "too-far-back",
        errors.DeadlineReached: "deadline",
        errors.MemoryReached: "memory",
        errors.EngineCrashed: "crash",
        errors.Stopped: "stopped",
        errors.EndpointFailed: "endpoint",
        errors.Busy: "busy",
        errors.CannotJudge: "cannot-judge",
        errors.StaleProposal: "stale",
        errors.StorageFull: "storage-full",
        errors.ServiceError: "internal",
        SmartRegionsError: "internal",
    }
)
OF_STATUS: Mapping[int, str] = MappingProxyType(
    {
        404: "not-found",
        405: "method",
        411: "length-required",
        413: "request-too-large",
        414: "address-too-long",
        416: "range",
        417: "expectation",
    }
)
RETRY_SECONDS: Mapping[str, str] = MappingProxyType(
    {"busy": "2", "deadline": "60", "memory": "60", "crash": "60", "stopped": "60"}
)
"""After how many it may be tried again, where an error does not say it."""


def problem_of(error: SmartRegionsError) -> Problem:
    """The type of problem that an error of ours is."""
    for kind in type(error).__mro__:
        if kind in OF_ERRORS:
            return PROBLEMS[OF_ERRORS[kind]]
    raise AssertionError("SmartRegionsError itself is in the table")
