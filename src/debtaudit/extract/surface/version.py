"""One of two versions that are compared: what is looked at of it, and where that stands in it."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from debtaudit.extract.surface.blocks import (
    import_statements,
    top_level_blocks,
    without_line_end_space,
)


class Version:
    """The stretches of a source that the other version has not, and the source itself.

    `text` is the stretches, joined, without white space at the ends of lines; `whole` is for what
    is asked of all of the source. `stretches` are texts with the number of lines before each.
    """

    def __init__(
        self,
        whole: str,
        stretches: Sequence[tuple[str, int]] | None = None,
        imports: str | None = None,
    ) -> None:
        """Take the source and what is looked at: all of it where no stretches are given."""
        parts = ((whole, 0),) if stretches is None else stretches
        self.whole = whole
        self._imports = imports
        self.text = without_line_end_space("".join([text for text, _ in parts]))
        self._first = [0, *accumulate(text.count("\n") for text, _ in parts)]
        self._above = [above for _, above in parts]

    @property
    def imports(self) -> str:
        """The import statements of the source."""
        if self._imports is None:
            self._imports = import_statements(top_level_blocks(self.whole))
        return self._imports

    @cached_property
    def lines(self) -> list[str]:
        """The lines of `text`."""
        return self.text.split("\n")

    def line(self, line: int) -> int:
        """Return the line in the source for a line of `text`; both count from 1."""
        stretch = min(bisect_right(self._first, line - 1), len(self._above)) - 1
        return self._above[stretch] + line - self._first[stretch] if self._above else line
