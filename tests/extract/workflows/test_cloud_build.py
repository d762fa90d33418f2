"""Google Cloud Build: steps in images, whatever the file is called."""

from debtaudit.domain.files import PathClass, WorkflowFacts
from debtaudit.extract.path_class import path_class
from debtaudit.extract.workflows.dispatch import workflow_facts

BUILD = b"""\
steps:
- name: gcr.io/cloud-builders/git
  args: [clone, repo]
- id: Unit tests
  name: $_IMAGE
  entrypoint: pytest
  args: [src/tests, -s]
  dir: src
- name: python:3.11
  entrypoint: /bin/sh
  args:
  - -c
  - |
    make setup && \\
    make test
- name: bash
  script: ./deploy.sh
"""


def build(text: bytes = BUILD, base_name: str = "pipeline.yaml") -> WorkflowFacts | None:
    """Return the steps of a YAML file with a name that tells nothing."""
    return workflow_facts(PathClass.YAML, base_name, text)


def test_a_build_is_known_by_its_steps() -> None:
    found = build()
    assert found is not None
    assert [" ".join(step.commands).split() for step in found.steps] == [
        ["clone", "repo"],
        ["pytest", "src/tests", "-s"],
        ["make", "setup", "&&", "make", "test"],
        ["./deploy.sh"],
    ]
    assert {step.origin for step in found.steps} == {"cloud-build"}
    tests = found.steps[1]
    assert (tests.name, tests.line, tests.folder) == ("Unit tests", 4, "src")


def test_other_files_with_steps_are_no_build() -> None:
    assert build(b"x: 1\nsteps: [a, b]\n") is None
    assert build(b"x: 1\nsteps:\n- name: a\n  lr: 1\n") is None


def test_the_usual_places_are_ci() -> None:
    for path in ("cloudbuild.yaml", "cloudbuild/pr.yaml", ".pipelines/ci.yml"):
        assert path_class(path) is PathClass.WORKFLOW, path
    assert path_class("conf/pipelines/train.yml") is PathClass.YAML
