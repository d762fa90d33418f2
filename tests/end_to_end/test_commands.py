"""Every command, its options, its exit codes, and what it does with bad input."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import msgspec
import pytest

from debtaudit.domain.change_log import ClassifiedCommits, ModelChangeLog
from debtaudit.domain.report import Report
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import AS_OF, Command, report_of, scan_json

SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" * 2


@pytest.mark.parametrize("name", ["demo", "clean", "hostile"])
def test_every_report_is_valid_by_its_own_schema(
    name: str, debtaudit: Command, request: pytest.FixtureRequest
) -> None:
    schema = json.loads(debtaudit("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    for command in ("scan", "gate"):
        done = debtaudit(command, request.getfixturevalue(name), "--format", "json")
        jsonschema.validate(json.loads(done.stdout), schema)


def test_several_outputs_in_one_run(debtaudit: Command, demo: Path, tmp_path: Path) -> None:
    markdown, saved = tmp_path / "report.md", tmp_path / "report.json"
    done = debtaudit("scan", demo, "-o", markdown, "-o", saved, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    assert markdown.read_text().startswith("#")
    assert msgspec.json.decode(saved.read_bytes(), type=Report).findings


def test_a_saved_report_is_rendered_like_a_fresh_one(
    debtaudit: Command, demo: Path, tmp_path: Path
) -> None:
    fresh, saved, again = tmp_path / "fresh.md", tmp_path / "report.json", tmp_path / "again.md"
    debtaudit("scan", demo, "-o", fresh, "-o", saved, "--as-of", AS_OF)
    done = debtaudit("render", saved, "-o", again)
    assert done.returncode == 0, done.stderr
    assert again.read_bytes() == fresh.read_bytes()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema_version": "1.0"}', "\x00"])
def test_a_broken_report_is_refused(content: str, debtaudit: Command, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(content)
    done = debtaudit("render", tmp_path / "report.json", "-o", tmp_path / "out.md")
    assert done.returncode in {2, 3}
    assert "report.json" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.md").exists()


@pytest.mark.parametrize(
    ("outputs", "code"),
    [
        (("missing/folder/report.md",), 3),
        (("report.unknown",), 2),
        (("report.md", "report.md"), 2),
    ],
)
def test_an_output_that_cannot_be_written(
    outputs: tuple[str, ...], code: int, debtaudit: Command, clean: Path, tmp_path: Path
) -> None:
    options = [option for output in outputs for option in ("-o", str(tmp_path / output))]
    done = debtaudit("scan", clean, *options)
    assert done.returncode == code
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("report*"))


def test_changes_prints_the_log_in_three_formats(debtaudit: Command, demo: Path) -> None:
    done = debtaudit("changes", demo, "--format", "json", "--as-of", AS_OF)
    log = msgspec.json.decode(done.stdout, type=ModelChangeLog)
    dates = [change.date for change in log.model_changes]
    assert dates == sorted(dates, reverse=True)
    for style in ("terminal", "markdown"):
        text = debtaudit("changes", demo, "--format", style, "--as-of", AS_OF).stdout
        assert "fix typo" in text
        assert "0.05" in text


def test_changes_classifies_the_commits_that_it_is_given(debtaudit: Command, demo: Path) -> None:
    log = subprocess.run(
        ["git", "-C", str(demo), "log", "--format=%H %s"],
        capture_output=True,
        text=True,
        check=True,
    )
    ids = {line[41:]: line[:40] for line in log.stdout.splitlines()}
    subjects = ["Reformat and add docstrings", "fix typo", "Clean up serving"]
    options = [option for subject in subjects for option in ("--commit", ids[subject])]
    done = debtaudit("changes", demo, *options, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = msgspec.json.decode(done.stdout, type=ClassifiedCommits).commits
    assert [row.commit for row in rows] == [ids[subject] for subject in subjects]
    assert [row.model_change for row in rows] == [False, True, True]
    assert all(row.reason for row in rows)


def test_checklist(debtaudit: Command, demo: Path) -> None:
    items = scan_json(debtaudit, demo).checklist
    assert len({item.id for item in items}) == 21
    for item in items:
        if item.status == "pass":
            assert item.evidence, item.id
    for style in ("terminal", "markdown", "json"):
        done = debtaudit("checklist", demo, "--format", style)
        assert done.returncode == 0, done.stderr
    assert debtaudit("checklist", demo, "--strict").returncode == 1


def test_rules_and_their_pages(debtaudit: Command) -> None:
    listed = debtaudit("rules").stdout
    assert "model-change-undocumented" in listed
    page = debtaudit("explain", "complexity-hotspot")
    assert page.returncode == 0
    assert "hotspot" in page.stdout
    unknown = debtaudit("explain", "complexity-hotspots")
    assert unknown.returncode == 2
    assert "complexity-hotspot" in unknown.stderr


def test_init_writes_a_configuration_once(debtaudit: Command, demo: Path) -> None:
    assert debtaudit("init", demo).returncode == 0
    written = (demo / "debtaudit.toml").read_text()
    assert "fail-on" in written
    assert debtaudit("init", demo).returncode == 2
    assert (demo / "debtaudit.toml").read_text() == written
    assert debtaudit("scan", demo).returncode == 0


def test_cache_is_told_and_cleared(debtaudit: Command, demo: Path) -> None:
    debtaudit("scan", demo)
    told = debtaudit("cache")
    assert told.returncode == 0
    assert os.environ["DEBTAUDIT_CACHE_DIR"] in told.stdout
    assert debtaudit("cache", "--clear").returncode == 0


def test_demo_shows_an_audit(debtaudit: Command, tmp_path: Path) -> None:
    done = debtaudit("demo", "--into", tmp_path / "shown")
    assert done.returncode == 0, done.stderr
    assert "fix first" in done.stdout.lower()
    assert (tmp_path / "shown" / ".git").is_dir()


def test_excludes_and_selection(debtaudit: Command, demo: Path) -> None:
    everything = scan_json(debtaudit, demo)
    without = scan_json(debtaudit, demo, "--exclude", "src")
    assert not any((f.location.path or "").startswith("src/") for f in without.findings)
    selected = scan_json(debtaudit, demo, "--select", "training-untested")
    assert {f.rule for f in selected.findings} == {"training-untested"}
    ignored = scan_json(debtaudit, demo, "--ignore", "training-untested")
    assert {f.rule for f in ignored.findings} == {
        f.rule for f in everything.findings
    } - {"training-untested"}  # fmt: skip
    one = scan_json(debtaudit, demo, "--scan", "hotspots")
    assert {f.scan for f in one.findings} <= {"hotspots"}
    assert len(one.audit.scans) == 4
    assert debtaudit("scan", demo, "--select", "no-such-rule").returncode == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[gate]\nfail-onn = 'high'\n", ("gate", "fail-onn", "fail-on")),
        ("[gate]\nfail-on = 'hihg'\n", ("fail-on", "high")),
        ("exclude = 3\n", ("exclude",)),
        ("ignore = ['complexity-hotspots']\n", ("complexity-hotspot",)),
        ("[gate]\nrequired-checklist = ['seed']\n", ("seeds",)),
        ("[gate\n", ("line 1",)),
        ("[gate]\nmax-debt-ratio = 7\n", ("max-debt-ratio",)),
    ],
)
def test_a_wrong_configuration_names_file_and_key(
    text: str, said: tuple[str, ...], debtaudit: Command, clean: Path
) -> None:
    (clean / "debtaudit.toml").write_text(text)
    done = debtaudit("scan", clean)
    assert done.returncode == 2
    for word in ("debtaudit.toml", *said):
        assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_gate_limits(debtaudit: Command, demo: Path) -> None:
    def gate(text: str) -> int:
        (demo / "debtaudit.toml").write_text(text)
        return debtaudit("gate", demo, "--as-of", AS_OF).returncode

    assert gate("[gate]\nfail-on = 'never'\n") == 0
    assert gate("[gate]\nfail-on = 'never'\nmin-tested-share = 0.9\n") == 1
    assert gate("[gate]\nfail-on = 'never'\nmin-tested-share = 0.4\n") == 0
    assert gate("[gate]\nfail-on = 'never'\nmax-debt-ratio = 0.0\n") == 1
    assert gate("[gate]\nfail-on = 'never'\nmax-findings = {low = 0, medium = 0}\n") == 1
    assert gate("[gate]\nfail-on = 'never'\nrequired-checklist = ['drift-monitoring']\n") == 1


def test_money_stands_beside_hours(debtaudit: Command, demo: Path) -> None:
    (demo / "debtaudit.toml").write_text("cost-per-hour = 100\ncurrency = 'CHF'\n")
    report = scan_json(debtaudit, demo)
    assert report.summary.cost is not None
    assert report.summary.cost.total == pytest.approx(report.summary.effort_hours * 100, abs=5)
    assert "CHF" in debtaudit("scan", demo).stdout
    assert "CHF" in debtaudit("scan", demo, "--format", "markdown").stdout


def test_secrets_are_masked_in_every_format(debtaudit: Command, builder: RepositoryBuilder) -> None:
    train = (
        "from sklearn.linear_model import Ridge\n"
        "def train(frame, api_key='{key}', alpha={alpha}):\n"
        "    model = Ridge(alpha=alpha)\n    model.fit(frame, api_key)\n    return model\n"
    )
    builder.commit("First", {"train.py": "x = 1\n", "params.yaml": "alpha: 1\n"})
    for turn, date in ((1, "2026-02-01T10:00:00+00:00"), (2, "2026-03-01T10:00:00+00:00")):
        builder.commit(
            "Change",
            {
                "train.py": train.format(key=SECRET[:-1] + str(turn), alpha=turn),
                "params.yaml": f"alpha: {turn}\nlearning_rate: {turn}\napi_token: {SECRET}{turn}\n",
                "requirements.txt": f"https://user:{SECRET}@example.org/p{turn}.whl\n",
            },
            date=date,
        )
    for style in ("json", "markdown", "terminal"):
        done = debtaudit("scan", builder.folder, "--format", style, "--verbose")
        assert done.returncode == 0, done.stderr
        assert SECRET[:20] not in done.stdout
    for style in ("json", "markdown", "terminal"):
        done = debtaudit("changes", builder.folder, "--format", style)
        assert "learning_rate" in done.stdout
        assert SECRET[:20] not in done.stdout


def test_colour_only_where_it_is_wanted(debtaudit: Command, demo: Path) -> None:
    assert "\x1b[" not in debtaudit("scan", demo).stdout
    forced = debtaudit("scan", demo, environment={"FORCE_COLOR": "1"})
    assert "\x1b[" in forced.stdout
    none = debtaudit("scan", demo, environment={"FORCE_COLOR": "1", "NO_COLOR": "1"})
    assert "\x1b[" not in none.stdout


def test_quiet_prints_no_report(debtaudit: Command, demo: Path, tmp_path: Path) -> None:
    done = debtaudit("scan", demo, "--quiet", "-o", tmp_path / "report.json")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert report_of(debtaudit("scan", demo, "--quiet", "--format", "json")).findings


def test_the_first_screen_fits(debtaudit: Command, demo: Path) -> None:
    for columns in ("80", "120"):
        done = debtaudit("scan", demo, environment={"COLUMNS": columns})
        lines = done.stdout.splitlines()
        assert max(map(len, lines)) <= int(columns)
        assert len(lines) <= 50


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15])
def test_an_interrupted_audit_exits_130_and_leaves_no_trace(
    delay: float, demo: Path, tmp_path: Path
) -> None:
    before = sorted(path.name for path in demo.iterdir())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "debtaudit", "scan", str(demo), "--no-cache"],
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while process.poll() is None and not list(scratch.iterdir()):
            time.sleep(0.001)  # an interpreter that is not up yet cannot tidy up
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    # done already, interrupted, or in the interpreter's own end, after the report
    assert process.returncode in {0, 130, -signal.SIGINT}
    if process.returncode == 130:
        assert b"Traceback" not in said
    assert sorted(path.name for path in demo.iterdir()) == before
    assert list(scratch.iterdir()) == []


def test_a_killed_audit_leaves_a_cache_that_opens_and_nothing_behind(
    debtaudit: Command, demo: Path
) -> None:
    before = sorted(demo.rglob("*"))
    for delay in (0.1, 0.2, 0.3):
        with subprocess.Popen(
            [sys.executable, "-m", "debtaudit", "scan", str(demo)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            time.sleep(delay)
            process.kill()
    assert sorted(demo.rglob("*")) == before
    warm = scan_json(debtaudit, demo)
    cold = scan_json(debtaudit, demo, "--no-cache")
    assert warm.findings == cold.findings
    assert warm.diagnostics == cold.diagnostics


def test_a_closed_pipe_is_no_fault(demo: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m debtaudit scan {demo} --format json | head -c 10",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""


def test_help_and_version(debtaudit: Command) -> None:
    done = debtaudit("--help")
    assert done.returncode == 0
    for command in ("scan", "gate", "changes", "checklist", "rules", "explain", "schema", "demo"):
        assert command in done.stdout
    assert debtaudit("--version").stdout.startswith("debtaudit ")
    assert debtaudit("scan", "--no-such-option").returncode == 2


def test_the_inventory_lists_the_models_of_the_demo(debtaudit: Command, demo: Path) -> None:
    done = debtaudit("inventory", demo, "--as-of", AS_OF)
    assert (done.returncode, done.stderr) == (0, "")
    assert "trained by src/demand/train.py::main" in done.stdout
    assert "use        " in done.stdout
