"""The documentation that is read back from its files is what was written."""

from __future__ import annotations

from pathlib import Path

from smartregions import corpus
from smartregions.documentation import filed
from smartregions.documentation.reading import Reader
from smartregions.library.shelf import load

CORPUS = corpus.find()


def test_each_language_is_read_as_it_was_written(tmp_path: Path) -> None:
    reader = Reader(CORPUS, load(CORPUS.queries))
    filed.write(tmp_path, reader, ["en", "fr"])
    told = {tag: filed.read(tmp_path, tag) for tag in ("en", "fr")}
    assert told == {tag: reader.documentation(tag) for tag in ("en", "fr")}


def test_what_was_not_written_is_none(tmp_path: Path) -> None:
    assert filed.read(tmp_path, "en") is None
