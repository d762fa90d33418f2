"""What `debtaudit changes` prints: the model change log, and single commits classified."""

from collections.abc import Mapping

from msgspec import Struct

from debtaudit.domain.audit_info import AuditInfo
from debtaudit.domain.report import (
    ChangeDetail,
    Documentation,
    DocumentReference,
    ModelChange,
    ModelChangeKind,
)


class ClassifiedCommit(Struct, frozen=True):
    """One row of `debtaudit changes --commit`: also for a commit that is no model change."""

    commit: str
    model_change: bool
    kinds: tuple[ModelChangeKind, ...]
    confidence: float
    details: tuple[ChangeDetail, ...]
    documentation: Documentation
    documents: tuple[DocumentReference, ...]
    reason: str


class ClassifiedCommits(Struct, frozen=True):
    """The envelope of `debtaudit changes --commit`."""

    schema_version: str
    commits: tuple[ClassifiedCommit, ...]


class ModelChangeLog(Struct, frozen=True):
    """The envelope of `debtaudit changes` without `--commit`."""

    schema_version: str
    audit: AuditInfo
    model_changes: tuple[ModelChange, ...]


class ChangeLogStyle(Struct, frozen=True):
    """How a changelog is written: the sign of its bullets, its heading for changes or none."""

    bullet: str
    section: str


class ChangeLogDraft(Struct, frozen=True):
    """What `debtaudit changes --draft` prints: the changes that are written down nowhere.

    `releases` maps a commit to the tag it came out with; one without is not released yet.
    """

    log: ModelChangeLog
    releases: Mapping[str, str]
    style: ChangeLogStyle
