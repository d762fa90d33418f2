"""What counts at a point of a trend: the same as in a report of that day."""

from pathlib import Path

import msgspec

from debtaudit.domain.report import Report
from debtaudit.domain.trend import TrendPoint, TrendReport
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import Command
from tests.end_to_end.indebted import TRAIN

SCANS = ("--scan", "hotspots", "--scan", "model-changes", "--scan", "retraining-tests")
TRAINS = TRAIN.format(rate="0.1")
DAYS = ("2026-02-05", "2026-03-05", "2026-04-05")
WAIVER = '[[tool.debtaudit.waiver]]\nrule = "training-untested"\nreason = "it moves"\nuntil = {}\n'


def _built(folder: Path, **files: str) -> RepositoryBuilder:
    builder = RepositoryBuilder(folder)
    for turn, day in enumerate(DAYS):
        text = {"train.py": TRAINS, "notes.txt": f"{turn}\n"}
        builder.commit("Work", text | files, date=f"{day}T10:00:00+00:00")
    return builder


def _points(debtaudit: Command, folder: Path, *options: str) -> tuple[TrendPoint, ...]:
    done = debtaudit("trend", folder, "--format", "json", "--as-of", DAYS[-1], *options, *SCANS)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=TrendReport).points


def _report(debtaudit: Command, folder: Path, day: str) -> Report:
    done = debtaudit("scan", folder, "--format", "json", "--as-of", day, *SCANS)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=Report)


def _risks(points: tuple[TrendPoint, ...]) -> list[float | None]:
    return [point.risk_total for point in points]


def test_without_waivers_nothing_is_suppressed(debtaudit: Command, tmp_path: Path) -> None:
    points = _points(debtaudit, _built(tmp_path / "r").folder)
    assert [point.suppressed_findings for point in points] == [0, 0, 0]
    assert all(_risks(points))


def test_a_waiver_of_the_configuration_counts_at_all_points_it_holds_for(
    debtaudit: Command, tmp_path: Path
) -> None:
    plain = _points(debtaudit, _built(tmp_path / "plain").folder)
    waiver = WAIVER.format("2026-03-20")
    folder = _built(tmp_path / "r", **{"pyproject.toml": waiver}).folder
    points = _points(debtaudit, folder)
    assert [point.suppressed_findings for point in points] == [1, 1, 0]
    assert _risks(points)[0] == 0.0
    assert _risks(points)[2] == _risks(plain)[2]
    summary = _report(debtaudit, folder, DAYS[-1]).summary
    assert (points[-1].risk_total, points[-1].findings) == (summary.risk_total, summary.findings)


def test_a_waiver_beside_the_code_counts_from_the_day_it_is_there(
    debtaudit: Command, tmp_path: Path
) -> None:
    builder = _built(tmp_path / "r")
    said = "# debtaudit: ignore[training-untested] it moves until 2027-01-01\n"
    marked = TRAINS.replace("def train", f"{said}def train")
    builder.commit("Waive", {"train.py": marked}, date=f"{DAYS[-1]}T11:00:00+00:00")
    points = _points(debtaudit, builder.folder)
    assert [point.suppressed_findings for point in points] == [0, 0, 1]
    summary = _report(debtaudit, builder.folder, DAYS[-1]).summary
    assert points[-1].risk_total == summary.risk_total
    assert points[-1].suppressed_findings == summary.suppressed_findings


def test_a_false_alarm_was_none_before_and_known_debts_count(
    debtaudit: Command, tmp_path: Path
) -> None:
    folder = _built(tmp_path / "r").folder
    before = _points(debtaudit, folder)
    assert debtaudit("baseline", "write", folder, "--as-of", DAYS[-1]).returncode == 0
    assert _points(debtaudit, folder) == before
    (finding, *_) = _report(debtaudit, folder, DAYS[-1]).findings
    told = ("--because", "a demo", "--by", "Ada")
    assert debtaudit("triage", finding.id, "false-alarm", folder, *told).returncode == 0
    points = _points(debtaudit, folder)
    assert [point.suppressed_findings for point in points] == [1, 1, 1]
    assert points[-1].risk_total == _report(debtaudit, folder, DAYS[-1]).summary.risk_total


