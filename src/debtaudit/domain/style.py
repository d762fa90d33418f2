"""How a report is to be shown: decided by `cli/`, obeyed by `reports/`."""

from msgspec import Struct


class Style(Struct, frozen=True):
    """The medium of a rendered text.

    `width` is in columns; `colour` allows ANSI escape sequences; `unicode` is False where the
    medium cannot show more than ASCII; `verbose` adds the details behind every line.
    """

    width: int = 80
    colour: bool = False
    unicode: bool = True
    verbose: bool = False
