"""Headers that every response has: what a browser may do with it, and who may read it."""

from __future__ import annotations

from flask import Flask, Response, request

from smartregions.formats import HTML

CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SCRIPTS = "script-src 'self'; connect-src 'self'"
"""What a page needs beyond that: to run scripts of ours, and to have them read data."""
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Server": "smart-regions",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Ranges, Allow, Content-Location, Content-Range, ETag, Link, Location, "
        "Memento-Datetime, Repr-Digest, Retry-After"
    ),
}
_READING = ("GET", "HEAD", "POST", "OPTIONS")
"""What a page of another origin may use; POST brings a query, never credentials."""
_PREFLIGHT = {
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Datetime, Accept-Profile, Content-Type, If-Modified-Since, If-None-Match, "
        "If-Range, Range"
    ),
    "Access-Control-Max-Age": "86400",
}


def install(app: Flask) -> None:
    """Add the headers to every response of the app, errors included."""
    app.after_request(_added)


def _added(response: Response) -> Response:
    response.headers.update(ALWAYS)
    if response.mimetype == HTML or response.status_code == 304:  # which may be about a page
        response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY}; {SCRIPTS}"
    if request.method == "OPTIONS" and response.status_code == 200:
        allowed = [method for method in _READING if method in response.allow]
        response.headers["Access-Control-Allow-Methods"] = ", ".join(allowed)
        response.headers.update(_PREFLIGHT)
    return response
