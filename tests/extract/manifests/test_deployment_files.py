"""Compose, BentoML, Ray, Cog and MLproject: what services and models run with."""

from debtaudit.domain.files import PathClass
from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests.dispatch import manifest_facts
from tests.extract.manifests.expected import brief

COMPOSE = b"""\
services:
  api:
    build: .
    image: our/api:latest
  store:
    image: "redis:${REDIS_TAG:-6.2}"
  tracking:
    image: ghcr.io/mlflow/mlflow
    command: bash -c "pip install boto3==1.20 && mlflow server"
  trainer:
    image: python:3.8-slim
    command:
      - sh
      - -c
      - |
        pip install -r requirements.txt \\
          xgboost
"""


def _read(name: str, data: bytes) -> ManifestFacts | None:
    return manifest_facts(PathClass.YAML, name, data)


def test_compose_names_images_and_installs() -> None:
    facts = _read("docker-compose.dev.yml", COMPOSE)
    assert brief(facts) == [
        (6, "redis", ":6.2", "pinned"),
        (8, "ghcr.io/mlflow/mlflow", "", "unbounded"),
        (9, "boto3", "==1.20", "pinned"),
        (11, "python", ":3.8-slim", "pinned"),
        (17, "xgboost", "", "unbounded"),
    ]
    assert facts is not None
    assert [(one.path, one.line) for one in facts.includes] == [("requirements.txt", 16)]
    assert _read("compose.yaml", b"services:\n  a:\n    build: .\n") is None
    assert _read("composer-settings.yml", COMPOSE) is None


def test_a_bentofile() -> None:
    facts = _read(
        "bentofile.yaml",
        b"""\
service: "service:svc"
python:
  requirements_txt: "./requirements.txt"
  packages:
    - scikit-learn==1.0
    - "torch>=1.10; sys_platform == 'linux'"
docker:
  base_image: nvidia/cuda:11.3.1-runtime-ubuntu18.04
  python_version: "3.8"
conda:
  environment_yml: "./environment.yml"
  dependencies:
    - libffi=3.4
  pip:
    - mlflow
""",
    )
    assert brief(facts) == [
        (5, "scikit-learn", "==1.0", "pinned"),
        (6, "torch", ">=1.10", "bounded"),
        (8, "nvidia/cuda", ":11.3.1-runtime-ubuntu18.04", "pinned"),
        (9, "python", "=3.8", "pinned"),
        (13, "libffi", "=3.4", "pinned"),
        (15, "mlflow", "", "unbounded"),
    ]
    assert facts is not None
    assert [one.path for one in facts.includes] == ["./requirements.txt", "./environment.yml"]


def test_ray_environments_wherever_they_stand() -> None:
    facts = _read(
        "serve.yaml",
        b"""\
applications:
  - name: app
    runtime_env:
      pip: ["torch==2.0", "transformers"]
      conda:
        dependencies:
          - pip:
              - emoji
          - scipy=1.9
  - name: other
    runtime_env:
      pip: ./requirements.txt
  - name: third
    runtime_env:
      pip:
        packages: [ray]
        pip_check: false
""",
    )
    assert brief(facts) == [
        (4, "torch", "==2.0", "pinned"),
        (4, "transformers", "", "unbounded"),
        (8, "emoji", "", "unbounded"),
        (9, "scipy", "=1.9", "pinned"),
        (16, "ray", "", "unbounded"),
    ]
    assert facts is not None
    assert [one.path for one in facts.includes] == ["./requirements.txt"]


def test_a_ray_cluster_and_its_setup() -> None:
    facts = _read(
        "cluster.yaml",
        b"cluster_name: x\ndocker:\n    image: rayproject/ray:latest\n"
        b"setup_commands:\n    - pip install -U 'ray[tune]'\n",
    )
    assert brief(facts) == [
        (3, "rayproject/ray", ":latest", "unbounded"),
        (5, "ray", "", "unbounded"),
    ]


def test_the_image_that_a_cluster_environment_is_built_from() -> None:
    facts = _read(
        "cluster_env.yaml",
        b"base_image: anyscale/ray:2.7.0-py310\npost_build_cmds:\n  - pip install torch==2.0\n",
    )
    assert brief(facts) == [
        (1, "anyscale/ray", ":2.7.0-py310", "pinned"),
        (3, "torch", "==2.0", "pinned"),
    ]


def test_cog_and_mlproject() -> None:
    cog = _read(
        "cog.yaml",
        b'build:\n  python_version: "3.8"\n  python_packages:\n    - "torch==1.8.0"\n'
        b"  run:\n    - pip install ninja\n",
    )
    assert brief(cog) == [
        (2, "python", "=3.8", "pinned"),
        (4, "torch", "==1.8.0", "pinned"),
        (6, "ninja", "", "unbounded"),
    ]
    project = _read("MLproject", b"name: x\nconda_env: files/env.yaml\n")
    assert project is not None
    assert [one.path for one in project.includes] == ["files/env.yaml"]
    image = _read("MLproject", b"name: x\ndocker_env:\n  image: our/image\n")
    assert brief(image) == [(3, "our/image", "", "unbounded")]


def test_what_declares_nothing_is_no_manifest() -> None:
    assert _read("bentofile.yaml", b"service: x\n") is None
    assert _read("conf.yaml", b"runtime_env: prod\n") is None
    assert _read("conf.yaml", b"cluster_name: prod\n") is None
