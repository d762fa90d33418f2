"""The checklist: statuses from evidence, and the traps that a word in a text sets."""

import pytest
from msgspec.structs import replace

from debtaudit.checklist.computed import computed_names
from debtaudit.checklist.evaluate import evaluate
from debtaudit.checklist.plan import default_plan
from debtaudit.domain.findings import ScanResult, Status
from debtaudit.domain.report_rows import (
    Documentation,
    DocumentReference,
    EntryPoint,
    ModelChange,
    ModelChangeKind,
    Tested,
    TestReference,
)
from debtaudit.domain.rules import Scan
from debtaudit.knowledge.checklist_items import ComputedRule
from debtaudit.knowledge.checklists import BUILT_IN, built_in, default_items
from tests.checklist.repository import ML, SERVE, TRAIN, facts_of, items, refs, scan, status
from tests.resolve.drawing import notebook

CONTRACT = (
    "model-inventory dependency-inventory drift-monitoring data-anomaly-monitoring "
    "model-change-log model-documentation risk-criteria feedback-loop debt-reporting "
    "retraining-pipeline retraining-tests tests-in-ci data-validation seeds pinned-environment "
    "lock-file containers fairness-explainability data-annotation observability compliance"
)


def workflow(run: str, on: str = "push", name: str = "Run") -> str:
    """Return a GitHub workflow with one step."""
    trigger = "schedule:\n    - cron: '0 3 * * 1'" if on == "schedule" else f"{on}:"
    return (
        f"on:\n  {trigger}\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - name: {name}\n        run: {run}\n"
    )


def test_all_items_of_the_contract_in_its_order() -> None:
    assert tuple(item.id for item in default_items()) == tuple(CONTRACT.split())
    assert tuple(items(ML)) == tuple(CONTRACT.split())


def test_every_item_says_what_it_asks_why_where_from_and_what_to_do() -> None:
    for item in default_items():
        assert item.question.endswith("?")
        assert item.why.endswith(".")
        assert item.source
        assert item.remedy.endswith((".", ")"))
        assert item.rules


def test_every_computed_rule_has_its_function() -> None:
    items = [item for name in BUILT_IN for item in built_in(name).items]
    named = {r.by for item in items for r in item.rules if isinstance(r, ComputedRule)}
    assert named == computed_names()


def test_what_passes_has_evidence_and_what_does_not_has_a_remedy() -> None:
    for item in items({**ML, "LICENSE": "MIT", "Dockerfile": "FROM python:3.11\n"}).values():
        if item.status == "pass":
            assert item.evidence, item.id
            assert item.remedy == ""
        else:
            assert item.remedy, item.id


def test_an_empty_repository_owes_nothing_of_machine_learning() -> None:
    found = items({})
    assert found["seeds"].status == "not-applicable"
    assert "no model code" in found["seeds"].reason
    assert found["seeds"].remedy == ""
    assert found["dependency-inventory"].status == "not-applicable"


def test_software_without_models_keeps_the_items_that_any_software_owes() -> None:
    found = items({"app.py": "import requests\nrequests.get('x')\n", "setup.cfg": ""})
    assert found["drift-monitoring"].status == "not-applicable"
    assert found["lock-file"].status == "fail"
    assert found["dependency-inventory"].status == "fail"


def test_a_linter_full_of_the_words_of_machine_learning_has_no_models() -> None:
    rules = 'RULES = {"NPY002": "numpy.random.seed", "TORCH": "torch.load", "sklearn": "fit"}\n'
    found = items({"lint/rules.py": f'"""Checks scikit-learn code."""\n{rules}'})
    assert found["model-documentation"].status == "not-applicable"


def test_the_same_facts_give_the_same_checklist() -> None:
    facts = facts_of({**ML, "LICENSE": "MIT", "Makefile": "train:\n\tpython src/train.py\n"})
    assert evaluate(facts, (), default_plan()) == evaluate(facts, (), default_plan())


