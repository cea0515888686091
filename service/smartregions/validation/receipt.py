"""What a verdict was reached with, so that anybody can reach it again.

A receipt is a plain value with one text: JSON (RFC 8259) with sorted keys and no white space, which
is the canonical form of RFC 8785 for the values that occur here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from smartregions import __version__
from smartregions.corpus import Corpus, digest
from smartregions.errors import InputError
from smartregions.messages import Message
from smartregions.validation.engines import described
from smartregions.validation.packaged import data_beside, packaged
from smartregions.validation.render.fields import severities
from smartregions.validation.report import FileReport, Report
from smartregions.validation.shapes import version_of

Verdict = Literal["accepted", "rejected", "not judged"]
VERDICTS: tuple[Verdict, ...] = ("accepted", "rejected", "not judged")
"""By exit code."""
_PUBLISHED = ("published", "change")
FORM = 1
"""Number of this form of receipts."""


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """One file of a judgement."""

    name: str
    sha256: str
    """Of the bytes as received, in hexadecimal."""
    triples: int
    focus_nodes: int
    violations: int
    warnings: int
    notes: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Basis:
    """What files were judged by and beside."""

    shapes_version: str
    shapes_sha256: str
    ontology_version: str
    ontology_sha256: str
    published: str
    """Digest of the published data, or hash of the last change; empty when there was none."""
    change: int | None = None
    """Number of the last change that the judgement knew; None for an installation's own data."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One judgement."""

    form: int
    files: tuple[JudgedFile, ...]
    verdict: Verdict
    basis: Basis
    engine: str
    """Name, and the versions of the packages that it is made of."""
    software: str
    time: str
    """UTC, ISO 8601 with seconds and `Z`; all else is the same whenever it is computed."""

    @property
    def text(self) -> str:
        """The canonical JSON, ending in a newline."""
        written = json.dumps(
            asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return written + "\n"


def receipt(
    report: Report,
    digests: Mapping[str, str],
    basis: Basis,
    accepted: bool | None = None,
    now: datetime | None = None,
) -> Receipt:
    """The receipt of a report; `digests` are the SHA-256 of its files, by name.

    `accepted` is the verdict where it does not follow from severities alone.
    """
    code = report.exit_code
    verdict = VERDICTS[code if accepted is None or code == 2 else int(not accepted)]
    return Receipt(
        form=FORM,
        files=tuple(_file(file, digests.get(file.file, "")) for file in report.files),
        verdict=verdict,
        basis=basis,
        engine=described(report.engine),
        software=f"smartregions {__version__}",
        time=(now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def basis_of(corpus: Corpus, replacing: Collection[Path] = (), published: bool = True) -> Basis:
    """What `packaged`, called in the same way, gives to judge by and beside."""
    sources = corpus.sources()
    context = packaged(corpus, replacing, published=False)
    data = data_beside(corpus, replacing) if published else []
    return Basis(
        shapes_version=context.shapes.version,
        shapes_sha256=context.shapes.sha256,
        ontology_version=version_of(context.vocabulary),
        ontology_sha256=digest(s for s in sources if s.kind in ("ontology", "schemes")),
        published=digest(data) if data else "",
    )


def read_receipt(text: str) -> Receipt:
    """The receipt that a text is. Raises InputError."""
    try:
        value: dict[str, Any] = json.loads(text)
        if value.get("form") != FORM:
            raise InputError(
                Message("This receipt is not of form {n}, the one that is read here.", n=FORM)
            )
        files = tuple(JudgedFile(**file) for file in value.pop("files"))
        return Receipt(files=files, basis=Basis(**value.pop("basis")), **value)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(
            Message("This is no receipt of a judgement: validate --receipt writes one.")
        ) from None


def differences(given: Receipt, computed: Receipt) -> Iterator[Message]:
    """A line for each part in which two receipts differ, the time left out.

    What a service had published is not compared with the data of an installation; see `beside`.
    """
    yield from _apart("", given, computed, ("verdict", "engine", "software"))
    apart = _PUBLISHED if beside(given, computed) else ()
    names = tuple(name for name in _names(Basis) if name not in apart)
    yield from _apart("", given.basis, computed.basis, names)
    ours = {file.sha256: file for file in computed.files}
    theirs = {file.sha256: file for file in given.files}
    for sha256, file in theirs.items():
        if sha256 in ours:
            yield from _apart(f"{file.name}: ", file, ours[sha256], _names(JudgedFile)[1:])
        else:
            yield Message(
                "{file}: no file with sha256 {sha256} was given", file=file.name, sha256=sha256
            )
    for sha256 in ours.keys() - theirs.keys():
        yield Message(
            "{file}: the receipt has no file with sha256 {sha256}",
            file=ours[sha256].name,
            sha256=sha256,
        )


def beside(given: Receipt, computed: Receipt) -> Message:
    """What of a receipt cannot be computed again here, in a sentence; empty when all can.

    A service judges beside what it has published; an installation knows its own data only.
    """
    basis = given.basis
    if basis.change is None or computed.basis.change is not None:
        return Message()
    return Message(
        "It was judged beside what a service had published with change {change} (hash "
        "{hash}), which is not here. Computed again: the digests of files, shapes "
        "and ontology, the triples, the engine, and the verdict beside the data of this "
        "installation, which may be another one for that reason alone.",
        change=basis.change,
        hash=basis.published[:12],
    )


def _apart(of: str, given: object, computed: object, names: Sequence[str]) -> Iterator[Message]:
    for name in names:
        one, other = getattr(given, name), getattr(computed, name)
        if one != other:
            yield Message(
                "{part}: the receipt says {given}, now it is {computed}",
                part=of + name.replace("_", " "),
                given=repr(one),
                computed=repr(other),
            )


def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _file(file: FileReport, digest: str) -> JudgedFile:
    count = severities(file)
    verdict = VERDICTS[2 if not file.judged else 0 if file.conforms else 1]
    return JudgedFile(
        name=file.file.replace("\\", "/").rpartition("/")[2],
        sha256=digest,
        triples=file.triples,
        focus_nodes=file.focus_nodes,
        violations=count["violation"],
        warnings=count["warning"],
        notes=count["info"],
        verdict=verdict,
    )
