"""The recipes that the editor offers, run as they are against a server: the rows are the answer."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from smartregions.web.recipes import recipes
from webserver import LOOKS_SECONDS

VALUES = ("NA", 'it\'s €5 \\ $HOME `x`\n% %41 é 日本 😀 "q" #&+;', "007")
LONG = "é" * 700
ODD = (
    "SELECT ?a ?b ?c ?none { VALUES (?a ?b ?c) {\n"
    f"""("NA" "it's €5 \\\\ $HOME `x`\\n% %41 é 日本 😀 \\"q\\" #&+;" "007") }} }} # 'end' {LONG}"""
)
ONE_COLUMN = 'SELECT ?x { VALUES ?x { "first" UNDEF "TRUE" } }'
WRITING = {
    "Python": "\nwith open({file!r}, 'w', newline='', encoding='utf-8') as file:\n"
    "    table = csv.DictWriter(file, rows[0])\n"
    "    table.writeheader()\n"
    "    table.writerows(rows)\n",
    "R": "\nwrite.csv(rows, {file!r}, row.names = FALSE, fileEncoding = 'UTF-8')\n",
}


@pytest.fixture(scope="module")
def endpoint(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, args=(LOOKS_SECONDS,))
    thread.start()
    yield f"http://127.0.0.1:{server.port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def rows(name: str, query: str, endpoint: str, folder: Path) -> list[list[str]]:
    """What a recipe reads, without the head."""
    (recipe,) = (each for each in recipes(query, endpoint, "select") if each.name == name)
    file, script = folder / "rows.csv", folder / "script"
    script.write_text(recipe.text + WRITING[name].format(file=str(file)), "utf-8")
    runner = [sys.executable] if name == "Python" else ["Rscript", "--vanilla"]
    done = subprocess.run([*runner, script], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))[1:]


@pytest.mark.parametrize("name", WRITING)
def test_a_recipe_reads_what_was_asked_letter_by_letter(
    name: str, endpoint: str, tmp_path: Path
) -> None:
    if name == "R" and not shutil.which("Rscript"):
        pytest.skip("R is not installed: the recipe for it was not run")
    assert rows(name, ODD, endpoint, tmp_path) == [[*VALUES, ""]]
    assert rows(name, ONE_COLUMN, endpoint, tmp_path) == [["first"], [""], ["TRUE"]]