# -- libraries: declared, used ---------------------------------------------------------------------

DRIFT_USED = TRAIN.replace(
    "def main():", "from evidently.report import Report\n\n\ndef main():\n    Report(metrics=[])"
)


def test_a_library_passes_where_training_calls_it() -> None:
    texts = {**ML, "src/train.py": DRIFT_USED}
    assert status("drift-monitoring", texts) == "pass"
    assert refs("drift-monitoring", texts) == ("src/train.py:9",)


def test_an_import_alone_is_weak() -> None:
    texts = {**ML, "src/train.py": f"import evidently\n{TRAIN}"}
    assert status("drift-monitoring", texts) == "partial"
    assert "never called" in items(texts)["drift-monitoring"].evidence[0].detail


def test_a_declared_library_that_nothing_imports_is_partial() -> None:
    texts = {**ML, "requirements.txt": "torch==2.1.0\nevidently==0.4\n"}
    assert status("drift-monitoring", texts) == "partial"
    assert refs("drift-monitoring", texts) == ("requirements.txt:2",)


def test_a_library_that_only_tests_use_is_no_evidence() -> None:
    texts = {**ML, "tests/test_x.py": "import evidently\n\n\ndef test():\n    evidently.run()\n"}
    assert status("drift-monitoring", texts) == "fail"


def test_a_readme_that_lists_tools_is_no_evidence() -> None:
    texts = {**ML, "README.md": "# Stack\n\nWe use Evidently, SHAP, Great Expectations, Airflow.\n"}
    found = items(texts)
    for item in ("drift-monitoring", "fairness-explainability", "data-validation"):
        assert found[item].status == "fail"
    assert found["retraining-pipeline"].status == "fail"


def test_an_example_of_a_library_is_no_use_of_it() -> None:
    explained = TRAIN.replace("def main():", "import shap\n\n\ndef main():\n    shap.Explainer()")
    texts = {**ML, "examples/explain.py": explained}
    assert status("fairness-explainability", texts) == "partial"


def test_a_part_of_a_library_is_told_from_the_whole() -> None:
    texts = {**ML, "src/train.py": f"import sklearn.metrics\n{TRAIN}"}
    assert status("fairness-explainability", texts) == "fail"
    inspected = TRAIN.replace(
        "def main():",
        "from sklearn.inspection import permutation_importance\n\n\n"
        "def main():\n    permutation_importance()",
    )
    assert status("fairness-explainability", {**ML, "src/train.py": inspected}) == "pass"


def test_request_models_validate_the_data_of_a_service_only() -> None:
    body = "from pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    x: float\n"
    assert status("data-validation", {**ML, "src/serve.py": SERVE + body}) == "pass"
    assert status("data-validation", {**ML, "src/train.py": TRAIN + body}) == "fail"
    declared = {**ML, "requirements.txt": "torch==2.1.0\npydantic==2.0\n"}
    assert status("data-validation", declared) == "fail"


def test_metrics_count_in_serving_code_and_without_any_nobody_can_tell() -> None:
    assert status("observability", ML) == "unknown"
    assert status("observability", {**ML, "src/serve.py": SERVE}) == "fail"
    counted = f"import sentry_sdk\n\nsentry_sdk.init()\n{SERVE}"
    assert status("observability", {**ML, "src/serve.py": counted}) == "pass"
    alone = {**ML, "src/train.py": f"import sentry_sdk\n\nsentry_sdk.init()\n{TRAIN}"}
    assert status("observability", alone) == "partial"


def test_registering_a_model_is_an_inventory() -> None:
    logged = TRAIN.replace(
        "def main():", "import mlflow\n\n\ndef main():\n    mlflow.register_model('runs:/1', 'x')"
    )
    assert status("model-inventory", {**ML, "src/train.py": logged}) == "pass"
    plain = logged.replace("register_model('runs:/1', 'x')", "log_metric('a', 1)")
    assert status("model-inventory", {**ML, "src/train.py": plain}) == "fail"


