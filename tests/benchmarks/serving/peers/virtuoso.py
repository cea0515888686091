"""Virtuoso 7 from Debian's packages, unpacked in the cache, with its tables within memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from string import Template
from urllib.parse import quote

from serving.dataset import Dataset
from serving.installing import Unpacked, debian, output
from serving.peers.peer import Peer, Place, Served, answers
from serving.running import HOST, Running, free_port

PACKAGE = "virtuoso-opensource-7-bin"
GRAPH = "https://example.org/made-up"
BUFFERS = 250_000
"""Pages of 8 KiB that stay in memory: 2 GB."""

_CONFIGURATION = Template("""\
[Database]
DatabaseFile = $folder/virtuoso.db
ErrorLogFile = $folder/virtuoso.log
LockFile = $folder/virtuoso.lck
TransactionFile = $folder/virtuoso.trx
xa_persistent_file = $folder/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 50000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = $folder/temporary.db
TransactionFile = $folder/temporary.trx
FileExtend = 200

[Parameters]
ServerPort = $host:$sql
ServerThreads = 100
CheckpointInterval = 0
DirsAllowed = $data
NumberOfBuffers = $buffers
MaxDirtyBuffers = $dirty

[HTTPServer]
ServerPort = $host:$http
ServerRoot = $folder
ServerThreads = 80
MaxClientConnections = 80
KeepAliveTimeout = 60
MaxKeepAlives = 80

[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryCostEstimationTime = 100000
MaxQueryExecutionTime = 600
""")


def _files(cache: Path) -> Unpacked:
    return debian(PACKAGE, cache)


def _install(cache: Path) -> str:
    return _files(cache).version(PACKAGE)


@contextmanager
def _serve(place: Place, data: Dataset) -> Iterator[Served]:
    files = _files(place.cache)
    sql, http = free_port(), free_port()
    ini = _configured(place.folder, data, sql, http)
    command = [files.program("virtuoso-t"), "-f", "-c", ini]
    with Running(command, place.folder, files.environment) as server:
        endpoint = f"http://{HOST}:{http}/sparql?default-graph-uri={quote(GRAPH, safe='')}&"
        server.wait(partial(answers, endpoint), 120)
        _load(files, place.folder, sql, data)
        yield Served(endpoint, server)


def _configured(folder: Path, data: Dataset, sql: int, http: int) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ini = folder / "virtuoso.ini"
    ini.write_text(
        _CONFIGURATION.substitute(
            folder=folder,
            host=HOST,
            sql=sql,
            http=http,
            data=data.folder,
            buffers=BUFFERS,
            dirty=BUFFERS * 3 // 4,
        )
    )
    return ini


def _load(files: Unpacked, folder: Path, port: int, data: Dataset) -> None:
    commands = (
        f"ld_dir('{data.folder}', '{data.ntriples.name}', '{GRAPH}'); rdf_loader_run(); checkpoint;"
    )
    isql = [files.program("isql-vt"), f"{HOST}:{port}", "dba", "dba", f"exec={commands}"]
    output(isql, folder, files.environment)


PEER = Peer("Virtuoso", _install, _serve)
