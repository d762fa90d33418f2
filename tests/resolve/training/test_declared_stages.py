"""Pipelines in Python: what their stages run, what starts them, and what only builds them."""

import pytest

from debtaudit.domain.report_rows import EntryPoint
from tests.resolve.drawing import picture_of, points_of

TRAIN = "from sklearn.svm import SVC\n\ndef train(x, y):\n    return SVC().fit(x, y)\n"
KEDRO = """
    from kedro.pipeline import Pipeline, node
    from train import train

    def split(data):
        return data

    def create_pipeline(**kwargs):
        return Pipeline([
            node(func=split, inputs=["data"], outputs=["x", "y"]),
            node(func=train, inputs=["x", "y"], outputs="model", name="train_node"),
        ])
"""


def point(files: dict[str, str], name: str = "train.py::train") -> EntryPoint:
    return points_of({"train.py": TRAIN, **files})[name]


AIRFLOW = {
    "a function": """
        from airflow.operators.python import PythonOperator
        from train import train

        PythonOperator(task_id="fit", python_callable=train)
    """,
    "of a provider": """
        from airflow.providers.standard.operators.python import PythonOperator
        from train import train

        def dag():
            return PythonOperator(python_callable=train)
    """,
}


@pytest.mark.parametrize("name", AIRFLOW)
def test_a_stage_stands_in_what_starts_it(name: str) -> None:
    assert point({"dags/daily.py": AIRFLOW[name]}).started_by == ("dags/daily.py:train",)


@pytest.mark.parametrize(
    "text",
    [
        """
        from airflow.operators.bash import BashOperator
        BashOperator(task_id="fit", bash_command="python src/train.py --epochs 3")
        """,
        """
        from kfp import dsl

        @dsl.container_component
        def fit():
            return dsl.ContainerSpec(image="x", command=["python", "src/train.py"])
        """,
    ],
)
def test_a_stage_that_runs_a_command(text: str) -> None:
    script = {"src/train.py": TRAIN + "\ntrain(1, 2)\n", "pipe.py": text, "train.py": ""}
    assert point(script, "src/train.py::train").started_by == ("pipe.py:train.py",)


def test_a_node_of_kedro_is_started_by_its_pipeline_and_by_kedro_run() -> None:
    assert point({"pipe.py": KEDRO}).started_by == ("pipe.py:train",)
    workflow = "on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: kedro run\n"
    found = point({"pipe.py": KEDRO, ".github/workflows/a.yml": workflow})
    assert found.tested == "smoke-run"


def test_a_test_that_only_builds_the_pipeline_trains_nothing() -> None:
    test = (
        "from pipe import create_pipeline\n\ndef test_it():\n    assert create_pipeline().nodes\n"
    )
    found = point({"pipe.py": KEDRO, "test_pipe.py": test})
    assert found.tested == "untested"
    assert found.reason == (
        "test_pipe.py::test_it does not count: builds the pipeline in pipe.py without running it"
    )


@pytest.mark.parametrize(
    "body",
    [
        "    SequentialRunner().run(create_pipeline(), 1)\n",
        "    execute(create_pipeline())\n\ndef execute(pipeline):\n"
        "    SequentialRunner().run(pipeline, 1)\n",
    ],
)
def test_a_test_that_runs_it_does(body: str) -> None:
    test = (
        "from kedro.runner import SequentialRunner\nfrom pipe import create_pipeline\n\n"
        f"def test_it():\n{body}"
    )
    found = point({"pipe.py": KEDRO, "test_pipe.py": test})
    assert [each.ref for each in found.tests] == ["test_pipe.py::test_it"]


def test_a_session_of_kedro_runs_all_stages() -> None:
    test = (
        "from kedro.framework.session import KedroSession\n\ndef test_it():\n"
        "    with KedroSession.create('.') as session:\n        session.run()\n"
    )
    assert point({"pipe.py": KEDRO, "test_run.py": test}).tested == "tested"


FLOW = """
    from metaflow import FlowSpec, step
    from train import train

    class Fit(FlowSpec):
        @step
        def start(self):
            self.next(self.fit)

        @step
        def fit(self):
            train(1, 2)
            self.next(self.end)

    if __name__ == "__main__":
        Fit()
"""


def test_a_flow_of_metaflow_runs_its_steps_when_its_file_is_run() -> None:
    test = "import subprocess\n\ndef test_it():\n    subprocess.run(['python', 'flow.py', 'run'])\n"
    found = points_of({"train.py": TRAIN, "flow.py": FLOW, "test_flow.py": test})
    assert {each.tested for each in found.values()} == {"tested"}


def test_a_job_that_names_its_script_starts_it() -> None:
    job = (
        "from sagemaker.sklearn import SKLearn\n\nestimator = SKLearn(entry_point='train.py')\n"
        "estimator.fit({'train': 's3://x'})\n"
    )
    script = {"train.py": TRAIN + "\nif __name__ == '__main__':\n    train(1, 2)\n"}
    picture = picture_of({**script, "launch.py": job})
    assert [(each.path, each.started_by) for each in picture.entry_points] == [
        ("train.py", ("launch.py",))
    ]
    assert picture.elsewhere == ()


def test_a_job_whose_code_is_elsewhere_is_listed_apart() -> None:
    job = (
        "from google.cloud import aiplatform\n\ndef main():\n"
        "    aiplatform.CustomContainerTrainingJob(container_uri='x').run()\n"
    )
    picture = picture_of({"launch.py": job})
    assert picture.entry_points == ()
    assert [(each.path, each.framework) for each in picture.elsewhere] == [
        ("launch.py", "vertex-ai")
    ]