def test_a_model_of_a_pipeline_is_registered_in_its_group() -> None:
    made = "from sagemaker.workflow.model_step import ModelStep\n\n\ndef main(model):\n    return "
    plain = f"{made}model.register(inference_instances=[])\n\n\nmain(1)\n"
    named = plain.replace("[]", "[], model_package_group_name='churn'")
    assert status("model-inventory", {**ML, "pipeline.py": plain}) == "fail"
    assert status("model-inventory", {**ML, "pipeline.py": named}) != "fail"


def test_logging_a_model_registers_it_only_under_a_name() -> None:
    logged = TRAIN.replace(
        "def main():", "import mlflow\n\n\ndef main():\n    mlflow.pytorch.log_model(1, 'm')"
    )
    named = logged.replace("'m')", "'m', registered_model_name='x')")
    assert status("model-inventory", {**ML, "src/train.py": logged}) == "fail"
    assert status("model-inventory", {**ML, "src/train.py": named}) == "pass"


# -- documents and settings ------------------------------------------------------------------------


def test_a_model_card_passes_by_its_sections_and_not_by_its_name() -> None:
    card = "# Model card\n\n## Intended use\nx\n\n## Training data\nx\n\n## Limitations\nx\n"
    assert status("model-documentation", {**ML, "MODEL_CARD.md": card}) == "pass"
    assert status("model-documentation", {**ML, "MODEL_CARD.md": "# To do\n"}) == "partial"


def test_the_front_matter_of_a_readme_is_a_card_of_the_hub() -> None:
    readme = "---\nlicense: mit\npipeline_tag: text-classification\ndatasets:\n- glue\n---\n# M\n"
    assert status("model-documentation", {**ML, "README.md": readme}) == "pass"
    assert status("model-documentation", {**ML, "README.md": "---\ntitle: x\n---\n"}) == "fail"


def test_a_licence_and_a_data_statement_are_both_needed() -> None:
    licence = {**ML, "LICENSE": "MIT"}
    assert status("compliance", ML) == "unknown"
    assert status("compliance", licence) == "partial"
    assert status("compliance", {**licence, "DATA_CARD.md": "# Data\n"}) == "pass"


def test_what_is_kept_elsewhere_is_unknown_and_says_so() -> None:
    found = items(ML)
    for item in ("risk-criteria", "feedback-loop", "debt-reporting", "data-annotation"):
        assert found[item].status == "unknown"
        assert found[item].reason == "Nothing of it is in the repository."


def test_what_was_looked_for_and_not_found_is_named() -> None:
    for item in items({"train.py": TRAIN}).values():
        if item.status == "fail":
            assert item.reason or item.evidence, item.id


def test_issue_templates_are_half_a_feedback_loop() -> None:
    texts = {**ML, ".github/ISSUE_TEMPLATE/bug.md": "# Bug\n"}
    assert status("feedback-loop", texts) == "partial"


def test_an_alert_rule_on_drift_is_operated() -> None:
    rules = "groups:\n- name: model\n  rules:\n  - alert: FeatureDriftHigh\n    expr: drift > 1\n"
    texts = {**ML, "monitoring/alerts.yml": rules}
    assert status("drift-monitoring", texts) == "pass"
    other = {**ML, "monitoring/alerts.yml": rules.replace("FeatureDriftHigh", "DiskFull")}
    assert status("drift-monitoring", other) == "fail"


# -- CI --------------------------------------------------------------------------------------------

TESTED = {**ML, "tests/test_x.py": "def test_x():\n    assert True\n"}
CI = ".github/workflows/ci.yml"


def test_ci_that_runs_the_tests_passes() -> None:
    texts = {**TESTED, CI: workflow("pytest")}
    assert status("tests-in-ci", texts) == "pass"
    assert refs("tests-in-ci", texts)[0].startswith(f"{CI}:")


