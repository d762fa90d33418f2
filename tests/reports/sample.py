"""Two reports to render: one as a team would get it, one out of a hostile repository."""

from typing import TypeVar, get_args, get_type_hints

import msgspec
from msgspec.structs import replace

from debtaudit.domain.audit_info import AuditInfo, ScanName, ScanRow, Tool, Window
from debtaudit.domain.change_log import ClassifiedCommit, ClassifiedCommits, ModelChangeLog
from debtaudit.domain.checklist_report import ChecklistItem, ItemStatus
from debtaudit.domain.report import Diagnostic, GateVerdict, Report
from debtaudit.domain.report_rows import (
    ChangeDetail,
    Dependency,
    DocumentReference,
    EntryPoint,
    Hotspot,
    ModelChange,
    TestReference,
    Training,
    WorstFunction,
)
from debtaudit.domain.reported_finding import (
    Earlier,
    Evidence,
    Factor,
    Location,
    ReportedFinding,
    Risk,
    Suppression,
)
from debtaudit.domain.totals import SeverityCounts, SeverityName, Summary
from debtaudit.domain.verdict import Breach

COMMIT = "3f2a9c1b7d5e4f60718293a4b5c6d7e8f9012345"
ESCAPE_SEQUENCE = "\x1b[2J\x1b[31m"
OVERRIDE = "\u202e"
HOSTILE = (
    f"{ESCAPE_SEQUENCE}evil{OVERRIDE}txt.exe | `tick` <script>alert(1)</script> "
    "[red]markup[/red] ![img](http://evil.example/x.png) [a](javascript:x) @team #12 $x$\n"
    "# heading\r\x00\u200b\ufeff\U000e0041 **bold** <img src=x onerror=y> www.evil.example &lt;"
)
SURROGATE = "caf\udce9.py"


def finding(
    number: int,
    *,
    rule: str,
    scan: ScanName,
    severity: SeverityName,
    score: float,
    title: str,
    path: str,
    line: int | None,
    minutes: int,
    because: str = "imported by src/serve/app.py",
) -> ReportedFinding:
    """Return a finding with one base and one raising factor."""
    return ReportedFinding(
        id=f"{number:016x}",
        rule=rule,
        scan=scan,
        severity=severity,
        title=title,
        message=f"{title}. Nobody can tell later why results moved.",
        location=Location(path, line, None, "build", None),
        commit=COMMIT,
        risk=Risk(
            score,
            0.9,
            round(score / 90, 3),
            0.9,
            (
                Factor("kind", "likelihood", 0.6, "an optimiser setting"),
                Factor("base", "impact", 0.4, "a change of the model"),
                Factor("on-serving-path", "impact", 0.2, because),
            ),
        ),
        effort_minutes=minutes,
        evidence=(Evidence("change", f"{path}:{line}", "lr: 6e-4 -> 3e-4"),),
        remedy="Describe the change in CHANGELOG.md.",
        owner="@ml-platform",
        status="existing",
    )


FINDINGS = (
    finding(
        1,
        rule="model-change-undocumented",
        scan="model-changes",
        severity="critical",
        score=82.4,
        title="Learning rate and warm-up changed, undocumented",
        path="src/train.py",
        line=41,
        minutes=30,
    ),
    finding(
        2,
        rule="training-untested",
        scan="retraining-tests",
        severity="high",
        score=66.0,
        title="No test runs the training of the demand model",
        path="src/demand_forecast/pipelines/training/fit_demand_model.py",
        line=120,
        minutes=240,
        because="started by Makefile:train",
    ),
    finding(
        3,
        rule="dependency-stale",
        scan="dependencies",
        severity="high",
        score=55.5,
        title="torch 1.13.1 is at least 3.7 years behind",
        path="requirements.txt",
        line=3,
        minutes=180,
    ),
    finding(
        4,
        rule="dependency-stale",
        scan="dependencies",
        severity="medium",
        score=44.0,
        title="pandas 1.1.0 is at least 4.1 years behind",
        path="requirements.txt",
        line=4,
        minutes=120,
    ),
    finding(
        5,
        rule="complexity-hotspot",
        scan="hotspots",
        severity="medium",
        score=40.0,
        title="main is complicated (47) and was changed 63 times",
        path="src/train.py",
        line=20,
        minutes=300,
    ),
    finding(
        6,
        rule="dependency-unpinned",
        scan="dependencies",
        severity="medium",
        score=31.0,
        title="numpy has no version at all",
        path="requirements-serve.txt",
        line=1,
        minutes=10,
    ),
    finding(
        7,
        rule="lock-file-missing",
        scan="dependencies",
        severity="low",
        score=12.0,
        title="No lock file fixes what is installed",
        path="pyproject.toml",
        line=None,
        minutes=20,
    ),
    finding(
        8,
        rule="dependency-source-unfixed",
        scan="dependencies",
        severity="medium",
        score=28.0,
        title="A git dependency follows a branch",
        path="environment.yml",
        line=9,
        minutes=15,
    ),
)

