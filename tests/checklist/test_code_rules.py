"""Evidence in code: who calls what, from where, and what is only a word."""

import pytest

from tests.checklist.repository import SERVE, TRAIN, items, refs, status

ML = {"src/train.py": TRAIN, "requirements.txt": "torch==2.1.0\n"}
MONITOR = """\
from evidently.report import Report


def watch():
    Report(metrics=[]).run()


if __name__ == "__main__":
    watch()
"""


def test_a_monitoring_job_is_a_program_of_its_own() -> None:
    found = items({**ML, "monitoring/watch.py": MONITOR})["drift-monitoring"]
    assert found.status == "pass"
    assert found.evidence[0].detail == "evidently is called in a program of its own"


def test_a_module_that_nobody_starts_is_no_monitoring() -> None:
    module = MONITOR.partition("\n\nif __name__")[0]
    assert status("drift-monitoring", {**ML, "src/watch.py": module}) == "partial"


def test_what_ci_runs_on_a_schedule_is_operated() -> None:
    ci = (
        "on:\n  schedule:\n  - cron: '0 3 * * *'\njobs:\n  w:\n    runs-on: x\n    steps:\n"
        "    - run: python monitoring/watch.py\n"
    )
    texts = {**ML, "monitoring/watch.py": MONITOR, ".github/workflows/w.yml": ci}
    assert "on a schedule" in items(texts)["drift-monitoring"].evidence[0].detail


def test_a_watching_notebook_counts_by_what_it_is_called() -> None:
    cells = (
        '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": '
        '["from evidently.report import Report\\n", "Report(metrics=[])"]}], '
        '"metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    assert status("drift-monitoring", {**ML, "notebooks/drift.ipynb": cells}) == "pass"
    assert status("drift-monitoring", {**ML, "notebooks/ideas.ipynb": cells}) == "partial"


def test_a_library_does_not_monitor_by_being_about_drift() -> None:
    own = {"evidently/__init__.py": "", "evidently/report.py": "class Report:\n    pass\n"}
    assert status("drift-monitoring", {**ML, **own, "run.py": MONITOR}) == "fail"
    declared = {**ML, **own, "run.py": MONITOR, "requirements.txt": "torch\nevidently==0.4\n"}
    assert status("drift-monitoring", declared) == "partial"


CHECK = "def check_drift(new):\n    return new\n"


def test_a_function_of_ones_own_counts_where_it_is_called() -> None:
    assert status("drift-monitoring", {**ML, "src/drift.py": CHECK}) == "partial"
    job = f'{CHECK}\n\nif __name__ == "__main__":\n    check_drift(1)\n'
    assert status("drift-monitoring", {**ML, "src/drift.py": job}) == "pass"
    other = 'from drift import check_drift\n\nif __name__ == "__main__":\n    check_drift(1)\n'
    texts = {**ML, "src/drift.py": CHECK, "src/nightly.py": other}
    assert status("drift-monitoring", texts) == "pass"
    assert refs("drift-monitoring", texts) == ("src/drift.py:1",)


def test_a_function_that_only_speaks_of_it_is_none() -> None:
    named = (
        'def plot(drift):\n    """Check drift."""\n\n\nif __name__ == "__main__":\n    plot(1)\n'
    )
    assert status("drift-monitoring", {**ML, "src/plot.py": named}) == "fail"


def test_feedback_is_taken_by_the_service() -> None:
    route = SERVE + '\n\n@app.post("/feedback")\ndef feedback(text: str) -> None:\n    pass\n'
    assert status("feedback-loop", {**ML, "src/app.py": route}) == "pass"
    assert status("feedback-loop", {**ML, "src/app.py": SERVE}) == "unknown"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://v1.zigpoll.com/responses", "pass"),
        ("https://zigpoll.com", "pass"),
        ("https://zigpoll.com.evil.example/x", "unknown"),
        ("https://example.org/zigpoll.com", "unknown"),
    ],
)
def test_a_survey_counts_by_the_host_that_is_asked(address: str, found: str) -> None:
    code = f'import requests\n\n\ndef answers():\n    return requests.get("{address}")\n'
    assert status("feedback-loop", {**ML, "src/survey.py": code}) == found


