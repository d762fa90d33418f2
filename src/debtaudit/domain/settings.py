"""Settings: what a configuration file and the command line can decide, with the defaults.

The configuration reader, `debtaudit init` and docs/configuration.md are generated from these
classes: a setting that is not here does not exist. Keys in files are written with dashes.
"""

from typing import Annotated

from msgspec import Struct

from debtaudit.domain.audit_info import SelectableScan
from debtaudit.domain.gate_settings import GateSettings
from debtaudit.domain.network_settings import OnlineSettings
from debtaudit.domain.setting_types import (
    Amount,
    Count,
    CurrencyName,
    Day,
    Engine,
    Enough,
    Name,
    ProfileName,
    Ratio,
    Years,
    says,
)
from debtaudit.domain.totals import Criticality


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
    ] = 0.7
    documents: Annotated[
        tuple[str, ...], says("Further paths (glob patterns) that document the model.")
    ] = ()


class DependencySettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """When a dependency is stale."""

    stale_libyears: Annotated[
        Years, says("Years behind the newest release from which a declaration is stale.")
    ] = 2.0
    stale_majors: Annotated[
        Count,
        says(
            "Major versions behind from which a declaration is stale where its age is not known "
            "exactly; 0 counts years alone. Releases numbered 20 and up count as dates."
        ),
    ] = 2


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
    mass_change_paths: Annotated[
        Count, says("A commit of more files is a mass change and counts for none of them.")
    ] = 100


class ComponentSettings(
    Struct, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True
):
    """A part of the repository with an owner; the first whose paths match a file has it."""

    name: Annotated[Name, says("What reports call it.")]
    paths: Annotated[tuple[str, ...], says("The paths (glob patterns) that belong to it.")]
    owner: Annotated[str, says("Who answers for it; CODEOWNERS says it if empty.")] = ""
    criticality: Annotated[
        Criticality | None, says("What stands on it: this is a factor of every risk in it.")
    ] = None


class WaiverSettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    """Findings that are accepted for a time; one without a reason or an end waives nothing."""

    rule: Annotated[str, says("The rule whose findings are accepted; any rule if empty.")] = ""
    finding: Annotated[str, says("The id of the one finding that is accepted.")] = ""
    paths: Annotated[
        tuple[str, ...], says("Only findings in these paths (glob patterns); all if empty.")
    ] = ()
    reason: Annotated[str, says("Why they are accepted.")] = ""
    until: Annotated[Day | None, says("The last day on which they are accepted.")] = None
    by: Annotated[str, says("Who decided it.")] = ""


class ChecklistSettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Which checklists are answered, and what kind of repository owes them."""

    use: Annotated[
        tuple[str, ...],
        says("Checklists: `default`, `ml-test-score`, or YAML files of the repository."),
    ] = ("default",)
    profile: Annotated[
        ProfileName, says("What kind of repository this is; `auto` infers it and says why.")
    ] = "auto"


class Settings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """All settings of one audit."""

    exclude: Annotated[
        tuple[str, ...], says("Paths (glob patterns as in .gitignore) that are not audited.")
    ] = ()
    scans: Annotated[
        tuple[SelectableScan, ...], says("The scans to run; all where it is empty.")
    ] = ()
    select: Annotated[tuple[str, ...], says("The rules to report; all where it is empty.")] = ()
    ignore: Annotated[tuple[str, ...], says("Rules that are not reported.")] = ()
    cost_per_hour: Annotated[
        Amount | None, says("What a developer's hour costs; reports then show money beside hours.")
    ] = None
    currency: Annotated[CurrencyName, says("The currency of `cost-per-hour`.")] = "EUR"
    component: tuple[ComponentSettings, ...] = ()
    waiver: tuple[WaiverSettings, ...] = ()
    gate: GateSettings = GateSettings()
    limits: Limits = Limits()
    model_changes: ModelChangeSettings = ModelChangeSettings()
    dependencies: DependencySettings = DependencySettings()
    hotspots: HotspotSettings = HotspotSettings()
    checklist: ChecklistSettings = ChecklistSettings()
    online: OnlineSettings = OnlineSettings()
