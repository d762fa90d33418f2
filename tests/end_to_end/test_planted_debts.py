"""Every planted debt is found where it stands, and no trap is."""

from pathlib import Path

from debtaudit.domain.report import Report
from debtaudit.domain.toml import read_toml
from tests.end_to_end.conftest import AS_OF, FIXTURES, Command, scan_json

PLANTED = FIXTURES / "demand-forecast" / "PLANTED.toml"


def _rows(kind: str) -> list[dict[str, str]]:
    rows = read_toml(PLANTED.read_bytes())[kind]
    assert isinstance(rows, list)
    return rows


def _found(report: Report, debt: dict[str, str]) -> bool:
    return any(
        finding.rule == debt["rule"]
        and (
            finding.location.path == debt["path"]
            or any(debt["path"] in evidence.ref + evidence.detail for evidence in finding.evidence)
        )
        and debt.get("name", "") in finding.title + finding.message
        and finding.location.symbol in {debt.get("symbol"), finding.location.symbol}
        for finding in report.findings
    )


def test_every_planted_debt_is_found(debtaudit: Command, demo: Path) -> None:
    report = scan_json(debtaudit, demo)
    assert [debt for debt in _rows("debt") if not _found(report, debt)] == []


def test_no_trap_is_found(debtaudit: Command, demo: Path) -> None:
    report = scan_json(debtaudit, demo)
    subjects = {change.subject for change in report.model_changes}
    for trap in _rows("trap"):
        assert trap.get("commit_subject") not in subjects
        if "rule" in trap:
            assert not _found(report, trap)


def test_documented_changes_are_listed_as_documented(debtaudit: Command, demo: Path) -> None:
    report = scan_json(debtaudit, demo)
    documented = {
        change.subject for change in report.model_changes if change.documentation == "documented"
    }
    assert {
        "Merge pull request #4 from price-features",
        "Weather, from the new provider",
        "Round the forecast to whole units",
        "School holidays",
    } <= documented


def test_the_changed_values_are_named(debtaudit: Command, demo: Path) -> None:
    report = scan_json(debtaudit, demo)
    typo = next(change for change in report.model_changes if change.subject == "fix typo")
    values = {(detail.before, detail.after) for detail in typo.details}
    text = " ".join(f"{before} -> {after}" for before, after in values)
    assert "0.05" in text
    assert "0.1" in text
    assert "tweedie" in text
    assert "poisson" in text
    assert typo.documentation == "undocumented"
    assert {"hyperparameter", "loss"} & set(typo.kinds)


def test_scheduled_training_and_its_test(debtaudit: Command, demo: Path) -> None:
    report = scan_json(debtaudit, demo)
    by_path = {entry.path: entry for entry in report.training.entry_points}
    assert set(by_path) == {"src/demand/train.py", "jobs/retrain_promotions.py"}
    assert by_path["src/demand/train.py"].tested == "tested"
    assert any("test_train.py" in test.ref for test in by_path["src/demand/train.py"].tests)
    untested = by_path["jobs/retrain_promotions.py"]
    assert untested.tested != "tested"
    assert any("Makefile" in start or "retrain" in start for start in untested.started_by)


def test_nothing_is_found_in_a_project_in_good_order(debtaudit: Command, clean: Path) -> None:
    report = scan_json(debtaudit, clean)
    assert [(finding.rule, finding.title) for finding in report.findings] == []
    assert report.summary.grade == "A"
    assert [scan.status for scan in report.audit.scans] == ["complete"] * 4
    assert report.diagnostics == ()


def test_the_draft_holds_what_is_written_down_nowhere(debtaudit: Command, demo: Path) -> None:
    before = sorted(path for path in demo.rglob("*") if ".git/" not in str(path))
    done = debtaudit("changes", demo, "--as-of", AS_OF, "--draft")
    assert done.returncode == 0
    text = str(done.stdout)
    assert "`learning_rate` `0.05` -> `0.1`" in text
    assert "`objective` `'tweedie'` -> `'poisson'`" in text
    assert "`REORDER_THRESHOLD` `0.8` -> `0.65`" in text
    assert "School holidays" not in text
    assert sorted(path for path in demo.rglob("*") if ".git/" not in str(path)) == before
    assert debtaudit("changes", demo, "--draft", "--format", "json").returncode == 2


def test_feature_code_makes_features_and_serving_inference(debtaudit: Command, demo: Path) -> None:
    changes = {one.subject: one for one in scan_json(debtaudit, demo).model_changes}
    assert changes["Weather, from the new provider"].kinds == ("feature",)
    assert changes["Leave outliers out"].kinds == ("feature",)
    assert changes["Round the forecast to whole units"].kinds == ("inference",)
    assert changes["Serve the forecast over HTTP"].documentation == "documented"
