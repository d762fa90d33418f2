"""CI files of every service: what starts them, and what they run."""

from debtaudit.domain.files import PathClass, Step, WorkflowFacts
from debtaudit.extract.workflows.dispatch import workflow_facts


def _read(name: str, text: str) -> WorkflowFacts:
    found = workflow_facts(PathClass.WORKFLOW, name, text.encode())
    assert found is not None
    return found


def _commands(facts: WorkflowFacts) -> dict[str, tuple[str, ...]]:
    return {step.name: step.commands for step in facts.steps}


GITHUB = """\
name: CI
on:
  push: {branches: [main]}
  schedule:
    - cron: "0 3 * * *"
  workflow_dispatch:
defaults:
  run:
    working-directory: ./model
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Install
        run: pip install -r requirements.txt
      - run: |
          # first the quick ones
          pytest -m "not slow" \\
            tests
          python train.py --epochs 1
        working-directory: sub
      - name: Never
        if: ${{ false }}
        run: python train.py
  off:
    if: false
    runs-on: ubuntu-latest
    steps:
      - run: pytest
  reused:
    uses: ./.github/workflows/train.yml
"""


def test_github_actions() -> None:
    facts = _read("ci.yml", GITHUB)
    assert facts.triggers == ("push", "schedule", "workflow_dispatch")
    assert facts.steps == (
        Step("github-actions", "test/actions/checkout@v4", 14, (), "actions/checkout@v4", "",
             folder="model", runner=("ubuntu-latest",)),
        Step("github-actions", "test/Install", 15, ("pip install -r requirements.txt",),
             folder="model", runner=("ubuntu-latest",)),
        Step("github-actions", "test/3", 17,
             ('pytest -m "not slow" tests', "python train.py --epochs 1"), folder="sub",
             runner=("ubuntu-latest",)),
        Step("github-actions", "test/Never", 23, ("python train.py",),
             inactive="if: ${{ false }}", folder="model", runner=("ubuntu-latest",)),
        Step("github-actions", "off/1", 30, ("pytest",), inactive="if: false", folder="model",
             runner=("ubuntu-latest",)),
        Step("github-actions", "reused", 31, (), "./.github/workflows/train.yml"),
    )  # fmt: skip


def test_the_machines_and_images_of_github_jobs() -> None:
    def where(job: str) -> tuple[tuple[str, ...], str]:
        text = f"on: push\njobs:\n  a:\n{job}    steps: [{{run: x}}]\n"
        [step] = _read("a.yml", text).steps
        return step.runner, step.image

    assert where("    runs-on: [self-hosted, gpu]\n") == (("self-hosted", "gpu"), "")
    assert where("    runs-on: {group: big, labels: [gpu]}\n") == (("gpu",), "")
    assert where("    runs-on: x\n    container: cuda:12\n") == (("x",), "cuda:12")
    assert where("    runs-on: x\n    container: {image: cuda:12}\n") == (("x",), "cuda:12")


def test_the_shell_text_that_an_action_is_given() -> None:
    text = """\
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
    - name: In a container
      uses: addnab/docker-run-action@v3
      with:
        image: tests:latest
        run: flake8 src && pytest tests
    - name: Again
      uses: nick-fields/retry@v3
      with: {timeout_minutes: 5, command: pytest -x}
    - name: JavaScript
      uses: actions/github-script@v7
      with: {script: "pytest"}
"""
    assert _commands(_read(".github/workflows/x.yml", text)) == {
        "test/In a container": ("flake8 src && pytest tests",),
        "test/Again": ("pytest -x",),
        "test/JavaScript": (),
    }


def test_github_triggers_in_every_form() -> None:
    body = "jobs:\n  a:\n    runs-on: x\n    steps: [{run: pytest}]\n"
    assert _read("a.yml", "on: push\n" + body).triggers == ("push",)
    assert _read("a.yml", '"on": [push, pull_request]\n' + body).triggers == (
        "push",
        "pull_request",
    )
    assert _read("a.yml", "on:\n" + body).triggers == ()


def test_a_composite_action() -> None:
    text = "name: x\nruns:\n  using: composite\n  steps:\n    - run: make test\n      shell: bash\n"
    facts = _read("action.yml", text)
    assert facts.triggers == ()
    assert _commands(facts) == {"action/1": ("make test",)}


