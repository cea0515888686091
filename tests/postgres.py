"""A Postgres server of one's own, on a socket, for as long as a test run needs it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = (*map(Path, os.environ.get("PATH", "").split(":")),
           *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))  # fmt: skip


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, if there is one that we may run."""
    if not os.geteuid() and "postgres" not in [user.pw_name for user in pwd.getpwall()]:
        return None
    found = [place for place in _PLACES if (place / "initdb").is_file()]
    whole = [place for place in found if (place / "pg_ctl").is_file()]
    return whole[0] if whole else None


@contextmanager
def server(bin_: Path) -> Iterator[str]:
    """Start one, give the address of its socket's folder, and end it.

    Postgres does not run as root; then the user `postgres` of its package runs it.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    user = _user()
    if user:
        shutil.chown(folder, user)
    try:
        data = ("-D", folder / "data")
        _run(user, bin_ / "initdb", *data, "-A", "trust", "-N", "--no-locale", "-E", "UTF8")
        options = ("-o", f"-k {folder} -c listen_addresses=", "-l", folder / "log")
        _run(user, bin_ / "pg_ctl", *data, "-w", *options, "start")
        try:
            yield f"user={user or os.environ.get('USER', 'postgres')}&host={folder}"
        finally:
            _run(user, bin_ / "pg_ctl", *data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _user() -> str | None:
    if os.geteuid():
        return None
    return pwd.getpwnam("postgres").pw_name


def _run(user: str | None, *command: object) -> None:
    words = list(map(str, command))
    before = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    subprocess.run([*before, *words], check=True, stdout=subprocess.DEVNULL, cwd="/tmp")
