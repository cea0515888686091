"""What a worker may not do, whatever a query makes the engine try.

Linux only: a seccomp filter (kernel documentation, userspace-api/seccomp_filter.rst) refuses
with EPERM every system call that opens a connection, starts a process or a program, signals or
traces another process; a worker that may ask other endpoints can open connections, and no more.
Elsewhere there is none, and `available` says so. Resource limits (`man setrlimit`) bound the
address space, written files and core dumps.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SET_NO_NEW_PRIVS, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_ALLOW, _REFUSE, _UNKNOWN, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_CLONE_THREAD = 0x00010000
_CLONE3 = 435
_X32 = 0x40000000


@dataclass(frozen=True)
class _Machine:
    """Audit number (linux/audit.h) and system call numbers (asm/unistd.h) of one architecture."""

    audit: int
    clone: int
    socket: int
    network: tuple[int, ...]
    refused: tuple[int, ...]


# network: connect sendto sendmsg sendmmsg
# refused: bind listen socketpair fork vfork execve kill ptrace tkill bpf
# execveat process_vm_readv process_vm_writev io_uring_setup pidfd_open pidfd_getfd
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        56,
        41,
        (42, 44, 46, 307),
        (49, 50, 53, 57, 58, 59, 62, 101, 200, 321, 322, 310, 311, 425, 434, 438),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        220,
        198,
        (203, 206, 211, 269),
        (200, 201, 199, 221, 129, 117, 130, 280, 281, 270, 271, 425, 434, 438),
    ),
}
_INTERNET = (2, 10)


def available() -> bool:
    """Whether this platform has the filter."""
    return sys.platform == "linux" and platform.machine() in _MACHINES


def confine(network: bool) -> None:
    """Install the filter in this process for good; threads may still be started.

    With `network` it may connect to internet addresses, and to nothing else. Raises OSError.
    """
    program = _program(_MACHINES[platform.machine()], network)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    pointer = ctypes.create_string_buffer(header, len(header))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    for call in (
        (_SET_NO_NEW_PRIVS, 1, 0),
        (_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(pointer)),
    ):
        if prctl(*call, 0, 0):
            raise OSError(ctypes.get_errno(), "the kernel refused the seccomp filter")


def _program(machine: _Machine, network: bool) -> bytes:
    """The filter as classic BPF: 8 bytes an instruction (code, jumps, operand)."""
    head = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _X32),  # the x32 convention has numbers of its own
        (_RETURN, 0, 0, _KILL),
        (_EQUAL, 0, 1, _CLONE3),  # its flags lie in memory, where a filter cannot look: use clone
        (_RETURN, 0, 0, _UNKNOWN),
        (_EQUAL, 0, 4, machine.clone),
        (_LOAD, 0, 0, 16),
        (_ANY_BIT, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    refused = machine.refused if network else (machine.socket, *machine.network, *machine.refused)
    count = len(refused)
    tests = [(_EQUAL, count - i, 0, call) for i, call in enumerate(refused)]
    tail = [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    program = [*head, *(_internet_only(machine) if network else ()), *tests, *tail]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def _internet_only(machine: _Machine) -> list[tuple[int, int, int, int]]:
    """A socket of these families is allowed, of any other (Unix, netlink, packet) refused."""
    return [
        (_EQUAL, 0, 5, machine.socket),
        (_LOAD, 0, 0, 16),
        (_EQUAL, 1, 0, _INTERNET[0]),
        (_EQUAL, 0, 1, _INTERNET[1]),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]


@contextmanager
def ended_by_want_of_memory() -> Iterator[None]:
    """Have Python's want of memory end this process by the signal by which the engine's does."""
    try:
        yield
    except MemoryError:
        os.abort()


def limit_memory(budget: int) -> None:
    """Let this process grow by `budget` bytes and no more; write no file, dump no core."""
    size = _address_space() + budget
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    return pages * os.sysconf("SC_PAGESIZE")


def prefer_to_be_killed() -> None:
    """Make the kernel choose this process first when the machine runs out of memory."""
    Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
