"""Every error that this package raises on purpose, in one tree.

SmartRegionsError
├── InputError                 the person's input is at fault; says where and what to write
│   ├── TurtleSyntaxError      a text is not Turtle (or what else it was sent as); its faults:
│   │                          line, column, end, help
│   ├── NotFormattable         a Turtle file whose canonical form would lose something
│   ├── QuerySyntaxError       a text is not SPARQL; carries line and column
│   ├── QueryRefused           a rule forbids the query (SERVICE, too long); line and column if any
│   ├── ParameterError         a stored question got a parameter that it cannot use
│   ├── UnknownThing           a name (graph, query, file) that does not exist
│   │   └── NotYet             a moment, or a change, that has not come
│   ├── BadRequest             a request is not one of the protocol that it comes by
│   ├── UnsupportedMediaType   a request's body is of a type that is not read
│   ├── NotAcceptable          no representation that the client accepts exists
│   ├── Conflict               the request cannot be done to what is there; says why and what can
│   ├── PreconditionFailed     what a request demands of the state before it does not hold
│   ├── Unauthorized           a request does not prove that it may be made; says how to
│   ├── Gone                   what was deleted, in the state that is asked for
│   └── Forbidden              nobody may make the request as this installation is set up
├── LimitReached               an answer would be incomplete; names the limit and what to do
│   ├── RequestTooLarge        the request's body is over the cap
│   ├── AnswerTooLarge         the answer is over the cap, whatever time is given
│   ├── TooFarBack             too much has changed since the state that is asked for
│   ├── DeadlineReached        a query ran longer than it may
│   ├── MemoryReached          a query took more memory than it may
│   ├── EngineCrashed          a query ended the process that evaluated it
│   ├── Stopped                the operator stopped a query
│   ├── EndpointFailed         another endpoint that a query asks gave no answer
│   ├── Busy                   too many queries run or wait already
│   ├── TooManyAtOnce          too many requests of one client are worked on already
│   ├── BudgetSpent            one client has used the working time that it has
│   └── QueryBanned            a query did harm not long ago, and is not tried again yet
├── CannotJudge                no verdict could be reached; never means "valid"
├── StaleProposal              a graph was changed since a proposal for it was worked out
└── ServiceError               our side is at fault (registry, index, installation)
    └── StorageFull            there is no room to write; nothing was written

Edges (command line, HTTP) map the base classes once; nothing else catches them.
"""

from __future__ import annotations

from dataclasses import dataclass

from smartregions.messages import SOURCE, Message


class SmartRegionsError(Exception):
    """Base of all; `str(error)` is a sentence that a person can act on."""

    language = SOURCE
    """The one in which a command that raised it was asked to tell."""

    @property
    def said(self) -> str:
        """That sentence; a `Message` where it can be told in other languages, too."""
        return self.args[0] if self.args else ""


class InputError(SmartRegionsError):
    """The input cannot be used as it is."""


class PositionedError(InputError):
    """An input error at a place of a text: `line` and `column` count from 1, in characters."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a text; positions count from 1, in characters, and the end is exclusive."""

    message: Message
    line: int
    column: int
    end_line: int
    end_column: int
    help: Message = Message()
    """What to write instead, in a sentence; empty when nothing better than the message is known."""
    code: str = "syntax"
    """`syntax` or `undeclared-prefix`."""


class TurtleSyntaxError(PositionedError):
    """The text is not Turtle (RDF 1.1 Turtle).

    `faults` holds every fault that was found, at least one, in the order of the text;
    the error's own attributes are those of the first; `name` is what the text is called.
    """

    def __init__(self, first: Fault, *others: Fault, name: str = "") -> None:
        super().__init__(first.message, first.line, first.column)
        self.name = name
        self.faults = (first, *others)
        self.end_line = first.end_line
        self.end_column = first.end_column
        self.help = first.help
        self.code = first.code


class NotFormattable(PositionedError):
    """The text is Turtle, and its canonical form would lose a comment or a triple."""


class QuerySyntaxError(PositionedError):
    """The text is not SPARQL 1.1."""


class QueryRefused(PositionedError):
    """The query is SPARQL, and a rule of this service forbids it, maybe for what stands there."""


class ParameterError(InputError):
    """A parameter is missing, unknown, repeated, or of the wrong type."""

    instead: object = None
    """What exists instead of its value, where that is known (`library.offering.Instead`)."""


class UnknownThing(InputError):
    """The named thing does not exist here; `near` are the addresses of things with like names."""

    def __init__(self, message: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.near = near


class NotYet(UnknownThing):
    """The change or the time that is named has not come."""


class Gone(InputError):
    """What was here is not there in the state that is asked for; `last` is where it still is."""

    def __init__(self, message: str, last: str = "") -> None:
        super().__init__(message)
        self.last = last


class BadRequest(InputError):
    """The request is not one of the protocol that it comes by."""


class UnsupportedMediaType(InputError):
    """The request's body is of a type that is not read here."""


class NotAcceptable(InputError):
    """None of the representations that exist is acceptable to the client."""


class Conflict(InputError):
    """The request contradicts what it is made to."""


class PreconditionFailed(InputError):
    """What the request demands of the state before it (If-Match) does not hold."""


class Unauthorized(InputError):
    """The request does not prove that it may be made; `challenge` as RFC 9110, 11.6.1, has it."""

    def __init__(self, message: str, challenge: str = "Bearer") -> None:
        super().__init__(message)
        self.challenge = challenge


class Forbidden(InputError):
    """Nobody may make this request as the installation is set up."""


class LimitReached(SmartRegionsError):
    """The answer would go over a stated limit, so there is none.

    `retry_after`: seconds after which the limit does not stand in the way, if that is known.
    """

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeadlineReached(LimitReached):
    """The query ran longer than it may."""


class MemoryReached(LimitReached):
    """The query took more memory than it may."""


class EngineCrashed(LimitReached):
    """The query ended the process that evaluated it; it harmed nobody else."""


class Stopped(LimitReached):
    """The operator of the service stopped the query."""


class EndpointFailed(LimitReached):
    """An endpoint that the query asks by SERVICE gave no answer."""


class Busy(LimitReached):
    """Too many queries run or wait already; the same query may succeed later."""


class TooManyAtOnce(LimitReached):
    """As many requests of one client as may be are worked on already."""


class BudgetSpent(LimitReached):
    """One client has used the working time that it has, for now."""


class QueryBanned(LimitReached):
    """The query did harm when it was last tried, and is not tried again for a while."""


class RequestTooLarge(LimitReached):
    """The request is longer than this service reads."""


class AnswerTooLarge(LimitReached):
    """The answer is longer than this service sends."""


class TooFarBack(LimitReached):
    """Too much has changed since the state of the past that is asked for."""


class CannotJudge(SmartRegionsError):
    """Validation reached no verdict."""


class StaleProposal(SmartRegionsError):
    """A graph was changed since the proposal was worked out; worked out anew, it may succeed."""


class ServiceError(SmartRegionsError):
    """The installation, the registry or the index is at fault."""


class StorageFull(ServiceError):
    """There was no room to write, so nothing was written."""
