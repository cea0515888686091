"""A whole check: the catalogue is walked as the harvesters walk it, and judged page by page.

Of a page that was looked at, a hash, an identifier and the points of each dataset are kept, on
disk: any number of datasets in pages needs the memory of the largest page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from smartregions.catalogue.harvest import representations, whole
from smartregions.catalogue.harvest.advertised import Feeds, advertised
from smartregions.catalogue.harvest.feeds import follow
from smartregions.catalogue.harvest.fetching import Client
from smartregions.catalogue.harvest.judging import Measure, judge
from smartregions.catalogue.harvest.kept import Found, Kept
from smartregions.catalogue.harvest.names import Names
from smartregions.catalogue.harvest.pages import Page, fetched, head
from smartregions.catalogue.harvest.paging import READINGS, by_piveau
from smartregions.catalogue.harvest.reading import RDF_TYPES
from smartregions.catalogue.harvest.report import Finding, Findings, Report, Representation
from smartregions.catalogue.harvest.scores import Scores
from smartregions.catalogue.harvest.walking import walk
from smartregions.catalogue.statements import called
from smartregions.catalogue.terms import DATASET
from smartregions.errors import CannotJudge
from smartregions.messages import Message, joined

PAUSE = 1.1
"""Seconds, at least, between the two times that a page is fetched: a clock in it has moved on."""


@dataclass(frozen=True)
class Plan:
    """What is done beside walking and judging."""

    measure: Measure
    formats: bool = True
    """Ask for every format."""
    again: bool = True
    """Fetch everything a second time."""
    feeds: Feeds | None = Feeds()
    """Addresses of feeds to follow, beside those that the catalogue names; None for no feed."""
    pause: float = PAUSE


Say = Callable[[Message], None]


def check(client: Client, address: str, plan: Plan, say: Say = lambda _line: None) -> Report:
    """The report on the catalogue behind the address.

    Raises CannotJudge when there is no catalogue to be read there at all.
    """
    return _Check(client, address, plan, say).report()


class _Check:
    def __init__(self, client: Client, address: str, plan: Plan, say: Say) -> None:
        self._client, self._address, self._plan, self._say = client, address, plan, say
        self._accept = "*/*"
        self._findings = Findings()
        self._kept = Kept()
        self._names = Names(self._kept)
        self._scores = Scores(self._kept)
        self._other_ways: set[str] = set()
        self._first: Page | None = None
        self._pages = 0
        self._total: int | None = None

    def report(self) -> Report:
        """Walk, judge, compare."""
        began = time.monotonic()
        self._find_type()
        for page in self._walk():
            self._look_at(page)
        found = self._formats()
        self._findings.add(self._whole())
        self._feeds()
        for name in sorted(self._other_ways):
            self._findings.add(self._compare(name))
        if self._plan.again:
            time.sleep(max(0.0, began + self._plan.pause - time.monotonic()))
            self._findings.add(self._second())
        return self._made(found)

    def _walk(self) -> Iterator[Page]:
        return walk(self._client, self._address, by_piveau, self._accept)

    def _find_type(self) -> None:
        """Go on with a format that can be read, when there is none for a client without a wish."""
        asked = fetched(self._client, self._address, self._address)
        for kind in RDF_TYPES if asked.statements is None else ():
            if fetched(self._client, self._address, self._address, kind).statements is not None:
                self._findings.add(asked.findings)
                self._accept = kind
                return

    def _look_at(self, page: Page) -> None:
        self._findings.add(page.findings)
        if page.statements is None:
            if not self._pages:
                why = joined((text for f in page.findings for text in (f.message, f.help)), " ")
                nothing = Message("There is no catalogue at {address}.", address=page.address)
                raise CannotJudge(joined((nothing, why), " "))
            return
        self._first = self._first or page
        self._findings.add(whole.type_changed(page, self._first))
        self._pages += 1
        datasets = page.statements.typed(DATASET)
        self._findings.add(head(self._client, page.address, page.kind))
        for node in datasets:
            self._findings.add(self._names.add(page.address, page.statements, node))
        judgement = judge(page, self._plan.measure)
        self._findings.add(judgement.findings)
        for score in judgement.scores:
            self._scores.add(score)
        self._kept.hash(judgement.digests)
        self._paging(page)
        self._say(
            Message(
                "Page {number}, datasets: {n}  {address}",
                number=self._pages,
                n=len(datasets),
                address=page.address,
            )
        )

    def _paging(self, page: Page) -> None:
        assert page.statements is not None
        steps = {name: reading(page.statements) for name, reading in READINGS.items()}
        ours = steps["piveau"]
        self._other_ways |= {name for name, step in steps.items() if step.next != ours.next}
        if self._pages == 1:
            self._total = ours.total
        if ours.node is not None and ours.total is None:
            self._findings.add([whole.total_missing(page.address)])

    def _formats(self) -> tuple[Representation, ...]:
        if not self._plan.formats or self._first is None or self._first.statements is None:
            return ()
        said = representations.digests(self._first.statements)
        found = tuple(representations.representations(self._client, self._address, said))
        for one in found:
            self._findings.add(representations.findings(one))
        return found

    def _whole(self) -> Iterator[Finding]:
        """What can only be said of all pages together."""
        count = len(self._kept)
        if not count:
            yield whole.nothing(self._address)
        if self._total is not None and self._total != count:
            yield whole.miscounted(self._address, self._total, count)

    def _feeds(self) -> None:
        if self._plan.feeds and self._first and self._first.statements:
            named = advertised(self._first.statements).unless(self._plan.feeds)
            self._findings.add(follow(self._client, named, self._kept, self._say))

    def _compare(self, name: str) -> Iterator[Finding]:
        """Walk as another harvester does, whose way differs, and say what it finds."""
        for page in walk(self._client, self._address, READINGS[name], self._accept):
            if page.statements is not None:
                nodes = page.statements.typed(DATASET)
                self._kept.tell(name, (Found(called(node)) for node in nodes))
        other = self._kept.difference(name)
        if missing := other.one_lacking or other.one_beyond:
            finds = Message(
                "{name} finds {n} datasets, piveau {ours}; <{missing}> is one that only one of "
                "them finds. The other deletes it.",
                name=name,
                n=other.count,
                ours=len(self._kept),
                missing=missing,
            )
            yield whole.divided(self._address, finds, missing)

    def _second(self) -> Iterator[Finding]:
        """Fetch every page again: what has no change must have the same hash."""
        for number, page in enumerate(self._walk(), 1):
            if page.statements is None:
                yield from page.findings if number <= self._pages else ()
                return
            for name, hashed in representations.digests(page.statements).items():
                if self._kept.digest(name) not in (hashed, None):
                    yield whole.unstable(page.address, name)

    def _made(self, found: tuple[Representation, ...]) -> Report:
        return Report(
            self._address,
            self._pages,
            len(self._kept),
            tuple(self._findings),
            dict(self._findings.counts),
            self._findings.violations,
            self._scores,
            found,
            tuple(file.name for file in self._plan.measure.shapes),
        )
