"""Code that says by its names that it serves predictions."""

import pytest

from debtaudit.resolve.serving_names import serving_nodes
from tests.resolve.drawing import facts_of

HANDLER = "def lambda_handler(event, context):\n    return {}\n"
PREDICTS = "def answer(model, x):\n    return model.predict(x)\n"


@pytest.mark.parametrize(
    ("path", "text", "nodes"),
    [
        ("a.py", "def model_fn(model_dir):\n    pass\n\ndef other():\n    pass\n", {"model_fn"}),
        ("a.py", "def model_fn(somewhere):\n    pass\n", set()),
        ("a.py", "class TritonPythonModel:\n    pass\n", {"TritonPythonModel"}),
        ("serve.py", PREDICTS, {"<module>", "answer"}),
        ("serve.py", "def answer(x):\n    return x\n", set()),
        ("other.py", PREDICTS, set()),
        # a Lambda that starts a job or a deployment serves nothing
        ("a.py", "import json\nimport boto3\n\n" + HANDLER.format("start()"), set()),
        ("a.py", "import boto3\n\n" + HANDLER.format("c.invoke_endpoint()"), {"lambda_handler"}),
        ("a.py", "from . import model\n\n" + HANDLER.format("model.go()"), {"lambda_handler"}),
        ("a.py", "import joblib\n\n" + HANDLER.format("go()"), {"lambda_handler"}),
    ],
)
def test_names_of_functions_classes_and_files(path: str, text: str, nodes: set[str]) -> None:
    python = facts_of({path: text})[1][path].python
    assert python is not None
    assert serving_nodes(path, python) == {f"{path}::{name}" for name in nodes}
