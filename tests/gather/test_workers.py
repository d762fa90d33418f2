"""Work on several processors, and what happens when a worker dies."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from debtaudit.domain.files import Missing
from debtaudit.gather.workers import FORK_FROM, run, usable_jobs

BIG = FORK_FROM
forking = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")


def _double(task: int) -> bytes:
    return str(task * 2).encode()


def _expected(count: int) -> dict[int, bytes]:
    return {number: str(number * 2).encode() for number in range(count)}


@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
@pytest.mark.parametrize("size", [1, BIG])
def test_every_task_is_answered_once(jobs: int, size: int) -> None:
    answers = list(run(_double, range(20), [size] * 20, jobs))
    assert len(answers) == 20
    assert dict(answers) == _expected(20)


def test_no_tasks_and_one_task() -> None:
    assert list(run(_double, [], [], 2)) == []
    assert list(run(_double, [4], [BIG], 2)) == [(0, b"8")]


def _who(_task: int) -> bytes:
    return str(os.getpid()).encode()


def test_small_work_stays_in_this_process() -> None:
    assert {pid for _, pid in run(_who, range(10), [10] * 10, 4)} == {str(os.getpid()).encode()}


@forking
def test_large_work_is_shared_and_the_parent_takes_part() -> None:
    pids = {pid for _, pid in run(_who, range(10), [BIG] * 10, 2)}
    assert len(pids) == 2
    assert str(os.getpid()).encode() in pids


def _biggest_alone(task: int) -> bytes:
    return f"{os.getpid()} {task}".encode()


@forking
def test_shares_are_even_by_size() -> None:
    sizes = [BIG * 10, *([BIG] * 10)]
    answers = dict(run(_biggest_alone, range(11), sizes, 2))
    alone = answers[0]
    assert isinstance(alone, bytes)
    pid = alone.split()[0]
    assert [one for one in answers.values() if isinstance(one, bytes) and one.startswith(pid)] == [
        alone
    ]


def _fails(task: int) -> bytes:
    if task == 3:
        raise KeyError("odd\nname\x1b")
    return _double(task)


@pytest.mark.parametrize("size", [1, BIG])
def test_an_exception_costs_one_task_and_is_named(size: int) -> None:
    answers = dict(run(_fails, range(6), [size] * 6, 2))
    failed = answers.pop(3)
    assert isinstance(failed, Missing)
    assert "KeyError" in failed.reason and failed.reason.isprintable()
    assert answers == {key: value for key, value in _expected(6).items() if key != 3}


PARENT = os.getpid()


def _dies(task: int) -> bytes:
    if task in (4, 9) and os.getpid() != PARENT:
        os.kill(os.getpid(), signal.SIGKILL)
    if task == 6 and os.getpid() != PARENT:
        os._exit(7)
    return _double(task)


@forking
def test_a_worker_that_dies_costs_one_task_each_time() -> None:
    # the parent gets the two giants, all others go to children
    sizes = [BIG * 100, *([BIG] * 11)]
    answers = dict(run(_dies, range(12), sizes, 2))
    assert len(answers) == 12
    reasons = {key: one.reason for key, one in answers.items() if isinstance(one, Missing)}
    assert reasons == {
        4: "the program failed on it (signal 9)",
        6: "the program failed on it (exit status 7)",
        9: "the program failed on it (signal 9)",
    }


def _always_dies(task: int) -> bytes:
    if os.getpid() != PARENT:
        os._exit(1)
    return _double(task)


@forking
def test_workers_that_always_die_come_to_an_end() -> None:
    sizes = [BIG * 1_000, *([BIG] * 99)]
    answers = dict(run(_always_dies, range(100), sizes, 2))
    assert len(answers) == 100
    assert answers[0] == b"0"
    assert all(isinstance(answers[number], Missing) for number in range(1, 100))


def _large(task: int) -> bytes:
    return bytes([task]) * 3_000_000


@forking
def test_large_answers_come_whole() -> None:
    answers = dict(run(_large, range(8), [BIG] * 8, 2))
    assert all(answers[number] == bytes([number]) * 3_000_000 for number in range(8))


def _children() -> str:
    return subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid,stat,comm"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@forking
def test_an_abandoned_run_leaves_no_process() -> None:
    before = _children().count("python")
    stream = run(_slow, range(10), [BIG] * 10, 2)
    next(stream)
    stream.close()
    assert _children().count("python") == before


def _slow(task: int) -> bytes:
    if os.getpid() != PARENT:
        threading.Event().wait(60)
    return _double(task)


INTERRUPTED = """
import os, signal, sys, threading
from debtaudit.gather.workers import FORK_FROM, run

parent = os.getpid()

def work(task):
    if os.getpid() == parent:
        print("at work", flush=True)
    threading.Event().wait(60)
    return b""

for _ in run(work, range(4), [FORK_FROM] * 4, 2):
    pass
"""


@forking
def test_an_interrupt_ends_parent_and_children() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert child.stdout is not None
    child.stdout.readline()
    os.kill(child.pid, signal.SIGINT)
    # the pipe ends when nobody holds it any more: the forked worker is gone too
    assert child.stdout.read() == b""
    assert child.wait(timeout=30) != 0
    child.stdout.close()


PRINTING = """
import sys
from debtaudit.gather.workers import FORK_FROM, run
sys.stdout.write("once ")
print(sorted(i for i, _ in run(lambda task: b"", range(4), [FORK_FROM] * 4, 2)))
"""


@forking
def test_children_do_not_write_what_the_parent_has_not_flushed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINTING], capture_output=True, text=True, check=True
    )
    assert done.stdout == "once [0, 1, 2, 3]\n"


@forking
def test_no_process_left_means_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("no process left")

    monkeypatch.setattr(os, "fork", refused)
    assert dict(run(_double, range(5), [BIG] * 5, 2)) == _expected(5)


def test_jobs_are_the_processors_of_this_process() -> None:
    assert 1 <= usable_jobs() <= (os.cpu_count() or 1)