CHANGE = ModelChange(
    commit=COMMIT,
    commits=(COMMIT, "0" * 40),
    date="2026-10-02",
    author="Ada Lovelace",
    subject="Tune the optimiser",
    kinds=("optimiser", "hyperparameter"),
    details=(
        ChangeDetail("conf/train.yaml", "optim.lr", "hyperparameter", "0.0006", "0.0003"),
        ChangeDetail("src/train.py", "build_optimizer", "optimiser", "Adam", "AdamW"),
    ),
    documentation="undocumented",
    documents=(),
    confidence=0.9,
)
DOCUMENTED = replace(
    CHANGE,
    commit="a" * 40,
    date="2026-09-01",
    subject="Add holidays to the features",
    kinds=("feature",),
    documentation="documented",
    documents=(DocumentReference("CHANGELOG.md", 12, "names holidays"),),
)

DEPENDENCY = Dependency(
    name="torch",
    specifier="==1.13.1",
    path="requirements.txt",
    line=3,
    group=None,
    marker=None,
    kind="pinned",
    locked_version=None,
    newest_version="2.15.0",
    newest_released="2026-10",
    released=None,
    libyears=None,
    libyears_at_least=3.7,
    last_edited="2023-01-10",
    status="stale",
    problems=("stale",),
    vulnerabilities=None,
    used_by=("training", "serving"),
    knowledge="snapshot",
    knowledge_date="2026-11",
)


def _item(name: str, status: ItemStatus) -> ChecklistItem:
    return ChecklistItem(
        name,
        f"There is something about {name.replace('-', ' ')}",
        status,
        (Evidence("file", "models/README.md", "lists two models"),) if status == "pass" else (),
        "" if status == "pass" else f"Start with a file for {name}.",
        "No alert was found." if name == "drift-monitoring" else "",
    )


REPORT = Report(
    schema_version="1.0",
    tool=Tool("debtaudit", "0.1.0", "2026.11"),
    audit=AuditInfo(
        repository="demand-forecast",
        revision=COMMIT,
        branch="main",
        dirty=True,
        as_of="2026-11-22",
        window=Window("2025-11-22", 412, 1377),
        scans=(
            ScanRow("model-changes", "complete"),
            ScanRow("dependencies", "complete"),
            ScanRow("hotspots", "complete"),
            ScanRow("retraining-tests", "partial", "one test file was not parsed", "mend it"),
        ),
        duration_seconds=1.93,
    ),
    summary=Summary(
        findings=SeverityCounts(1, 2, 4, 1),
        new_findings=None,
        risk_total=358.9,
        effort_hours=15.25,
        debt_ratio=0.061,
        grade="B",
    ),
    findings=FINDINGS,
    model_changes=(CHANGE, DOCUMENTED),
    dependencies=(
        DEPENDENCY,
        replace(
            DEPENDENCY,
            name="numpy",
            specifier="",
            line=1,
            kind="unbounded",
            status="unpinned",
            problems=("unpinned",),
            libyears_at_least=None,
        ),
    ),
    hotspots=(
        Hotspot(
            1,
            "src/train.py",
            None,
            148,
            WorstFunction("main", 20, 47),
            63,
            0.97,
            5,
            812,
            "rising",
            31,
        ),
        Hotspot(2, "src/features.py", None, 61, None, 12, 0.31, 2, 240, "steady", 9),
        Hotspot(1, "src/train.py", "main", 47, None, 40, 0.91, 4, 130, "rising", 31),
    ),
    training=Training(
        (
            EntryPoint(
                "src/train.py",
                "main",
                120,
                "pytorch",
                ("dvc.yaml:train",),
                ("train_epoch",),
                "untested",
                (),
            ),
            EntryPoint(
                "src/baseline.py",
                "fit",
                12,
                "scikit-learn",
                (),
                (),
                "tested",
                (TestReference("tests/test_baseline.py::test_fit", "calls fit"),),
                0.83,
            ),
        ),
        0.5,
        None,
    ),
    checklist=(
        _item("model-inventory", "pass"),
        _item("drift-monitoring", "fail"),
        _item("risk-criteria", "fail"),
        _item("retraining-pipeline", "partial"),
        _item("compliance", "unknown"),
    ),
    diagnostics=(
        Diagnostic("warning", "old/py2.py", "not parsed: print statement (line 3)"),
        Diagnostic("info", None, "one submodule was left out"),
    ),
)

