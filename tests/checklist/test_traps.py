"""What looks like evidence and is none."""

import pytest
from msgspec.structs import replace

from debtaudit.checklist.evaluate import evaluate
from debtaudit.checklist.plan import default_plan
from debtaudit.domain.checklist_report import ChecklistItem
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.rules import Scan
from tests.checklist.repository import SERVE, TRAIN, facts_of, items, scan, status

ML = {"src/train.py": TRAIN, "requirements.txt": "torch==2.1.0\n"}
CI = ".github/workflows/ci.yml"


def workflow(run: str, on: str = "push", name: str = "Run") -> str:
    """Return a GitHub workflow with one step."""
    trigger = "schedule:\n    - cron: '0 3 * * 1'" if on == "schedule" else f"{on}:"
    return (
        f"on:\n  {trigger}\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - name: {name}\n        run: |\n          {run}\n"
    )


def test_a_linter_full_of_scikit_learn_words_owes_nothing_of_models() -> None:
    rules = (
        '"""Checks code that uses scikit-learn, shap and evidently."""\n\n'
        'SEEDS = {"sklearn": "random_state", "numpy": "numpy.random.seed", "drift": "evidently"}\n'
        "\n\ndef check_random_state(node):\n    return node.name in SEEDS\n"
    )
    found = items({"lint/rules.py": rules, "pyproject.toml": "[project]\nname = 'lint'\n"})
    for item in ("drift-monitoring", "seeds", "model-documentation", "fairness-explainability"):
        assert found[item].status == "not-applicable", item


def test_seeds_and_devices_that_are_commented_out_seed_nothing() -> None:
    commented = TRAIN.replace(
        "    model =", '    # torch.manual_seed(1)\n    "torch.manual_seed(1)"\n    model ='
    )
    assert status("seeds", {**ML, "src/train.py": commented}) == "fail"


def test_a_workflow_that_only_echoes_runs_nothing() -> None:
    tests = {"tests/test_x.py": "def test_x():\n    assert True\n"}
    echo = workflow('echo "now pytest tests/ and python src/train.py and debtaudit scan ."')
    found = items({**ML, **tests, CI: echo})
    assert found["tests-in-ci"].status == "fail"
    assert found["retraining-pipeline"].status == "fail"
    assert found["debt-reporting"].status == "unknown"


def test_a_readme_that_lists_tools_uses_none_of_them() -> None:
    readme = (
        "# Shop\n\n## Stack\n\nEvidently, SHAP, Great Expectations, Airflow, Prometheus, Argilla.\n"
        "\n```python\nimport evidently\nevidently.Report()\n```\n"
    )
    found = items({**ML, "README.md": readme, "src/serve.py": SERVE})
    for item in ("drift-monitoring", "fairness-explainability", "data-validation"):
        assert found[item].status == "fail", item
    for item in ("retraining-pipeline", "observability"):
        assert found[item].status == "fail", item
    assert found["data-annotation"].status == "unknown"


def test_a_release_procedure_is_no_changelog() -> None:
    # Which document describes a change is the scan's to say: it says none, and a file named
    # RELEASING.md changes nothing of that.
    texts = {**ML, "RELEASING.md": "# Release\n\n1. Bump the version.\n2. Tag.\n"}
    assert status("model-change-log", texts, scan(Scan.MODEL_CHANGES)) == "not-applicable"
    assert status("model-documentation", texts) == "fail"


def test_tests_that_ci_never_runs_are_named() -> None:
    texts = {
        **ML,
        "tests/test_x.py": "def test_x():\n    assert True\n",
        CI: workflow("ruff check ."),
    }
    found = items(texts)["tests-in-ci"]
    assert found.status == "fail"
    assert found.evidence[0].ref == "tests/test_x.py"
    off = workflow("pytest").replace("    runs-on", "    if: false\n    runs-on")
    assert status("tests-in-ci", {**texts, CI: off}) == "fail"


def test_a_scheduled_smoke_test_is_no_retraining() -> None:
    entry = {**ML}
    for run, name in (
        ("python src/train.py", "Smoke test"),
        ("python src/train.py --smoke", "Nightly"),
        ("python src/train.py trainer.fast_dev_run=true", "Nightly"),
        ("python src/train.py --max-steps 2", "Nightly"),
    ):
        ci = workflow(run, on="schedule", name=name)
        assert status("retraining-pipeline", {**entry, CI: ci}) == "fail", run
    real = workflow("python src/train.py --max-steps 20000", on="schedule", name="Nightly")
    assert status("retraining-pipeline", {**entry, CI: real}) == "pass"