def test_a_workflow_that_only_echoes_runs_no_tests() -> None:
    texts = {**TESTED, CI: workflow('echo "pytest tests"', name="Run tests")}
    assert status("tests-in-ci", texts) == "fail"
    assert refs("tests-in-ci", texts) == ("tests/test_x.py",)


def test_a_step_that_is_switched_off_runs_no_tests() -> None:
    off = workflow("pytest").replace("- name: Run\n", "- name: Run\n        if: false\n")
    assert status("tests-in-ci", {**TESTED, CI: off}) == "fail"


def test_tests_that_only_a_person_starts_are_partial() -> None:
    texts = {**TESTED, CI: workflow("pytest", on="workflow_dispatch")}
    assert status("tests-in-ci", texts) == "partial"


def test_ci_without_tests_tests_nothing() -> None:
    found = items({**ML, CI: workflow("pytest")})["tests-in-ci"]
    assert found.status == "fail"
    assert "no tests in Python" in found.reason


def test_a_make_target_is_followed_to_what_it_runs() -> None:
    texts = {**TESTED, CI: workflow("make check"), "Makefile": "check: unit\n\nunit:\n\tpytest\n"}
    assert status("tests-in-ci", texts) == "pass"
    texts["Makefile"] = "check:\n\techo pytest\n"
    assert status("tests-in-ci", texts) == "fail"


def test_a_make_target_of_the_matrix_is_each_that_it_can_mean() -> None:
    texts = {**TESTED, CI: workflow("make test-${{ matrix.part }}-unit")}
    assert status("tests-in-ci", {**texts, "Makefile": "test-sdk-unit:\n\tpytest\n"}) == "pass"
    assert status("tests-in-ci", {**texts, "Makefile": "test-sdk:\n\tpytest\n"}) == "fail"
    anything = {**texts, CI: workflow("make ${{ matrix.target }}")}
    assert status("tests-in-ci", {**anything, "Makefile": "unit:\n\tpytest\n"}) == "fail"


def test_make_targets_that_need_each_other_end() -> None:
    texts = {**TESTED, CI: workflow("make a"), "Makefile": "a: b\n\tmake b\n\nb: a\n\tmake a\n"}
    assert status("tests-in-ci", texts) == "fail"


def test_debt_is_reported_by_a_schedule() -> None:
    scheduled = workflow("debtaudit scan . -o debt.md", on="schedule")
    assert status("debt-reporting", {**ML, CI: scheduled}) == "pass"
    assert status("debt-reporting", {**ML, CI: workflow("debtaudit scan .")}) == "partial"
    installed = workflow("pip install debtaudit", on="schedule")
    assert status("debt-reporting", {**ML, CI: installed}) == "unknown"


def test_a_workflow_that_cannot_be_read_leaves_the_answer_open() -> None:
    texts = {**TESTED, CI: "on: [push\njobs: {{{\n"}
    found = items(texts)["tests-in-ci"]
    assert found.status == "unknown"
    assert CI in found.reason


# -- retraining ------------------------------------------------------------------------------------


def test_a_stage_that_trains_is_a_pipeline() -> None:
    dvc = "stages:\n  train:\n    cmd: python src/train.py\n    outs:\n    - model.pt\n"
    assert status("retraining-pipeline", {**ML, "dvc.yaml": dvc}) == "pass"
    other = dvc.replace("src/train.py", "src/prepare.py")
    texts = {**ML, "dvc.yaml": other, "src/prepare.py": "print(1)\n"}
    assert status("retraining-pipeline", texts) == "fail"


def test_a_make_target_that_trains_is_started_by_hand() -> None:
    texts = {**ML, "Makefile": "train:\n\tpython src/train.py\n"}
    found = items(texts)["retraining-pipeline"]
    assert found.status == "fail"
    assert found.evidence[0].ref == "Makefile"
    assert "by hand only" in found.reason


