"""Infrastructure debt: what ties training and serving to one machine, account or old service.

Values in code are facts of `extract/fixed_values.py`; whether training or serving gets there is
the picture's. Tests, examples, documentation and other people's code are no debt.
"""

from collections.abc import Iterator

from debtaudit.detectors.infrastructure_debt.rules import HOMES, RULES, SCAN
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import Step
from debtaudit.domain.findings import Finding, ScanResult
from debtaudit.domain.settings import Settings
from debtaudit.resolve.code_reading import reading_status
from debtaudit.resolve.placed_values import placed_values

__all__ = ["RULES", "SCAN", "detect"]


def detect(facts: RepositoryFacts, settings: Settings) -> ScanResult:
    """Report what is fixed in code that should be decided where the code runs."""
    del settings
    findings = [*_in_code(facts), *_in_pipelines(facts), *_in_settings(facts)]
    status = reading_status(facts, "what these files hold")
    return ScanResult(SCAN, status, tuple(sorted(findings, key=_order)))


def _in_code(facts: RepositoryFacts) -> Iterator[Finding]:
    """Yield the findings of the code; only what judges a kind that is there is loaded."""
    values = tuple(placed_values(facts))
    kinds = {one.value.kind for one in values}
    if kinds & {"path", "device", "host", "account"}:
        from debtaudit.detectors.infrastructure_debt.places import place_findings

        yield from place_findings(values)
    if "credential" in kinds:
        from debtaudit.detectors.infrastructure_debt.credentials import credential_findings

        yield from credential_findings(values)
    if "tracking" in kinds:
        from debtaudit.detectors.infrastructure_debt.tracking import tracking_findings

        yield from tracking_findings(values, facts)
    if "threshold" in kinds:
        from debtaudit.detectors.infrastructure_debt.thresholds import threshold_findings

        yield from threshold_findings(values)
    if "endpoint" in kinds:
        from debtaudit.detectors.infrastructure_debt.api_versions import api_findings

        yield from api_findings(values, facts)
    if "option" in kinds:
        from debtaudit.detectors.infrastructure_debt.options import option_findings

        yield from option_findings(values, facts)


def _in_pipelines(facts: RepositoryFacts) -> Iterator[Finding]:
    workflows = (known.workflow for known in facts.facts.values() if known.workflow is not None)
    if any(_has_own_machine(step) for workflow in workflows for step in workflow.steps):
        from debtaudit.detectors.infrastructure_debt.gpu_runners import gpu_runner_findings

        yield from gpu_runner_findings(facts)


def _in_settings(facts: RepositoryFacts) -> Iterator[Finding]:
    if any(
        leaf.value.startswith(HOMES) for known in facts.facts.values() for leaf in known.settings
    ):
        from debtaudit.detectors.infrastructure_debt.setting_paths import setting_path_findings

        yield from setting_path_findings(facts)
    if facts.unread_settings:
        from debtaudit.detectors.infrastructure_debt.setting_keys import setting_findings

        yield from setting_findings(facts)


def _has_own_machine(step: Step) -> bool:
    """Tell a job that may run on a machine of one's own: most run on those of the service."""
    return "self-hosted" in step.runner or (step.origin == "gitlab-ci" and bool(step.runner))


def _order(finding: Finding) -> tuple[str, str, int]:
    where = finding.location
    return finding.rule, where.path or "", where.line or 0