def test_a_card_of_headings_alone_is_half_a_card() -> None:
    template = (
        "# Model card\n\n## Intended use\n\n[More Information Needed]\n\n## Training data\n\n"
        "<!-- what it was\ntrained on -->\n\n## Limitations\n\nTBD\n\n"
        "## Evaluation\n\n{{ results }}\n"
    )
    assert status("model-documentation", {**ML, "MODEL_CARD.md": template}) == "partial"
    filled = template.replace("[More Information Needed]", "Ranking offers.").replace(
        "TBD", "Fails on new shops."
    )
    filled = filled.replace("{{ results }}", "AUC 0.8 on last month.")
    assert status("model-documentation", {**ML, "MODEL_CARD.md": filled}) == "pass"


def test_a_stage_that_runs_an_example_is_no_pipeline_of_the_project() -> None:
    dvc = "stages:\n  t:\n    cmd: python examples/demo.py\n"
    texts = {**ML, "examples/demo.py": TRAIN, "dvc.yaml": dvc}
    assert status("retraining-pipeline", texts) == "fail"


# -- bad input: each costs a line and its place, and the other items their answers -----------------


def test_a_chart_that_is_a_template_leaves_no_gap() -> None:
    chart = "apiVersion: v1\n{{- if .Values.on }}\nkind: {{ .Values.kind }}\n{{- end }}\n"
    found = items({**ML, "src/serve.py": SERVE, "charts/x/templates/d.yaml": chart})
    assert found["observability"].status == "fail"
    assert found["drift-monitoring"].status == "fail"


@pytest.mark.parametrize(
    ("item", "path"),
    [
        ("seeds", "src/more.py"),
        ("drift-monitoring", "notebooks/more.ipynb"),
        ("tests-in-ci", CI),
        ("observability", "deploy/rules.yml"),
        ("lock-file", "poetry.lock"),
        ("pinned-environment", "services/requirements.txt"),
        ("dependency-inventory", "pyproject.toml"),
        ("containers", "Dockerfile"),
        ("model-documentation", "README.md"),
    ],
)
def test_a_file_that_was_not_read_leaves_open_what_it_may_hold(item: str, path: str) -> None:
    """In a clone that lacks its bytes, or above a limit: nobody knows that it holds nothing."""
    whole, facts = with_and_without(path)
    found = found_in(facts, item)
    assert (found.status, found.reason) == (
        "unknown",
        f"Could not be read: {path}, not read: not in this clone.",
    )
    assert found_in(whole, item).status != "unknown"


@pytest.mark.parametrize(
    ("item", "path"),
    [
        ("drift-monitoring", "examples/more.ipynb"),
        ("data-validation", "tests/test_more.py"),
        ("observability", "examples/deploy/rules.yml"),
        ("fairness-explainability", "docs/more.ipynb"),
        ("model-documentation", "tutorials/README.md"),
    ],
)
def test_an_example_that_was_not_read_leaves_nothing_open(item: str, path: str) -> None:
    whole, facts = with_and_without(path)
    assert found_in(facts, item).status == found_in(whole, item).status == "fail"


def with_and_without(path: str) -> tuple[RepositoryFacts, RepositoryFacts]:
    """Return the facts of a repository with a file, and those of a clone that lacks its bytes."""
    texts = {"src/train.py": TRAIN, "src/serve.py": SERVE}
    whole = facts_of({**texts, path: '{"cells": []}' * path.endswith("ipynb")})
    known = {one: fact for one, fact in whole.facts.items() if one != path}
    said = Diagnostic("warning", path, "not read: not in this clone")
    return whole, replace(whole, facts=known, diagnostics=(said,))


def found_in(facts: RepositoryFacts, item: str) -> ChecklistItem:
    """Return an item of the checklist of a service."""
    plan = replace(default_plan(), profile="service")
    return {one.id: one for one in evaluate(facts, (), plan).items}[item]


def test_settings_that_are_broken_leave_open_what_they_may_hold() -> None:
    found = items({**ML, "src/serve.py": SERVE, "deploy/rules.yml": "alert: [drift\n"})
    assert found["observability"].status == "unknown"
    assert "deploy/rules.yml" in found["observability"].reason
    assert found["containers"].status == "fail"


