"""What training and serving reach, and which distributions they stand on."""

import pytest

from tests.resolve.drawing import notebook, picture_of

FILES = {
    "train.py": """
        from sklearn.svm import SVC
        from features import build

        def main():
            SVC().fit(*build())
    """,
    "features.py": (
        "import pandas as pd\nfrom clean import tidy\n\ndef build():\n    return tidy()\n"
    ),
    "clean.py": "def tidy():\n    return [[1]], [1]\n\ndef unused():\n    pass\n",
    "app.py": """
        from fastapi import FastAPI
        from clean import tidy

        app = FastAPI()

        @app.get("/predict")
        def predict():
            return tidy()
    """,
    "tests/test_clean.py": "import pytest\nfrom clean import tidy\n\ndef test_it():\n    tidy()\n",
    "docs/conf.py": "import sphinx\n",
}


def test_roles_of_files() -> None:
    picture = picture_of(FILES)
    assert picture.roles["train.py"] == ("training",)
    assert picture.roles["features.py"] == ("training",)
    assert picture.roles["clean.py"] == ("training", "serving")
    assert picture.roles["app.py"] == ("serving",)
    assert picture.roles["tests/test_clean.py"] == ("test",)
    assert picture.roles["docs/conf.py"] == ("other",)


def test_nodes_are_reached_by_calls_and_each_file_has_a_witness() -> None:
    training = picture_of(FILES).reach["training"]
    assert {"train.py::main", "features.py::build", "clean.py::tidy"} <= training.nodes
    assert "clean.py::unused" not in training.nodes
    assert training.because["train.py"] == "train.py"
    assert training.because["features.py"] == "train.py"
    assert training.because["clean.py"] == "features.py"


def test_tests_reach_the_program_without_giving_it_their_role() -> None:
    picture = picture_of(FILES)
    assert "clean.py::tidy" in picture.reach["test"].nodes


def test_distributions_have_the_roles_of_the_files_that_import_them() -> None:
    found = picture_of(FILES).distributions
    assert found["pandas"] == ("training",)
    assert found["fastapi"] == ("serving",)
    assert found["scikit-learn"] == ("training",)
    assert found["pytest"] == ("test",)
    assert found["sphinx"] == ("other",)


def test_an_instance_reaches_all_methods_of_its_class_and_bases() -> None:
    files = {
        "net.py": """
            import torch.nn as nn

            class Base(nn.Module):
                def shared(self):
                    pass

            class Net(Base):
                def forward(self, x):
                    return helper(x)

            def helper(x):
                return x
        """,
        "train.py": """
            import torch
            from net import Net

            def main(data):
                model = Net()
                optimizer = torch.optim.SGD(model.parameters())
                for x in data:
                    model(x).backward()
                    optimizer.step()
        """,
    }
    nodes = picture_of(files).reach["training"].nodes
    assert {"net.py::Net.forward", "net.py::Base.shared", "net.py::helper"} <= nodes


def test_a_package_that_gathers_names_does_not_pull_everything_in() -> None:
    files = {
        "pkg/__init__.py": "from pkg.a import a\nfrom pkg.b import b\n",
        "pkg/a.py": "def a():\n    pass\n",
        "pkg/b.py": "def b():\n    pass\n",
        "train.py": "from sklearn.svm import SVC\nfrom pkg import a\n\n"
        "def main(x):\n    a()\n    SVC().fit(x, x)\n",
    }
    roles = picture_of(files).roles
    assert roles["pkg/a.py"] == ("training",)
    assert roles["pkg/b.py"] == ("other",)


SERVES = {
    "flask": "from flask import Flask\napp = Flask(__name__)\n",
    "streamlit": "import streamlit as st\nst.title('x')\n",
    "gradio": "import gradio as gr\ngr.Interface(print, 'a', 'b').launch()\n",
    "lambda": "import torch\n\ndef lambda_handler(event, context):\n    return 1\n",
    "triton": "class TritonPythonModel:\n    def execute(self, requests):\n        return 1\n",
    "torchserve": (
        "from ts.torch_handler.base_handler import BaseHandler\n\n"
        "class H(BaseHandler):\n    def handle(self, d, c):\n        return 1\n"
    ),
    "ray serve": "from ray import serve\n\n@serve.deployment\nclass D:\n    pass\n",
    "django": "from django.views import View\n\nclass V(View):\n    pass\n",
    "mlflow": "import mlflow.pyfunc\n\nclass M(mlflow.pyfunc.PythonModel):\n    pass\n",
    "sagemaker": "def model_fn(model_dir):\n    return 1\n",
}


@pytest.mark.parametrize("name", SERVES)
def test_serving_code(name: str) -> None:
    assert picture_of({"service.py": SERVES[name]}).roles["service.py"] == ("serving",)


@pytest.mark.parametrize(
    ("base", "serves"),
    [
        ("rest_framework.views.APIView", True),
        ("rest_framework.viewsets.ModelViewSet", True),
        ("rest_framework.generics.GenericAPIView", True),
        ("rest_framework.serializers.Serializer", False),
        ("rest_framework.filters.BaseFilterBackend", False),
        ("rest_framework.permissions.BasePermission", False),
    ],
)
def test_a_view_serves_and_what_it_is_made_of_does_not(base: str, serves: bool) -> None:
    module, _, name = base.rpartition(".")
    code = f"from {module} import {name}\n\nclass Own({name}):\n    def get(self): ...\n"
    roles = picture_of({"api.py": code}).roles["api.py"]
    assert ("serving" in roles) is serves


def test_a_prediction_script_serves_where_it_predicts() -> None:
    files = {
        "predict.py": "def main(model, x):\n    return model.predict(x)\n",
        "inference.py": "LIMIT = 3\n",
    }
    roles = picture_of(files).roles
    assert roles == {"predict.py": ("serving",), "inference.py": ("other",)}


def test_notebooks_have_roles_too() -> None:
    files = {
        "fit.ipynb": notebook("from sklearn.svm import SVC", "SVC().fit([[1]], [1])"),
        "plot.ipynb": notebook("import matplotlib.pyplot as plt", "plt.plot([1])"),
    }
    picture = picture_of(files)
    assert picture.roles == {"fit.ipynb": ("training",), "plot.ipynb": ("other",)}
    assert "fit.ipynb::<module>" in picture.training


def test_nothing_at_all_has_a_picture() -> None:
    picture = picture_of({})
    assert picture.entry_points == ()
    assert picture.roles == {}


def test_files_that_do_not_parse_are_left_out_and_the_rest_stays() -> None:
    picture = picture_of({**FILES, "broken.py": "def (:\n"})
    assert "broken.py" not in picture.roles
    assert picture.roles["train.py"] == ("training",)


def test_the_picture_is_the_same_whatever_order_the_facts_come_in() -> None:
    assert picture_of(FILES) == picture_of(dict(reversed(list(FILES.items()))))
