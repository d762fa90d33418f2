"""Waivers: a debt is accepted with a reason and an end, and what does not hold is a debt itself."""

import json
from pathlib import Path

import msgspec
import pytest

from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import AS_OF, Command
from tests.end_to_end.indebted import TRAIN

OLD = "2021-01-05T10:00:00+00:00"
GOOD = "debtaudit: ignore[{rule}] the new service replaces it until 2027-03-01"
TRAINS = TRAIN.format(rate="0.1")


def audited(debtaudit: Command, folder: Path, *arguments: str) -> Report:
    run = debtaudit("scan", folder, "--as-of", AS_OF, "--format", "json", *arguments)
    assert run.returncode == 0, run.stderr
    return msgspec.json.decode(run.stdout, type=Report)


def of_rule(report: Report, rule: str) -> list[ReportedFinding]:
    return [one for one in report.findings if one.rule == rule]


def only(report: Report, rule: str) -> ReportedFinding:
    (one,) = of_rule(report, rule)
    return one


def test_beside_the_code_a_waiver_is_for_its_line_the_next_one_or_the_file(
    debtaudit: Command, builder: RepositoryBuilder
) -> None:
    stale = GOOD.format(rule="dependency-stale")
    untested = GOOD.format(rule="training-untested")
    builder.commit(
        "Start",
        {
            "requirements.txt": f"torch==1.10.0  # {stale}\n# {stale}\npandas==0.25.0\n"
            "numpy==1.0\n",
            "train.py": TRAINS.replace("def train", f"# {untested}\ndef train"),
            "other/fit.py": f"# {untested}\n{TRAINS}",
        },
        date=OLD,
    )
    report = audited(debtaudit, builder.folder)
    stale_ones = {one.title.split()[0]: one for one in of_rule(report, "dependency-stale")}
    assert stale_ones["torch"].status == stale_ones["pandas"].status == "suppressed"
    assert stale_ones["numpy"].status == "existing"
    suppression = stale_ones["pandas"].suppression
    assert suppression is not None
    assert suppression.reason == "the new service replaces it"
    assert (suppression.kind, suppression.place) == ("inline", "requirements.txt:2")
    assert suppression.expires == "2027-03-01"
    assert {one.status for one in of_rule(report, "training-untested")} == {"suppressed"}
    assert report.summary.suppressed_findings == 4
    assert of_rule(report, "waiver-unused") == []


def test_a_waiver_in_a_text_is_none(debtaudit: Command, builder: RepositoryBuilder) -> None:
    text = f'"""# {GOOD.format(rule="training-untested")}"""\n{TRAINS}'
    builder.commit("Start", {"train.py": text}, date=OLD)
    report = audited(debtaudit, builder.folder)
    assert only(report, "training-untested").status == "existing"
    assert of_rule(report, "waiver-unused") == []


def test_a_notebook_has_them_in_metadata_and_in_comments(
    debtaudit: Command, builder: RepositoryBuilder
) -> None:
    code = "from sklearn.linear_model import Ridge\nRidge().fit([[1]], [1])\n"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": code}
    waiver = GOOD.format(rule="training-untested").removeprefix("debtaudit: ")

    def notebook(metadata: dict[str, str], source: str) -> str:
        cells = [{**cell, "source": source}]
        return json.dumps(
            {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
        )

    comment = f"# debtaudit: {waiver}\n{code}"
    builder.commit(
        "Start",
        {
            "a.ipynb": notebook({"debtaudit": waiver}, code),
            "b.ipynb": notebook({}, comment),
            "c.ipynb": notebook({}, code),
        },
        date=OLD,
    )
    found = of_rule(audited(debtaudit, builder.folder), "training-untested")
    assert {one.location.path: one.status for one in found} == {
        "a.ipynb": "suppressed",
        "b.ipynb": "suppressed",
        "c.ipynb": "existing",
    }


def test_in_the_configuration_a_waiver_is_for_a_rule_paths_or_one_finding(
    debtaudit: Command, builder: RepositoryBuilder
) -> None:
    settings = """
[[waiver]]
rule = "dependency-stale"
paths = ["legacy/"]
reason = "switched off in March"
until = 2027-03-31
by = "Ada"
"""
    files = {"legacy/requirements.txt": "torch==1.10.0\n", "requirements.txt": "pandas==0.25.0\n"}
    builder.commit("Start", {**files, "debtaudit.toml": settings}, date=OLD)
    found = {
        one.location.path: one
        for one in of_rule(audited(debtaudit, builder.folder), "dependency-stale")
    }
    assert found["requirements.txt"].status == "existing"
    suppression = found["legacy/requirements.txt"].suppression
    assert suppression is not None
    assert (suppression.by, suppression.kind) == ("Ada", "configuration")


@pytest.mark.parametrize(
    ("waiver", "rule"),
    [
        ("ignore[dependency-stale] old until 2026-11-21", "waiver-expired"),
        ("ignore[dependency-stale] old", "waiver-incomplete"),
        ("ignore[dependency-stale] until 2027-01-01", "waiver-incomplete"),
        ("ignore because until 2027-01-01", "waiver-incomplete"),
        ("ignore[dependency-retired] old until 2027-01-01", "waiver-unused"),
    ],
)
def test_a_waiver_that_does_not_hold_waives_nothing_and_is_a_finding(
    debtaudit: Command, builder: RepositoryBuilder, waiver: str, rule: str
) -> None:
    builder.commit(
        "Start", {"requirements.txt": f"torch==1.10.0  # debtaudit: {waiver}\n"}, date=OLD
    )
    report = audited(debtaudit, builder.folder)
    assert only(report, "dependency-stale").status == "existing"
    one = only(report, rule)
    assert (one.scan, one.location.path, one.location.line) == ("waivers", "requirements.txt", 1)
    assert sum(found.scan == "waivers" for found in report.findings) == 1


def test_on_its_last_day_a_waiver_holds_and_what_was_not_looked_for_is_not_unused(
    debtaudit: Command, builder: RepositoryBuilder
) -> None:
    line = f"torch==1.10.0  # debtaudit: ignore[dependency-stale] old until {AS_OF}\n"
    builder.commit("Start", {"requirements.txt": line}, date=OLD)
    report = audited(debtaudit, builder.folder)
    assert only(report, "dependency-stale").status == "suppressed"
    report = audited(debtaudit, builder.folder, "--scan", "hotspots")
    assert report.findings == ()


def test_a_change_cannot_waive_its_own_debt_and_keeps_the_waivers_of_the_base(
    debtaudit: Command, builder: RepositoryBuilder
) -> None:
    stale = GOOD.format(rule="dependency-stale")
    builder.commit("Start", {"requirements.txt": f"torch==1.10.0  # {stale}\n"}, date=OLD)
    builder.branch("feature")
    more = f"pandas==0.25.0  # {stale}\ntorch==1.10.0  # {stale}\n"
    builder.commit("Add", {"requirements.txt": more}, date=OLD)
    run = debtaudit("gate", builder.folder, "--base", "main", "--as-of", AS_OF, "--format", "json")
    report = msgspec.json.decode(run.stdout, type=Report)
    found = {one.title.split()[0]: one.status for one in of_rule(report, "dependency-stale")}
    assert found == {"torch": "suppressed", "pandas": "new"}
    assert report.gate is not None
    assert len(report.gate.differences) == 2
    assert "requirements.txt:1 is not in the base like this" in report.gate.differences[0]