GITLAB = """\
stages: [test, train]
default:
  before_script: [pip install .]
.shared:
  script: [echo shared]
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
test:
  script:
    - pytest
    - [make lint, make types]
train:
  extends: .shared
  before_script: []
  after_script: dvc push
release:
  script: twine upload
  when: manual
old:
  script: python old.py
  rules:
    - when: never
merge:
  only: [merge_requests]
  script: pytest -x
"""


def test_gitlab_ci() -> None:
    facts = _read(".gitlab-ci.yml", GITLAB)
    assert facts.triggers == ("push", "pull_request", "schedule")
    assert _commands(facts) == {
        "test": ("pip install .", "pytest", "make lint", "make types"),
        "train": ("echo shared", "dvc push"),
        "release": ("pip install .", "twine upload"),
        "old": ("pip install .", "python old.py"),
        "merge": ("pip install .", "pytest -x"),
    }
    assert {step.name: step.inactive for step in facts.steps if step.inactive} == {
        "release": "when: manual",
        "old": "when: never",
    }


def test_gitlab_jobs_that_extend_each_other_in_circles_and_crowds() -> None:
    crowd = "\n".join(
        f".a{level}:\n  extends: [{', '.join([f'.a{level + 1}'] * 30)}]" for level in range(30)
    )
    text = f"{crowd}\na:\n  extends: [b, .a0]\nb:\n  extends: a\n  script: pytest\n"
    assert _commands(_read(".gitlab-ci.yml", text)) == {"a": ("pytest",), "b": ("pytest",)}


CIRCLE = """\
version: 2.1
commands:
  prepare:
    steps:
      - run: pip install .
jobs:
  test:
    docker: [{image: python}]
    steps:
      - checkout
      - prepare
      - run: {name: unit, command: "pytest", working_directory: lib}
  forgotten:
    docker: [{image: python}]
    steps: [{run: python train.py}]
workflows:
  version: 2
  nightly:
    triggers: [{schedule: {cron: "0 0 * * *"}}]
    jobs: [test, {test: {requires: [test]}}]
"""


def test_circleci() -> None:
    facts = _read("config.yml", CIRCLE)
    copied = "on:\n  push:\n  pull_request:\n" + CIRCLE
    assert [step.name for step in _read("config.yml", copied).steps] == [
        step.name for step in facts.steps
    ]
    assert facts.triggers == ("push", "schedule")
    assert [(step.name, step.commands, step.inactive, step.folder) for step in facts.steps] == [
        ("test/unit", ("pytest",), "", "lib"),
        ("forgotten/1", ("python train.py",), "in no workflow", ""),
        ("prepare/1", ("pip install .",), "", ""),
    ]


AZURE = """\
trigger: [main]
pr: none
schedules: [{cron: "0 0 * * *"}]
stages:
- stage: build
  jobs:
  - job: test
    steps:
    - script: |
        pip install .
        pytest
      displayName: Unit
    - task: UsePythonVersion@0
    - bash: python train.py
      enabled: false
  - deployment: prod
    strategy:
      runOnce:
        deploy:
          steps:
          - task: Bash@3
            inputs: {targetType: inline, script: "make deploy"}
- stage: never
  condition: false
  jobs:
  - job: x
    steps: [{pwsh: pytest}]
"""


def test_azure_pipelines() -> None:
    facts = _read("azure-pipelines.yml", AZURE)
    assert facts.triggers == ("push", "schedule")
    assert [(step.name, step.commands, step.inactive) for step in facts.steps] == [
        ("build/test/Unit", ("pip install .", "pytest"), ""),
        ("build/test/UsePythonVersion@0", (), ""),
        ("build/test/3", ("python train.py",), "enabled: false"),
        ("build/prod/Bash@3", ("make deploy",), ""),
        ("never/x/1", ("pytest",), "condition: false"),
    ]
    assert _read("azure-pipelines.yml", "trigger: none\nsteps:\n- script: x\n").triggers == ()


