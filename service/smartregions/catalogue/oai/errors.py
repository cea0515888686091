"""The errors of the protocol (section 3.6): each is told in an answer of status 200."""

from __future__ import annotations

from typing import Literal

from smartregions.errors import InputError

Code = Literal[
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noRecordsMatch",
    "noMetadataFormats",
    "noSetHierarchy",
]


class ProtocolError(InputError):
    """A request that cannot be answered; `str(error)` says what to mend."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
