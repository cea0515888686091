"""The web face: `create_app` reads as a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from smartregions import __version__
from smartregions.web import (
    alternating,
    assets,
    cache,
    called,
    catalogue,
    clients,
    coding,
    completions,
    describing,
    direct,
    discovery,
    dumps,
    edition,
    emptiness,
    feed,
    files,
    framing,
    graphs,
    headers,
    history,
    inert,
    languages,
    linking,
    navigation,
    oai,
    openapi,
    overview,
    pacing,
    pages,
    parameters,
    past,
    preconditions,
    problems,
    queries,
    serverwide,
    sitemap,
    sparql,
    things,
    validate,
)
from smartregions.web.clients import access
from smartregions.web.finding import search
from smartregions.web.lists import pages as lists
from smartregions.web.service import KEY, Service


def create_app(service: Service, run: Path | None = None) -> Flask:
    """An app that answers for one service; apps share nothing but what lies in `run`."""
    app = _Application(__name__, static_folder=None)
    service = clients.install(app, past.install(service, run), run)
    app.extensions[KEY] = service
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    if run is not None:  # templates are compiled once for all processes
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(run), "template-%s.bytecode")
    app.jinja_env.globals["version"] = __version__
    app.jinja_env.globals["dataset"] = service.dataset
    app.jinja_env.globals["has_past"] = service.registry is not None
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # it redirects to the host that the client names
    memory = cache.Kept(service.settings.cache_bytes)
    app.extensions[cache.KEY] = memory
    describing.install(app, service.index)
    _route(app, service)
    problems.install(app)
    parameters.install(app)
    languages.install(app)
    _dress(app)
    direct.install(app, service, memory)
    alternating.install(app, service.settings)
    app.wsgi_app = cache.Repeated(app.wsgi_app, service.index, memory)  # type: ignore[assignment]
    framing.install(app)
    serverwide.install(app)
    pacing.install(app, service.settings.max_answer_bytes, service.settings.unread_seconds)
    access.install(app, service.settings)
    preconditions.install(app)
    return app


def _dress(app: Flask) -> None:
    """What each answer is given beside its content."""
    inert.install(app)
    called.install(app)
    navigation.install(app)
    headers.install(app)
    coding.install(app)


class _Application(Flask):
    """One whose functions are all plain: they are not asked at each request whether they are."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


def _route(app: Flask, service: Service) -> None:
    """Every address that the app answers at."""
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(search.blueprint)
    lists.install(app)
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(completions.blueprint)
    app.register_blueprint(emptiness.blueprint)
    app.register_blueprint(queries.blueprint)
    overview.install(app, service.library)
    app.register_blueprint(graphs.blueprint)
    for blueprint in history.blueprints:
        app.register_blueprint(blueprint)
    for blueprint in things.blueprints:
        app.register_blueprint(blueprint)
    things.install(app, service.settings)
    edition.install(app, service.settings)
    files.install(app, service.settings.files_location)
    assets.install(app)
    app.register_blueprint(catalogue.blueprint)
    app.register_blueprint(dumps.blueprint)
    app.register_blueprint(oai.blueprint)
    app.register_blueprint(feed.blueprint)
    app.register_blueprint(discovery.blueprint)
    app.register_blueprint(sitemap.blueprint)
    app.register_blueprint(validate.blueprint)
    app.register_blueprint(linking.blueprint)
    app.register_blueprint(openapi.blueprint)
