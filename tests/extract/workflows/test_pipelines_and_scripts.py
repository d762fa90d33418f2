"""DVC, MLproject, Task files, Makefiles, shell scripts and Dockerfiles."""

from debtaudit.domain.files import PathClass, Step, WorkflowFacts
from debtaudit.extract.workflows.dispatch import workflow_facts


def _read(path_class: PathClass, text: str, name: str = "x") -> tuple[Step, ...]:
    found = workflow_facts(path_class, name, text.encode())
    assert isinstance(found, WorkflowFacts)
    return found.steps


def test_dvc_stages_with_what_goes_in_and_out() -> None:
    text = (
        "stages:\n  train:\n    wdir: src\n    cmd: python train.py ${lr}\n"
        "    deps: [train.py, data]\n    outs:\n      - model.pkl:\n          cache: false\n"
        "    metrics: [scores.json]\n  grid:\n    foreach: [1, 2]\n    do:\n"
        "      cmd:\n        - python a.py\n        - python b.py\n  old:\n    frozen: true\n"
        "    cmd: python old.py\n"
    )
    assert _read(PathClass.YAML, text, "dvc.yaml") == (
        Step("dvc", "train", 2, ("python train.py ${lr}",), inputs=("train.py", "data"),
             outputs=("model.pkl", "scores.json"), folder="src"),
        Step("dvc", "grid", 10, ("python a.py", "python b.py")),
        Step("dvc", "old", 16, ("python old.py",), inactive="frozen"),
    )  # fmt: skip


def test_mlproject_and_task_file() -> None:
    text = "name: x\nentry_points:\n  main:\n    command: 'python train.py --lr {lr}'\n"
    assert _read(PathClass.YAML, text, "MLproject") == (
        Step("mlproject", "main", 3, ("python train.py --lr {lr}",)),
    )
    tasks = "version: 3\ntasks:\n  fit:\n    cmds: [make x, {cmd: python fit.py}]\n  t: pytest\n"
    assert [step.commands for step in _read(PathClass.YAML, tasks, "Taskfile.yml")] == [
        ("make x", "python fit.py"),
        ("pytest",),
    ]


def test_plain_yaml_starts_nothing() -> None:
    text = b"stages: {train: {cmd: python train.py}}"
    assert workflow_facts(PathClass.YAML, "params.yaml", text) is None


MAKEFILE = """\
PYTHON ?= python3
SRC := src/model
TRAIN = $(PYTHON) $(SRC)/train.py
.PHONY: all train

all: train test  # everything
train: data/train.csv
\t@$(TRAIN) --epochs 3 \\
\t\t--lr 0.1
\t-rm -f tmp
test lint:
\tpytest; echo $$HOME
%.o $(call made): %.c
\tcc $<
one: ; python one.py
ifeq ($(CI),true)
endif
"""


def test_makefile_targets_with_their_variables() -> None:
    assert _read(PathClass.MAKEFILE, MAKEFILE) == (
        Step("makefile", "all", 6, (), inputs=("train", "test")),
        Step(
            "makefile",
            "train",
            7,
            ("python3 src/model/train.py --epochs 3 --lr 0.1", "rm -f tmp"),
            inputs=("data/train.csv",),
        ),
        Step("makefile", "test", 11, ("pytest; echo $HOME",)),
        Step("makefile", "lint", 11, ("pytest; echo $HOME",)),
        Step("makefile", "one", 15, ("python one.py",)),
    )


def test_a_comment_behind_a_target_is_no_part_of_it() -> None:
    text = 'train: data.csv ## call it so: make ARGS="--x 1" train\n\tpython train.py\n'
    (step,) = _read(PathClass.MAKEFILE, text)
    assert (step.name, step.inputs, step.commands) == ("train", ("data.csv",), ("python train.py",))


def test_a_justfile() -> None:
    text = 'data := "raw"\ntrain lr:\n    python train.py --data {{ data }} --lr {{lr}}\n'
    (step,) = _read(PathClass.MAKEFILE, text, "justfile")
    assert step.commands == ("python train.py --data raw --lr {{lr}}",)


def test_a_makefile_bomb_stays_small() -> None:
    lines = ["A0 = " + "x" * 5_000]
    lines += [f"A{level} = " + f"$(A{level - 1})" * 100 for level in range(1, 20)]
    lines += ["a:", "\techo " + "$(A19)" * 50_000, "\techo " + " " * 500_000 + "x"]
    lines += ["a" + " " * 500_000, "R = $(R)$(R)", "b:", "\t$(R)"]
    steps = _read(PathClass.MAKEFILE, "\n".join(lines))
    assert all(len(command) <= 1_000 for step in steps for command in step.commands)


def test_a_shell_script_is_one_step() -> None:
    text = "#!/bin/sh\nset -e\n\n# go\npython train.py \\\n  --lr 1\n"
    assert _read(PathClass.SHELL, text) == (
        Step("shell", "", 2, ("set -e", "python train.py --lr 1")),
    )
    assert _read(PathClass.SHELL, "#!/bin/sh\n") == ()


def test_dockerfile_instructions() -> None:
    text = (
        "FROM python:3.11\nRUN --mount=type=cache,target=/x pip install -r r.txt \\\n"
        " && python train.py\n# RUN no\nRUN <<EOF\npython a.py\n\npython b.py\nEOF\n"
        'cmd ["python", "-m", "serve"]\nENTRYPOINT python serve.py\n'
    )
    assert [
        (step.name, step.line, step.commands) for step in _read(PathClass.DOCKERFILE, text)
    ] == [
        ("RUN", 2, ("pip install -r r.txt && python train.py",)),
        ("RUN", 5, ("python a.py", "python b.py")),
        ("CMD", 10, ("python -m serve",)),
        ("ENTRYPOINT", 11, ("python serve.py",)),
    ]
