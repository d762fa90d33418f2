"""The job of `init --ci gitlab`: its script, run in a clean clone."""

import json
from pathlib import Path

import pytest
import yaml

from debtaudit.config.ci_templates import Service, ci_template
from debtaudit.gather.builder import RepositoryBuilder
from tests.ci.shop import CASES, checkout_for, gitlab_script, pull_request

TEXT = ci_template(Service.GITLAB).text


@pytest.mark.parametrize("case", CASES)
def test_the_job_ends_with_the_code_of_the_gate(
    case: str, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    checkout, code = checkout_for(case, builder, tmp_path)
    cache = {"DEBTAUDIT_CACHE_DIR": str(checkout.folder / ".debtaudit-cache")}
    done = checkout.run(gitlab_script(TEXT), {"CI_PROJECT_DIR": str(checkout.folder), **cache})
    assert done.returncode == code, done.stderr
    assert checkout.calls("python") == ["-m pip install --quiet debtaudit"]
    artifacts = yaml.safe_load(TEXT)["debtaudit"]["artifacts"]
    names = [*artifacts["paths"], *artifacts["reports"].values()]
    assert all((checkout.folder / name).exists() == (code != 2) for name in names)
    if code == 1:
        issues = json.loads((checkout.folder / "gl-code-quality-report.json").read_text())
        assert [issue["location"]["path"] for issue in issues] == ["src/train.py"]


def test_a_merge_request_is_judged_by_what_it_adds(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    checkout = pull_request(builder, tmp_path)
    done = checkout.run(gitlab_script(TEXT), {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "origin/main"})
    assert done.returncode == 1, done.stderr
    report = (checkout.folder / "debtaudit.junit.xml").read_text()
    assert report.count("<failure") == 2
    failed = [one.partition("</failure>")[0] for one in report.split("<failure")[1:]]
    assert all("src/retrain.py" in one for one in failed)


def test_the_whole_history_is_fetched() -> None:
    assert yaml.safe_load(TEXT)["debtaudit"]["variables"]["GIT_DEPTH"] == "0"
