"""What the report of another tool says, as far as it can be trusted."""

from typing import Literal

from msgspec import Struct

Level = Literal["error", "warning", "note"]


class ForeignResult(Struct, frozen=True):
    """One result of another tool: `rule` is its own name for it, `package` a distribution.

    `path` is relative to the audited folder and inside of it; None for results about a package.
    `security` is the tool's score of a vulnerability, 0 to 10.
    """

    tool: str
    rule: str
    level: Level
    message: str
    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    help_uri: str | None = None
    security: float | None = None
    package: str | None = None
    suppressed: bool = False


class ForeignReport(Struct, frozen=True):
    """The results of one file, and in words what of it was left out."""

    results: tuple[ForeignResult, ...]
    notes: tuple[str, ...] = ()
