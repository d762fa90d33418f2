"""How the program ends: one line on stderr and the exit code of the report contract."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from debtaudit import __version__
from debtaudit.domain.errors import DebtauditError, ExitCode
from debtaudit.domain.text import visible

_SIGNALLED = 128
"""Exit codes from here on tell of a signal."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn whatever ends the block into an exit.

    A fault shows its traceback with `--verbose` or where DEBTAUDIT_DEBUG is set.
    """
    try:
        yield
    except DebtauditError as error:
        _say(f"debtaudit: error: {visible(str(error))}")
        sys.exit(int(error.exit_code))
    except KeyboardInterrupt:
        _say("debtaudit: interrupted")
        sys.exit(int(ExitCode.INTERRUPTED))
    except Exception as error:
        if os.environ.get("DEBTAUDIT_DEBUG") or not {"-v", "--verbose"}.isdisjoint(sys.argv):
            from traceback import format_exception

            _say("".join(format_exception(error)).rstrip())
        _say(_fault(error))
        sys.exit(int(ExitCode.FAULT))


@contextmanager
def leaving_quickly() -> Iterator[None]:
    """Leave the process at the end of the block without taking the interpreter down.

    Freeing some hundred thousand facts one by one costs an eighth of a second audit, and the
    system takes all memory back anyway. What is no plain end (a signal, a fault, a wrong call)
    goes the ordinary way, with its exit handlers; a plain one has left its `with` blocks.
    """
    code = 0
    try:
        yield
    except SystemExit as end:
        if not isinstance(end.code, int) or end.code >= _SIGNALLED:
            raise
        code = end.code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)  # nobody listens: Python knows how to say so
    os._exit(code)


def _fault(error: Exception) -> str:
    """Return what to write into a bug report; no path of the user's machine is in it."""
    from traceback import extract_tb

    frame = extract_tb(error.__traceback__)[-1]
    place = f"{os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119
    python = ".".join(str(part) for part in sys.version_info[:3])
    return (
        f"debtaudit: internal error: {type(error).__name__}: {visible(str(error))[:300]} "
        f"({place})\n"
        f"This is a fault of debtaudit {__version__} (Python {python}, {sys.platform}). Please "
        "report it with these lines; DEBTAUDIT_DEBUG=1 shows where it happened."
    )


def _say(text: str) -> None:
    data = f"{text}\n".encode(sys.stderr.encoding or "utf-8", "backslashreplace")
    try:
        sys.stderr.buffer.write(data)
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # nobody listens; the exit code still says it
