"""Evidence in templates of infrastructure and in dashboards: Terraform, CloudFormation, Grafana."""

import json

import pytest

from tests.checklist.repository import SERVE, TRAIN, items, status

ORDER = """\
from sagemaker.estimator import Estimator


def train(image, role):
    return TrainingStep("train", estimator=Estimator(image, role))
"""
PIPELINE = """\
resource "aws_sagemaker_pipeline" "train" {
  pipeline_definition = jsonencode({
    Steps = [{
      Name = "Fit"
      Type = "Training"
    }]
  })
}
"""
SCHEDULE = """\
resource "aws_cloudwatch_event_rule" "monthly" {
  schedule_expression = "rate(30 days)"
}
"""
MONITORING = """\
Resources:
  Schedule:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      EndpointName: !GetAtt Endpoint.EndpointName
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: !Sub ${ModelName}-latency
"""
MACHINE = {"States": {"Fit": {"Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync"}}}


def test_a_pipeline_in_terraform_trains() -> None:
    item = items({"train.py": TRAIN, "infra/pipeline.tf": PIPELINE})["retraining-pipeline"]
    assert item.status == "pass"
    assert [(one.ref, one.detail) for one in item.evidence] == [
        ("infra/pipeline.tf:1", "aws_sagemaker_pipeline trains")
    ]


def test_its_schedule_is_said() -> None:
    files = {"train.py": TRAIN, "infra/pipeline.tf": PIPELINE + SCHEDULE}
    (evidence,) = items(files)["retraining-pipeline"].evidence
    assert evidence.detail == "aws_sagemaker_pipeline trains, on a schedule"


def test_a_state_machine_trains() -> None:
    files = {"train.py": TRAIN, "machine.asl.json": json.dumps(MACHINE)}
    (evidence,) = items(files)["retraining-pipeline"].evidence
    assert evidence.detail == "a state machine trains"


@pytest.mark.parametrize(
    "text",
    [
        PIPELINE.replace('"Training"', '"Processing"'),
        SCHEDULE,
        "# " + PIPELINE.replace("\n", "\n# "),
    ],
)
def test_a_pipeline_that_trains_nothing_is_none(text: str) -> None:
    assert status("retraining-pipeline", {"train.py": TRAIN, "infra/x.tf": text}) == "fail"


def test_what_is_ordered_from_a_cloud_owes_a_pipeline_too() -> None:
    assert status("retraining-pipeline", {"run.py": ORDER, "serve.py": SERVE}) == "fail"
    flow = "import stepfunctions\n\nstepfunctions.workflow.Workflow('w')\n" + ORDER
    assert status("retraining-pipeline", {"run.py": flow, "serve.py": SERVE}) == "pass"


def test_a_group_of_model_packages_is_a_registry() -> None:
    group = 'resource "aws_sagemaker_model_package_group" "models" {\n  name = "demand"\n}\n'
    assert status("model-inventory", {"train.py": TRAIN, "infra/registry.tf": group}) == "pass"


def test_a_monitoring_schedule_and_alarms_in_a_template() -> None:
    files = {"train.py": TRAIN, "serve.py": SERVE, "deploy.yml": MONITORING}
    found = items(files)
    for item in ("drift-monitoring", "data-anomaly-monitoring", "observability"):
        assert found[item].status == "pass", item
    assert found["drift-monitoring"].evidence[0].ref == "deploy.yml:3"


def test_an_alarm_on_drift_in_terraform() -> None:
    alarm = 'resource "aws_cloudwatch_metric_alarm" "a" {\n  metric_name = "feature_drift"\n}\n'
    found = items({"train.py": TRAIN, "infra/a.tf": alarm})
    assert found["drift-monitoring"].status == "pass"
    assert found["data-anomaly-monitoring"].status == "fail"


def test_an_alert_of_a_grafana_dashboard() -> None:
    panel = {"title": "Drift", "alert": {"name": "Feature drift", "conditions": []}}
    board = json.dumps({"panels": [{"title": "Drift"}, panel]})
    files = {"train.py": TRAIN, "serve.py": SERVE}
    found = items({**files, "grafana/model.json": board})
    assert found["drift-monitoring"].status == "pass"
    assert found["drift-monitoring"].evidence[0].detail == "alert.name: Feature drift"
    assert found["observability"].status == "pass"
    # a panel shows, and tells nobody; and data that happens to look so is none
    quiet = json.dumps({"panels": [{"title": "Drift"}]})
    assert status("drift-monitoring", {**files, "grafana/model.json": quiet}) == "fail"
    assert status("drift-monitoring", {**files, "rows.json": board}) == "fail"