def test_scheduled_training_is_a_pipeline_and_a_scheduled_smoke_test_is_none() -> None:
    training = workflow("python src/train.py", on="schedule", name="Retrain")
    assert status("retraining-pipeline", {**ML, CI: training}) == "pass"
    smoke = workflow("python src/train.py --fast", on="schedule", name="Smoke test")
    assert status("retraining-pipeline", {**ML, CI: smoke}) == "fail"


def test_an_orchestrator_counts_where_it_runs_the_training() -> None:
    flow = (
        "from prefect import flow\nfrom train import main\n\n\n@flow\ndef retrain():\n    main()\n"
    )
    assert status("retraining-pipeline", {**ML, "src/flow.py": flow}) == "pass"
    other = "from prefect import flow\n\n\n@flow\ndef clean():\n    print(1)\n"
    assert status("retraining-pipeline", {**ML, "src/flow.py": other}) == "partial"


def entry(path: str, tested: Tested) -> EntryPoint:
    tests = (TestReference("tests/test_t.py::test_t", "calls main"),) if tested == "tested" else ()
    return EntryPoint(path, "main", 5, "pytorch", (), (), tested, tests)


@pytest.mark.parametrize(
    ("tested", "expected"),
    [
        (("tested", "tested"), "pass"),
        (("tested", "untested"), "partial"),
        (("smoke-run", "untested"), "fail"),
    ],
)
def test_the_retraining_tests_are_those_of_the_scan(
    tested: tuple[Tested, ...], expected: str
) -> None:
    rows = [entry(f"src/{number}.py", one) for number, one in enumerate(tested)]
    result = scan(Scan.RETRAINING_TESTS, *rows)
    assert status("retraining-tests", ML, result) == expected


@pytest.mark.parametrize("tested", ["tested", "untested"])
def test_the_examples_that_the_scan_counts_and_the_item_leaves_out_are_told(tested: Tested) -> None:
    rows = [entry("src/train.py", tested), entry("examples/a.py", "untested")]
    item = items(ML, scan(Scan.RETRAINING_TESTS, *rows))["retraining-tests"]
    said = "1 more in examples and the like, which the scan counts, are left out here."
    assert item.reason.endswith(said)
    alone = items(ML, scan(Scan.RETRAINING_TESTS, rows[0]))["retraining-tests"]
    assert "left out" not in alone.reason


def test_where_all_that_is_untested_may_run_by_name_nothing_is_claimed() -> None:
    files = {
        "kernel.py": "from sklearn.svm import SVC\n\nclass Kernel:\n    def fit(self, x, y):\n"
        "        self.model = SVC().fit(x, y)\n",
        "tests/test_all.py": "def test_it():\n    run({'module': 'Kernel'})\n",
    }
    row = replace(entry("kernel.py", "untested"), symbol="Kernel.fit")
    result = scan(Scan.RETRAINING_TESTS, row)
    assert status("retraining-tests", files, result) == "unknown"
    files["tests/test_all.py"] = "def test_it():\n    run({'module': 'Other'})\n"
    assert status("retraining-tests", files, result) == "fail"


def test_a_scan_that_was_not_run_leaves_its_items_open() -> None:
    found = items(ML)
    assert found["retraining-tests"].status == "unknown"
    assert found["model-change-log"].status == "unknown"


# -- model changes ---------------------------------------------------------------------------------


def change(
    documentation: Documentation, kinds: tuple[ModelChangeKind, ...] = ("loss",)
) -> ModelChange:
    documents = (DocumentReference("CHANGELOG.md", 3, "names the loss"),)
    return ModelChange(
        commit="0" * 40,
        commits=(),
        date="2026-01-01",
        author="a",
        subject="s",
        kinds=kinds,
        details=(),
        documentation=documentation,
        documents=documents if documentation == "documented" else (),
        confidence=0.9,
    )


