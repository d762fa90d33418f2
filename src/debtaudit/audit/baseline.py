"""Makes the text of the baseline file: written anew, pruned, or with a person's verdict in it.

The caller writes it. An audit or a gate never does, whatever comes out.
"""

from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.audit import audited
from debtaudit.audit.request import AuditRequest, Progress, opened, settings_for, silent
from debtaudit.detectors import all_rules
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.files import Missing
from debtaudit.domain.known_debt import Baseline, Triage, VerdictName
from debtaudit.domain.rules import Rule
from debtaudit.domain.text import visible
from debtaudit.gather.regular_files import writable_inside
from debtaudit.risk.baseline import debts_of
from debtaudit.risk.baseline_file import baseline_text, read_baseline

_NO_FILE = "there is no baseline; `debtaudit baseline write` makes one"


class BaselineFile(Struct, frozen=True):
    """The file as it will be, and what changes in it; `said` is a word on a verdict."""

    path: Path
    name: str
    text: str
    debts: int = 0
    added: int = 0
    removed: int = 0
    said: str = ""


def target(request: AuditRequest) -> Path:
    """Return the path of the file: in the audited folder, by the name that the settings give.

    Raises `WrongCallError` where a link leads elsewhere: nothing outside of the folder is written.
    """
    with opened(request) as (_repository, snapshot):
        name = settings_for(request, snapshot).gate.baseline
    return writable_inside(request.path, name)


def written(request: AuditRequest, progress: Progress = silent) -> BaselineFile:
    """Return the file with all findings of now; verdicts of people stay in it.

    One that cannot be read (a conflict, another version) is replaced, with what of it can be.
    """
    made = audited(request, progress, salvage=True)
    before = made.standing.baseline or Baseline()
    debts = debts_of(made.report.findings)
    old, new = {debt.id for debt in before.debts}, {debt.id for debt in debts}
    return BaselineFile(
        path=target(request),
        name=made.gathered.settings.gate.baseline,
        text=baseline_text(Baseline(debts, before.triages)),
        debts=len(debts),
        added=len(new - old),
        removed=len(old - new),
    )


def pruned(request: AuditRequest, progress: Progress = silent) -> BaselineFile:
    """Return the file without the lines that nothing stands for any more; it never grows.

    Raises `WrongCallError` where there is no file.
    """
    made = audited(request, progress)
    name, before = made.gathered.settings.gate.baseline, made.standing.baseline
    if before is None:
        raise WrongCallError(f"{name}: {_NO_FILE}")
    gone = {one.id for one in made.standing.prunable}
    kept = tuple(debt for debt in before.debts if debt.id not in gone)
    return BaselineFile(
        path=target(request),
        name=name,
        text=baseline_text(Baseline(kept, before.triages)),
        debts=len(kept),
        removed=len(gone),
    )


def triaged(
    request: AuditRequest,
    finding: str,
    verdict: tuple[VerdictName, str, str],
    progress: Progress = silent,
) -> BaselineFile:
    """Return the file with a verdict (what, because, by whom) on the finding with this id.

    Raises `WrongCallError` where no finding, or more than one, has an id that begins so.
    """
    made = audited(request, progress)
    found = [one for one in made.report.findings if one.id.startswith(finding)]
    if len(found) != 1 or len(finding) < 4:
        many = "no finding has this id" if not found else "give more digits of the id"
        raise WrongCallError(f"{finding}: {many}; a JSON report and --verbose show the ids")
    one, (what, because, by) = found[0], verdict
    before = made.standing.baseline or Baseline()
    triage = Triage(one.id, what, request.as_of.isoformat(), by, one.rule, because)
    others = tuple(old for old in before.triages if old.id != one.id)
    return BaselineFile(
        path=target(request),
        name=made.gathered.settings.gate.baseline,
        text=baseline_text(Baseline(before.debts, (*others, triage))),
        said=f"{what}: {one.rule}: {one.title}",
    )


def shown(request: AuditRequest) -> str:
    """Return the lines of the file as a table for people; nothing is audited for it.

    Raises `WrongCallError` where there is no file.
    """
    name, baseline = recorded(request)
    if baseline is None:
        raise WrongCallError(f"{name}: {_NO_FILE}")
    lines = [f"{name}: {len(baseline.debts):,} known debts"]
    for debt in sorted(baseline.debts, key=lambda one: (-one.score, one.rule, one.id)):
        path = f"  {debt.path}" if debt.path else ""
        lines.append(f"{debt.id}  {debt.severity:<8} {int(debt.score):>3}  {debt.rule}{path}")
    if baseline.triages:
        lines += ["", "Verdicts"]
    for one in baseline.triages:
        by = f" by {one.by}" if one.by else ""
        lines.append(f"{one.id}  {one.verdict}  {one.rule}  {one.day}{by}: {one.because}")
    return "\n".join(visible(line) for line in lines) + "\n"


def judged_rules(path: Path) -> tuple[Rule, ...]:
    """Return all rules with what people said of their findings in the repository at `path`."""
    rules = all_rules()
    if not path.is_dir():
        return rules
    _name, baseline = recorded(AuditRequest(path=path, as_of=date.min))
    said = [(one.rule, one.verdict) for one in baseline.triages] if baseline is not None else []
    return tuple(
        replace(
            rule,
            confirmed=said.count((rule.id, "confirm")),
            false_alarms=said.count((rule.id, "false-alarm")),
        )
        for rule in rules
    )


def recorded(request: AuditRequest) -> tuple[str, Baseline | None]:
    """Return the name of the baseline file and what it holds, None where there is none."""
    with opened(request) as (_repository, snapshot):
        name = settings_for(request, snapshot).gate.baseline
        data = snapshot.read_path(name)
    return name, None if isinstance(data, Missing) else read_baseline(data, name)
