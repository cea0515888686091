"""What a client asks of the server as a whole: `OPTIONS *` (RFC 9110, section 9.3.7)."""

from __future__ import annotations

from flask import Flask, Response, request

_ALL = "*"


def install(app: Flask) -> None:
    """Have the app say which methods there are; to be installed when all routes are."""
    methods = sorted({method for rule in app.url_map.iter_rules() for method in rule.methods or ()})

    def answered() -> Response | None:
        if request.method != "OPTIONS" or request.environ["PATH_INFO"] != _ALL:
            return None
        response = Response(status=204, headers={"Allow": ", ".join(methods)})
        del response.headers["Content-Type"]
        return response

    app.before_request(answered)
