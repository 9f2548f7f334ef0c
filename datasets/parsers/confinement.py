"""Walls around a process that reads a file of somebody else, put up before it looks at the first byte.

Limits on memory, time, open files and what is written hold on every Linux. That it opens no connection is done by
seccomp, that it opens no file but its own by Landlock, each where the kernel has it; `confine` tells which of them
hold.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

MEGABYTE = 1024**2
OPEN_FILES = 64
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 1, 22, 38, 39, 2
# socket, ptrace, process_vm_readv, process_vm_writev and io_uring_setup, which opens sockets of its own
FORBIDDEN = {"x86_64": (0xC000003E, (41, 101, 310, 311, 425)), "aarch64": (0xC00000B7, (198, 117, 270, 271, 425))}
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # instructions of the filter: of a word, a constant
ALLOW, DENY, KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000  # 13: EACCES
FOREIGN_CALLS = 0x40000000  # the numbers from here belong to another way of calling, with numbers of its own
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the calls of Landlock, the same on every machine
WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
NOWHERE = Path("/dev/null")
ROOT = Path(__file__).resolve().parents[2]
# All access to files that each version of Landlock knows of, but for running a program, which stays behind the same walls.
EVERY_ACCESS = (0, 0x1FFE, 0x3FFE, 0x7FFE, 0x7FFE, 0xFFFE)
# From which version on Landlock knows what, in the order of its structure: files; binding and connecting by TCP; sockets
# without a file, and signals to others.
SINCE = ((1, 0), (4, 3), (6, 3))

_libc = ctypes.CDLL(None, use_errno=True)


def confine(*files: Path, megabytes: int, seconds: int) -> frozenset[str]:
    """Put up the walls for good: nothing but `files` and the libraries can be opened, and nothing be written.

    Returns which of "connections" and "files" the kernel keeps closed. A process that asks more memory gets MemoryError
    or ends; one that takes more time, of the processor or the clock, ends by a signal, and so it does when its parent
    ends.
    """
    _limit(megabytes, seconds)
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return frozenset()
    closed = {"files": _close_files([*files, *libraries()]), "connections": _close_connections()}
    return frozenset(what for what, done in closed.items() if done)


def is_confined() -> bool:
    """Return whether this process is confined already."""
    return _libc.prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 and resource.getrlimit(resource.RLIMIT_FSIZE)[1] == 0


def libraries() -> list[Path]:
    """Return what Python may still have to load: code, and tables of letters, projections and time zones."""
    system = ("/lib", "/lib64", "/usr/lib", "/etc/ld.so.cache", "/usr/share/zoneinfo", "/dev/urandom")
    venv = Path(sys.prefix)
    python = [venv / "lib", venv / "pyvenv.cfg", Path(sys.base_prefix, "lib"), Path(sys.executable).resolve()]
    return [ROOT / "datasets", ROOT / "dia", *python, *map(Path, system)]


def _limit(megabytes: int, seconds: int) -> None:
    limits = {
        resource.RLIMIT_AS: megabytes * MEGABYTE,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        hard = resource.getrlimit(limit)[1]  # of a reader that was started by a reader
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (least, least))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(2 * seconds)


def _close_connections() -> bool:
    """Refuse every new socket, and every look into another process, by a filter on the calls to the kernel."""
    if platform.machine() not in FORBIDDEN:
        return False
    machine, calls = FORBIDDEN[platform.machine()]
    ahead = len(calls) + 1
    steps = [
        (LOAD, 0, 0, 4), (EQUAL, 1, 0, machine), (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0), (AT_LEAST, ahead, 0, FOREIGN_CALLS),
        *((EQUAL, ahead - at, 0, call) for at, call in enumerate(calls, start=1)),
        (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, DENY),
    ]  # fmt: skip
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    held = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(held))
    return bool(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) == 0)


def _close_files(readable: Iterable[Path]) -> bool:
    version = _libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    known = [bits for since, bits in SINCE if since <= version]
    rules = struct.pack(f"{len(known)}Q", EVERY_ACCESS[min(version, len(EVERY_ACCESS) - 1)], *known[1:])
    ruleset = _libc.syscall(CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), 0)
    if ruleset < 0:
        return False
    _allow(ruleset, ROOT, READ_DIR)  # names alone: a reader that starts another one has to find its code
    _allow(ruleset, NOWHERE, READ_FILE | WRITE_FILE)
    for path in readable:
        _allow(ruleset, path, READ_FILE | READ_DIR)
    done: bool = _libc.syscall(RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return done


def _allow(ruleset: int, path: Path, access: int) -> None:
    """Let it be reached, and what is in it where it is a folder."""
    if not path.exists():
        return
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    access &= ~0 if path.is_dir() else ~READ_DIR
    _libc.syscall(ADD_RULE, ruleset, 1, struct.pack("=Qi", access, place), 0)
    os.close(place)