def test_a_huge_yaml_file_costs_only_its_own_answer() -> None:
    huge = "a:\n" + "".join(f"  k{n}: [1, 2, 3, 4, 5]\n" for n in range(20_000))
    found = items({**ML, "data/huge.yml": huge, "src/serve.py": SERVE})
    assert "data/huge.yml" in found["observability"].reason
    assert found["containers"].status == "fail"


def test_a_workflow_that_does_not_parse_leaves_the_other_items_their_answers() -> None:
    tests = {"tests/test_x.py": "def test_x():\n    assert True\n"}
    found = items({**ML, **tests, CI: "jobs: [\n"})
    assert found["tests-in-ci"].status == "unknown"
    assert CI in found["tests-in-ci"].reason
    assert found["pinned-environment"].status == "pass"


def test_the_pins_of_one_script_do_not_pin_the_project() -> None:
    pins = "torch==2.1.0\n"
    script = {"src/train.py": TRAIN, "scripts/adapt/requirements.txt": pins}
    assert status("pinned-environment", script) == "pass"
    loose = {**script, "requirements.txt": "torch\n"}
    assert status("pinned-environment", loose) == "fail"
    apart = {**script, "requirements.txt": "torch\n", "requirements/prod.txt": pins}
    assert status("pinned-environment", apart) == "pass"


def test_an_image_that_files_are_copied_from_is_no_base() -> None:
    text = "FROM python:3.11-slim\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\n"
    assert status("containers", {**ML, "Dockerfile": text}) == "pass"
    assert status("containers", {**ML, "Dockerfile": text.replace("3.11-slim", "latest")}) != "pass"


def test_code_that_writes_cards_is_half_a_card() -> None:
    code = TRAIN.replace(
        "def main():", "from huggingface_hub import ModelCard\n\n\ndef main():\n    ModelCard('x')"
    )
    assert status("model-documentation", {**ML, "src/train.py": code}) == "partial"


def test_ci_that_trains_through_a_make_target_trains() -> None:
    make = {"Makefile": "train:\n\tpython src/train.py\n"}
    ci = workflow("make train", name="Train the model")
    assert status("retraining-pipeline", {**ML, **make, CI: ci}) == "pass"
    tried = workflow("make train", name="Regression test")
    assert status("retraining-pipeline", {**ML, **make, CI: tried}) == "fail"
    by_hand = workflow("make train", on="workflow_dispatch", name="Train")
    assert status("retraining-pipeline", {**ML, **make, CI: by_hand}) == "partial"


def test_a_training_that_is_ordered_from_a_cloud_is_a_model() -> None:
    order = "import boto3\n\nboto3.client('sagemaker').create_training_job(TrainingJobName='x')\n"
    assert status("model-documentation", {"deploy.py": order}) == "fail"
    other = order.replace("create_training_job", "list_buckets")
    assert status("model-documentation", {"deploy.py": other}) == "not-applicable"


def test_a_page_that_an_application_shows_lists_no_models() -> None:
    page = "<h1>Models</h1>\n"
    assert status("model-inventory", {**ML, "webapp/templates/model_list.html": page}) == "fail"
    assert status("model-inventory", {**ML, "static/model_inventory.html": page}) == "fail"
    assert status("model-inventory", {**ML, "docs/model_inventory.html": page}) != "fail"


def test_a_step_named_after_a_training_that_runs_a_program_is_not_sure() -> None:
    run = "import sys\nfrom importlib import import_module\n\nimport_module(sys.argv[1]).main()\n"
    jenkins = (
        "pipeline {\n  agent any\n  stages {\n    stage('Run ML pipeline') {\n      steps {\n"
        "        sh 'python3 run.py train'\n      }\n    }\n  }\n}\n"
    )
    found = items({**ML, "run.py": run, "Jenkinsfile": jenkins})["retraining-pipeline"]
    assert found.status == "partial"
    assert found.evidence[0].detail == "Run ML pipeline starts run.py; that it trains is not seen"
    for other in (
        jenkins.replace("Run ML pipeline", "Run"),
        jenkins.replace("Run ML pipeline", "Train (smoke)"),
        jenkins.replace("python3 run.py train", "pip install train"),
        jenkins.replace("run.py train", "other.py"),
    ):
        texts = {**ML, "run.py": run, "Jenkinsfile": other}
        assert status("retraining-pipeline", texts) == "fail"
