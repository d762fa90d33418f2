"""What a path tells of a file."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.settings import Limits
from debtaudit.extract.path_class import limit_for, limit_name, path_class


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/train.py", PathClass.PYTHON),
        ("TRAIN.PY", PathClass.PYTHON),
        ("stubs/torch.pyi", PathClass.OTHER),
        (".py", PathClass.OTHER),
        ("notebooks/01 first look.ipynb", PathClass.NOTEBOOK),
        ("setup.py", PathClass.SETUP_PY),
        ("packages/a/setup.py", PathClass.SETUP_PY),
        ("setup.cfg", PathClass.SETUP_CFG),
        ("pyproject.toml", PathClass.PYPROJECT),
        ("conf/train.toml", PathClass.TOML),
        ("conf/train.yaml", PathClass.YAML),
        ("environment.yml", PathClass.YAML),
        ("docker-compose.yml", PathClass.YAML),
        ("dvc.yaml", PathClass.YAML),
        ("MLproject", PathClass.YAML),
        ("params.json", PathClass.JSON),
        ("model.gin", PathClass.INI),
        ("tox.ini", PathClass.INI),
        ("CODEOWNERS", PathClass.CODEOWNERS),
    ],
)
def test_code_and_settings(path: str, expected: PathClass) -> None:
    assert path_class(path) is expected


@pytest.mark.parametrize(
    "path",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "dev-requirements.txt",
        "requirements_gpu.in",
        "requirements.in",
        "requirements/base.txt",
        "docker/requirements/base.in",
        "constraints.txt",
        "constraints-3.11.txt",
        "Requirements.TXT",
    ],
)
def test_requirements_files(path: str) -> None:
    assert path_class(path) is PathClass.REQUIREMENTS


@pytest.mark.parametrize(
    "path",
    [
        *("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pixi.lock"),
        *("pylock.toml", "pylock.dev.toml", "conda-lock.yml", "conda-lock.gpu.yml"),
    ],
)
def test_lock_files(path: str) -> None:
    assert path_class(path) is PathClass.LOCK


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/ci.yml",
        "project/.github/workflows/ci.yaml",
        ".github/actions/setup/action.yml",
        "action.yml",
        ".gitlab-ci.yml",
        "ci/build.gitlab-ci.yml",
        ".gitlab/ci/test.yml",
        ".circleci/config.yml",
        "azure-pipelines.yml",
        "azure-pipelines-nightly.yml",
        ".azure-pipelines/build.yml",
        "Jenkinsfile",
        "Jenkinsfile.nightly",
        ".travis.yml",
        "bitbucket-pipelines.yml",
    ],
)
def test_ci_files(path: str) -> None:
    assert path_class(path) is PathClass.WORKFLOW


def test_a_config_yml_elsewhere_is_plain_yaml() -> None:
    assert path_class("docs/config.yml") is PathClass.YAML
    assert path_class("k8s/action.yml") is PathClass.YAML


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Dockerfile", PathClass.DOCKERFILE),
        ("docker/Dockerfile.gpu", PathClass.DOCKERFILE),
        ("serve.dockerfile", PathClass.DOCKERFILE),
        ("Makefile", PathClass.MAKEFILE),
        ("build/rules.mk", PathClass.MAKEFILE),
        ("justfile", PathClass.MAKEFILE),
        ("scripts/run.sh", PathClass.SHELL),
        ("cluster/train.sbatch", PathClass.SHELL),
        ("README.md", PathClass.DOCUMENT),
        ("CHANGELOG", PathClass.DOCUMENT),
        ("HISTORY.txt", PathClass.DOCUMENT),
        ("docs/model.txt", PathClass.DOCUMENT),
        ("newsfragments/12.feature", PathClass.DOCUMENT),
        ("docs/release-notes/4263.fix.md", PathClass.DOCUMENT),
        (".changeset/brave-cats-sing.md", PathClass.DOCUMENT),
        ("releasenotes/notes/seeds-e8f150a3e706804c.yaml", PathClass.DOCUMENT),
        ("releasenotes/config.yaml", PathClass.YAML),
        (".changes/unreleased/Fixed-20260102.yaml", PathClass.DOCUMENT),
        ("changelog.d/12.bugfix.md", PathClass.DOCUMENT),
        ("data/vocab.txt", PathClass.OTHER),
        ("12.feature", PathClass.OTHER),
        ("LICENSE", PathClass.OTHER),
        ("logo.png", PathClass.OTHER),
        ("", PathClass.OTHER),
    ],
)
def test_scripts_and_documents(path: str, expected: PathClass) -> None:
    assert path_class(path) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("models/best.pt", PathClass.ARTEFACT),
        ("model.SAFETENSORS", PathClass.ARTEFACT),
        ("model.joblib", PathClass.ARTEFACT),
        ("pytorch_model.bin", PathClass.ARTEFACT),
        ("weights/final.bin", PathClass.ARTEFACT),
        ("firmware/boot.bin", PathClass.OTHER),
        ("data/raw/train.csv", PathClass.ARTEFACT),
        ("datasets/train.parquet", PathClass.ARTEFACT),
        ("reports/results.csv", PathClass.OTHER),
        ("tests/data/sample.csv", PathClass.OTHER),
        ("model.pkl.dvc", PathClass.POINTER),
        ("dvc.lock", PathClass.POINTER),
    ],
)
def test_weights_data_and_what_points_to_them(path: str, expected: PathClass) -> None:
    assert path_class(path) is expected


def test_every_class_has_the_limit_that_its_setting_names() -> None:
    limits = Limits(python_bytes=1, notebook_bytes=2, text_bytes=3, lock_bytes=4)
    assert limit_for(PathClass.PYTHON, limits) == limit_for(PathClass.SETUP_PY, limits) == 1
    assert limit_for(PathClass.NOTEBOOK, limits) == 2
    assert limit_for(PathClass.YAML, limits) == limit_for(PathClass.DOCUMENT, limits) == 3
    assert limit_for(PathClass.LOCK, limits) == 4
    assert {limit_name(kind) for kind in PathClass} <= set(Limits.__struct_fields__)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("jigsaw_data/train.csv", PathClass.ARTEFACT),
        ("fake-news/data/rows.csv", PathClass.ARTEFACT),
        ("sample_data/translation/en_de.csv", PathClass.OTHER),
        ("data/samples/rows.csv", PathClass.OTHER),
        ("data/rows_sample.csv", PathClass.OTHER),
        ("data/mock-rows.csv", PathClass.OTHER),
        ("ch08/movie_data.csv.gz", PathClass.ARTEFACT),
        ("train.csv", PathClass.ARTEFACT),
        ("filelists/ljs.txt", PathClass.ARTEFACT),
        ("ljs_audio_text_train_filelist.txt", PathClass.ARTEFACT),
        ("results/data.csv", PathClass.OTHER),
        ("knowledge/training_words.tsv", PathClass.OTHER),
        ("tests/data/train.csv", PathClass.OTHER),
        ("scores.csv", PathClass.OTHER),
        ("data/images.zip", PathClass.OTHER),
        ("notes/list.txt", PathClass.OTHER),
    ],
)
def test_tables_and_file_lists_for_training_are_artefacts(path: str, expected: PathClass) -> None:
    assert path_class(path) is expected
