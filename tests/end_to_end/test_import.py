"""`--import`: findings of other tools in the one list."""

import json
from pathlib import Path

import msgspec

from debtaudit.domain.report import Report
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import AS_OF, Command
from tests.end_to_end.indebted import build_indebted
from tests.extract.test_foreign_report import result, sarif

LATER = "2022-04-01T10:00:00+00:00"


def imported(debtaudit: Command, folder: Path, *arguments: str | Path, code: int = 0) -> Report:
    run = debtaudit(*arguments[:1], folder, "--as-of", AS_OF, "-f", "json", *arguments[1:])
    assert run.returncode == code, run.stderr
    return msgspec.json.decode(run.stdout, type=Report)


def test_results_become_findings_each_said_once(
    debtaudit: Command, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    build_indebted(builder)
    own = result("rules/rule_0.py", line=1, ruleId="C901")
    (tmp_path / "ruff.sarif").write_bytes(
        sarif(result("train.py"), result("train.py"), own, result("gone.py"), result("/etc/x"))
    )
    vulnerable = {"name": "2captcha-python", "version": "0", "vulns": [{"id": "CVE-1"}]}
    (tmp_path / "audit.json").write_text(json.dumps({"dependencies": [vulnerable]}))
    arguments = ("--import", tmp_path / "ruff.sarif", "--import", tmp_path / "audit.json")
    report = imported(debtaudit, builder.folder, "scan", *arguments)
    found = {one.rule: one for one in report.findings if one.scan == "imported"}
    assert set(found) == {"ruff:S301", "pip-audit:known-vulnerability"}
    assert sum(one.scan == "imported" for one in report.findings) == 2
    bad = found["ruff:S301"]
    assert (bad.tool, bad.location.path, bad.status) == ("ruff", "train.py", "existing")
    assert "on-training-path" in {factor.name for factor in bad.risk.factors}
    assert found["pip-audit:known-vulnerability"].location.path == "requirements.txt"
    said = " ".join(one.message for one in report.diagnostics)
    assert "1 results with absolute paths" in said
    assert "1 imported results are about files that are not audited" in said


def test_with_a_base_they_are_new_in_new_files_only(
    debtaudit: Command, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    build_indebted(builder)
    builder.branch("feature")
    builder.commit("Add", {"new.py": "x = 1\n"}, date=LATER)
    (tmp_path / "ruff.sarif").write_bytes(sarif(result("train.py"), result("new.py", line=1)))
    report = imported(
        debtaudit, builder.folder, "gate", "--base", "main", "--import", tmp_path / "ruff.sarif"
    )
    found = {one.location.path: one.status for one in report.findings if one.tool}
    assert found == {"train.py": "existing", "new.py": "new"}


def test_a_file_that_is_no_report_is_a_wrong_call(
    debtaudit: Command, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("Start", {"a.py": "x = 1\n"})
    (tmp_path / "broken").write_bytes(b"{")
    for name in ("broken", "missing", "."):
        run = debtaudit("scan", builder.folder, "--import", tmp_path / name)
        assert (run.returncode, run.stdout) == (2, "")
        assert "--import" in run.stderr
        assert run.stderr.count("\n") == 1
