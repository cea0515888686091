"""The guard starts anew what dies, and gives up on what cannot live."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from smartregions.errors import ServiceError
from smartregions.index.chores import Behind, Chore
from smartregions.index.guard import Guard
from smartregions.index.keeper import Surroundings
from smartregions.index.serving import GIVE_WAY, Standing

PATIENCE = 120.0


def keep(_: Surroundings) -> None:
    signal.pause()


def serve(directory: Path) -> None:
    """Note each start; fail from the second on."""
    (directory / str(os.getpid())).touch()
    if len(list(directory.iterdir())) > 1:
        raise RuntimeError("a fault of ours")
    signal.pause()


def follow(directory: Path, standing: Standing) -> None:
    """Note what is done, in two places; the first of each asks for a successor until it goes.

    Neither does before both stand: its successor would be taken for the first of the other.
    """
    is_first = len(list(directory.iterdir())) < 2
    told = directory / str(os.getpid())
    signal.signal(GIVE_WAY, lambda *_: (told.write_text("left"), os._exit(0)))
    told.write_text("answers")
    standing.take_over()
    while True:
        time.sleep(0.2)
        if is_first and len(list(directory.iterdir())) >= 2:
            standing.ask_for_successor()


def fail(directory: Path) -> None:
    """Die, of another fault each time; the third time all goes well."""
    note = directory / str(len(list(directory.iterdir())))
    note.touch()
    if note.name == "0":
        os._exit(7)
    if note.name == "1":
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(0)


def stay(directory: Path) -> None:
    (directory / str(os.getpid())).touch()
    signal.pause()


def strike(directory: Path) -> None:
    """Have the first that is forked be told to go before it does anything."""
    fork = os.fork

    def struck() -> int:
        pid = fork()
        if pid == 0 and not list(directory.iterdir()):
            (directory / "struck").touch()
            os.kill(os.getpid(), signal.SIGTERM)
        return pid

    os.fork = struck
    Guard(lambda _: stay(directory)).run()  # type: ignore[arg-type,return-value]
    print("ended")


class Soon(Behind):
    """Due again at once."""

    def failed(self) -> float:
        super().failed()
        self._rests_until = 0.0
        return 0.0


def do(directory: Path) -> None:
    chore = Chore("does what must be done", lambda: fail(directory), Soon(lambda: 1, 0))
    Guard(keep, [], [chore]).run(lambda: True)
    print("ended")


def run(kind: str, directory: Path) -> None:
    alone = {"chore": do, "struck": strike}
    if kind in alone:
        alone[kind](directory)
        return
    keeper = serve if kind == "keeper" else keep
    serving = {"web": [lambda _: serve(directory)], "two": [partial(follow, directory)] * 2}
    lasting = Guard(lambda s: keeper(directory if kind == "keeper" else s), serving.get(kind, []))
    try:
        lasting.run(lambda: False)
    except ServiceError as error:
        print(error)
        sys.exit(2)
    print("ended")


def begun(kind: str, directory: Path) -> subprocess.Popen[str]:
    """A process that runs this file, which notes in a directory what it does."""
    return subprocess.Popen(
        [sys.executable, __file__, kind, str(directory)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def noted(directory: Path, number: int) -> list[Path]:
    """So many notes, once they are there."""
    until = time.monotonic() + PATIENCE
    while len(found := list(directory.iterdir())) < number:
        assert time.monotonic() < until, found
        time.sleep(0.01)
    return found


def told_to_stop(service: subprocess.Popen[str]) -> tuple[str, str]:
    """What it said on both ways out, to its end."""
    service.send_signal(signal.SIGTERM)
    return service.communicate(timeout=PATIENCE)


@pytest.mark.parametrize("kind", ["keeper", "web"])
def test_a_process_that_dies_again_and_again_before_the_first_answer_ends_the_service(
    kind: str, tmp_path: Path
) -> None:
    service = begun(kind, tmp_path)
    (started,) = noted(tmp_path, 1)
    os.kill(int(started.name), signal.SIGKILL)
    out, errors = service.communicate(timeout=PATIENCE)
    assert service.returncode == 2
    assert "ends as soon as it is started" in out
    assert errors.count("RuntimeError: a fault of ours") == 2
    assert len(list(tmp_path.iterdir())) == 3
    for note in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(note.name), 0)


def test_one_that_asks_for_a_successor_goes_when_that_answers_and_the_other_after_it(
    tmp_path: Path,
) -> None:
    service = begun("two", tmp_path)
    until = time.monotonic() + PATIENCE
    while sorted(note.read_text() for note in tmp_path.iterdir()) != [
        *("answers", "answers"),
        *("left", "left"),
    ]:
        assert time.monotonic() < until, [note.read_text() for note in tmp_path.iterdir()]
        time.sleep(0.02)
    standing = [note for note in tmp_path.iterdir() if note.read_text() == "answers"]
    os.kill(int(standing[0].name), signal.SIGKILL)
    noted(tmp_path, 5)
    out, errors = told_to_stop(service)
    assert out == "ended\n"
    assert errors.count("ended and is started again") == 1, "those that were followed are no loss"


def test_a_chore_that_fails_is_done_again_until_it_is_done_and_each_failure_is_told_once(
    tmp_path: Path,
) -> None:
    service = begun("chore", tmp_path)
    noted(tmp_path, 3)
    out, errors = told_to_stop(service)
    assert out == "ended\n"
    told = "the process that does what must be done failed"
    assert errors.count(told) == 2
    assert f"{told} (exit code 7); the next try is in" in errors
    assert f"{told} (Killed); the next try is in" in errors


def test_what_is_sent_to_one_that_was_just_forked_does_not_stop_all(tmp_path: Path) -> None:
    service = begun("struck", tmp_path)
    noted(tmp_path, 2)
    out, errors = told_to_stop(service)
    assert out == "ended\n"
    assert errors.count("holds the index ended and is started again") == 1


def test_told_to_stop_it_ends_all(tmp_path: Path) -> None:
    service = begun("web", tmp_path)
    (started,) = noted(tmp_path, 1)
    service.send_signal(signal.SIGINT)
    assert service.communicate(timeout=PATIENCE)[0] == "ended\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.name), 0)


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]))
