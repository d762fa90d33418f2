"""action.yml and the workflow of `init --ci github`: their shell steps, run in a clean clone."""

import json
import re
from pathlib import Path

import pytest

from debtaudit.config.ci_templates import Service, ci_template
from debtaudit.gather.builder import RepositoryBuilder
from tests.ci.shop import (
    CASES,
    ROOT,
    Step,
    action_steps,
    checkout_for,
    clone,
    pull_request,
    workflow_steps,
)

WORKFLOW = ci_template(Service.GITHUB).text
STEPS = {"action": action_steps(), "workflow": workflow_steps(WORKFLOW)}
COMMENT = {"GITHUB_REPOSITORY": "team/forecast", "PULL_REQUEST": "12", "GH_TOKEN": "secret"}


def gate(steps: dict[str, Step]) -> str:
    return steps["Gate"].run


@pytest.mark.parametrize("kind", STEPS)
@pytest.mark.parametrize("case", CASES)
def test_the_gate_step_ends_with_the_code_of_the_gate(
    kind: str, case: str, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    checkout, code = checkout_for(case, builder, tmp_path)
    output = tmp_path / "output"
    done = checkout.run(
        gate(STEPS[kind]), {"AUDITED": ".", "BASE": "", "GITHUB_OUTPUT": str(output)}
    )
    assert done.returncode == code, done.stderr
    if kind == "action":
        assert output.read_text() == f"exit-code={code}\n"
    written = sorted(path.name for path in checkout.results.iterdir())
    expected = ["debtaudit.comment.md", "debtaudit.json", "debtaudit.sarif"]
    assert written == ([] if code == 2 else expected)
    if expected == written:
        assert json.loads((checkout.results / "debtaudit.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.parametrize("kind", STEPS)
def test_a_pull_request_is_judged_by_what_it_adds(
    kind: str, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    checkout = pull_request(builder, tmp_path)
    env = {"AUDITED": ".", "BASE": "origin/main", "GITHUB_OUTPUT": str(tmp_path / "output")}
    summary = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    done = checkout.run(gate(STEPS[kind]), {**env, **summary})
    assert done.returncode == 1, done.stderr
    annotated = [line for line in done.stderr.splitlines() if " file=" in line]
    # the program is new to the model and no document says so, and no test runs it
    assert len(annotated) == 2
    assert all("file=src/retrain.py" in line for line in annotated)
    for text in (
        (checkout.results / "debtaudit.comment.md").read_text(),
        (tmp_path / "summary.md").read_text(),
    ):
        assert "**2 new**, 0 worse, 0 fixed" in text
        assert text.index("src/retrain.py") < text.index("What was there before")
    sarif = json.loads((checkout.results / "debtaudit.sarif").read_text())
    states = [one["baselineState"] for one in sarif["runs"][0]["results"]]
    assert states == ["new", "new", "unchanged"]
    if kind == "action":
        assert checkout.run(gate(STEPS[kind]), {**env, "WARN_ONLY": "1"}).returncode == 0


@pytest.mark.parametrize("kind", STEPS)
def test_a_comment_is_written_once_and_then_edited(
    kind: str, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("Start", {"README.md": "# Forecast\n"})
    checkout = clone(builder.folder, tmp_path)
    checkout.results.mkdir()
    body = checkout.results / "debtaudit.comment.md"
    body.write_text("<!-- debtaudit-comment -->\n")
    script = STEPS[kind]["Comment"].run
    comments = "repos/team/forecast/issues/12/comments"
    assert checkout.run(script, {**COMMENT, "COMMENTS": ""}).returncode == 0
    assert checkout.calls("gh")[1] == f"api --silent --method POST {comments} --field body=@{body}"
    assert checkout.run(script, {**COMMENT, "COMMENTS": "77\\n88\\n"}).returncode == 0
    edited = "repos/team/forecast/issues/comments/77"
    assert checkout.calls("gh")[3] == f"api --silent --method PATCH {edited} --field body=@{body}"


def test_where_there_is_no_report_there_is_no_comment(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("Start", {"README.md": "# Forecast\n"})
    checkout = clone(builder.folder, tmp_path)
    for steps in STEPS.values():
        assert checkout.run(steps["Comment"].run, COMMENT).returncode == 0
    assert checkout.calls("gh") == []


def test_what_is_installed_is_this_action_or_a_version(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("Start", {"README.md": "# Forecast\n"})
    checkout = clone(builder.folder, tmp_path)
    checkout.run(STEPS["action"]["Install"].run, {"PACKAGE": "debtaudit==1.2"})
    checkout.run(STEPS["workflow"]["Install"].run, {})
    assert checkout.calls("python") == [
        "-m pip install --quiet debtaudit==1.2",
        "-m pip install --quiet debtaudit",
    ]


def test_no_text_of_the_pull_request_becomes_part_of_a_script() -> None:
    for steps in STEPS.values():
        for step in steps.values():
            assert "${{" not in step.run


def test_both_write_the_same_comment() -> None:
    assert STEPS["action"]["Comment"].run == STEPS["workflow"]["Comment"].run


def test_every_input_is_used_and_every_used_input_is_declared() -> None:
    text = (ROOT / "action.yml").read_text()
    declared = re.findall(r"^  ([a-z-]+):$", text.split("outputs:")[0], re.MULTILINE)
    assert set(re.findall(r"inputs\.([a-z-]+)", text)) == set(declared) - {"icon", "color"}


def test_the_whole_history_is_fetched() -> None:
    assert "fetch-depth: 0" in WORKFLOW