def test_a_class_of_a_registry_is_known_by_its_full_name() -> None:
    code = "from azureml.core.model import Model as AMLModel\n\nAMLModel.register(1)\n"
    assert status("model-inventory", {**ML, "register.py": code}) == "pass"
    other = code.replace("azureml.core.model", "ours")
    assert status("model-inventory", {**ML, "register.py": other}) == "fail"


def test_a_variable_of_a_module_is_enough_to_reach_it() -> None:
    metrics = (
        "from prometheus_client import Counter\n\nREQUESTS = Counter('requests', 'all of them')\n"
    )
    app = "from .metrics import REQUESTS\n" + SERVE
    texts = {**ML, "app/api.py": app, "app/metrics.py": metrics}
    assert status("observability", texts) == "pass"


FORMAT = """\
from sagemaker.model_monitor import DefaultModelMonitor
from sagemaker.model_monitor.dataset_format import DatasetFormat


def watch(path):
    {call}


if __name__ == "__main__":
    watch("data")
"""


def test_a_part_of_a_monitor_that_watches_nothing_is_no_monitoring() -> None:
    described = FORMAT.format(call="return DatasetFormat.csv(header=True)")
    assert status("drift-monitoring", {**ML, "watch.py": described}) == "partial"
    watched = FORMAT.format(call="return DefaultModelMonitor(role=path)")
    assert status("drift-monitoring", {**ML, "watch.py": watched}) == "pass"


CDK = """\
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sagemaker as sagemaker


def build(stack, name):
    sagemaker.CfnMonitoringSchedule(stack, "Schedule", endpoint_name=name)
    cloudwatch.CfnAlarm(stack, "Drift", metric_name=name)
"""


@pytest.mark.parametrize("item", ["drift-monitoring", "data-anomaly-monitoring", "observability"])
def test_infrastructure_in_python_counts_like_that_in_templates(item: str) -> None:
    texts = {**ML, "app.py": SERVE, "infra/stack.py": CDK}
    assert status(item, texts) == "pass"
    own = CDK.replace("from aws_cdk", "from ours")
    assert status(item, {**texts, "infra/stack.py": own}) == "fail"


def test_a_section_on_data_states_its_terms() -> None:
    readme = "# X\n\n## Dataset\n\n{}\n"
    texts = {**ML, "LICENSE": "MIT", "README.md": readme.format("Published under the ODC licence.")}
    item = items(texts)["compliance"]
    assert item.status == "pass"
    assert (item.evidence[1].ref, item.evidence[1].detail) == (
        "README.md:3",
        '"Dataset" states terms of use',
    )
    silent = {**texts, "README.md": readme.format("Two tables.")}
    assert status("compliance", silent) == "partial"


def test_a_section_with_weights_lists_the_models() -> None:
    zoo = "# X\n\n## Pretrained models\n\n[large](https://example.org/large.pth)\n"
    assert refs("model-inventory", {**ML, "README.md": zoo}) == ("README.md:3",)
    assert status("model-inventory", {**ML, "README.md": zoo}) == "pass"
    assert status("model-inventory", {**ML, "README.md": zoo.replace(".pth", "")}) == "partial"


LOOP = "def analyze(new):\n    return new\n"
STARTED = "from {module} import analyze\n\nif __name__ == '__main__':\n    analyze(1)\n"


def test_a_function_is_known_by_the_module_that_it_stands_in() -> None:
    texts = {**ML, "drift/run.py": LOOP, "job.py": STARTED.format(module="drift.run")}
    assert refs("drift-monitoring", texts) == ("drift/run.py:1",)
    assert status("drift-monitoring", texts) == "pass"
    elsewhere = {**ML, "sales/run.py": LOOP, "job.py": STARTED.format(module="sales.run")}
    assert status("drift-monitoring", elsewhere) == "fail"


