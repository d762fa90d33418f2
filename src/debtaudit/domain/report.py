"""The report: the types behind docs/report-schema.md, field by field.

This is an interface that other programs read. Within `schema_version` 1 fields and enum values
may be added; none may be renamed or removed. `debtaudit schema` generates the JSON Schema from
these classes, and `debtaudit render` reads a saved report back into them.
"""

from typing import Literal, get_args

from msgspec import Struct

from debtaudit.domain.audit_info import AuditInfo, CommitId, Day, SourceName, Tool
from debtaudit.domain.checklist_report import ChecklistScore, ProfileInfo
from debtaudit.domain.setting_types import Ratio
from debtaudit.domain.totals import Component, SeverityName, Summary
from debtaudit.domain.verdict import Against, Breach, KnownFinding

SCHEMA_VERSION = "1.0"

ModelChangeKind = Literal[
    "architecture",
    "loss",
    "optimiser",
    "hyperparameter",
    "training-loop",
    "feature",
    "data",
    "inference",
    "threshold",
    "artefact",
    "initial",
]
Documentation = Literal["documented", "message-only", "undocumented"]
DependencyKind = Literal["pinned", "bounded", "unbounded", "url", "local"]
DependencyStatus = Literal[
    "fresh",
    "stale",
    "unpinned",
    "source-unfixed",
    "conflicting",
    "contradicted",
    "retired",
    "end-of-life",
    "yanked",
    "vulnerable",
    "unknown",
]
Role = Literal["training", "serving", "test", "other", "none"]
Tested = Literal["tested", "smoke-run", "untested"]
TestKind = Literal[
    "runs", "loss-falls", "quality", "same-seed", "saved-and-loaded", "schema", "serving-equal"
]
TEST_KINDS: tuple[TestKind, ...] = get_args(TestKind)
ItemStatus = Literal["pass", "partial", "fail", "unknown", "attested", "not-applicable"]
FindingStatus = Literal["new", "worse", "existing", "suppressed"]
Trend = Literal["rising", "falling", "steady", "unknown"]


class Location(Struct, frozen=True):
    """A place in the audited snapshot; lines count from 1, `cell` from 0 (notebooks)."""

    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    symbol: str | None = None
    cell: int | None = None


class Factor(Struct, frozen=True):
    """One named, additive part of a likelihood or an impact."""

    name: str
    on: Literal["likelihood", "impact"]
    effect: float
    because: str


class Risk(Struct, frozen=True):
    """`score` = 100 x likelihood x impact; both are sums of their factors, kept within 0 and 1."""

    score: float
    likelihood: Ratio
    impact: Ratio
    confidence: Ratio
    factors: tuple[Factor, ...]


class Evidence(Struct, frozen=True):
    """Something a person can open: `ref` is `path:line`, a commit id or a URL."""

    kind: str
    ref: str
    detail: str


class Suppression(Struct, frozen=True):
    """Why a finding is not counted, who says so and until when.

    `kind` is where that is written: in the configuration, beside the code, or in the baseline file
    as a verdict of `debtaudit triage`; `place` is that file, with a line where it has one.
    """

    reason: str
    by: str | None
    expires: str | None
    kind: Literal["configuration", "inline", "triage"] = "configuration"
    place: str | None = None


class Earlier(Struct, frozen=True):
    """How bad a finding was at the base or in the baseline."""

    severity: SeverityName
    score: float


class ReportedFinding(Struct, frozen=True):
    """A scored finding; `id` is its fingerprint and survives moved lines.

    `status` is `existing` where there is nothing to compare with; `earlier` is what a `worse` one
    was. `content_id` is the fingerprint without the path, by which it is known again in a file that
    moved. `tool` is None for our own, else the tool whose report was imported. `confirmed` says
    that a person looked at it and called it right.
    """

    id: str
    rule: str
    scan: SourceName
    severity: SeverityName
    title: str
    message: str
    location: Location
    commit: CommitId | None
    risk: Risk
    effort_minutes: int
    evidence: tuple[Evidence, ...]
    remedy: str
    owner: str | None
    status: FindingStatus
    suppression: Suppression | None = None
    component: str | None = None
    earlier: Earlier | None = None
    tool: str | None = None
    confirmed: bool = False
    content_id: str = ""