@pytest.mark.parametrize(
    ("documentations", "expected"),
    [
        (("documented", "documented"), "pass"),
        (("documented", "undocumented"), "partial"),
        (("documented", "message-only", "undocumented"), "fail"),
        ((), "not-applicable"),
    ],
)
def test_the_change_log_is_as_good_as_its_share(
    documentations: tuple[Documentation, ...], expected: str
) -> None:
    result = scan(Scan.MODEL_CHANGES, *[change(one) for one in documentations])
    assert status("model-change-log", ML, result) == expected


@pytest.mark.parametrize(
    ("documentations", "expected"),
    [
        (("documented", "unknown"), "unknown"),
        (("documented", "undocumented", "unknown", "unknown"), "unknown"),
        (("documented", "documented", "undocumented", "unknown"), "partial"),
        (("undocumented", "undocumented", "undocumented", "unknown"), "fail"),
    ],
)
def test_documents_that_were_not_read_decide_nothing(
    documentations: tuple[Documentation, ...], expected: str
) -> None:
    changes = [change(one) for one in documentations]
    result = scan(Scan.MODEL_CHANGES, *changes, status=Status.PARTIAL, reason="partial clone")
    assert status("model-change-log", ML, result) == expected


def test_the_first_version_of_a_model_is_no_undocumented_change() -> None:
    result = scan(Scan.MODEL_CHANGES, change("undocumented", ("initial",)), change("documented"))
    assert status("model-change-log", ML, result) == "pass"
    assert refs("model-change-log", ML, result) == ("CHANGELOG.md:3",)


def test_half_a_history_is_no_pass() -> None:
    result = scan(
        Scan.MODEL_CHANGES, change("documented"), status=Status.PARTIAL, reason="shallow clone"
    )
    assert status("model-change-log", ML, result) == "unknown"
    missing = scan(Scan.MODEL_CHANGES, status=Status.NOT_ASSESSED, reason="no git repository")
    assert "No git repository" in items(ML, missing)["model-change-log"].reason


# -- environment -----------------------------------------------------------------------------------


def test_every_import_should_be_declared() -> None:
    assert status("dependency-inventory", ML) == "pass"
    several = "import pandas\nimport yaml\nimport sklearn\n"
    texts = {**ML, "src/train.py": several + TRAIN}
    assert status("dependency-inventory", texts) == "partial"
    assert "pandas is imported and not declared" in [
        one.detail for one in items(texts)["dependency-inventory"].evidence
    ]
    assert status("dependency-inventory", {"src/train.py": TRAIN}) == "fail"


def test_an_import_is_accounted_for_by_what_the_scan_takes_for_it() -> None:
    texts = {**ML, "src/train.py": "import widgets\nimport six\nimport pytz\n" + TRAIN}
    assert status("dependency-inventory", texts) == "partial"
    texts["requirements.txt"] += "acme-widgets\npandas<3\n"
    assert status("dependency-inventory", texts) == "pass"
    texts["requirements.txt"] = texts["requirements.txt"].replace("acme-", "acme-re")
    texts["src/train.py"] = "import acme_rewidgets\n" + texts["src/train.py"]
    details = [one.detail for one in items(texts)["dependency-inventory"].evidence]
    assert "widgets is imported and not declared" in details


def test_own_modules_and_the_standard_library_need_no_declaration() -> None:
    texts = {
        **ML,
        "src/train.py": f"import os\nimport features\nfrom pkg import part\n{TRAIN}",
        "src/features.py": "X = 1\n",
        "src/pkg/part.py": "Y = 1\n",
    }
    assert status("dependency-inventory", texts) == "pass"


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ("torch==2.1.0\n", "pass"),
        ("torch==2.1.0\nnumpy\n", "partial"),
        ("torch>=2\n", "fail"),
        ("pandas==1.0\n", "partial"),
    ],
)
def test_the_environment_is_pinned_by_its_versions(requirements: str, expected: str) -> None:
    texts = {**ML, "requirements.txt": requirements}
    assert status("pinned-environment", texts) == expected


def test_pins_of_the_developers_tools_pin_no_environment() -> None:
    texts = {**ML, "requirements.txt": "torch\n", "requirements-dev.txt": "pytest==8.0\n"}
    assert status("pinned-environment", texts) == "fail"


