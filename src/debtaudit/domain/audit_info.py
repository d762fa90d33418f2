"""What a report says of the audit itself: the program, the revision, the window, the scans."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

ScanName = Literal["model-changes", "dependencies", "hotspots", "retraining-tests"]
SelectableScan = Literal[ScanName, "infrastructure"]
"""What `--scan` takes."""
SourceName = Literal[SelectableScan, "waivers", "imported"]
"""Where a finding is from: a scan, an aside, or the report of another tool."""
StatusName = Literal["complete", "partial", "not-assessed", "not-applicable"]

_END = r"(?![\s\S])"
"""The end of a text in Python's dialect and in that of JSON Schema: `$` lets a line feed pass."""
CommitId = Annotated[str, Meta(pattern=f"^[0-9a-f]{{40,64}}{_END}")]
Day = Annotated[str, Meta(pattern=f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_END}")]
"""Formats show both as they are, so a saved report that holds anything else there is refused."""


class Tool(Struct, frozen=True):
    """The program that made the report."""

    name: str
    version: str
    rules_version: str


class Window(Struct, frozen=True):
    """The stretch of history that was read; `since` is null where there is no history."""

    since: Day | None
    change_sets: int
    commits: int


class ScanRow(Struct, frozen=True):
    """What became of one scan."""

    scan: ScanName
    status: StatusName
    reason: str | None = None
    cure: str | None = None


class AuditInfo(Struct, frozen=True):
    """What was audited, when and how completely.

    `folder` is the way from the top of the repository to the audited folder (`models/pricing/`),
    and empty where they are the same; the paths of the report start at the audited folder.
    """

    repository: str
    revision: CommitId | None
    branch: str | None
    dirty: bool
    as_of: Day
    window: Window
    scans: tuple[ScanRow, ...]
    duration_seconds: float
    folder: str = ""
