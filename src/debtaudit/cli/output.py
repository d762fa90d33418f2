"""Where a result goes: to stdout in one format, and into files in the formats of their names."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from debtaudit.cli.destinations import destination, printed_format
from debtaudit.cli.files import check_targets, write_files
from debtaudit.cli.github import on_github, without_commands
from debtaudit.domain.errors import NoReportError, WrongCallError
from debtaudit.domain.style import Style

if TYPE_CHECKING:
    from debtaudit.reports import Format, Renderer

_T = TypeVar("_T")
_FILE_WIDTH = 100
_NARROWEST, _WIDEST = 40, 140


class Output:
    """The outputs that somebody asked for, checked before the work is done for them."""

    def __init__(self, to: list[str], format_name: str | None, quiet: bool, verbose: bool) -> None:
        self.quiet = quiet
        self.verbose = verbose
        printed = format_name is not None or not quiet
        self._printed = printed_format(format_name) if printed else None
        self._files = [destination(one) for one in to]
        check_targets([path for path, _ in self._files])

    @property
    def annotates(self) -> bool:
        """Whether GitHub's annotations may go with it: not if quiet, nor if they are printed."""
        return not self.quiet and not any(known.name == "github" for known in self._asked())

    def prepared(
        self, what: str, offer: Callable[["Format"], "Renderer[_T] | None"]
    ) -> Callable[[_T], None]:
        """Return the function that writes and prints a value in every format that was asked for.

        `offer` picks what of a format renders it. Call this before the work is done: it raises
        `WrongCallError` where one of the formats cannot show `what`. The returned function raises
        `NoReportError` where the system refuses to write.
        """
        renderers: dict[str, Renderer[_T]] = {}
        for known in self._asked():
            render = offer(known)
            if render is None:
                from debtaudit.reports import discover

                able = ", ".join(one.name for one in discover() if offer(one) is not None)
                raise WrongCallError(f"the format {known.name} cannot show {what}; {able} can")
            renderers[known.name] = render

        def emit(value: _T) -> None:
            self._emit(lambda known, style: renderers[known.name](value, style))

        return emit

    def emit_text(self, option: str, text: Callable[[], str]) -> None:
        """Make a Markdown text and write it everywhere, as it is.

        Raises `WrongCallError`, before it is made, where an output is of another format.
        """
        for known in self._asked():
            if known.name not in ("terminal", "markdown"):
                raise WrongCallError(f"{option} writes Markdown, not {known.name}")
        made = text()
        self._emit(lambda _known, _style: made)

    def _asked(self) -> list["Format"]:
        printed = [self._printed] if self._printed is not None else []
        return [*printed, *(known for _, known in self._files)]

    def _emit(self, render: Callable[["Format", Style], str]) -> None:
        """Render for every output; write the files, then print."""
        in_file = Style(_FILE_WIDTH, colour=False, unicode=True, verbose=self.verbose)
        write_files([(path, render(known, in_file)) for path, known in self._files])
        if self._printed is not None:
            style = terminal_style(self.verbose)
            print_text(render(self._printed, style), self._printed.for_people)


def print_text(text: str, for_people: bool = True) -> None:
    """Print in the encoding of the terminal, or in UTF-8 what a program will read.

    A reader that closed the pipe (`| head`) has seen enough; that is no error.
    """
    encoding = (sys.stdout.encoding or "utf-8") if for_people else "utf-8"
    if for_people and on_github():
        text = without_commands(text)
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
    named = os.environ.get("COLUMNS", "")
    try:
        columns = int(named[:9]) if named.isdecimal() else _columns_of_terminal()
    except (OSError, ValueError):
        return _FILE_WIDTH
    return min(max(columns, _NARROWEST), _WIDEST)


def _columns_of_terminal() -> int:
    return os.get_terminal_size(sys.stdout.fileno()).columns


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