class ChangeDetail(Struct, frozen=True):
    """One thing that is different after a model change.

    `key` names what has these values within the symbol (an argument, a parameter, an option, an
    entry of a dictionary); None where `before` and `after` are statements or the symbol says it.
    """

    path: str
    symbol: str | None
    kind: ModelChangeKind
    before: str | None
    after: str | None
    key: str | None = None


class DocumentReference(Struct, frozen=True):
    """A document that describes a change, and why it is believed to."""

    path: str
    line: int | None
    because: str


class ModelChange(Struct, frozen=True):
    """A change of the model surface; `possible` says that it is too unsure to be claimed."""

    commit: CommitId
    commits: tuple[CommitId, ...]
    date: Day
    author: str
    subject: str
    kinds: tuple[ModelChangeKind, ...]
    details: tuple[ChangeDetail, ...]
    documentation: Documentation
    documents: tuple[DocumentReference, ...]
    confidence: float
    possible: bool = False


class Dependency(Struct, frozen=True):
    """A declared dependency; ages are years at `as_of`, `unknown_because` says why one is not."""

    name: str | None
    specifier: str
    path: str
    line: int
    group: str | None
    marker: str | None
    kind: DependencyKind
    locked_version: str | None
    newest_version: str | None
    newest_released: str | None
    released: str | None
    libyears: float | None
    libyears_at_least: float | None
    last_edited: str | None
    status: DependencyStatus
    problems: tuple[DependencyStatus, ...]
    vulnerabilities: tuple[str, ...] | None
    used_by: tuple[Role, ...]
    knowledge: Literal["snapshot", "index", "lock"] | None
    knowledge_date: str | None
    ecosystem: Literal["pypi", "conda", "docker", "python", "model"] = "pypi"
    unknown_because: str | None = None


class WorstFunction(Struct, frozen=True):
    """The most complicated function of a file; in a notebook `line` counts in its `cell`."""

    symbol: str
    line: int
    complexity: int
    cell: int | None = None


class Hotspot(Struct, frozen=True):
    """A file (`symbol` null) or a function, ranked by complexity and change frequency.

    `changes` are commits that are no merges, `change_sets` the reviewed steps; of a function those
    of its file.
    """

    rank: int
    path: str
    symbol: str | None
    complexity: int
    worst_function: WorstFunction | None
    changes: int
    score: float
    authors: int
    lines: int
    trend: Trend
    change_sets: int = 0


class TestReference(Struct, frozen=True):
    """A test or CI step that runs an entry point, and the way it gets there."""

    __test__ = False  # not a test class, whatever pytest makes of its name

    ref: str
    how: str


class EntryPoint(Struct, frozen=True):
    """A function, script or notebook that fits a model.

    `kinds` says what the tests that run it check, by what they assert.
    """

    path: str
    symbol: str
    line: int
    framework: str
    started_by: tuple[str, ...]
    helpers: tuple[str, ...]
    tested: Tested
    tests: tuple[TestReference, ...]
    line_coverage: float | None = None
    reason: str | None = None
    kinds: tuple[TestKind, ...] = ()


class Training(Struct, frozen=True):
    """All training entry points and the share of them that tests run.

    `elsewhere` are the jobs that are only started here: their training code is not in this
    repository, and they count in no share.
    """

    entry_points: tuple[EntryPoint, ...]
    tested_share: float | None
    coverage_share: float | None
    elsewhere: tuple[EntryPoint, ...] = ()


class ChecklistItem(Struct, frozen=True):
    """The status of one checklist item with the evidence for it.

    `reason` says why it is not a plain pass, or what was looked for and not found; `remedy` is the
    first step towards it, empty where nothing is owed. `checklist` is the id of its checklist.
    """

    id: str
    title: str
    status: ItemStatus
    evidence: tuple[Evidence, ...]
    remedy: str
    reason: str = ""
    checklist: str = "default"
    section: str = ""


class Diagnostic(Struct, frozen=True):
    """Something that could not be read or assessed, said once."""

    level: Literal["info", "warning", "error"]
    path: str | None
    message: str


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
