"""Declared and not imported, imported and not declared, and models without a revision."""

from collections.abc import Mapping

import pytest

from debtaudit.detectors.stale_dependencies import detect
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult, Status
from debtaudit.domain.report_rows import Dependency
from debtaudit.domain.settings import Settings
from tests.resolve.drawing import repository_of, without_bytes

TRAIN = """
import torch

def main():
    net = torch.nn.Linear(2, 1)
    optimizer = torch.optim.Adam(net.parameters())
    for x, y in load():
        loss = torch.nn.functional.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()

if __name__ == "__main__":
    main()
"""


def _detect(files: Mapping[str, str]) -> ScanResult:
    return detect(repository_of(files), Settings())


def test_what_was_not_read_may_declare_or_import_it() -> None:
    whole = repository_of(
        {
            "requirements.txt": "torch\nflask\n",
            "train.py": "import yaml\n" + TRAIN,
            "b.py": "x = 1\n",
        }
    )

    def rules(facts: RepositoryFacts) -> set[str]:
        found = {finding.rule for finding in detect(facts, Settings()).findings}
        return found & {"dependency-undeclared", "dependency-unused", "dependency-unpinned"}

    assert "dependency-undeclared" in rules(whole)
    assert len(rules(whole)) > 1
    assert rules(without_bytes(whole, "requirements.txt")) == set()
    assert rules(without_bytes(whole, "b.py")) == {"dependency-unpinned"} & rules(whole)


def test_a_manifest_that_is_not_there_makes_it_partial() -> None:
    whole = repository_of({"requirements.txt": "torch\n", "train.py": TRAIN})
    status = detect(without_bytes(whole, "requirements.txt"), Settings()).status
    assert status.status is Status.PARTIAL
    assert status.reason == "1 manifest could not be read, requirements.txt for one"
    assert "--filter" in (status.cure or "")


def _of(result: ScanResult, rule: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.rule == rule]


def test_what_is_imported_and_declared_nowhere() -> None:
    (finding,) = _of(
        _detect(
            {
                "requirements.txt": "torch\nscikit-learn\n",
                "train.py": "import yaml\nimport os\nimport local\n" + TRAIN,
                "local.py": "from PIL import Image\nimport sklearn\n",
            }
        ),
        "dependency-undeclared",
    )
    assert finding.title == "2 imported packages are declared nowhere: pillow, pyyaml"
    assert (finding.location.path, finding.location.line) == ("local.py", 1)
    assert [one.ref for one in finding.evidence] == ["local.py:1", "train.py:1"]
    assert finding.confidence == 0.5
    assert "known to bring them: they are there only" in finding.message


@pytest.mark.parametrize(
    ("declared", "imported"),
    [
        ("python-decouple", "decouple"),
        ("python-gnupg", "gnupg"),
        ("django-soft-delete", "django_softdelete"),
        ("Flask_SQLAlchemy", "flask_sqlalchemy"),
        ("sklearn", "sklearn"),
    ],
)
def test_a_distribution_with_another_spelling_brings_the_module(
    declared: str, imported: str
) -> None:
    files = {"requirements.txt": f"torch\n{declared}\n", "train.py": f"import {imported}\n{TRAIN}"}
    assert _of(_detect(files), "dependency-undeclared") == []


@pytest.mark.parametrize(
    ("declared", "missing"),
    [
        ("pandas<2", []),
        ("pandas==2.1.0", []),
        ("pandas~=2.0", []),
        ("pandas", ["pytz"]),  # (pandas 3 brings it no more)
        ("pandas>=1.5", ["pytz"]),
        ("polars", ["numpy", "python-dateutil", "pytz"]),
    ],
)
def test_what_a_declared_package_always_brings_along_is_there(
    declared: str, missing: list[str]
) -> None:
    imports = "import numpy\nimport pytz\nfrom dateutil import parser\n"
    files = {"requirements.txt": f"torch\n{declared}\n", "train.py": imports + TRAIN}
    assert [one.members for one in _of(_detect(files), "dependency-undeclared")] == (
        [tuple(missing)] if missing else []
    )


