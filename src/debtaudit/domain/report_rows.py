"""The rows of the report's tables: what each scan lists besides its findings."""

from typing import Literal, get_args

from msgspec import Struct

from debtaudit.domain.audit_info import CommitId, Day

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
Documentation = Literal["documented", "message-only", "undocumented", "unknown"]
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
Trend = Literal["rising", "falling", "steady", "unknown"]


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
