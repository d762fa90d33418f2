"""Progress on a terminal: one line on stderr that is updated, and gone at the end."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from debtaudit.domain.text import shorten, visible

_CLEAR = "\r\x1b[K"  # ECMA-48: back to the first column, erase the line


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the current step, or shows nothing in a pipe."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _step: None
        return
    width = os.get_terminal_size(sys.stderr.fileno()).columns or 80

    def show(step: str) -> None:
        sys.stderr.write(_CLEAR + shorten(f"{visible(step)} ...", width - 1, "..."))
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