def test_what_a_tool_of_developers_brings_along_is_not_there() -> None:
    files = {"requirements.txt": "torch\n", "train.py": f"import numpy\n{TRAIN}"}
    for more in ("requirements-dev.txt", "docs/requirements.txt"):
        (finding,) = _of(_detect({**files, more: "matplotlib\n"}), "dependency-undeclared")
        assert finding.members == ("numpy",)
    files["requirements.txt"] += "matplotlib\n"
    assert _of(_detect(files), "dependency-undeclared") == []


@pytest.mark.parametrize(
    ("declared", "imported", "missing"),
    [
        ("acme-dacite", "dacite", []),
        ("dacite-acme", "dacite", []),
        ("acme-torchlike", "torch", ["torch"]),  # (what brings torch is known)
        ("acme-yaml", "yaml", ["pyyaml"]),
        ("acme-dacite", "dacite, acme_dacite", ["dacite"]),  # (another import uses it)
        ("pytest-dacite", "dacite", ["dacite"]),  # (a plug-in works without an import)
        ("date", "dacite", ["dacite"]),
    ],
)
def test_an_unused_distribution_of_a_similar_name_is_taken_for_it(
    declared: str, imported: str, missing: list[str]
) -> None:
    files = {"requirements.txt": f"flask\n{declared}\n", "x.py": f"import flask, {imported}\n"}
    found = _of(_detect(files), "dependency-undeclared")
    assert [one.members for one in found] == ([tuple(missing)] if missing else [])


@pytest.mark.parametrize(
    ("declared", "imported"),
    [
        ("Dickens", "descriptors"),
        ("signalled-timeout", "timeout"),
        ("sqlalchemy-postgres-copy", "postgres_copy"),
        ("yamlconf-wmf", "yamlconf"),
        ("bayescd", "bayesian_changepoint_detection"),
    ],
)
def test_a_distribution_of_another_name_is_used_by_who_imports_it(
    declared: str, imported: str
) -> None:
    files = {"requirements.txt": f"torch\n{declared}\n", "train.py": f"import {imported}\n{TRAIN}"}
    result = _detect(files)
    assert _of(result, "dependency-undeclared") == _of(result, "dependency-unused") == []
    rows = [row for row in result.rows if isinstance(row, Dependency)]
    assert [row.used_by for row in rows] == [("training",), ("training",)]
    without = {**files, "requirements.txt": "torch\n"}
    names = [name for one in _of(_detect(without), "dependency-undeclared") for name in one.members]
    assert names in ([], ["django-postgres-copy"])  # (a name that nobody knows is not guessed)


def test_what_a_script_installs_is_there_too() -> None:
    files = {
        "requirements.txt": "torch\n",
        "train.py": f"import yaml\nimport PIL\n{TRAIN}",
        "scripts/run.sh": "set -e\npip install -r requirements.txt\npip install 'PyYAML==6.0'\n",
        "Makefile": "install:\n\tpython -m pip install --quiet pillow\n",
    }
    assert _of(_detect(files), "dependency-undeclared") == []
    del files["Makefile"]
    (finding,) = _of(_detect(files), "dependency-undeclared")
    assert finding.members == ("pillow",)


def test_what_nobody_imports_is_not_said_where_code_could_not_be_read() -> None:
    files = {"requirements.txt": "torch\nflask\n", "train.py": TRAIN}
    assert len(_of(_detect(files), "dependency-unused")) == 1
    broken = {**files, "page.py": "<<<<<<< HEAD\nimport flask\n"}
    assert _of(_detect(broken), "dependency-unused") == []


def test_what_only_another_service_imports_is_used() -> None:
    files = {
        "a/requirements.txt": "torch\n",
        "a/train.py": TRAIN,
        "b/requirements.txt": "torch\nflask\n",
        "b/page.py": "import flask\n",
    }
    assert _of(_detect(files), "dependency-unused") == []


