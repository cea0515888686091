"""The registry of this machine as `publish` sees it: judged and committed as a service does.

Where a service runs on the registry, its workers judge and it shows what was committed; else that
is done in this process, and no service starts meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import NamedNode

from smartregions import corpus
from smartregions.cli.graphstore import Answer, File
from smartregions.cli.place import sharing, using
from smartregions.cli.progress import Sent, loading
from smartregions.corpus import Corpus
from smartregions.errors import Conflict, InputError, PreconditionFailed, ServiceError
from smartregions.index import WorkingIndex
from smartregions.index.evaluation import Limits
from smartregions.library.shelf import load
from smartregions.messages import SOURCE, Message
from smartregions.publication import telling
from smartregions.publication.alone import LocalIndex
from smartregions.publication.entry import enter
from smartregions.publication.judging import Asked
from smartregions.publication.previewing import divided
from smartregions.publication.reserved import DERIVED, OWN_GRAPHS, refuse_name
from smartregions.publication.tasks import tasks
from smartregions.publication.trial import Text, Trial
from smartregions.publication.writing import Allowed, Publisher, Rejected
from smartregions.registry.change import OPERATOR, Change, Received
from smartregions.registry.log import Registry, opened
from smartregions.settings import Settings
from smartregions.validation.render import MEDIA_TYPES

PREVIEW_SECONDS = 15.0
_JSON = MEDIA_TYPES["json"]


class LocalStore:
    """Publishes to a registry, as the operator of its machine."""

    address, verb = "", Message("Judging")

    def __init__(
        self, registry: Registry, index: WorkingIndex, language: str = SOURCE, merges: bool = True
    ) -> None:
        """`merges`: the default graph is the merge of all, and no graph by itself."""
        self._registry = registry
        self._index = index
        self._language = language
        self._kept = OWN_GRAPHS | DERIVED if merges else OWN_GRAPHS

    def put(self, file: File, accept: str, unchanged: int | None, sent: Sent) -> Answer:
        """Replace the graph of the file; see `GraphStore.put`.

        Raises PreconditionFailed, Conflict, InputError, and as `Publisher.write`.
        """
        self._refuse(file.graph)
        sent(len(file.data))
        form = "json" if accept == _JSON else "text"
        asked = Asked(
            file.graph, "put", file.media_type, file.name, form=form, language=self._language
        )
        received = Received(file.data, file.media_type, file.name)
        publisher = Publisher(self._registry, self._index)
        outcome = publisher.write(asked, received, OPERATOR, _only_while(unchanged))
        if isinstance(outcome, Rejected):
            return Answer(422 if outcome.verdict.read else 400, accept, outcome.verdict.report)
        told = json.dumps(telling.published(outcome), ensure_ascii=False)
        return Answer(200 if outcome.shown else 202, _JSON, told.encode())

    def judge(self, file: File, form: str, sent: Sent) -> Answer:
        """What would become of the file, in JSON; see `GraphStore.judge`."""
        self._refuse(file.graph)
        sent(len(file.data))
        trial = Trial((Text(file.name, file.media_type, file.data),), file.graph)
        has_text = form == "text"
        judged = self._index.do(trial.verdict("json", has_text, self._language, states=True))
        done, stated = divided(judged, trial.extends)
        if stated is None:
            return Answer(400, _JSON, telling.tried(done, None).encode())
        preview = telling.preview(self._index, stated, PREVIEW_SECONDS, self._language)
        return Answer(200, _JSON, telling.tried(done, preview).encode())

    def _refuse(self, graph: str) -> None:
        """Raises InputError for no IRI, Conflict for a graph that cannot be published."""
        try:
            NamedNode(graph)
        except ValueError:
            raise InputError(
                Message("{graph} is not an absolute IRI, so it names no graph.", graph=repr(graph))
            ) from None
        if graph in self._kept:
            raise Conflict(
                Message(
                    "<{graph}> comes with the installation and is not published to.", graph=graph
                )
            )
        refuse_name(graph, self._registry.last_of(graph), self._registry)


@contextmanager
def local_store(chosen: Settings, is_trial: bool, language: str = SOURCE) -> Iterator[LocalStore]:
    """The registry that these settings name, for as long as the block lasts.

    It is made when it is missing, but not for a trial. Raises UnknownThing and ServiceError.
    """
    place, home = chosen.registry_place, corpus.find(chosen.corpus)
    if not is_trial and isinstance(place, Path):
        _make_room(place.parent)
    with (
        using(place) if is_trial else opened(place) as registry,
        sharing(place, registry, chosen.state.expanduser()) as index,
    ):
        own = index or _own_index(registry, home, is_trial)
        yield LocalStore(registry, own, language, home.settings.is_union)


def _make_room(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ServiceError(
            Message(
                "{directory} cannot be used: {reason}.", directory=directory, reason=error.strerror
            )
        ) from error


def _own_index(registry: Registry, home: Corpus, is_trial: bool) -> LocalIndex:
    """What a service would answer from if it started now."""
    registry.verify()
    if not is_trial:
        enter(home, registry)
    with loading() as tell:
        doing = tasks(home, load(home.queries), Limits())
        return LocalIndex(registry, doing, home.settings.is_union, tell)


def _only_while(unchanged: int | None) -> Allowed:
    def allowed(graph: str, last: Change | None) -> None:
        stands = last.sequence if last is not None and last.stands else 0
        if unchanged is not None and stands != unchanged:
            state = (
                Message("its last change is {n}", n=stands)
                if stands
                else Message("there is no such graph")
            )
            raise PreconditionFailed(
                Message("<{graph}>: {state}. Nothing was written.", graph=graph, state=state)
            )

    return allowed
