"""Twenty times the datasets do not take twenty times the memory of one answer."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from smartregions import namespaces as ns
from smartregions.catalogue import recordfile
from smartregions.catalogue.ldes.pages import pages
from smartregions.catalogue.ldes.telling import content, written
from smartregions.catalogue.oai.answering import Repository, answer
from smartregions.catalogue.recordfile import Records
from smartregions.catalogue.records import Record

SIZE = 10
OURS = Repository("Regions", "https://regions.example/oai", "data@regions.example", SIZE)


def record(number: int) -> Record:
    dataset = f"{ns.DATASET}{number:05}"
    said = [f'<{dataset}> <{ns.DCTERMS}title> "Title {n} of it"@en .\n' for n in range(100)]
    time = f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000000Z"
    return Record(dataset, number + 1, time, "create", "installed", "".join(said).encode())


def written_records(folder: Path, records: list[Record]) -> str:
    with recordfile.making(folder) as made:
        for each in records:
            made.add(recordfile.row(each, recordfile.Reached(frozenset(), False)))
        return made.named(records[0].time, len(records))


def by_oai(verb: str) -> Callable[[Records], bytes]:
    given = [("verb", verb), ("metadataPrefix", "dcat_ap"), ("from", "2026-01-01T00:01:00Z")]
    return lambda records: answer(OURS, given, records)


def by_feed(records: Records) -> bytes:
    first = next(pages(records.entries(), SIZE))
    return written(
        content("http://e/feed", first, records.between(first.first, first.last)), "trig"
    )


def peak(path: Path, ask: Callable[[Records], bytes]) -> tuple[int, int]:
    """The bytes of the answer, and those that were held while it was made."""
    with recordfile.opened(path) as records:
        ask(records)
        tracemalloc.start()
        try:
            return len(ask(records)), tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("many")
    made = [[record(number) for number in range(count)] for count in (200, 4_000)]
    return [folder / written_records(folder, each) for each in made]


@pytest.mark.parametrize(
    "ask",
    [by_oai("ListRecords"), by_oai("ListIdentifiers"), by_feed],
    ids=["ListRecords", "ListIdentifiers", "feed"],
)
def test_an_answer_takes_the_memory_of_its_page(
    files: list[Path], ask: Callable[[Records], bytes]
) -> None:
    (size, few), (other, many) = (peak(path, ask) for path in files)
    assert other == pytest.approx(size, rel=0.01)
    assert many < 1.2 * few
