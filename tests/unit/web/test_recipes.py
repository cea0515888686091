"""The recipes that the editor offers, run as they are against a server: the rows are the answer."""

from __future__ import annotations

import ast
import csv
import io
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from flask import Flask
from werkzeug.serving import make_server

from smartregions.web.recipes import recipes, with_plain_ends
from webserver import LOOKS_SECONDS

VALUES = ("NA", 'it\'s €5 \\ $HOME `x`\n% %41 é 日本 😀 "q" #&+;', "007")
LONG = "é" * 700
ODD = (
    "SELECT ?a ?b ?c ?none { VALUES (?a ?b ?c) {\n"
    f"""("NA" "it's €5 \\\\ $HOME `x`\\n% %41 é 日本 😀 \\"q\\" #&+;" "007") }} }} # 'end' {LONG}"""
)
ONE_COLUMN = 'SELECT ?x { VALUES ?x { "first" UNDEF "TRUE" } }'
QUOTES = r"""# END's "comment"
SELECT ?x ?y {
  VALUES (?x ?y) { ('''it's
END
'quoted' "" ''' "tab\there )-\" )\"") ("\\n" "$(id) `id` %s {x} \u00e9") }
} # r"(x)---" ends in '''"""
WINDOWS = QUOTES.replace("\n", "\r\n") + '\r\n#"'
HOSTILE = {
    "odd": ODD,
    "one-column": ONE_COLUMN,
    "quotes": QUOTES,
    "windows": WINDOWS,
    "three": 'SELECT ?x { VALUES ?x { """a"b""\nc""" "" } } # """',
}
RUNNERS = {
    "curl": ["bash"],
    "Python": [sys.executable, "-X", "utf8"],
    "R": ["Rscript", "--vanilla"],
}
WRITING = "\nwrite.csv(rows, {file!r}, row.names = FALSE, fileEncoding = 'UTF-8')\n"


@pytest.fixture(scope="module")
def endpoint(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, args=(LOOKS_SECONDS,))
    thread.start()
    yield f"http://127.0.0.1:{server.port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def recipe(name: str, query: str, endpoint: str, form: str = "select") -> str:
    return next(each.text for each in recipes(query, endpoint, form) if each.name == name)


def printed(name: str, text: str, folder: Path) -> str:
    """What a recipe prints that is run as it stands."""
    script = folder / "script"
    script.write_text(text, "utf-8", newline="")
    done = subprocess.run([*RUNNERS[name], script], capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def answered(app: Flask, query: str) -> list[list[str]]:
    """The answer without its head, asked for in no other way."""
    headers = {"Accept": "text/csv"}
    response = app.test_client().post("/sparql", data={"query": query}, headers=headers)
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.text, newline="")))[1:]


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_the_command_prints_the_answer(
    app: Flask, endpoint: str, tmp_path: Path, query: str
) -> None:
    said = printed("curl", recipe("curl", query, endpoint), tmp_path)
    assert list(csv.reader(io.StringIO(said, newline="")))[1:] == answered(app, query)


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_the_program_in_python_prints_the_answer_as_a_table(
    app: Flask, endpoint: str, tmp_path: Path, query: str
) -> None:
    expected = [[cell or "" for cell in row] or [""] for row in answered(app, query)]
    said = printed("Python", recipe("Python", query, endpoint) + "\nprint(rows)", tmp_path)
    *table, rows = said.splitlines()
    assert ast.literal_eval(rows) == expected
    assert re.split(" +", table[0].rstrip()) == re.findall(r"\?(\w+)", query.partition("{")[0])
    cells = {line for row in expected for cell in row for line in cell.splitlines()}
    assert all(any(cell.rstrip() in line for line in table) for cell in cells)


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_the_program_in_r_reads_the_answer(
    app: Flask, endpoint: str, tmp_path: Path, query: str
) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed: the recipe for it was not run")
    file = tmp_path / "rows.csv"
    program = recipe("R", query, endpoint) + WRITING.format(file=str(file))
    said = printed("R", program, tmp_path)
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))[1:]
    expected = [row or [""] for row in answered(app, query)]
    # R reads the end of a line inside a cell as one character, whatever it is
    assert rows == [[cell.replace("\r\n", "\n") for cell in row] for row in expected]
    assert said.split()[0] == re.findall(r"\?(\w+)", query)[0]


@pytest.mark.parametrize("name", ["curl", "Python", "R"])
def test_a_graph_is_printed_in_turtle_and_yes_or_no_as_such(
    endpoint: str, tmp_path: Path, name: str
) -> None:
    if not shutil.which(RUNNERS[name][0]):
        pytest.skip("R is not installed: the recipe for it was not run")
    graph = 'CONSTRUCT { <http://e/é> <http://e/p> "it\'s \\"1\\"\\n%41" } { } # end'
    said = printed(name, recipe(name, graph, endpoint, "graph"), tmp_path)
    (quad,) = pyoxigraph.parse(said.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    assert (quad.subject.value, quad.object.value) == ("http://e/é", 'it\'s "1"\n%41')
    for query, answer in (("ASK { }", "true"), ("ASK { FILTER(1 = 2) }", "false")):
        assert answer in printed(name, recipe(name, query, endpoint, "ask"), tmp_path).lower()


def test_what_was_meant_to_be_found_is_found(app: Flask) -> None:
    """The answers that the recipes are held against are no empty ones."""
    assert answered(app, ODD) == [[*VALUES, ""]]
    (first, second) = answered(app, QUOTES)
    assert first == ["it's\nEND\n'quoted' \"\" ", 'tab\there )-" )"']
    assert second == ["\\n", "$(id) `id` %s {x} é"]


def test_a_query_is_shown_with_the_ends_of_its_own_lines(endpoint: str) -> None:
    assert QUOTES in recipe("curl", QUOTES, endpoint)
    for line in QUOTES.split("\n"):
        assert line.replace("\\", "\\\\") in recipe("Python", QUOTES, endpoint)
    assert f'r"----({QUOTES})----"' in recipe("R", QUOTES, endpoint)


def test_carriage_returns_count_in_strings_alone() -> None:
    assert with_plain_ends("ASK\r\n{ ?s ?p '''a\r\nb''' }\r") == "ASK\n{ ?s ?p '''a\\r\nb''' }\n"
