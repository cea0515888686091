"""Getting released servers into the cache, through the ordinary clients of their registries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from serving.running import NotRunning

SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Debian packages, laid out in a folder of ours instead of the system's."""

    folder: Path

    def program(self, name: str) -> Path:
        """The path of one of their programs."""
        return self.folder / "usr" / "bin" / name

    def version(self, package: str) -> str:
        """The version of one of the packages, as its archive is named."""
        (archive,) = self.folder.glob(f"{package}_*.deb")
        return archive.name.split("_")[1]

    @property
    def environment(self) -> dict[str, str]:
        """What makes their programs find their shared libraries."""
        folders = {str(library.parent) for library in self.folder.glob("**/lib*.so.*")}
        return {"LD_LIBRARY_PATH": ":".join(sorted(folders))} if folders else {}


def output(
    command: Sequence[object], folder: Path, environment: Mapping[str, str] | None = None
) -> str:
    """What the command prints. Raises NotRunning, with the end of what it said."""
    name, *words = [str(part) for part in command]
    if not shutil.which(name):
        raise NotRunning(f"{name} is not on this machine")
    try:
        done = subprocess.run(
            [name, *words],
            cwd=folder,
            env=os.environ | dict(environment or {}),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr + error.stdout).strip()
        raise NotRunning(f"{Path(name).name}: {said[-400:]}") from error
    except subprocess.TimeoutExpired as error:
        raise NotRunning(f"{Path(name).name}: not done in {SECONDS:g} s") from error
    return done.stdout


def virtual_environment(cache: Path, name: str, requirements: Sequence[str]) -> Path:
    """The folder of programs of an environment with these packages. Raises NotRunning."""
    folder = cache / name
    done = folder / "requirements.txt"
    wanted = "\n".join(requirements)
    if not done.exists() or done.read_text() != wanted:
        cache.mkdir(parents=True, exist_ok=True)
        output([sys.executable, "-m", "venv", "--clear", folder], cache)
        output([folder / "bin" / "python", "-m", "pip", "install", "-q", *requirements], cache)
        done.write_text(wanted)
    return folder / "bin"


def version_of(programs: Path, package: str) -> str:
    """The version of a package in an environment."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return output([programs / "python", "-c", code], programs).strip()


def debian(package: str, cache: Path) -> Unpacked:
    """The package and what it needs and the system lacks, unpacked. Raises NotRunning."""
    folder = cache / f"debian-{package}"
    if not folder.exists():
        unfinished = cache / f"debian-{package}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        output(["apt-get", "download", package, *_missing(package, cache)], unfinished)
        for archive in unfinished.glob("*.deb"):
            output(["dpkg-deb", "-x", archive, unfinished], unfinished)
        unfinished.rename(folder)
    return Unpacked(folder)


def _missing(package: str, cache: Path) -> list[str]:
    hard = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"]
    options = ["--recurse", *(f"--no-{kind}" for kind in hard)]
    needed = output(["apt-cache", "depends", *options, package], cache).splitlines()
    libraries = {line for line in needed if line.startswith("lib")}
    known = output(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\\n"], cache)
    installed = {line.split()[0] for line in known.splitlines() if line.endswith(" installed")}
    return sorted(libraries - installed)


def maven(coordinates: str, cache: Path) -> Path:
    """The file of `group:artifact:version:kind`, which Maven gets. Raises NotRunning."""
    _, artifact, version, kind = coordinates.split(":")
    path = cache / "maven" / f"{artifact}-{version}.{kind}"
    if not path.exists():
        goal = ["dependency:copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={path.parent}"]
        cache.mkdir(parents=True, exist_ok=True)
        output(["mvn", "-q", "-B", *goal], cache)
    return path
