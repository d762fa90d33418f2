"""The examples on the pages of the rules are true: what a page shows is what its rule finds."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from debtaudit.audit import AuditRequest, audit
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.knowledge.rule_pages import rule_page

TRAIN = (
    "from argparse import ArgumentParser\nfrom sklearn.linear_model import Ridge\n"
    "import joblib, mlflow, os, yaml\n\n\n"
    "def main(rows, model, run, args):\n"
    "    {inside}\n"
    "    joblib.dump(Ridge(alpha=0.1).fit(rows, rows), 'model.joblib')\n\n\n"
    "main([], None, '', None)\n"
)
FIT = "import pandas, xgboost\n\nxgboost.train({}, xgboost.DMatrix(pandas.read_csv('a.csv')))"
IMAGE = (
    "FROM python:3.12-slim\nCOPY . .\nRUN pip install -r requirements.txt\nCMD python train.py\n"
)

SHOWN: Mapping[str, Mapping[str, str]] = {
    "dependency-conflict": {
        "requirements.txt": "pandas==1.3.5",
        "environment.yml": "dependencies:\n  - python=3.9\n  - pandas=2.0",
    },
    "dependency-end-of-life": {"Dockerfile": "FROM python:3.7-slim"},
    "dependency-lock-contradicted": {
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["torch==2.1.0"]',
        "uv.lock": 'version = 1\n[[package]]\nname = "torch"\nversion = "2.0.1"',
    },
    "dependency-retired": {"requirements.txt": "gym==0.21.0"},
    "dependency-source-unfixed": {
        "requirements.txt": "git+https://github.com/cocodataset/panopticapi.git"
    },
    "dependency-undeclared": {"requirements.txt": "numpy", "src/train.py": "import yaml\nyaml.x()"},
    "dependency-unpinned": {"requirements.txt": "pandas\nxgboost", "train.py": FIT},
    "dependency-unused": {"requirements.txt": "seaborn", "train.py": "import os"},
    "lock-file-missing": {
        "requirements.txt": "torch>=1.8\nnumpy>=1.18\nscikit-learn>=1.0",
        "Dockerfile": IMAGE,
        "train.py": TRAIN.format(inside="import torch, numpy"),
    },
    "model-source-unfixed": {
        "train.py": "from transformers import AutoModel\n"
        'model = AutoModel.from_pretrained("org/model")'
    },
}
"""What the pages say in a sentence, as files; the telling parts stand on the page."""


def found(builder: RepositoryBuilder, files: Mapping[str, str]) -> set[str]:
    """Return the rules of the findings in a repository of these files."""
    builder.commit("Start", {path: f"{text}\n" for path, text in files.items()})
    report = audit(AuditRequest(path=builder.folder, as_of=date(2026, 11, 26)))
    return {finding.rule for finding in report.findings}


def blocks(rule: str) -> list[str]:
    """Return the code blocks of the example on a rule's page."""
    example = rule_page(rule).partition("## An example\n")[2].partition("\n## ")[0]
    return re.findall(r"(?s)```\w+\n(.*?)```", example)


@pytest.mark.parametrize("rule", SHOWN)
def test_what_a_page_says_of_manifests_is_found(rule: str, builder: RepositoryBuilder) -> None:
    page = rule_page(rule)
    quoted = [
        text for text in re.findall(r"`([^`\n]+)`", page) if Path(text).name not in SHOWN[rule]
    ]
    files = "\n".join(SHOWN[rule].values())
    assert any(text in files for text in quoted)
    assert rule in found(builder, SHOWN[rule])


@pytest.mark.parametrize(
    "rule",
    ["hard-coded-account", "hard-coded-device", "hard-coded-host", "threshold-unexplained"],
)
def test_the_lines_that_a_page_shows_are_found_in_training_code(
    rule: str, builder: RepositoryBuilder
) -> None:
    inside = "\n    ".join(blocks(rule)[0].strip().split("\n"))
    assert rule in found(builder, {"train.py": TRAIN.format(inside=inside)})


def test_a_path_in_the_function_that_trains_is_found(builder: RepositoryBuilder) -> None:
    block = blocks("hard-coded-path")[0].rstrip()
    files = {"train.py": f"{TRAIN.format(inside='load()')}\n\n{block.replace('main', 'load')}"}
    assert "hard-coded-path" in found(builder, files)


def test_a_local_tracking_store_beside_a_dockerfile_is_found(builder: RepositoryBuilder) -> None:
    code = TRAIN.format(inside=blocks("tracking-in-local-files")[0].strip())
    files = {"train.py": code, "Dockerfile": IMAGE, "requirements.txt": "mlflow==2.9.0"}
    assert "tracking-in-local-files" in found(builder, files)


def test_an_option_that_nothing_reads_is_found(builder: RepositoryBuilder) -> None:
    block = blocks("option-unused")[0]
    code = f"from argparse import ArgumentParser\nparser = ArgumentParser()\n{block}"
    code += "from sklearn.linear_model import Ridge\nRidge().fit(loader, loader)"
    code = code.replace("args = ", "parser.add_argument('--batch-size', type=int)\nargs = ")
    assert "option-unused" in found(builder, {"train.py": code})


def test_a_key_that_no_code_mentions_is_found(builder: RepositoryBuilder) -> None:
    settings, code = blocks("setting-unread")
    code = (
        f"import yaml\nfrom sklearn.linear_model import SGDRegressor\n\n{code}\n"
        "def fit(epochs, size, rate):\n    SGDRegressor(max_iter=epochs).fit([[size]], [rate])"
    )
    assert "setting-unread" in found(builder, {"config/train.yaml": settings, "train.py": code})


def test_a_runner_of_ones_own_is_found(builder: RepositoryBuilder) -> None:
    job = f"on: push\n{blocks('gpu-runner-without-container')[0]}"
    files = {".github/workflows/train.yml": job, "train.py": TRAIN.format(inside="pass")}
    assert "gpu-runner-without-container" in found(builder, files)


def test_an_old_version_of_a_service_is_found(builder: RepositoryBuilder) -> None:
    inside = blocks("api-version-deprecated")[0].strip()
    code = TRAIN.format(inside=f"store, page, get = run, 1, mlflow.get\n    {inside}")
    assert "api-version-deprecated" in found(builder, {"train.py": code})


def test_a_credential_is_found_and_masked_as_the_page_says(builder: RepositoryBuilder) -> None:
    block = blocks("hard-coded-credential")[0].replace("78afe3...", "78afe3c1d92b47aa")
    files = {"train.py": TRAIN.format(inside=block.strip())}
    assert "hard-coded-credential" in found(builder, files)
    assert "`api_key = *** (masked)`" in rule_page("hard-coded-credential")
