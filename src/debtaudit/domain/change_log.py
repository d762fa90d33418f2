"""What `debtaudit changes` prints: the model change log, and single commits classified."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from debtaudit.domain.audit_info import AuditInfo, CommitId
from debtaudit.domain.report_rows import (
    ChangeDetail,
    Documentation,
    DocumentReference,
    ModelChange,
    ModelChangeKind,
)

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
"""As changelogs in English name them; their first three letters are the short form."""


class ClassifiedCommit(Struct, frozen=True):
    """One row of `debtaudit changes --commit`: also for a commit that is no model change.

    `possible` is True for a model change that is less sure than the setting `min-confidence`.
    """

    commit: CommitId
    model_change: bool
    kinds: tuple[ModelChangeKind, ...]
    confidence: float
    details: tuple[ChangeDetail, ...]
    documentation: Documentation
    documents: tuple[DocumentReference, ...]
    reason: str
    possible: bool = False


class ClassifiedCommits(Struct, frozen=True):
    """The envelope of `debtaudit changes --commit`."""

    schema_version: str
    commits: tuple[ClassifiedCommit, ...]


class ModelChangeLog(Struct, frozen=True):
    """The envelope of `debtaudit changes` without `--commit`."""

    schema_version: str
    audit: AuditInfo
    model_changes: tuple[ModelChange, ...]


class HeadingStyle(Struct, frozen=True):
    """How a changelog writes a heading: signs before it, or a line of signs below it.

    `text` may hold `{version}` and `{date}`.
    """

    text: str
    mark: str = ""
    underline: str = ""


class ChangeLogStyle(Struct, frozen=True):
    """How a changelog is written, as far as a draft can follow it.

    `date` is a pattern of `{Y} {m} {d} {D} {Mon} {Month}`; `sections` are the headings of what was
    added, changed and fixed, by these words; `reference` names a pull request by `{number}`,
    `commit` a commit by `{id}` and `{short}`. `keeps_prefix` is True where entries begin as the
    subjects of the commits do (`fix(data): ...`).
    """

    markup: Literal["markdown", "rst"] = "markdown"
    bullet: str = "-"
    release: HeadingStyle = HeadingStyle("{version} - {date}", "## ")
    unreleased: HeadingStyle = HeadingStyle("Unreleased", "## ")
    date: str = "{Y}-{m}-{d}"
    with_v: bool = True
    sections: Mapping[str, HeadingStyle] = {}
    reference: str = "(#{number})"
    commit: str = "({short})"
    keeps_prefix: bool = False
    full_stop: bool = False


class ChangeLogDraft(Struct, frozen=True):
    """What `debtaudit changes --draft` prints: the changes that are written down nowhere.

    `releases` maps a commit to the tag it came out with; one without is not released yet. `days`
    maps a tag to its day.
    """

    log: ModelChangeLog
    releases: Mapping[str, str]
    days: Mapping[str, str]
    style: ChangeLogStyle
