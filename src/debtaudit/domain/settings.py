"""Settings: what a configuration file and the command line can decide, with the defaults.

The configuration reader, `debtaudit init` and docs/configuration.md are generated from these
classes: a setting that is not here does not exist. Keys in files are written with dashes.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from debtaudit.domain.report import SeverityName

Ratio = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]
OnIncomplete = Literal["fail", "warn", "ignore"]


class GateSettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The limits that `debtaudit gate` enforces (`[tool.debtaudit.gate]`)."""

    fail_on: Literal["critical", "high", "medium", "low", "never"] = "high"
    """The gate fails on a finding of this severity or worse; `never` switches this limit off."""
    max_findings: Mapping[SeverityName, Count] = {}
    """The largest number of findings by severity, e.g. `{medium = 10}`."""
    max_debt_ratio: Ratio | None = None
    """The largest debt ratio (0.05 is 5 %)."""
    min_tested_share: Ratio | None = None
    """The smallest share of training entry points that a test runs."""
    required_checklist: tuple[str, ...] = ()
    """Checklist items that must be pass, attested or not-applicable."""
    on_incomplete: OnIncomplete = "fail"
    """What to do where something that a limit needs could not be assessed."""


class Limits(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Sizes above which a file is not read (`[tool.debtaudit.limits]`)."""

    python_bytes: Count = 2_000_000
    """Python files above this many bytes are named in a diagnostic and not parsed."""
    notebook_bytes: Count = 20_000_000
    """The same for notebooks."""
    text_bytes: Count = 2_000_000
    """The same for settings, manifests, documents and scripts."""
    lock_bytes: Count = 20_000_000
    """The same for lock files."""
    change_set_paths: Count = 500
    """Files compared in one change set, model code first; the rest is named."""


class ModelChangeSettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What counts as writing a model change down (`[tool.debtaudit.model-changes]`)."""

    enough: Literal["documents", "message-only"] = "documents"
    """`message-only` accepts a commit message of two or more sentences as documentation."""
    grace_days: Count = 0
    """Changes younger than this are listed and not reported as findings."""
    documents: tuple[str, ...] = ()
    """Further paths (glob patterns) that are documents of the model."""


class DependencySettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """When a dependency is stale (`[tool.debtaudit.dependencies]`)."""

    stale_libyears: Annotated[float, Meta(gt=0)] = 2.0
    """Years behind the newest release from which a declaration is stale."""


class HotspotSettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How hotspots are ranked (`[tool.debtaudit.hotspots]`)."""

    complexity_engine: Literal["fused", "radon"] = "fused"
    """`radon` uses radon's own visitor: the same numbers, slower."""
    findings: Count = 10
    """At most this many hotspots are reported as findings; all are in the table."""


class Settings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """All settings of one audit (`[tool.debtaudit]` or debtaudit.toml)."""

    exclude: tuple[str, ...] = ()
    """Glob patterns of paths that are not audited."""
    scans: tuple[Literal["model-changes", "dependencies", "hotspots", "retraining-tests"], ...] = ()
    """The scans to run; all where it is empty."""
    select: tuple[str, ...] = ()
    """The rules to report; all where it is empty."""
    ignore: tuple[str, ...] = ()
    """Rules that are not reported."""
    cost_per_hour: Annotated[float, Meta(ge=0)] | None = None
    """What an hour of a developer costs; with it reports show money beside hours."""
    currency: str = "EUR"
    """The currency of `cost-per-hour`."""
    gate: GateSettings = GateSettings()
    limits: Limits = Limits()
    model_changes: ModelChangeSettings = ModelChangeSettings()
    dependencies: DependencySettings = DependencySettings()
    hotspots: HotspotSettings = HotspotSettings()
