"""What is no ordinary clone is audited as far as it goes, and what is missing is said."""

import os
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import AS_OF, Command, report_of, scan_json


def _git(*arguments: str | Path) -> None:
    subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *map(str, arguments)],
        check=True,
        capture_output=True,
    )


def _statuses(report_scans: object) -> dict[str, tuple[str, str | None, str | None]]:
    assert isinstance(report_scans, tuple)
    return {scan.scan: (scan.status, scan.reason, scan.cure) for scan in report_scans}


def test_a_folder_without_git_is_audited_as_files(debtaudit: Command, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "requirements.txt").write_text("sklearn\n")
    (folder / "train.py").write_text("def train(model, rows):\n    model.fit(rows)\n")
    report = scan_json(debtaudit, folder)
    statuses = _statuses(report.audit.scans)
    for scan in ("model-changes", "hotspots"):
        status, reason, cure = statuses[scan]
        assert status == "not-assessed"
        assert reason
        assert cure
    assert report.audit.revision is None
    assert "dependency-retired" in {finding.rule for finding in report.findings}


def test_a_repository_without_commits(debtaudit: Command, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    _git("init", "--quiet", folder)
    (folder / "train.py").write_text("print('hello')\n")
    report = scan_json(debtaudit, folder)
    assert report.audit.revision is None
    assert _statuses(report.audit.scans)["model-changes"][0] == "not-assessed"


def test_an_empty_folder(debtaudit: Command, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    report = scan_json(debtaudit, folder)
    assert report.findings == ()
    assert report.summary.debt_ratio is None


@pytest.mark.parametrize("command", ["scan", "gate", "changes", "checklist"])
def test_a_path_that_does_not_exist(command: str, debtaudit: Command, tmp_path: Path) -> None:
    done = debtaudit(command, tmp_path / "nowhere")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "nowhere" in done.stderr


def test_an_unknown_revision(debtaudit: Command, demo: Path) -> None:
    done = debtaudit("scan", demo, "--rev", "no-such-branch")
    assert done.returncode == 2
    assert "no-such-branch" in done.stderr


def test_a_shallow_clone_is_partial_and_says_how_to_mend_it(
    debtaudit: Command, demo: Path, tmp_path: Path
) -> None:
    shallow = tmp_path / "shallow"
    _git("clone", "--quiet", "--depth", "3", f"file://{demo}", shallow)
    report = scan_json(debtaudit, shallow)
    status, reason, cure = _statuses(report.audit.scans)["model-changes"]
    assert status == "partial"
    assert reason
    assert "shallow" in reason
    assert cure
    assert "git fetch --unshallow" in cure
    assert "Forecast demand with gradient boosting" not in {
        change.subject for change in report.model_changes
    }


def test_a_gate_that_needs_what_a_shallow_clone_lacks_exits_3(
    debtaudit: Command, clean: Path, tmp_path: Path
) -> None:
    shallow = tmp_path / "shallow"
    _git("clone", "--quiet", "--depth", "2", f"file://{clean}", shallow)
    assert debtaudit("gate", shallow, "--as-of", AS_OF).returncode == 3
    (shallow / "debtaudit.toml").write_text('[gate]\non-incomplete = "ignore"\n')
    assert debtaudit("gate", shallow, "--as-of", AS_OF).returncode == 0


def test_a_partial_clone_is_audited_without_fetching(
    debtaudit: Command, demo: Path, tmp_path: Path
) -> None:
    _git("-C", demo, "config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    _git("clone", "--quiet", "--filter=blob:none", f"file://{demo}", partial)
    before = sorted((partial / ".git/objects/pack").iterdir())
    report = scan_json(debtaudit, partial)
    assert _statuses(report.audit.scans)["model-changes"][0] in {"partial", "not-assessed"}
    assert sorted((partial / ".git/objects/pack").iterdir()) == before


def test_a_change_whose_document_a_partial_clone_lacks_is_no_finding(
    debtaudit: Command, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    entries = "".join(f"- entry {n} about other things\n" for n in range(200))
    train = "from sklearn.svm import SVC\n\n\ndef fit(x, y):\n    return SVC(C={}).fit(x, y)\n"
    builder.commit("Begin", {"train.py": train.format(1.0), "CHANGELOG.md": entries})
    told = "- `C` of the SVC is 2.0 now\n" + entries
    builder.commit("Tune", {"train.py": train.format(2.0), "CHANGELOG.md": told})
    _git("-C", builder.folder, "config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial.git"
    _git("clone", "-q", "--bare", "--filter=blob:limit=1k", builder.folder.as_uri(), partial)
    report = scan_json(debtaudit, partial)
    assert [row.documentation for row in report.model_changes] == ["unknown", "unknown"]
    assert not [one for one in report.findings if one.rule == "model-change-undocumented"]
    status, reason, cure = _statuses(report.audit.scans)["model-changes"]
    assert status == "partial"
    assert "CHANGELOG.md" in (reason or "")
    assert "--filter" in (cure or "")
    assert "unknown" in debtaudit("changes", partial, "--as-of", AS_OF).stdout
    assert scan_json(debtaudit, builder.folder).model_changes[0].documentation == "documented"


def test_of_files_that_a_partial_clone_lacks_nothing_is_claimed(
    debtaudit: Command, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    """The test and the manifest are there, and only their bytes are not."""
    long = "# and so on\n" * 200
    builder.commit(
        "Begin",
        {
            "train.py": "from sklearn.svm import SVC\n\n\ndef main(x):\n    SVC().fit(x, x)\n",
            "tests/test_it.py": f"from train import main\n\n\ndef test_it():\n    main(1)\n{long}",
            "requirements.txt": f"scikit-learn==1.5.0\n{long}",
        },
    )
    _git("-C", builder.folder, "config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial.git"
    _git("clone", "-q", "--bare", "--filter=blob:limit=1k", builder.folder.as_uri(), partial)
    report = scan_json(debtaudit, partial)
    assert report.findings == ()
    statuses = _statuses(report.audit.scans)
    for scan in ("dependencies", "hotspots", "retraining-tests"):
        status, reason, cure = statuses[scan]
        assert status == "partial", scan
        assert "could not be read" in (reason or "")
        assert "--filter" in (cure or "")
    # facts that the cache holds of the same bytes are as good as the bytes
    whole, known = (scan_json(debtaudit, one) for one in (builder.folder, partial))
    assert whole.findings == known.findings == ()
    assert {row.status for row in known.audit.scans} == {"complete"}


def test_a_subfolder_of_a_monorepo(debtaudit: Command, builder: RepositoryBuilder) -> None:
    builder.commit(
        "Two projects",
        {
            "one/requirements.txt": "sklearn\n",
            "one/train.py": "x = 1\n",
            "two/requirements.txt": "theano\n",
        },
    )
    report = scan_json(debtaudit, builder.folder / "one")
    assert {row.name for row in report.dependencies} == {"sklearn"}
    assert {row.path for row in report.dependencies} == {"requirements.txt"}
    assert report.dependencies[0].last_edited == "2026-01-05"


def test_sha256_repositories(debtaudit: Command, tmp_path: Path) -> None:
    folder = tmp_path / "sha256"
    folder.mkdir()
    _git("init", "--quiet", "--object-format=sha256", folder)
    (folder / "requirements.txt").write_text("sklearn\n")
    _git("-C", folder, "add", ".")
    _git(
        "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first"
    )  # fmt: skip
    report = scan_json(debtaudit, folder)
    assert len(report.audit.revision or "") == 64
    assert "dependency-retired" in {finding.rule for finding in report.findings}


def test_submodules_and_a_detached_head(debtaudit: Command, clean: Path, tmp_path: Path) -> None:
    outer = RepositoryBuilder(tmp_path / "outer")
    outer.commit("First", {"train.py": "x = 1\n"})
    _git("-C", outer.folder, "submodule", "--quiet", "add", clean, "inner")
    report = scan_json(debtaudit, outer.folder)
    assert all(not (row.path or "").startswith("inner/") for row in report.dependencies)
    _git("-C", outer.folder, "checkout", "--quiet", "--detach", "HEAD")
    assert scan_json(debtaudit, outer.folder).audit.branch is None


def test_a_sparse_checkout_is_audited_whole(debtaudit: Command, demo: Path) -> None:
    whole = scan_json(debtaudit, demo)
    _git("-C", demo, "update-index", "--refresh")
    _git("-C", demo, "sparse-checkout", "set", "src")
    assert not (demo / "tests").exists()
    report = scan_json(debtaudit, demo)
    assert [f.id for f in report.findings] == [f.id for f in whole.findings]
    assert report.audit.dirty is False


def test_a_fifo_and_symbolic_links_are_not_opened(debtaudit: Command, demo: Path) -> None:
    (demo / "src/demand/train.py").unlink()
    os.mkfifo(demo / "src/demand/train.py")
    (demo / "secrets.py").symlink_to("/etc/passwd")
    report = scan_json(debtaudit, demo)
    assert any("train.py" in (d.path or "") for d in report.diagnostics)
    assert "root:" not in str(report)


def test_a_plain_folder_with_loops_and_devices(debtaudit: Command, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "loop").symlink_to(folder)
    os.mkfifo(folder / "inner" / "pipe.py")
    (folder / "train.py").write_text("x = 1\n")
    report = scan_json(debtaudit, folder)
    assert any("pipe.py" in (d.path or "") for d in report.diagnostics)


def test_every_broken_file_costs_one_diagnostic(debtaudit: Command, hostile: Path) -> None:
    report = scan_json(debtaudit, hostile)
    paths = [diagnostic.path for diagnostic in report.diagnostics if diagnostic.path]
    assert len(paths) == len(set(paths))
    for broken in (
        "src/python2.py",
        "src/nul.py",
        "src/wrong_coding.py",
        "conf/bomb.yaml",
        "conf/broken.yaml",
        "conf/broken.json",
        "conf/broken.toml",
        "notebooks/cut.ipynb",
    ):
        assert broken in paths, broken
    assert not list(hostile.rglob("canary*"))
    assert report.training.entry_points
    assert "src/latin.py" not in paths


def test_terminal_and_markdown_stay_clean_of_what_names_hold(
    debtaudit: Command, hostile: Path
) -> None:
    for style in ("terminal", "markdown"):
        done = debtaudit("scan", hostile, "--format", style, "--verbose")
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout
        assert "\u202e" not in done.stdout
        if style == "markdown":
            page = MarkdownIt("commonmark").enable("table").render(done.stdout)
            assert "<script" not in page
            assert "<img" not in page
        assert "hunter2secret" not in done.stdout
    assert "hunter2secret" not in debtaudit("scan", hostile, "--format", "json").stdout


def test_the_gate_of_the_demo_is_breached(debtaudit: Command, demo: Path) -> None:
    done = debtaudit("gate", demo, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 1
    report = report_of(done)
    assert report.gate is not None
    assert not report.gate.passed
    assert report.gate.breaches[0].findings