def test_a_distribution_with_more_in_its_name_is_another_one() -> None:
    files = {"requirements.txt": "torch\npython-yaml-extra\n", "train.py": f"import yaml\n{TRAIN}"}
    (finding,) = _of(_detect(files), "dependency-undeclared")
    assert "known to bring it: it is there only" in finding.message


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import yaml\nexcept ImportError:\n    yaml = None\n",
        "if FLAG:\n    import yaml\n",
        "def f():\n    import yaml\n",
        "from setuptools import find_packages\n",
        "import nobody_knows_this_name\n",
        "from google import something\n",
        "from . import yaml\n",
        "import scripts\n",
        "import collections.abc\n",
    ],
)
def test_imports_that_a_program_can_do_without_or_nobody_knows(source: str) -> None:
    files = {"requirements.txt": "torch\n", "x.py": source, "scripts/y.py": ""}
    assert _of(_detect(files), "dependency-undeclared") == []


@pytest.mark.parametrize(
    "files",
    [
        {"tests/test_x.py": "import yaml\n\ndef test_a(): ...\n"},
        {"examples/x.py": "import yaml\n"},
        {"backends/_yaml.py": "import yaml\n"},
        {"setup.py": "import yaml\nfrom setuptools import setup\nsetup()\n"},
        {"x.py": "import yaml\n", "requirements-dev.txt": "PyYAML\n"},
        {"x.py": "import yaml\n", "uv.lock": '[[package]]\nname = "pyyaml"\nversion = "6"\n'},
        {"x.py": "import yaml\n", "setup.py": "setup(install_requires=load())\n"},
    ],
)
def test_places_where_it_may_be_missing(files: dict[str, str]) -> None:
    assert _of(_detect({"requirements.txt": "torch\n", **files}), "dependency-undeclared") == []


def test_without_any_manifest_nothing_is_called_undeclared() -> None:
    assert _of(_detect({"x.py": "import yaml\n"}), "dependency-undeclared") == []


def test_what_is_declared_and_imported_nowhere() -> None:
    (finding,) = _of(
        _detect({"requirements.txt": "torch\nseaborn==0.1\nnltk\n", "train.py": TRAIN}),
        "dependency-unused",
    )
    assert finding.title == (
        "requirements.txt declares 2 packages, which no file imports: seaborn, nltk"
    )
    assert (finding.location.line, finding.location.end_line) == (2, 3)
    assert finding.confidence == 0.4


@pytest.mark.parametrize(
    "more",
    [
        {"requirements.txt": "openpyxl\npytest-xdist\ntypes-requests\ngunicorn\npsycopg2-binary\n"},
        {"requirements.txt": "some-unknown-thing\n"},
        {"requirements-dev.txt": "seaborn\n"},
        {"Dockerfile": "FROM python:3.13\nRUN pip install seaborn\n"},
        {"requirements.txt": "streamlit\n", "Makefile": "run:\n\tstreamlit run app.py\n"},
        {"requirements.txt": "seaborn\n", "Makefile": "plot:\n\tpython -m seaborn.cli\n"},
        {"requirements.txt": "seaborn\n", "conf.yaml": "style: seaborn.darkgrid\n"},
        {"requirements.txt": "PyYAML\n", "conf.yaml": "loader: yaml.SafeLoader\n"},
        {"requirements.txt": "opentelemetry-api\n"},
        {"requirements.txt": "seaborn\n", "nb.ipynb": '{"cells": [{"cell_type": "code",'
         '"source": ["import seaborn"]}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'},
        {"requirements.txt": "seaborn==1.0\n" + "nltk==1.0\n" * 14},
    ],
)  # fmt: skip
def test_what_may_be_needed_without_an_import(more: dict[str, str]) -> None:
    assert _of(_detect({"train.py": TRAIN, **more}), "dependency-unused") == []


