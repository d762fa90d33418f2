"""The gate: a report held against the limits of `[tool.debtaudit.gate]`.

Every breach says what the limit is, what the value is, which findings made it, and which of them
are the cheapest to repair so that the value is back under the limit. What a limit needs and no
scan could assess is named; `on-incomplete` decides whether the gate passes all the same.
"""

from collections.abc import Iterator, Sequence

from debtaudit.domain.digest import HOLDS
from debtaudit.domain.errors import ExitCode
from debtaudit.domain.gate_settings import GateSettings
from debtaudit.domain.report import GateVerdict, Report, ReportedFinding
from debtaudit.domain.rules import Scan, Severity
from debtaudit.domain.settings import Settings
from debtaudit.domain.verdict import Breach
from debtaudit.risk.cheapest import cheapest_sum, cheapest_until


def judge(report: Report, settings: Settings) -> GateVerdict:
    """Hold a report against the limits; suppressed findings do not count."""
    limits = settings.gate
    counted = [finding for finding in report.findings if finding.status != "suppressed"]
    breaches = (
        *_severity(counted, limits),
        *_numbers(counted, limits),
        *_debt_ratio(report, counted, limits),
        *_tested_share(report, counted, limits),
        *_checklist(report, limits),
    )
    incomplete = () if limits.on_incomplete == "ignore" else _incomplete(report, limits)
    passed = not breaches and (not incomplete or limits.on_incomplete == "warn")
    return GateVerdict(passed=passed, base=None, breaches=breaches, incomplete=incomplete)


def exit_code(verdict: GateVerdict) -> ExitCode:
    """Return 1 for a breach, 3 where something needed was not assessed, else 0; 1 wins over 3."""
    if verdict.passed:
        return ExitCode.DONE
    return ExitCode.BREACHED if verdict.breaches else ExitCode.NO_REPORT


def _severity(counted: Sequence[ReportedFinding], limits: GateSettings) -> Iterator[Breach]:
    """`fail-on`: no finding of that severity or worse."""
    if limits.fail_on == "never":
        return
    worst = Severity(limits.fail_on).rank
    over = [finding for finding in counted if Severity(finding.severity).rank <= worst]
    if over:
        ids = _ids(over)
        words = limits.fail_on if worst == 0 else f"{limits.fail_on} or worse"
        yield Breach("fail-on", f"no finding of severity {words}", _findings(len(over)), ids, ids)


def _numbers(counted: Sequence[ReportedFinding], limits: GateSettings) -> Iterator[Breach]:
    """`max-findings`: a number for a severity."""
    for severity in Severity:
        most = limits.max_findings.get(severity.value)
        if most is None:
            continue
        found = [finding for finding in counted if finding.severity == severity.value]
        if len(found) > most:
            yield Breach(
                f"max-findings.{severity.value}",
                f"at most {most}",
                str(len(found)),
                _ids(found),
                _ids(cheapest_until(found, len(found) - most)),
            )


def _debt_ratio(
    report: Report, counted: Sequence[ReportedFinding], limits: GateSettings
) -> Iterator[Breach]:
    """`max-debt-ratio`: the effort of all findings over the cost of the source."""
    ratio, most = report.summary.debt_ratio, limits.max_debt_ratio
    if ratio is None or most is None or ratio <= most:
        return
    minutes = sum(finding.effort_minutes for finding in counted)
    # The ratio is linear in the effort: what is over the limit is the same share of both.
    over = minutes * (1 - most / ratio)
    yield Breach(
        "max-debt-ratio",
        f"at most {_percent(most)}",
        _percent(ratio),
        _ids(counted),
        _ids(cheapest_sum(counted, over)),
    )


def _tested_share(
    report: Report, counted: Sequence[ReportedFinding], limits: GateSettings
) -> Iterator[Breach]:
    """`min-tested-share`: how much of the training code a test runs."""
    share, least = report.training.tested_share, limits.min_tested_share
    if share is None or least is None or share >= least:
        return
    entries = report.training.entry_points
    tested = sum(entry.tested == "tested" for entry in entries)
    missing = next(n for n in range(1, len(entries) + 1) if (tested + n) / len(entries) >= least)
    untested = [finding for finding in counted if finding.scan == Scan.RETRAINING_TESTS.value]
    yield Breach(
        "min-tested-share",
        f"at least {_percent(least)}",
        f"{_percent(share)} ({tested} of {len(entries)} training entry points)",
        _ids(untested),
        _ids(cheapest_until(untested, missing)),
    )


def _checklist(report: Report, limits: GateSettings) -> Iterator[Breach]:
    """`required-checklist`: items that must hold."""
    status = {item.id: item.status for item in report.checklist}
    for item in limits.required_checklist:
        found = status.get(item, "unknown")
        if found not in HOLDS:
            yield Breach(f"required-checklist.{item}", " or ".join(HOLDS), found, (), ())


def _incomplete(report: Report, limits: GateSettings) -> tuple[str, ...]:
    """Name the scans that a limit needs and that could not answer, with reason and cure."""
    needed = _needed_scans(limits)
    rows = []
    for row in report.audit.scans:
        if row.scan in needed and row.status in ("partial", "not-assessed"):
            cure = f"; {row.cure}" if row.cure else ""
            rows.append(f"{row.scan}: {row.status}: {row.reason or 'no reason was given'}{cure}")
    return tuple(rows)


def _needed_scans(limits: GateSettings) -> frozenset[str]:
    counts_findings = (
        limits.fail_on != "never" or limits.max_findings or limits.max_debt_ratio is not None
    )
    if counts_findings:
        return frozenset(scan.value for scan in Scan)
    if limits.min_tested_share is not None:
        return frozenset({Scan.RETRAINING_TESTS.value})
    return frozenset()


def _ids(findings: Sequence[ReportedFinding]) -> tuple[str, ...]:
    return tuple(finding.id for finding in findings)


def _findings(number: int) -> str:
    return "1 finding" if number == 1 else f"{number} findings"


def _percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + " %"
