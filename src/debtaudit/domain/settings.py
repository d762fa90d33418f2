"""Settings: what a configuration file and the command line can decide, with the defaults.

The configuration reader, `debtaudit init` and docs/configuration.md are generated from these
classes: a setting that is not here does not exist. Keys in files are written with dashes.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from debtaudit.domain.audit_info import ScanName
from debtaudit.domain.report import SeverityName


def says(description: str) -> Meta:
    """Return the annotation that explains a setting to the people who set it."""
    return Meta(description=description)


Ratio = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]
Years = Annotated[float, Meta(gt=0)]
Money = Annotated[float, Meta(ge=0)]
CurrencyName = Annotated[str, Meta(min_length=1, max_length=10)]
FailOn = Literal["critical", "high", "medium", "low", "never"]
OnIncomplete = Literal["fail", "warn", "ignore"]
Engine = Literal["fused", "radon"]
Enough = Literal["documents", "message-only"]


class GateSettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The limits that `debtaudit gate` enforces."""

    fail_on: Annotated[
        FailOn, says("Fail on a finding of this severity or worse; `never` switches this off.")
    ] = "high"
    max_findings: Annotated[
        Mapping[SeverityName, Count],
        says("The largest number of findings by severity, e.g. `{medium = 10}`."),
    ] = {}
    max_debt_ratio: Annotated[Ratio | None, says("The largest debt ratio (0.05 is 5 %).")] = None
    min_tested_share: Annotated[
        Ratio | None, says("The smallest share of training entry points that a test runs.")
    ] = None
    required_checklist: Annotated[
        tuple[str, ...], says("Checklist items that must be pass, attested or not-applicable.")
    ] = ()
    on_incomplete: Annotated[
        OnIncomplete, says("What to do where something that a limit needs was not assessed.")
    ] = "fail"


class Limits(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Sizes above which a file is not read; what was left out is named in a diagnostic."""

    python_bytes: Annotated[Count, says("The largest Python file, in bytes.")] = 2_000_000
    notebook_bytes: Annotated[Count, says("The largest notebook, in bytes.")] = 20_000_000
    text_bytes: Annotated[
        Count, says("The largest settings file, manifest, document or script, in bytes.")
    ] = 2_000_000
    lock_bytes: Annotated[Count, says("The largest lock file, in bytes.")] = 20_000_000
    change_set_paths: Annotated[
        Count, says("Files compared in one change set, model code first.")
    ] = 500


class ModelChangeSettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What counts as writing a model change down."""

    enough: Annotated[
        Enough, says("`message-only` accepts a commit message of two or more sentences.")
    ] = "documents"
    grace_days: Annotated[
        Count, says("Changes younger than this many days are listed, but are no findings.")
    ] = 0
    min_confidence: Annotated[
        Ratio, says("Changes less sure than this are listed, but are no findings.")
    ] = 0.6
    documents: Annotated[
        tuple[str, ...], says("Further paths (glob patterns) that document the model.")
    ] = ()


class DependencySettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """When a dependency is stale."""

    stale_libyears: Annotated[
        Years, says("Years behind the newest release from which a declaration is stale.")
    ] = 2.0


class HotspotSettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How hotspots are ranked and reported."""

    complexity_engine: Annotated[
        Engine, says("`radon` uses radon's own visitor: the same numbers, slower.")
    ] = "fused"
    findings: Annotated[
        Count, says("At most this many hotspots are findings; all are in the table.")
    ] = 10
    include_tests: Annotated[
        bool, says("Rank test code, generated code and code of others too.")
    ] = False


class Settings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """All settings of one audit."""

    exclude: Annotated[
        tuple[str, ...], says("Paths (glob patterns as in .gitignore) that are not audited.")
    ] = ()
    scans: Annotated[tuple[ScanName, ...], says("The scans to run; all where it is empty.")] = ()
    select: Annotated[tuple[str, ...], says("The rules to report; all where it is empty.")] = ()
    ignore: Annotated[tuple[str, ...], says("Rules that are not reported.")] = ()
    cost_per_hour: Annotated[
        Money | None, says("What a developer's hour costs; reports then show money beside hours.")
    ] = None
    currency: Annotated[CurrencyName, says("The currency of `cost-per-hour`.")] = "EUR"
    gate: GateSettings = GateSettings()
    limits: Limits = Limits()
    model_changes: ModelChangeSettings = ModelChangeSettings()
    dependencies: DependencySettings = DependencySettings()
    hotspots: HotspotSettings = HotspotSettings()
