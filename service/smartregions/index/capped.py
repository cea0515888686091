"""A writer that the engine can write an answer to, up to the most that is sent."""

from __future__ import annotations

from smartregions.errors import AnswerTooLarge
from smartregions.messages import Message, amount


class Capped:
    """Keeps what it is given, up to a number of bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._parts: list[bytes] = []
        self._most = self._left = max_bytes

    def write(self, part: bytes) -> int:
        """Raises AnswerTooLarge, which comes through the engine as it is."""
        self._left -= len(part)
        if self._left < 0:
            raise AnswerTooLarge(
                Message(
                    "The answer is longer than {most} bytes, which is the most that is sent. "
                    "Ask for less: fewer columns, a FILTER, or pages by ORDER BY with LIMIT and "
                    "OFFSET.",
                    most=amount(self._most),
                )
            )
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""

    def content(self) -> bytes:
        """All that was written."""
        return b"".join(self._parts)
