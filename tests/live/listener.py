"""A server inside the walls: it counts who comes, and gives away a secret to everybody."""

from __future__ import annotations

import socket
import threading
from types import TracebackType

SECRET = "the-secret-of-an-inner-server"
_ANSWER = (
    "HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\n"
    f"Content-Length: {len(SECRET)}\r\nConnection: close\r\n\r\n{SECRET}"
).encode()


class Listener:
    """Counts connections, even those that send nothing."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.connections = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it listens, as an IRI."""
        return f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> Listener:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                connection.settimeout(2)
                try:
                    connection.recv(65536)
                    connection.sendall(_ANSWER)
                except OSError:
                    pass
