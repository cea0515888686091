"""What a harvest of many datasets and the download of a large file cost the service and the client.

    python tests/benchmarks/harvesting.py [--datasets 10000] [--triples 1000000] [--times 5]

Pages: a log with so many graphs is served and walked page by page, in two formats, and checked by
`harvest-check`, links and all; the same with a hundredth of them. Memory is PSS of all processes of
the service.
Files: one graph of so many triples; each file whole, and by ranges, from the service, through nginx
as `deploy/` has it (which then reads the file itself), and from nginx alone; all without TLS.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import psutil

sys.path[:0] = [str(Path(__file__).parents[1])]

import smallworld  # noqa: E402
from live.service import COMMAND, free_port  # noqa: E402
from smartregions import namespaces as ns  # noqa: E402
from smartregions.registry.change import Proposal, Received, Rules  # noqa: E402
from smartregions.registry.log import open_registry  # noqa: E402
from smartregions.registry.triples import Delta  # noqa: E402

RULES = Rules("1", "0" * 64, "1", "0" * 64)
PAGE = 100
MEGABYTE = 1_000_000
RANGE = 1_000_000
CLIENT = "127.0.0.2"  # no proxy that the service trusts
DEPLOYED = Path(__file__).parents[2] / "deploy" / "nginx.conf"
FINLAND = "http://publications.europa.eu/resource/authority/country/FIN"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--datasets", type=int, default=10_000)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    if given.datasets:
        for count in (max(PAGE, given.datasets // 100), given.datasets):
            with tempfile.TemporaryDirectory(prefix="harvesting-") as folder:
                pages(Path(folder), count)
    if given.triples:
        with tempfile.TemporaryDirectory(prefix="harvesting-") as folder:
            files(Path(folder), given.triples, given.times)


def text(number: int, regions: int) -> bytes:
    """A graph in the form of the log: a name, a class, a country and a date of each region."""
    return b"".join(sorted(_lines(number, regions)))


def _lines(number: int, regions: int) -> Iterator[bytes]:
    for region in range(regions):
        thing = f"<{ns.ID}region/made-up-{number:05}-{region:06}>"
        yield f'{thing} <{ns.RDFS}label> "Region {region} of {number}"@en .\n'.encode()
        yield f"{thing} <{ns.RDF}type> <{ns.SR}Region> .\n".encode()
        yield f"{thing} <{ns.SR}country> <{FINLAND}> .\n".encode()
        date = f"2024-01-{1 + region % 28:02}"
        yield f'{thing} <{ns.DCTERMS}date> "{date}"^^<{ns.XSD}date> .\n'.encode()


def fill(state: Path, graphs: int, regions: int) -> None:
    """A log with so many graphs."""
    state.mkdir()
    with closing(open_registry(state / "registry.sqlite3")) as registry:
        for number in range(graphs):
            added = text(number, regions)
            delta = Delta(added, b"")
            graph = f"{ns.GRAPH}made-up/{number:05}s"
            registry.commit(Proposal(graph, 0, "benchmark", Received(added), delta, RULES))


@dataclass(frozen=True, slots=True)
class Served:
    """A service that runs."""

    address: str
    process: psutil.Process

    def memory(self) -> float:
        """Megabytes of all its processes, what they share counted once."""
        found = 0
        for process in (self.process, *self.process.children(recursive=True)):
            with suppress(psutil.Error):
                found += process.memory_full_info().pss
        return found / MEGABYTE


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Served]:
    """The service over the log of the folder."""
    port = free_port()
    command = [COMMAND, "serve", "--port", str(port), "--state", str(folder / "state")]
    corpus = smallworld.write(folder / "corpus")
    with subprocess.Popen(
        command,
        env={
            **os.environ,
            "SMARTREGIONS_CORPUS": str(corpus),
            "SMARTREGIONS_CATALOGUE_AHEAD": "0",  # asked for, it is measured by whoever asks
            **{f"SMARTREGIONS_{name.upper()}": value for name, value in settings.items()},
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            served = Served(f"http://127.0.0.1:{port}/", psutil.Process(process.pid))
            answered(served.address + "health")
            yield served
        finally:
            process.terminate()


def answered(address: str) -> bytes:
    """The body, asked for until the service has it."""
    while True:
        try:
            with urllib.request.urlopen(address, timeout=300) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
        except OSError:
            pass
        time.sleep(0.5)


def pages(folder: Path, count: int) -> None:
    """Walk the catalogue of so many datasets, and have it checked."""
    fill(folder / "state", count, 5)
    with serving(folder) as served:
        before = served.memory()
        seconds, most = _made(served)
        print(f"\n{count:,} datasets: the edition took {seconds:.0f} s, its process {most:.0f} MB")
        last = -(-(count + len(list((folder / "corpus").rglob("*.ttl")))) // PAGE)
        for kind in ("ttl", "rdf"):
            times = []
            memory = [served.memory()]
            for number in range(1, last + 1):
                began = time.perf_counter()
                answered(f"{served.address}catalog.{kind}?page={min(number, last - 1) or 1}")
                times.append(time.perf_counter() - began)
                if number in (last // 2, last):
                    memory.append(served.memory())
            first, end = median(times[:10]), median(times[-10:])
            told = ", ".join(f"{each:.0f}" for each in memory)
            print(f"  {kind}: a page {first:.2f} s at first, {end:.2f} s at last; MB: {told}")
        print(f"  MB before the edition {before:.0f}, at the end {served.memory():.0f}")
        began = time.perf_counter()
        most = _checked(served.address)
        print(f"  harvest-check: {most:.0f} MB, {time.perf_counter() - began:.0f} s")


def _made(served: Served) -> tuple[float, float]:
    """Seconds until the catalogue answers, and megabytes of the process that made it."""
    most = [0.0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            for child in served.process.children(recursive=True):
                with suppress(psutil.Error):
                    if "smartregions.catalogue.making" in child.cmdline():
                        most[0] = max(most[0], child.memory_info().rss / MEGABYTE)

    watching = threading.Thread(target=watch)
    watching.start()
    began = time.perf_counter()
    answered(served.address + "catalog")
    seconds = time.perf_counter() - began
    over.set()
    watching.join()
    return seconds, most[0]


def _checked(address: str) -> float:
    """Megabytes that harvest-check took, told by its own end."""
    command = [COMMAND, "harvest-check", address + "catalog", "--format", "json"]
    program = (
        "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:], "
        "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
        "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, command)],
        capture_output=True,
        text=True,
        check=True,
    )
    code, kilobytes = done.stdout.split()
    assert code == "0", done.stdout
    return int(kilobytes) * 1024 / MEGABYTE


def files(folder: Path, triples: int, times: int) -> None:
    """Fetch the largest files from the service and from nginx."""
    fill(folder / "state", 1, triples // 4)
    with serving(folder, trusted_proxies="127.0.0.1", files_location="/files/") as served:
        seconds, most = _made(served)
        print(f"\n{triples:,} triples: the edition took {seconds:.0f} s, its process {most:.0f} MB")
        with nginx(folder / "state" / "dumps", served.address) as other:
            for name in ("all.nq", "all.nq.gz"):
                path = _exact(served.address, name)
                size = len(answered(f"{other}alone/{path}"))
                for what, fetch in (("whole", whole), ("by ranges", by_ranges)):
                    addresses = {
                        "service": f"{served.address}dumps/{path}",
                        "through nginx": f"{other}dumps/{path}",
                        "nginx": f"{other}alone/{path}",
                    }
                    taken: dict[str, list[float]] = {who: [] for who in addresses}
                    for _ in range(times):
                        for who, address in addresses.items():
                            taken[who].append(_timed(fetch, address, size))
                    rates = {who: size / median(each) / MEGABYTE for who, each in taken.items()}
                    told = ", ".join(
                        f"{who} {rate:.0f} MB/s ({rate / rates['nginx']:.2f})"
                        for who, rate in rates.items()
                    )
                    print(f"  {name} ({size / MEGABYTE:.0f} MB) {what}: {told}")
            print(f"  MB of the service at the end: {served.memory():.0f}")


def _exact(address: str, name: str) -> str:
    """The name that is the same for ever."""
    asked = urllib.request.Request(f"{address}dumps/{name}", method="HEAD")
    with urllib.request.urlopen(asked) as response:
        return str(response.headers["Content-Location"]).rpartition("/")[2]


def _timed(fetch: Callable[[str, int], int], address: str, size: int) -> float:
    began = time.perf_counter()
    assert fetch(address, size) == size
    return time.perf_counter() - began


def whole(address: str, size: int) -> int:
    """Bytes of the body, thrown away as they come."""
    return _received(address, "")


def by_ranges(address: str, size: int) -> int:
    """The same in parts, each asked for on a connection of its own."""
    starts = range(0, size, RANGE * 10)
    return sum(_received(address, f"bytes={a}-{min(a + RANGE * 10, size) - 1}") for a in starts)


def _received(address: str, wanted: str) -> int:
    parts = urlsplit(address)
    head = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n"
    head += f"Range: {wanted}\r\n\r\n" if wanted else "\r\n"
    held = bytearray(1 << 18)
    place = parts.hostname, parts.port
    with socket.create_connection(place, 300, source_address=(CLIENT, 0)) as connection:
        connection.sendall(head.encode())
        count = connection.recv_into(held)
        begun = held[:count].partition(b"\r\n\r\n")
        assert begun[1] and begun[0].split()[1] in (b"200", b"206"), begun[0]
        found = len(begun[2])
        while count := connection.recv_into(held):
            found += count
    return found


@contextmanager
def nginx(root: Path, behind: str) -> Iterator[str]:
    """The address of nginx, which sends the folder's files by sendfile; below `dumps/` it is what
    `deploy/` makes of it, with the service `behind` it."""
    program = shutil.which("nginx")
    if program is None:
        raise SystemExit("There is no nginx here; the Debian package nginx-light has it.")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="nginx-") as folder:
        settings = Path(folder, "nginx.conf")
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in kinds)
        settings.write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;\n"
            f"events {{}}\nhttp {{ access_log off; {places}\n{deployed(port, root, behind)} }}\n"
        )
        with subprocess.Popen(
            [program, "-c", settings, "-p", folder, "-e", f"{folder}/log"]
        ) as one:
            try:
                address = f"http://127.0.0.1:{port}/"
                while True:
                    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                        break
                    time.sleep(0.05)
                yield address
            finally:
                one.terminate()


def deployed(port: int, root: Path, behind: str) -> str:
    """The site of `deploy/nginx.conf` without TLS, and the folder's files beside it."""
    text = DEPLOYED.read_text("utf-8")
    site = "server {" + text.split("server {")[-1]
    for line in ("listen .*", "ssl_.*"):
        site = re.sub(f"^ *{line}\\n", "", site, flags=re.MULTILINE)
    alone = f"location /alone/ {{ alias {root}/; sendfile on; tcp_nopush on; }}"
    begun = f"server {{ listen 127.0.0.1:{port}; {alone}"
    site = site.replace("server {", begun, 1).replace("/var/lib/smart-regions/dumps", str(root))
    upstream = text[text.index("upstream") : text.index("server {", text.index("}"))]
    return upstream.replace("127.0.0.1:8000", urlsplit(behind).netloc) + site


if __name__ == "__main__":
    main()
