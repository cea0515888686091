"""The process that makes an edition: one that the service forks soon after a change; or, for who
asks before that one is done, `python -m smartregions.catalogue.making FOLDER URL [LIFELINE]`.

It ends when nobody holds the other end of the lifeline, a pipe, any more. Its input names the
registry: an address may have a password, which an argument would show to all. It takes seconds of
computing for large graphs, which the processes that answer must not spend.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import NoReturn

from smartregions.catalogue.compiling import make
from smartregions.catalogue.edition import FOLDER
from smartregions.catalogue.offered import Deployment
from smartregions.errors import SmartRegionsError
from smartregions.index.titles import CATALOGUER, entitle
from smartregions.registry.log import opened
from smartregions.settings import Settings

_PATIENCE = 5
"""How much it gives way to others (`man 2 nice`)."""


def ahead(settings: Settings) -> NoReturn:
    """Be the process that makes the edition before it is asked for."""
    folder = settings.state.expanduser() / FOLDER
    os._exit(main(str(folder), settings.address, str(settings.registry_place)))


def main(folder: str, address: str, place: str) -> int:
    """Make the edition; the exit code: 0 when it is there, 1 with a sentence when it is not."""
    entitle(CATALOGUER)
    os.nice(_PATIENCE)
    try:
        with opened(place if "://" in place else Path(place)) as registry:
            make(Path(folder), registry, Deployment(address))
    except SmartRegionsError as error:
        print(f"The catalogue cannot be made: {error}", file=sys.stderr)
        return 1
    return 0


def end_with(lifeline: int) -> None:
    """Have this process end when the one that started it does.

    The kernel tells of the end of a parent's thread, too (`man 2 prctl`, PR_SET_PDEATHSIG), and the
    thread that has it made may end before.
    """

    def wait() -> None:
        os.read(lifeline, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    for number in sys.argv[3:]:
        end_with(int(number))
    sys.exit(main(sys.argv[1], sys.argv[2], sys.stdin.read()))