MODELS = """
import torch
from transformers import AutoModel, AutoTokenizer as Tok, pipeline
from sentence_transformers import SentenceTransformer
from huggingface_hub import hf_hub_download
import datasets

def load(name):
    a = AutoModel.from_pretrained("org/model")
    b = Tok.from_pretrained("bert-base-uncased", use_fast=True)
    c = AutoModel.from_pretrained("org/fixed", revision="abc")
    d = AutoModel.from_pretrained(name)
    e = AutoModel.from_pretrained("./here")
    f = AutoModel.from_pretrained("models/own")
    g = SentenceTransformer("all-MiniLM-L6-v2")
    h = hf_hub_download(repo_id="org/files", filename="x.bin")
    i = torch.hub.load("pytorch/vision", "resnet18")
    j = torch.hub.load("pytorch/vision:v0.10.0", "resnet18")
    k = torch.hub.load("pytorch/vision:main", "resnet18")
    l = torch.hub.load("local/folder", "x", source="local")
    m = pipeline("summarization")
    n = pipeline("summarization", model="org/x", revision="y")
    o = datasets.load_dataset("glue", "mrpc")
    p = datasets.load_dataset("csv", data_files="x.csv")
    q = torch.hub.load_state_dict_from_url("https://host.example/w/net.pth")
    r = torch.hub.load_state_dict_from_url("https://host.example/w/net.pth", check_hash=True)
    s = AutoModel.from_pretrained("out/saved")
    a.save_pretrained("out/saved")
    t = Other.from_pretrained("org/unknown-library")
"""


def test_models_that_are_loaded_without_a_revision() -> None:
    result = _detect({"serve.py": MODELS, "models/own/config.json": "{}"})
    rows = [row for row in result.rows if isinstance(row, Dependency)]
    assert [(row.name, row.specifier, row.kind, row.status) for row in rows] == [
        ("org/model", "", "unbounded", "source-unfixed"),
        ("bert-base-uncased", "", "unbounded", "source-unfixed"),
        ("org/fixed", "", "pinned", "unknown"),
        ("all-MiniLM-L6-v2", "", "unbounded", "source-unfixed"),
        ("org/files", "", "unbounded", "source-unfixed"),
        ("pytorch/vision", "", "unbounded", "source-unfixed"),
        ("pytorch/vision", ":v0.10.0", "pinned", "unknown"),
        ("pytorch/vision", ":main", "unbounded", "source-unfixed"),
        ("summarization", "", "unbounded", "source-unfixed"),
        ("summarization", "", "pinned", "unknown"),
        ("glue", "", "unbounded", "source-unfixed"),
        ("net.pth", "", "unbounded", "source-unfixed"),
        ("net.pth", "", "pinned", "unknown"),
    ]
    assert {row.ecosystem for row in rows} == {"model"}
    (finding,) = _of(result, "model-source-unfixed")
    assert finding.location.line == 9
    assert "serve.py loads `org/model`, `bert-base-uncased` and 7 more" in finding.title
    assert finding.title.endswith(
        "and 7 more without naming a revision or a tag or a model or a checksum"
    )
    assert "owner/repository:v1.0" in finding.remedy


def test_a_file_that_checks_its_downloads_is_believed() -> None:
    source = """
    import hashlib
    import urllib.request

    def get():
        urllib.request.urlretrieve("https://host.example/x.pth", "x.pth")
    """
    assert _of(_detect({"get.py": source}), "model-source-unfixed") == []
    (finding,) = _of(_detect({"get.py": source.replace("hashlib", "os")}), "model-source-unfixed")
    assert finding.title == "get.py loads `x.pth` without naming a checksum"


def test_tests_and_notebooks_may_load_what_they_like() -> None:
    result = _detect({"tests/test_x.py": MODELS + "\ndef test_a(): ...\n"})
    assert [row for row in result.rows if isinstance(row, Dependency)] == []


def test_training_and_serving_weigh_more_and_many_files_are_one_debt() -> None:
    load = "from transformers import AutoModel\nmodel = AutoModel.from_pretrained('org/m')\n"
    (finding,) = _of(_detect({"train.py": load + TRAIN}), "model-source-unfixed")
    assert {factor.name for factor in finding.factors} >= {"used-by-training"}
    files = {f"t{number}/train.py": load + TRAIN for number in range(3)}
    (finding,) = _of(_detect(files), "model-source-unfixed")
    assert finding.title == "t0/train.py and 2 more files load `org/m` without naming a revision"
    files = {
        f"t{number}/train.py": load.replace("org/m", f"org/m{number}") + TRAIN
        for number in range(5)
    }
    (finding,) = _of(_detect(files), "model-source-unfixed")
    assert finding.title.startswith(
        "t0/train.py and 4 more files load `org/m0`, `org/m1` and 3 more"
    )