LOCK = '[[package]]\nname = "torch"\nversion = "2.1.0"\n'


def test_a_lock_file_pins_and_locks() -> None:
    texts = {**ML, "requirements.txt": "torch\n", "poetry.lock": LOCK}
    assert status("lock-file", texts) == "pass"
    assert status("pinned-environment", texts) == "pass"
    assert refs("lock-file", texts) == ("poetry.lock",)
    assert status("lock-file", ML) == "fail"


def test_the_lock_file_of_an_example_is_not_that_of_the_project() -> None:
    assert status("lock-file", {**ML, "examples/a/poetry.lock": LOCK}) == "partial"


def test_the_lock_files_of_a_few_projects_are_not_those_of_all() -> None:
    open_ones = {f"{name}/requirements.txt": "torch\nnumpy\n" for name in ("a", "b", "c")}
    found = items({**ML, **open_ones, "d/poetry.lock": LOCK, "d/requirements.txt": "torch\n"})
    assert found["lock-file"].status == found["pinned-environment"].status == "partial"
    assert "4 of 5 folders" in found["lock-file"].reason
    assert found["lock-file"].evidence[-1].ref == "a/requirements.txt"
    whole = items({**ML, **open_ones, "requirements/poetry.lock": LOCK})
    assert whole["lock-file"].status == whole["pinned-environment"].status == "pass"
    pinned = dict.fromkeys(open_ones, "torch==2.1.0\nnumpy==1.26.4\n")
    found = items({**ML, "requirements.txt": "torch==2.1.0", **pinned, "d/poetry.lock": LOCK})
    assert found["pinned-environment"].status == "pass"


def test_a_long_frozen_list_is_half_a_lock_file() -> None:
    frozen = "".join(f"package{number}==1.{number}\n" for number in range(20))
    assert status("lock-file", {**ML, "requirements.txt": frozen}) == "partial"


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM python:3.11-slim\n", "pass"),
        ("FROM python:latest\n", "partial"),
        ("FROM python\n", "partial"),
        ("FROM python:3.11 AS build\nFROM build\n", "pass"),
    ],
)
def test_a_container_has_a_pinned_base(dockerfile: str, expected: str) -> None:
    assert status("containers", {**ML, "Dockerfile": dockerfile}) == expected


def test_without_a_container_file_there_is_none() -> None:
    assert status("containers", ML) == "fail"


def test_evidence_in_a_notebook_names_the_cell() -> None:
    cells = notebook("import shap", "from sklearn.svm import SVC\nSVC().fit([[0], [1]], [0, 1])")
    found = items({"explore.ipynb": cells})
    assert refs("retraining-tests", {"explore.ipynb": cells}, *_untested("explore.ipynb", 3)) == (
        "explore.ipynb#cell1:2",
    )
    assert found["fairness-explainability"].evidence[0].ref == "explore.ipynb#cell0:1"


def _untested(path: str, line: int) -> tuple[ScanResult, ...]:
    entry = EntryPoint(path, "<notebook>", line, "sklearn", (), (), "untested", (), None)
    return (scan(Scan.RETRAINING_TESTS, entry),)


def test_what_ci_leaves_out_is_a_test_and_no_helper_of_tests() -> None:
    texts = {
        **ML,
        "tests/conftest.py": "",
        "tests/__init__.py": "",
        "tests/test_a.py": "def test_a(): pass",
    }
    (gap,) = items(texts)["tests-in-ci"].evidence
    assert (gap.ref, gap.detail) == ("tests/test_a.py", "1 test file that no CI step runs")
    texts["common/testing/testing_tools.py"] = "def make_rows(): pass"
    (gap,) = items(texts)["tests-in-ci"].evidence
    assert (gap.ref, gap.detail) == ("tests/test_a.py", "1 test file that no CI step runs")


