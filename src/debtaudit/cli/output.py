"""Where a result goes: to stdout in one format, and into files in the formats of their names."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from debtaudit.cli.files import check_targets, write_files
from debtaudit.domain.errors import NoReportError, WrongCallError
from debtaudit.domain.style import Style

if TYPE_CHECKING:
    from debtaudit.reports import Format

_FILE_WIDTH = 100
_WIDEST = 140


class Output:
    """The outputs that somebody asked for, checked before the work is done for them."""

    def __init__(self, to: list[Path], format_name: str | None, quiet: bool, verbose: bool) -> None:
        from debtaudit.reports import discover

        self.quiet = quiet
        self.verbose = verbose
        self._formats = discover()
        self._printed = self._printed_format(format_name, quiet)
        self._files = [(path, self._format_of(path)) for path in to]
        check_targets(to)

    def _printed_format(self, name: str | None, quiet: bool) -> "Format | None":
        if name is None and quiet:
            return None
        wanted = name or "terminal"
        for known in self._formats:
            if wanted == known.NAME:
                return known
        names = ", ".join(known.NAME for known in self._formats)
        raise WrongCallError(f"--format {wanted}: unknown; there are {names}")

    def _format_of(self, path: Path) -> "Format":
        suffix = path.suffix.lower()
        for known in self._formats:
            if suffix in known.SUFFIXES:
                return known
        suffixes = " ".join(sorted(one for known in self._formats for one in known.SUFFIXES))
        raise WrongCallError(f"-o {path}: the name must end with one of {suffixes}")

    def only(self, option: str, names: tuple[str, ...]) -> None:
        """Raise `WrongCallError` where an output has a format that an option cannot serve."""
        printed = [self._printed] if self._printed is not None else []
        for known in [*printed, *(one for _, one in self._files)]:
            if known.NAME not in names:
                raise WrongCallError(f"{option} writes Markdown, not {known.NAME}")

    def emit(self, render: Callable[["Format", Style], str]) -> None:
        """Render for every output; write the files, then print.

        Raises `NoReportError` where the system refuses to write.
        """
        in_file = Style(_FILE_WIDTH, colour=False, unicode=True, verbose=self.verbose)
        texts = [(path, render(known, in_file)) for path, known in self._files]
        write_files(texts)
        if self._printed is not None:
            style = terminal_style(self.verbose)
            for_people = self._printed.NAME == "terminal"
            print_text(render(self._printed, style), for_people)


def print_text(text: str, for_people: bool = True) -> None:
    """Print in the encoding of the terminal, or in UTF-8 what a program will read.

    A reader that closed the pipe (`| head`) has seen enough; that is no error.
    """
    encoding = (sys.stdout.encoding or "utf-8") if for_people else "utf-8"
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes stdout (docs of the signal module).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise NoReportError(f"cannot write to stdout: {error.strerror or error}") from error


def terminal_style(verbose: bool) -> Style:
    """Return the style of stdout: https://no-color.org, then what the terminal says of itself."""
    return Style(_width(), colour=_colour(), unicode=_unicode(), verbose=verbose)


def _width() -> int:
    if os.environ.get("COLUMNS", "").isdigit():
        return min(max(int(os.environ["COLUMNS"]), 40), _WIDEST)
    try:
        return min(max(os.get_terminal_size(sys.stdout.fileno()).columns, 40), _WIDEST)
    except (OSError, ValueError):
        return _FILE_WIDTH


def _colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _unicode() -> bool:
    if os.environ.get("TERM") == "dumb":
        return False
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
