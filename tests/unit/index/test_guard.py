"""The guard starts anew what dies, and gives up on what cannot live."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smartregions.errors import ServiceError
from smartregions.index.guard import Guard
from smartregions.index.keeper import Surroundings


def keep(_: Surroundings) -> None:
    signal.pause()


def serve(directory: Path) -> None:
    """Note each start; fail from the second on."""
    (directory / str(os.getpid())).touch()
    if len(list(directory.iterdir())) > 1:
        raise RuntimeError("a fault of ours")
    signal.pause()


def run(kind: str, directory: Path) -> None:
    keeper = serve if kind == "keeper" else keep
    serving = [lambda: serve(directory)] if kind == "web" else []
    lasting = Guard(lambda s: keeper(directory if kind == "keeper" else s), serving)
    try:
        lasting.run(lambda: False)
    except ServiceError as error:
        print(error)
        sys.exit(2)
    print("ended")


@pytest.mark.parametrize("kind", ["keeper", "web"])
def test_a_process_that_dies_again_and_again_before_the_first_answer_ends_the_service(
    kind: str, tmp_path: Path
) -> None:
    service = subprocess.Popen(
        [sys.executable, __file__, kind, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (started := list(tmp_path.iterdir())):
        time.sleep(0.01)
    time.sleep(0.3)
    os.kill(int(started[0].name), signal.SIGKILL)
    out, errors = service.communicate(timeout=30)
    assert service.returncode == 2
    assert "ends as soon as it is started" in out
    assert errors.count("RuntimeError: a fault of ours") == 2
    assert len(list(tmp_path.iterdir())) == 3
    for note in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(note.name), 0)


def test_told_to_stop_it_ends_all(tmp_path: Path) -> None:
    service = subprocess.Popen(
        [sys.executable, __file__, "web", str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    while not (started := list(tmp_path.iterdir())):
        time.sleep(0.01)
    time.sleep(0.3)
    service.send_signal(signal.SIGINT)
    assert service.communicate(timeout=30)[0] == "ended\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int(started[0].name), 0)


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]))