def test_alert_rules_that_grafana_is_provisioned_with() -> None:
    rules = "groups:\n- name: model\n  rules:\n  - title: Prediction drift\n    condition: C\n"
    files = {"train.py": TRAIN, "grafana/alerting/rules.yaml": rules}
    assert status("drift-monitoring", files) == "pass"


@pytest.mark.parametrize("command", ["python -m src.train", "python src/train.py"])
def test_an_entry_point_of_an_ml_project_trains(command: str) -> None:
    project = f'name: demand\nentry_points:\n  main:\n    command: "{command} --rate 1"\n'
    files = {"src/__init__.py": "", "src/train.py": TRAIN, "MLproject": project}
    assert status("retraining-pipeline", files) == "pass"


FLOW = """\
from prefect import flow
{imported}

@flow
def nightly():
    {call}
"""
LIBRARY = """\
from train import main


def fit_all():
    main()
"""


def test_a_flow_that_gets_to_the_training_through_other_code_trains() -> None:
    flow = FLOW.format(imported="from shop import fit_all", call="fit_all()")
    files = {"train.py": TRAIN, "shop.py": LIBRARY, "flow.py": flow}
    (evidence,) = items(files)["retraining-pipeline"].evidence
    assert evidence.detail == "prefect runs training"
    other = FLOW.format(imported="from shop import rows", call="rows()")
    assert status("retraining-pipeline", {**files, "flow.py": other}) == "partial"


def test_a_flow_that_runs_a_module_by_its_name_trains() -> None:
    flow = FLOW.format(imported="from tools import run_module", call="run_module('src.train')")
    files = {"src/__init__.py": "", "src/train.py": TRAIN, "flow.py": flow}
    assert status("retraining-pipeline", files) == "pass"


DEPLOYMENTS = """\
deployments:
- name: rows
  entrypoint: rows.py:rows
  schedules:
  - cron: 0 3 * * *
- name: retrain
  entrypoint: shop.py:fit_all
"""


def test_a_deployment_of_prefect_runs_the_flow_that_trains() -> None:
    files = {"train.py": TRAIN, "shop.py": LIBRARY, "rows.py": "def rows():\n    pass\n"}
    found = items({**files, "prefect.yaml": DEPLOYMENTS})["retraining-pipeline"]
    assert [(one.ref, one.detail) for one in found.evidence] == [
        ("prefect.yaml:7", "prefect runs shop.py")
    ]
    daily = DEPLOYMENTS + "  schedules:\n  - cron: 0 4 * * *\n"
    (evidence,) = items({**files, "prefect.yaml": daily})["retraining-pipeline"].evidence
    assert evidence.detail == "prefect runs shop.py, on a schedule"
    other = DEPLOYMENTS.replace("shop.py:fit_all", "rows.py:rows")
    assert status("retraining-pipeline", {**files, "prefect.yaml": other}) == "fail"


def test_an_alert_on_the_errors_of_predictions_watches_no_data() -> None:
    rules = "groups:\n- name: x\n  rules:\n  - alert: PredictionErrorRateHigh\n    expr: e > 1\n"
    found = items({"train.py": TRAIN, "serve.py": SERVE, "monitoring/alerts.yml": rules})
    assert found["data-anomaly-monitoring"].status == "fail"
    assert found["observability"].status == "pass"
    missing = rules.replace("PredictionErrorRateHigh", "MissingValuesHigh")
    found = items({"train.py": TRAIN, "monitoring/alerts.yml": missing})
    assert found["data-anomaly-monitoring"].status == "pass"


def test_a_resource_of_terraform_is_shown_with_its_name() -> None:
    alarm = 'resource "aws_cloudwatch_metric_alarm" "latency" {\n  threshold = 1\n}\n'
    found = items({"train.py": TRAIN, "serve.py": SERVE, "infra/a.tf": alarm})
    (evidence,) = found["observability"].evidence
    assert evidence.detail == "aws_cloudwatch_metric_alarm latency"


