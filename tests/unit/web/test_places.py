"""Few questions about the past at a time, whichever process they come to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from smartregions.errors import Busy
from smartregions.web.past import Places

HOLD = """
import sys
from pathlib import Path
from smartregions.web.past import Places
with Places(Path(sys.argv[1]), 1, 1.0).taken():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("is_shared", [True, False])
def test_as_many_as_may_and_no_more(tmp_path: Path, is_shared: bool) -> None:
    places = Places(tmp_path if is_shared else None, 2, 0.05)
    with places.taken(), places.taken(), pytest.raises(Busy), places.taken():
        pass
    for _ in range(3):
        with places.taken():
            pass


def test_a_place_that_another_process_holds_is_waited_for(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None and other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Busy), Places(tmp_path, 1, 0.1).taken():
            pass
        other.kill()
        with Places(tmp_path, 1, 60.0).taken():
            pass
