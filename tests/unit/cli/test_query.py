"""`smartregions query`: stored question, file, text or standard input; here or at an endpoint."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from click.testing import CliRunner, Result

import smallworld
from smartregions import corpus
from smartregions.cli.query import command
from smartregions.errors import (
    NotAcceptable,
    ParameterError,
    QueryRefused,
    ServiceError,
    SmartRegionsError,
    UnknownThing,
)
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import load
from smartregions.namespaces import ID
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.service import Service
from webserver import LOOKS_SECONDS

SIZES = f"region,size\n{ID}region/north,30\n{ID}region/south,20\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMARTREGIONS_CORPUS", str(tmp_path))
    return smallworld.write(tmp_path)


def run(*arguments: str, stdin: str = "") -> Result:
    result = CliRunner().invoke(command, list(arguments), input=stdin)
    if isinstance(result.exception, SmartRegionsError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def test_a_stored_question_is_asked_by_its_name(root: Path) -> None:
    assert run("regions/sizes").stdout.replace("\r", "") == SIZES


def test_parameters_are_bound(root: Path) -> None:
    result = run("regions/sizes", "--param", "least=1", "-p", "region=isle")
    assert f"{ID}region/isle,5" in result.stdout


def test_a_text_is_asked(root: Path) -> None:
    assert run("ASK { ?s ?p ?o }").stdout == "true\n"


def test_a_file_is_asked(root: Path) -> None:
    (root / "mine.rq").write_text("ASK { <http://e/none> ?p ?o }")
    assert run(str(root / "mine.rq")).stdout == "false\n"


def test_standard_input_is_asked(root: Path) -> None:
    assert run(stdin="ASK {}").stdout == run("-", stdin="ASK {}").stdout == "true\n"


def test_words_that_are_no_sparql_are_not_taken_for_an_update(root: Path) -> None:
    with pytest.raises(SmartRegionsError, match="a query is a SELECT, an ASK"):
        run("Where do I add a region?")
    with pytest.raises(SmartRegionsError, match="This is a SPARQL update"):
        run("PREFIX x: <http://x/> insert data { x:a x:b 1 }")


def test_a_missing_file_and_an_empty_text_are_no_missing_question(root: Path) -> None:
    with pytest.raises(UnknownThing, match="There is no file nothere.rq."):
        run("nothere.rq")
    with pytest.raises(SmartRegionsError, match="The query is empty."):
        run("")


def test_a_missing_question_is_told_with_its_parameters_too(root: Path) -> None:
    for given in ((), ("-p", "least=1")):
        with pytest.raises(UnknownThing, match="Did you mean regions/sizes.*smartregions quest"):
            run("regions/size", *given)
    with pytest.raises(ParameterError, match="Only a stored question"):
        run("ASK {}", "-p", "least=1")


def test_a_format_that_does_not_suit_is_told_with_the_names_of_those_that_do(root: Path) -> None:
    with pytest.raises(NotAcceptable, match="There are: json, xml, csv, tsv."):
        run("SELECT * {}", "--format", "turtle")
    with pytest.raises(NotAcceptable, match="There are: turtle, ntriples, "):
        run("CONSTRUCT WHERE {}", "--format", "csv")


@pytest.mark.parametrize(
    ("format_", "start"),
    [("json", '{"head"'), ("xml", "<?xml"), ("csv", "x"), ("tsv", "?x")],
)
def test_the_format_of_results_is_chosen(root: Path, format_: str, start: str) -> None:
    assert run("SELECT (1 AS ?x) {}", "--format", format_).stdout.startswith(start)


def test_a_graph_comes_as_turtle_unless_chosen(root: Path) -> None:
    text = "CONSTRUCT { <http://e/a> <http://e/b> 1 } {}"
    assert run(text).stdout.splitlines()[-1] == "<http://e/a> <http://e/b> 1 ."
    assert json.loads(run(text, "--format", "jsonld").stdout)[0]["@id"] == "http://e/a"


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["regions/size"], UnknownThing),
        (["regions/sizes", "-p", "colour=red"], ParameterError),
        (["regions/sizes", "-p", "least"], ParameterError),
        (["ASK {}", "-p", "x=1"], ParameterError),
        (["ASK {}", "--format", "turtle"], NotAcceptable),
        (["SELECT * { SERVICE <http://127.0.0.1:1/> {} }"], QueryRefused),
    ],
)
def test_what_cannot_be_asked_is_told(
    root: Path, arguments: list[str], kind: type[SmartRegionsError]
) -> None:
    with pytest.raises(kind):
        run(*arguments)


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint(root: Path) -> Iterator[str]:
    index = MemoryIndex(Limits(), 60, 2)
    gather(corpus.find(root), index)
    app = create_app(Service(Settings(), index, load(root / "queries")))
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(LOOKS_SECONDS,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_gives_the_same_answer(root: Path, endpoint: str) -> None:
    here = run("regions/sizes", "-p", "region=id:region/north")
    there = run("regions/sizes", "-p", "region=id:region/north", "--endpoint", endpoint)
    assert there.stdout == here.stdout
    assert "north,30" in there.stdout


def test_an_endpoint_gives_graphs(root: Path, endpoint: str) -> None:
    text = "CONSTRUCT { <http://e/a> <http://e/b> 1 } {}"
    there = run(text, "--endpoint", endpoint, "--format", "ntriples")
    assert there.stdout.startswith("<http://e/a> <http://e/b>")


def test_an_endpoint_is_not_asked_what_is_refused_here(root: Path, endpoint: str) -> None:
    with pytest.raises(QueryRefused):
        run("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "--endpoint", endpoint)


@pytest.mark.parametrize(("part", "status"), [("", 405), ("nothing", 404)])
def test_an_address_that_is_no_endpoint_is_told_with_one_that_may_be(
    root: Path, endpoint: str, part: str, status: int
) -> None:
    front = endpoint.removesuffix("sparql")
    with pytest.raises(ServiceError) as told:
        run("ASK {}", "--endpoint", front + part)
    assert f"{front}{part} is no SPARQL endpoint, it takes no queries ({status})" in str(told.value)
    assert f"is {front}{part}".rstrip("/") + "/sparql" in str(told.value)


def test_an_endpoint_that_refuses_or_is_not_there_is_told(root: Path, endpoint: str) -> None:
    with pytest.raises(ServiceError, match="did not answer"):
        run("ASK { ?x zz:p 1 }", "--endpoint", endpoint)
    with pytest.raises(ServiceError, match=r"did not answer: [^<>]*\.$"):
        run("ASK {}", "--endpoint", "http://127.0.0.1:1/sparql")


def test_on_a_terminal_it_says_that_it_awaits_a_query_and_how_to_end_it(root: Path) -> None:
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "smartregions", "query"]
    with subprocess.Popen(command, stdin=its, stdout=-1, stderr=-1, text=True) as asked:
        os.close(its)
        assert asked.stderr is not None
        assert "Ctrl+D" in asked.stderr.readline()
        os.write(ours, b"SELECT (1 AS ?one) {}\n\x04")
        out, _ = asked.communicate(timeout=120)
    os.close(ours)
    assert out.splitlines() == ["one", "1"]


def test_what_is_piped_is_read_without_a_word(root: Path) -> None:
    assert run(stdin="ASK {}").stderr == ""