def test_a_check_of_ones_own_validates_data() -> None:
    train = TRAIN.replace("    model =", "    validate_schema([])\n    model =")
    own = f"def validate_schema(rows):\n    assert rows is not None\n\n\n{train}"
    assert status("data-validation", {"train.py": own}) == "pass"
    uncalled = own.replace("    validate_schema([])\n", "")
    assert status("data-validation", {"train.py": uncalled}) == "partial"


def test_alert_rules_within_a_config_map_count() -> None:
    rules = (
        "kind: ConfigMap\ndata:\n  rules.yml: |\n    groups:\n    - rules:\n"
        "      - alert: InputDrift\n        expr: x > 1\n"
    )
    texts = {**ML, "k8s/prometheus.yaml": rules}
    assert refs("drift-monitoring", texts) == ("k8s/prometheus.yaml:6",)
    assert status("drift-monitoring", texts) == "pass"


@pytest.mark.parametrize(
    ("model", "found"),
    [("Order", "pass"), ("PredictionResponse", "fail"), ("Settings", "fail")],
)
def test_the_form_of_an_answer_checks_no_data(model: str, found: str) -> None:
    app = f"from pydantic import BaseModel\n{SERVE}\n\nclass {model}(BaseModel):\n    x: float\n"
    assert status("data-validation", {**ML, "app.py": app}) == found


SCHEMAS = (
    "from pydantic import BaseModel, Field\n\n\nclass Order(BaseModel):\n    x: float = Field(1)\n"
)


@pytest.mark.parametrize(
    ("imported", "found"),
    [
        ("from schemas import Order", "pass"),
        ("import schemas", "pass"),
        ("from schemas import *", "pass"),
        ("from schemas import OTHER", "fail"),
    ],
)
def test_a_schema_that_the_service_does_not_import_checks_nothing(
    imported: str, found: str
) -> None:
    texts = {**ML, "schemas.py": SCHEMAS, "app.py": f"{imported}\n{SERVE}"}
    assert status("data-validation", texts) == found


def test_what_is_not_reached_is_said_to_be_defined_and_not_to_be_uncalled() -> None:
    aside = f"{CHECK}\n\ndef other():\n    check_drift(1)\n"
    (found,) = items({**ML, "src/drift.py": aside})["drift-monitoring"].evidence
    assert found.detail == "check_drift is defined, but not reached by training or serving"


@pytest.mark.parametrize(
    ("code", "call", "found"),
    [
        ("class PermutationImportance:\n    pass\n", "PermutationImportance()", "pass"),
        ("def save_partial_dependence(x):\n    pass\n", "save_partial_dependence(1)", "pass"),
        ("def plot_feature_importances(x):\n    pass\n", "plot_feature_importances(1)", "partial"),
        ("class PermutationImportance:\n    pass\n", "PermutationImportance", "partial"),
        ("def importance_sampling(x):\n    pass\n", "importance_sampling(1)", "fail"),
        ("class Permutation:\n    pass\n", "Permutation()", "fail"),
        ("FeatureImportance = 1\n", "print(FeatureImportance)", "fail"),
    ],
)
def test_importance_of_ones_own_explains_predictions(code: str, call: str, found: str) -> None:
    program = f"{code}\n\ndef run():\n    {call if found != 'partial' else 'pass'}\n"
    train = "from explain import run\n" + TRAIN.replace("lr=0.1", "lr=run()")
    texts = {**ML, "src/explain.py": program, "src/train.py": train}
    assert status("fairness-explainability", texts) == found


def test_a_class_counts_only_where_an_item_asks_for_classes() -> None:
    app = SERVE + "\n\nclass Feedback:\n    pass\n"
    assert status("feedback-loop", {**ML, "src/app.py": app}) == "unknown"


def test_a_chapter_on_interpretability_is_half_an_explanation() -> None:
    readme = "# Prices\n\n## Interpretability\n\nEach price is a sum of parts.\n"
    assert status("fairness-explainability", {**ML, "README.md": readme}) == "partial"
    assert status("fairness-explainability", {**ML, "course/3/README.md": readme}) == "fail"
    plain = readme.replace("## Interpretability", "## Interpreter")
    assert status("fairness-explainability", {**ML, "README.md": plain}) == "fail"