def test_the_criticality_of_a_component_weighs_at_every_point(
    debtaudit: Command, tmp_path: Path
) -> None:
    part = (
        '[[tool.debtaudit.component]]\nname = "all"\npaths = ["**"]\ncriticality = "experimental"\n'
    )
    plain = _points(debtaudit, _built(tmp_path / "plain").folder)
    folder = _built(tmp_path / "r", **{"pyproject.toml": part}).folder
    points = _points(debtaudit, folder)
    summary = _report(debtaudit, folder, DAYS[-1]).summary
    assert points[-1].risk_total == summary.risk_total
    assert _risks(points) != _risks(plain)


def test_a_baseline_that_cannot_be_read_ends_the_trend_as_it_ends_the_scan(
    debtaudit: Command, tmp_path: Path
) -> None:
    folder = _built(tmp_path / "r").folder
    assert debtaudit("baseline", "write", folder, "--as-of", DAYS[-1]).returncode == 0
    (file,) = folder.glob("*baseline*")
    file.write_text("{ no baseline\n")
    assert debtaudit("trend", folder, *SCANS).returncode == 2
    assert debtaudit("trend", folder, "--complexity").returncode == 0


def test_people_are_told_what_is_in_no_figure(debtaudit: Command, tmp_path: Path) -> None:
    waiver = WAIVER.format("2027-01-01")
    folder = _built(tmp_path / "r", **{"pyproject.toml": waiver}).folder
    for form in ("terminal", "markdown"):
        said = debtaudit("trend", folder, "--as-of", DAYS[-1], "--format", form).stdout
        assert "in none of these figures" in " ".join(said.split())
    plain = debtaudit("trend", _built(tmp_path / "plain").folder, "--as-of", DAYS[-1]).stdout
    assert "in none" not in " ".join(plain.split())
    rows = debtaudit("trend", folder, "--as-of", DAYS[-1], "--format", "csv").stdout.splitlines()
    assert rows[0].endswith('"suppressed_findings"')
    assert rows[-1].endswith('"1"')


LOSSES = "def contrast(near, far, margin={}):\n    return (near - far + margin).clamp(min=0)\n"
USES = "from losses import contrast\n" + TRAINS + "\n\ndef step(a, b):\n    return contrast(a, b)\n"


def test_each_point_is_the_report_of_its_revision(debtaudit: Command, tmp_path: Path) -> None:
    """What is taken over from the point before is what an audit of that revision alone finds."""
    builder = RepositoryBuilder(tmp_path / "r")
    days = ("2026-01-05", "2026-02-05", "2026-03-05", "2026-04-05", "2026-05-05")
    states: tuple[dict[str, str | bytes | None], ...] = (
        {"train.py": USES, "losses.py": LOSSES.format(0.1)},
        {"losses.py": LOSSES.format(0.2)},
        {"train.py": TRAINS},  # now nothing that trains reaches the losses
        {"losses.py": None, "tests/losses.py": LOSSES.format(0.2)},
        {"train.py": USES, "losses.py": LOSSES.format(0.3), "CHANGELOG.md": "- margin 0.3\n"},
    )
    ids = [
        builder.commit(f"Change {turn}", state, date=f"{day}T10:00:00+00:00")
        for turn, (day, state) in enumerate(zip(days, states, strict=True))
    ]
    done = debtaudit(
        *("trend", builder.folder, "--format", "json", "--as-of", days[-1], *SCANS),
        *("--revisions", "9"),
    )
    points = msgspec.json.decode(done.stdout, type=TrendReport).points
    assert [point.revision for point in points] == ids
    for point in points:
        alone = debtaudit(
            *("scan", builder.folder, "--rev", point.revision, "--as-of", point.day),
            *("--format", "json", *SCANS),
        )
        summary = msgspec.json.decode(alone.stdout, type=Report).summary
        assert (point.findings, point.risk_total) == (summary.findings, summary.risk_total)
    assert (
        len({point.risk_total for point in points}) > 2
    )  # they differ, so there is something to mix up
