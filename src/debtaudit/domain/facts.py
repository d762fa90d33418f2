"""The facts of the whole repository, as every detector and the checklist receive them."""

from collections.abc import Collection, Mapping
from datetime import date

from msgspec import Struct

from debtaudit.domain.advisories import AdvisoryFacts
from debtaudit.domain.files import FileEntry, FileFacts, PathClass
from debtaudit.domain.history import ChangeSetComparison, HistoryFacts
from debtaudit.domain.package_index import PackageIndexFacts
from debtaudit.domain.picture import Picture
from debtaudit.domain.report import AbsentFile, Diagnostic
from debtaudit.domain.rounds import Rounds
from debtaudit.domain.rules import Source
from debtaudit.domain.unread_settings import UnreadSettings


class LineDates(Struct, frozen=True):
    """Days (ISO, UTC committer date) on which the lines of one file were last edited.

    `problem` says why they are not known; then `days` is empty.
    """

    days: Mapping[int, str]
    problem: str | None = None
    cure: str | None = None


class RepositoryFacts(Struct, frozen=True):
    """Everything that was gathered and resolved; time is `as_of`, never a clock.

    `comparisons` maps the id of a change set's head to what it changes in meaning; `line_dates`
    maps the path of a manifest to the days of its lines. `diagnostics` are the broken files.
    `yardsticks` are those of another snapshot (`ScanResult.yardstick`), to measure this one alike.
    `index` is None where no package index was asked, `advisories` where no source of them was.
    `unread_settings` are settings files of which code mentions some keys and others not.
    `rounds` holds what was worked out for another point of the same trend, with what it rests on.
    """

    name: str
    as_of: date
    files: tuple[FileEntry, ...]
    facts: Mapping[str, FileFacts]
    history: HistoryFacts
    picture: Picture
    comparisons: Mapping[str, ChangeSetComparison]
    line_dates: Mapping[str, LineDates]
    diagnostics: tuple[Diagnostic, ...]
    yardsticks: Mapping[Source, float] = {}
    index: PackageIndexFacts | None = None
    advisories: AdvisoryFacts | None = None
    unread_settings: tuple[UnreadSettings, ...] = ()
    rounds: Rounds | None = None

    @property
    def is_point(self) -> bool:
        """Whether this is a point of a trend: only figures are asked for, and no rows."""
        return self.rounds is not None

    def absent(self, classes: Collection[PathClass]) -> tuple[str, ...]:
        """Return the files of these classes of which no bytes could be read, in their order."""
        paths = {one.path for one in self.diagnostics if isinstance(one, AbsentFile)}
        if not paths:
            return ()
        return tuple(
            one.path for one in self.files if one.path in paths and one.path_class in classes
        )