def test_few_pins_fix_nothing() -> None:
    loose = "".join(f"package{number}\n" for number in range(9))
    files = {"train.py": TRAIN, "requirements.txt": f"torch==2.1.0\n{loose}"}
    assert status("pinned-environment", files) == "fail"
    some = "torch==2.1.0\nnumpy==1.26\nscipy\n"
    assert status("pinned-environment", {**files, "requirements.txt": some}) == "partial"


def test_drift_by_evidently_is_no_watch_on_anomalies() -> None:
    watch = """\
from evidently.report import Report
from evidently.metric_preset import {preset}

if __name__ == "__main__":
    Report(metrics=[{preset}()]).run(reference_data=a, current_data=b)
"""
    drift = {"train.py": TRAIN, "monitor.py": watch.format(preset="DataDriftPreset")}
    assert status("drift-monitoring", drift) == "pass"
    assert status("data-anomaly-monitoring", drift) == "partial"
    quality = {"train.py": TRAIN, "monitor.py": watch.format(preset="DataQualityPreset")}
    assert status("data-anomaly-monitoring", quality) == "pass"


TASKS = """\
from celery import Celery

from train import main

app = Celery()


@app.task
def update(data):
    {body}
"""


def test_a_task_of_a_queue_that_trains_is_a_trigger() -> None:
    texts = {"train.py": TRAIN, "tasks.py": TASKS.format(body="main()")}
    item = items(texts)["retraining-pipeline"]
    assert item.status == "pass"
    assert [(one.ref, one.detail) for one in item.evidence] == [
        ("tasks.py:9", "update is a task of a queue, and trains")
    ]


def test_a_task_of_a_queue_that_trains_nothing_is_none() -> None:
    texts = {"train.py": TRAIN, "tasks.py": TASKS.format(body="print(main)")}
    assert status("retraining-pipeline", texts) == "fail"


@pytest.mark.parametrize(
    ("event", "command", "found"),
    [
        ("schedule", "gcloud ai custom-jobs create --region=x", "pass"),
        ("workflow_dispatch", "JOB=$(gcloud ai custom-jobs create --region=x)", "partial"),
        ("push", "aws sagemaker start-pipeline-execution --pipeline-name x", "pass"),
        ("push", "gcloud ai custom-jobs list", "fail"),
    ],
)
def test_a_training_ordered_by_a_command_counts_by_its_event(
    event: str, command: str, found: str
) -> None:
    ci = f"on: {event}\njobs:\n  j:\n    runs-on: x\n    steps:\n    - run: {command}\n"
    texts = {"train.py": TRAIN, ".github/workflows/train.yml": ci}
    assert status("retraining-pipeline", texts) == found


AZURE = """\
$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
type: pipeline
jobs:
  fit:
    code: ../src
    command: >-
      python {script}
      --data ${{{{inputs.data}}}}
"""


def test_a_pipeline_of_azure_ml_trains() -> None:
    item = items({"src/train.py": TRAIN, "mlops/pipeline.yml": AZURE.format(script="train.py")})[
        "retraining-pipeline"
    ]
    assert item.status == "pass"
    assert item.evidence[0].ref == "mlops/pipeline.yml:6"
    assert item.evidence[0].detail == "a pipeline of Azure ML runs train.py"


@pytest.mark.parametrize(
    "text",
    [
        AZURE.format(script="prepare.py"),
        AZURE.format(script="train.py").replace("pipelineJob", "commandJob"),
        AZURE.format(script="train.py").replace("azuremlschemas.azureedge.net", "example.org"),
    ],
)
def test_another_job_of_azure_ml_is_no_pipeline_that_trains(text: str) -> None:
    assert status("retraining-pipeline", {"src/train.py": TRAIN, "mlops/job.yml": text}) == "fail"


SCHEDULER = """\
import subprocess

import schedule


def submit(name):
    subprocess.run(["spark-submit", f"/opt/jobs/{name}"])


def nightly():
    submit("{script}")


schedule.every().day.at("02:00").do(nightly)
"""


def test_a_scheduler_that_submits_the_training_is_a_schedule() -> None:
    texts = {"jobs/train.py": TRAIN, "scheduler.py": SCHEDULER.replace("{script}", "train.py")}
    item = items(texts)["retraining-pipeline"]
    assert item.status == "pass"
    assert item.evidence[0].detail == "schedule runs training, on a schedule"
    other = {**texts, "scheduler.py": SCHEDULER.replace("{script}", "clean.py")}
    assert status("retraining-pipeline", other) == "partial"
