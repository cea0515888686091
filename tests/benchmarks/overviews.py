"""The pages that bring many statements together, over many: seconds of a processor, and bytes.

    python tests/benchmarks/overviews.py [--triples 1000000] [--cache FOLDER]

On made-up data, in one process: what the engine takes of it, and what it hands over to the page;
first with nothing made ahead, then as in a service, where a process of its own has made what the
first pages after a change need.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from serving.dataset import dataset  # noqa: E402

from smartregions.index import Answer, Query, Revision, Started, Work  # noqa: E402
from smartregions.index.evaluation import Limits, evaluate  # noqa: E402
from smartregions.library.shelf import load  # noqa: E402
from smartregions.settings import Settings  # noqa: E402
from smartregions.sparql.statistics import measure  # noqa: E402
from smartregions.web import ahead, create_app  # noqa: E402
from smartregions.web.service import Service  # noqa: E402

PAGES = (
    "/network", "/network?of=actors", "/consortia", "/matches", "/matches/0", "/matches/1",
    "/matches.csv",
)  # fmt: skip
CACHE = Path("~/.cache/smart-regions-benchmarks").expanduser()


@dataclass
class Counting:
    """An index that counts what its engine takes."""

    store: Store
    seconds: float = 0.0
    bytes: int = 0

    def __post_init__(self) -> None:
        self._statistics = measure(self.store)
        self.revision = Revision(1, "1" * 64)

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """Answer whole or not at all."""
        if started:
            started(Work(0, 0))
        began = time.process_time()
        try:
            answer = evaluate(self.store, query, Limits(), self._statistics)
        finally:
            self.seconds += time.process_time() - began
        self.bytes += len(answer.body)
        return answer

    def check(self) -> None:
        """Nothing is ever in the way."""

    def stop(self, job: int) -> bool:
        """Never."""
        return False


def row(client: FlaskClient, index: Counting, page: str, language: str) -> str:
    """What one page takes, as a row of the table."""
    index.seconds, index.bytes = 0.0, 0
    address = f"{page}{'&' if '?' in page else '?'}lang={language}"
    began = time.process_time()
    response = client.get(address, headers={"Accept": "text/html"})
    seconds = time.process_time() - began
    assert response.status_code == 200, response.text
    megabytes = index.bytes / 1e6
    return (
        f"| `{page}` | {language} | {seconds:.2f} s | {index.seconds:.2f} s | {megabytes:.1f} MB |"
    )


def table(service: Service, index: Counting) -> None:
    """Print the table of a process that has answered another page."""
    client = create_app(service).test_client()
    client.get("/regions", headers={"Accept": "text/html"})
    print("\n| page | in | processor | of it, the engine | handed over |\n|---|---|--:|--:|--:|")
    for page in PAGES:
        for language in ("en", "fr"):
            print(row(client, index, page, language), flush=True)
    print()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--cache", type=Path, default=CACHE)
    given = parser.parse_args()
    made, store = dataset(given.cache, given.triples), Store()
    store.bulk_load(path=made.ntriples, format=RdfFormat.N_TRIPLES)
    index = Counting(store)
    alone = Service(Settings(), index, load(made.corpus / "queries"))
    print("Nothing made ahead:")
    table(alone, index)
    with TemporaryDirectory() as run:
        service = replace(alone, run=Path(run))
        began = time.process_time()
        ahead.prepare(create_app(service))
        print(f"Made ahead, in {time.process_time() - began:.2f} s:")
        table(service, index)


if __name__ == "__main__":
    main()
