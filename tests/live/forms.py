"""A form of files as a browser sends it (RFC 7578)."""

from __future__ import annotations

from dataclasses import dataclass

BOUNDARY = "b" * 20
FORM = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(frozen=True, slots=True)
class Part:
    """A field, or a file where there is a file name."""

    name: str
    content: bytes
    filename: str | None = None
    media_type: str = ""

    def written(self) -> bytes:
        """The part with the boundary before it."""
        file = "" if self.filename is None else f'; filename="{self.filename}"'
        kind = f"Content-Type: {self.media_type}\r\n" if self.media_type else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{self.name}"{file}\r\n{kind}'
        return head.encode() + b"\r\n" + self.content + b"\r\n"


def form(*parts: Part) -> bytes:
    """The body of a form."""
    return b"".join(part.written() for part in parts) + f"--{BOUNDARY}--\r\n".encode()