def test_travis_and_bitbucket() -> None:
    travis = _read(
        ".travis.yml",
        "install: pip install .\nscript:\n  - pytest\njobs:\n  include:\n"
        "    - name: docs\n      script: make docs\n",
    )
    assert _commands(travis) == {
        "build/install": ("pip install .",),
        "build/script": ("pytest",),
        "docs/script": ("make docs",),
    }
    bitbucket = _read(
        "bitbucket-pipelines.yml",
        "pipelines:\n  default:\n    - step: {name: Test, script: [pytest]}\n"
        "  pull-requests:\n    '**':\n      - parallel:\n          - step: {script: [make lint]}\n",
    )
    assert bitbucket.triggers == ("push", "pull_request")
    assert list(_commands(bitbucket).values()) == [("pytest",), ("make lint",)]


def test_taskcluster_joins_the_words_of_a_command() -> None:
    facts = _read(
        ".taskcluster.yml",
        "tasks:\n  $flatten:\n    - $if: x\n      then:\n        - metadata: {name: tests}\n"
        "          payload:\n            command:\n              - - /bin/bash\n"
        "                - -lc\n                - cd bugs && uv run pytest\n",
    )
    assert list(_commands(facts).values()) == [("/bin/bash -lc cd bugs && uv run pytest",)]


def test_systems_with_commands_under_a_known_key() -> None:
    buildkite = _read(
        "pipeline.yml", "steps:\n  - label: Unit\n    command: [pytest, make lint]\n  - wait\n"
    )
    assert _commands(buildkite) == {"Unit": ("pytest", "make lint")}
    drone = _read(
        ".drone.yml", "kind: pipeline\nsteps:\n  - name: test\n    commands:\n      - pytest -q\n"
    )
    assert _commands(drone) == {"test": ("pytest -q",)}
    appveyor = _read("appveyor.yml", "install:\n  - cmd: pip install .\ntest_script: pytest\n")
    assert _commands(appveyor) == {"install": ("pip install .",), "test_script": ("pytest",)}
    cirrus = _read(".cirrus.yml", "test_task:\n  install_script: make\n  script: pytest\n")
    assert [step.origin for step in cirrus.steps] == ["cirrus", "cirrus"]


def test_a_schedule_of_drone_is_a_trigger() -> None:
    facts = _read(".drone.yml", "cron: nightly\nsteps: [{name: a, commands: [python train.py]}]\n")
    assert "schedule" in facts.triggers


JENKINS = """\
pipeline {
  triggers { cron('H 3 * * *') }
  stages {
    stage('Test') {
      steps {
        // sh 'commented out'
        sh 'pytest -q'
        sh(script: \"\"\"
          pip install .
          python train.py \\
            --epochs 1
        \"\"\", returnStatus: true)
      }
    }
    stage("Ship") { steps { sh "make ship" } }
  }
}
"""


def test_jenkinsfile() -> None:
    facts = _read("Jenkinsfile", JENKINS)
    assert facts.triggers == ("push", "schedule")
    assert [(step.name, step.line, step.commands) for step in facts.steps] == [
        ("Test", 7, ("pytest -q",)),
        ("Test", 8, ("pip install .", "python train.py --epochs 1")),
        ("Ship", 15, ("make ship",)),
    ]


def test_odd_shapes_are_no_crash() -> None:
    for text in (
        "jobs: []\n",
        "jobs:\n  a: null\n  b: [1]\non: {}\n",
        "jobs:\n  a:\n    runs-on: x\n    steps: {run: pytest}\n",
        "jobs:\n  a:\n    runs-on: x\n    steps: [null, 1, [x], {run: [a]}]\n",
        "on: 1\njobs: text\n",
        "workflows: {a: 1, b: [x], c: {jobs: x, triggers: 1}}\njobs: {z: {steps: 1}}\n",
        "stages: {a: 1}\nsteps: text\n",
        "pipelines: 5\n",
        "a: {script: {b: c}}\nextends: [[x]]\n",
    ):
        for name in ("ci.yml", ".gitlab-ci.yml", ".travis.yml", "bitbucket-pipelines.yml"):
            workflow_facts(PathClass.WORKFLOW, name, text.encode())
    assert workflow_facts(PathClass.WORKFLOW, "ci.yml", b"- just\n- a list\n") is None
    assert workflow_facts(PathClass.WORKFLOW, "ci.yml", b"") is None


def test_the_number_of_steps_is_bounded() -> None:
    steps = "\n".join("      - run: pytest" for _ in range(1_000))
    facts = _read("ci.yml", f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}\n")
    assert len(facts.steps) == 300