def test_a_script_and_a_submitted_job_are_followed_to_the_tests_that_they_run() -> None:
    texts = {
        **TESTED,
        CI: workflow("anyscale jobs submit jobs/all.yaml --wait"),
        "jobs/all.yaml": "name: all\nentrypoint: bash jobs/all.sh\n",
        "jobs/all.sh": "python train.py\npython -m pytest tests\n",
    }
    (found,) = items(texts)["tests-in-ci"].evidence
    assert found.detail == "job/Run runs the tests through jobs/all.sh"
    assert status("tests-in-ci", {**texts, "jobs/all.sh": "bash jobs/all.sh\n"}) == "fail"


def test_reading_a_schema_validates_nothing() -> None:
    text = "import tensorflow_data_validation as tfdv\n" + TRAIN
    loads = text.replace("def main():", "def main():\n    tfdv.load_schema_text('s')")
    checks = text.replace("def main():", "def main():\n    tfdv.validate_statistics(1, 2)")
    for item in ("data-anomaly-monitoring", "data-validation"):
        assert status(item, {"train.py": loads}) == "partial"
        assert status(item, {"train.py": checks}) == "pass"


def test_a_monitoring_job_is_a_program_of_its_own() -> None:
    text = "from google.cloud import aiplatform as ai\n\nai.ModelDeploymentMonitoringJob()\n"
    assert status("drift-monitoring", {**ML, "ops/monitor.py": text}) == "pass"
    (found,) = items({**ML, "examples/monitor.py": text})["drift-monitoring"].evidence
    assert "is called in an example" in found.detail


def test_finding_wrong_labels_is_half_a_process_of_labelling() -> None:
    text = "from cleanlab.filter import find_label_issues\n\nfind_label_issues([1], [0.5])\n"
    assert status("data-annotation", {**ML, "src/labels.py": text}) == "partial"


def test_a_task_of_invoke_is_followed_to_the_command_that_it_runs() -> None:
    tasks = (
        "from invoke import task\n\n\n@task\ndef unit(c):\n"
        "    c.run('python -m pytest ./tests/unit')\n\n\n@task\ndef lint(c):\n"
        "    c.run('ruff check ./tests')\n"
    )
    texts = {**TESTED, "tasks.py": tasks}
    assert status("tests-in-ci", {**texts, CI: workflow("invoke unit")}) == "pass"
    assert status("tests-in-ci", {**texts, CI: workflow("invoke lint")}) == "fail"


def test_a_library_that_trains_nothing_owes_no_pins() -> None:
    texts = {"pyproject.toml": LIBRARY, "lib/__init__.py": "import urllib3\n"}
    for item in ("pinned-environment", "lock-file"):
        assert status(item, texts) == "not-applicable"
        assert status(item, {**texts, "train.py": TRAIN}) == "fail"
        assert status(item, {**texts, "requirements.txt": "urllib3>=2\n"}) == "fail"


LIBRARY = '[project]\nname = "lib"\ndependencies = ["urllib3>=2"]\n'


def test_a_part_of_a_namespace_is_named_in_full() -> None:
    texts = {**ML, "src/store.py": "from google.cloud import storage\nstorage.Client()\n"}
    texts["src/train.py"] = "import store\n" + TRAIN
    details = [one.detail for one in items(texts)["dependency-inventory"].evidence]
    assert "google.cloud.storage is imported and not declared" in details
    texts["requirements.txt"] += "google-cloud-storage\n"
    assert status("dependency-inventory", texts) == "pass"
    colab = {**ML, "src/train.py": "from google.colab import drive\n" + TRAIN}
    assert status("dependency-inventory", colab) == "pass"


@pytest.mark.parametrize(
    ("path", "expected"),
    [("src/broken.py", "unknown"), ("examples/broken.py", "fail"), ("tests/broken.py", "fail")],
)
def test_only_the_program_can_hide_what_an_item_looks_for(path: str, expected: str) -> None:
    assert status("fairness-explainability", {**ML, path: "def broken(:\n"}) == expected
