"""Runs one pure function over many pieces, on more than one processor where that pays.

On Linux the parent forks: a child starts within milliseconds with everything imported, and its
results come back through an anonymous file in memory (`memfd_create`), so nobody waits for a pipe
and a killed audit leaves nothing behind. The parent does a share itself. Elsewhere, and for small
work, everything runs in this process: a fork beside threads or a framework's own state is not safe
(macOS), and starting an interpreter costs more than most repositories.

A child that dies (a parser that overflows the stack, the kernel's out-of-memory killer) costs the
one task that it was at; the rest of its share is given to another one.
"""

import gc
import os
import signal
import sys
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TypeVar

from debtaudit.domain.files import Missing

FORK_FROM = 150_000
"""Sum of sizes from which a second process pays (bytes of source, as measured in engine.md)."""
_HEADER = 9
_MAX_DEATHS = 20
_VALUE, _MISSING = 0, 1

T = TypeVar("T")
Answer = bytes | Missing


def run(
    function: Callable[[T], bytes], tasks: Sequence[T], sizes: Sequence[int], jobs: int
) -> Generator[tuple[int, Answer], None, None]:
    """Yield the index of every task with `function(task)`, in no particular order.

    `sizes` are the costs of the tasks (bytes); `jobs` is the number of processes. An exception of
    the function is a `Missing` that names it.
    """
    order = sorted(range(len(tasks)), key=lambda index: -sizes[index])
    if jobs < 2 or len(tasks) < 2 or sum(sizes) < FORK_FROM or not _can_fork():
        yield from ((index, _answer(function, tasks[index])) for index in order)
        return
    shares = _shares(order, sizes, min(jobs, len(tasks)))
    children: list[_Child] = []
    deaths = 0
    try:
        for share in shares[1:]:
            child = _start(function, tasks, share)
            if child is None:
                shares[0] += share
            else:
                children.append(child)
        for index in shares[0]:
            yield index, _answer(function, tasks[index])
        while children:
            yield from children[0].answers()
            child = children.pop(0)
            if not child.left:
                continue
            yield child.left.pop(0), Missing(f"the program failed on it ({child.end})")
            deaths += 1
            more = child.left and deaths < _MAX_DEATHS
            again = _start(function, tasks, child.left) if more else None
            if again is not None:
                children.append(again)
            else:
                yield from ((index, Missing("too many failures before it")) for index in child.left)
    finally:
        for child in children:
            child.kill()


def usable_jobs() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_fork() -> bool:
    return sys.platform == "linux" and hasattr(os, "memfd_create")


def _answer(function: Callable[[T], bytes], task: T) -> Answer:
    """Return the result; a fault of an extractor costs one file and is named, not hidden."""
    try:
        return function(task)
    except Exception as error:
        reason = f"a fault of debtaudit, please report it: {type(error).__name__}: {error}"
        return Missing("".join([one if one.isprintable() else " " for one in reason[:300]]))


def _shares(order: Sequence[int], sizes: Sequence[int], count: int) -> list[list[int]]:
    """Deal the tasks out, biggest first, each to the share that has least (LPT scheduling)."""
    shares: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for index in order:
        least = loads.index(min(loads))
        shares[least].append(index)
        loads[least] += sizes[index] + 200  # a task costs something whatever its size
    return [share for share in shares if share]


def _start(
    function: Callable[[T], bytes], tasks: Sequence[T], share: Sequence[int]
) -> "_Child | None":
    """Fork a child for a share; None where the system has no process or memory left."""
    try:
        return _Child(function, tasks, share)
    except OSError:
        return None


class _Child:
    """A forked process at work on its share; `left` are the tasks it gave no answer to."""

    def __init__(
        self, function: Callable[[T], bytes], tasks: Sequence[T], share: Sequence[int]
    ) -> None:
        self.left = list(share)
        self.end = ""
        self._file = os.memfd_create("debtaudit", os.MFD_CLOEXEC)
        try:
            with warnings.catch_warnings():
                # Python warns of forking beside threads. The only one here is git's time limit,
                # which sleeps; the child never looks at what it shares with it.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._pid = os.fork()
        except OSError:
            os.close(self._file)
            raise
        if self._pid == 0:
            _work(function, tasks, self.left, self._file)  # never returns

    def answers(self) -> Iterator[tuple[int, Answer]]:
        """Wait for the end and yield what was written, in the order of the share."""
        status = self._reap()
        data = self._take()
        position = 0
        while position + _HEADER <= len(data):
            kind = data[position]
            size = int.from_bytes(data[position + 1 : position + _HEADER], "little")
            start = position + _HEADER
            if start + size > len(data):
                break
            position = start + size
            payload = bytes(data[start:position])
            yield self.left.pop(0), payload if kind == _VALUE else Missing(payload.decode())
        if status:
            number = os.waitstatus_to_exitcode(status)
            self.end = f"signal {-number}" if number < 0 else f"exit status {number}"

    def kill(self) -> None:
        """End the process at once and forget what it did."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            self._reap()
        self._take()

    def _reap(self) -> int:
        status = os.waitpid(self._pid, 0)[1]
        self._pid = 0
        return status

    def _take(self) -> bytes:
        if self._file < 0:
            return b""
        size = os.fstat(self._file).st_size
        pieces = []
        position = 0
        while position < size and (piece := os.pread(self._file, size - position, position)):
            pieces.append(piece)
            position += len(piece)
        os.close(self._file)
        self._file = -1
        return b"".join(pieces)


def _work(
    function: Callable[[T], bytes], tasks: Sequence[T], share: Sequence[int], file: int
) -> None:
    """Be the child: answer every task and end without touching what is the parent's.

    `os._exit` runs no exit handler and flushes no buffer that was copied with the process; the
    collector stays off, since all memory goes with the end.
    """
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        gc.disable()
        for index in share:
            answer = _answer(function, tasks[index])
            kind, payload = _VALUE, b""
            if isinstance(answer, Missing):
                kind, payload = _MISSING, answer.reason.encode("utf-8", "replace")
            else:
                payload = answer
            _write(file, bytes((kind,)) + len(payload).to_bytes(8, "little") + payload)
        status = 0
    finally:
        os._exit(status)


def _write(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
