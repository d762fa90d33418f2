"""The report: the types behind docs/report-schema.md, field by field.

This is an interface that other programs read. Within `schema_version` 1 fields and enum values
may be added; none may be renamed or removed. `debtaudit schema` generates the JSON Schema from
these classes, and `debtaudit render` reads a saved report back into them.
"""

from typing import Literal

from msgspec import Struct

from debtaudit.domain.audit_info import AuditInfo, CommitId, Tool
from debtaudit.domain.checklist_report import ChecklistItem, ChecklistScore, ProfileInfo
from debtaudit.domain.report_rows import Dependency, Hotspot, ModelChange, Training
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.totals import Component, Summary
from debtaudit.domain.verdict import Against, Breach, KnownFinding

SCHEMA_VERSION = "1.0"


class Diagnostic(Struct, frozen=True):
    """Something that could not be read or assessed, said once."""

    level: Literal["info", "warning", "error"]
    path: str | None
    message: str


class AbsentFile(Diagnostic, frozen=True):
    """A file of which no bytes could be read, though no limit keeps it out.

    It is there, and what it holds is not known: in a partial clone, or a damaged one. In a report
    it is a diagnostic like any other.
    """


class GateVerdict(Struct, frozen=True):
    """What the gate says of the report.

    `base` is the id of the merge base and `base_name` what the caller wrote for it (or the name of
    the baseline file). `fixed` are findings of the base that are gone, `prunable` lines of the
    baseline file that nothing stands for any more. `differences` says where thresholds and waivers
    of the head differ from those of the base, which hold. `advisory` (`--warn-only`): breaches are
    shown and do not fail.
    """

    passed: bool
    base: CommitId | None
    breaches: tuple[Breach, ...]
    fixed: tuple[ReportedFinding, ...] = ()
    incomplete: tuple[str, ...] = ()
    against: Against = "everything"
    base_name: str | None = None
    prunable: tuple[KnownFinding, ...] = ()
    differences: tuple[str, ...] = ()
    advisory: bool = False


class Report(Struct, frozen=True, omit_defaults=False):
    """The whole report."""

    schema_version: str
    tool: Tool
    audit: AuditInfo
    summary: Summary
    findings: tuple[ReportedFinding, ...]
    model_changes: tuple[ModelChange, ...]
    dependencies: tuple[Dependency, ...]
    hotspots: tuple[Hotspot, ...]
    training: Training
    checklist: tuple[ChecklistItem, ...]
    diagnostics: tuple[Diagnostic, ...]
    gate: GateVerdict | None = None
    components: tuple[Component, ...] = ()
    profile: ProfileInfo | None = None
    scores: tuple[ChecklistScore, ...] = ()