_NEW_HIGH = ((FINDINGS[1].id,), (FINDINGS[1].id,))

GATED = replace(
    REPORT,
    gate=GateVerdict(
        passed=False,
        base=None,
        breaches=(
            Breach(
                "fail-on",
                "no finding of severity high or worse",
                "3 findings",
                tuple(one.id for one in FINDINGS[:3]),
                (FINDINGS[0].id,),
            ),
        ),
        incomplete=("retraining tests: one test file was not parsed",),
    ),
)

REVIEWED = replace(
    GATED,
    summary=replace(REPORT.summary, new_findings=2, worse_findings=1),
    findings=(
        replace(FINDINGS[0], status="existing"),
        replace(FINDINGS[1], status="new"),
        replace(FINDINGS[2], status="worse", earlier=Earlier("medium", 41.0)),
        replace(FINDINGS[3], status="new"),
        replace(
            FINDINGS[4],
            status="suppressed",
            suppression=Suppression("rewritten in March", "ada", "2027-03-01", "inline"),
        ),
        *(replace(one, status="existing") for one in FINDINGS[5:]),
    ),
    gate=GateVerdict(
        passed=False,
        base=COMMIT,
        breaches=(
            Breach("fail-on", "no finding of severity high or worse", "1 finding", *_NEW_HIGH),
            Breach("min-tested-share", "at least 80 %", "50 %", (), ()),
        ),
        fixed=(replace(FINDINGS[7], id="f" * 16, title="requests was fixed"),),
        against="base",
        base_name="origin/main",
    ),
)
"""What a pull request gets: new, worse, suppressed, old and fixed findings."""

EMPTY = replace(
    REPORT,
    audit=replace(
        REPORT.audit,
        revision=None,
        branch=None,
        dirty=False,
        window=Window(None, 0, 0),
        scans=tuple(
            ScanRow(row.scan, "not-assessed", "no commit yet", "commit, then audit")
            for row in REPORT.audit.scans
        ),
    ),
    summary=Summary(SeverityCounts(), None, 0.0, 0.0, None, None),
    findings=(),
    model_changes=(),
    dependencies=(),
    hotspots=(),
    training=Training((), None, None),
    checklist=(),
    diagnostics=(),
)

LOG = ModelChangeLog("1.0", REPORT.audit, REPORT.model_changes)

COMMITS = ClassifiedCommits(
    "1.0",
    (
        ClassifiedCommit(
            COMMIT,
            True,
            ("optimiser",),
            0.86,
            CHANGE.details,
            "undocumented",
            (),
            "AdamW betas changed in a function that main() of train.py calls",
        ),
        ClassifiedCommit(
            "b" * 40, False, (), 0.95, (), "undocumented", (), "only comments are different"
        ),
    ),
)


def many(number: int) -> Report:
    """Return a report of a gate with this many findings, existing and new ones in turn."""
    made = tuple(
        replace(
            FINDINGS[index % len(FINDINGS)],
            id=f"{index:016x}",
            status="new" if index % 3 == 0 else "existing",
        )
        for index in range(number)
    )
    summary = replace(REPORT.summary, new_findings=len(made) // 3, worse_findings=0)
    return replace(REVIEWED, findings=made, summary=summary)


_T = TypeVar("_T", bound=msgspec.Struct)

# Texts that debtaudit itself makes, out of ids, dates and numbers.
_OUR_OWN = frozenset(
    {"schema_version", "rule", "commit", "commits", "date", "as_of", "since", "id", "revision"}
)


def poisoned(value: _T, poison: str = HOSTILE) -> _T:
    """Return the value with `poison` in every text that an audited repository could have set."""
    hints = get_type_hints(type(value))
    changed = {
        name: _poison(getattr(value, name), hints[name], poison)
        for name in value.__struct_fields__
        if name not in _OUR_OWN
    }
    return replace(value, **changed)


def _poison(value: object, hint: object, poison: str) -> object:
    """Poison structs, and texts whose type allows any text; enumerations stay."""
    if isinstance(value, msgspec.Struct):
        return poisoned(value, poison)
    if isinstance(value, tuple):
        (item, _) = get_args(hint) if get_args(hint)[1:] == (...,) else get_args(get_args(hint)[0])
        return tuple(_poison(one, item, poison) for one in value)
    return poison if isinstance(value, str) and hint in (str, str | None) else value
