"""What shell lines start."""

import pytest

from debtaudit.resolve.training.commands import Start, starts


@pytest.mark.parametrize(
    ("line", "kind", "what"),
    [
        ("python train.py --epochs 1", "file", "train.py"),
        ("python3 -u src/train.py", "file", "src/train.py"),
        ("CUDA_VISIBLE_DEVICES=0 python train.py", "file", "train.py"),
        ("./train.py", "file", "./train.py"),
        ("torchrun --nproc_per_node=2 train.py", "file", "train.py"),
        ("python -m torch.distributed.launch --nproc 2 train.py", "file", "train.py"),
        ("accelerate launch train.py", "file", "train.py"),
        ("poetry run python train.py", "file", "train.py"),
        ("uv run train.py", "file", "train.py"),
        ("papermill train.ipynb out.ipynb", "file", "train.ipynb"),
        ("jupyter nbconvert --execute --to html train.ipynb", "file", "train.ipynb"),
        ("python -m pkg.train --lr 1", "module", "pkg.train"),
        ("make train", "make", "train"),
        ("dvc repro train", "dvc", "train"),
        ("dvc repro", "dvc", ""),
        ("mlflow run . -e train", "mlflow", "train"),
        ("bash scripts/train.sh", "shell", "scripts/train.sh"),
        ("./train.sh", "shell", "./train.sh"),
        ("train-model --fast", "script", "train-model"),
        ("poetry run train-model", "script", "train-model"),
        ("python -m pytest tests", "pytest", ""),
        ("pytest --nbmake notebooks/", "pytest", ""),
        ("tox -e py310", "tox", "tox"),
    ],
)
def test_one_line(line: str, kind: str, what: str) -> None:
    found = starts([line])
    assert [(each.kind, each.what) for each in found] == [(kind, what)]


@pytest.mark.parametrize(
    "line",
    [
        "python train.py --help",
        "# python train.py",
        "flake8 train.py",
        "ruff check train.py",
        "cat train.py",
        "pip install -r requirements.txt",
        "python -m pip install .",
        'echo "python train.py"',
        "git add train.py",
        "shellcheck train.sh",
        "",
        "=",
    ],
)
def test_lines_that_start_nothing(line: str) -> None:
    assert not [each for each in starts([line]) if each.kind != "script"]


def test_a_chain_of_commands_follows_the_folder() -> None:
    found = starts(["cd models && python train.py; cd sub", "python \\", "  eval.py"])
    assert found == [
        Start("file", "train.py", (), "models"),
        Start("file", "eval.py", (), "models/sub"),
    ]


def test_a_shell_function_named_after_a_folder_stands_for_it() -> None:
    found = starts(["function mnist() {", "  python main.py --dry-run", "}"])
    assert found[0] == Start("file", "main.py", ("--dry-run",), "mnist")


def test_words_behind_the_program_are_kept() -> None:
    assert starts(["python cli.py train --fast"])[0].words == ("train", "--fast")


def test_a_step_of_endless_lines_ends() -> None:
    assert len(starts(["python train.py"] * 100_000)) <= 500


def test_a_function_that_is_never_called_starts_nothing_beside_one_that_is() -> None:
    script = ["function a_b() {", "python one.py", "}", "c() {", "python two.py", "}", "run a/b"]
    assert [each.what for each in starts(script) if each.kind == "file"] == ["one.py"]
    library = script[:-1]
    files = [each.what for each in starts(library) if each.kind == "file"]
    assert files == ["one.py", "two.py"]
    assert len([each for each in starts([*library, '"$@"']) if each.kind == "file"]) == 2


def test_a_settings_file_that_is_submitted_is_a_job() -> None:
    assert starts(["anyscale jobs submit deploy/train.yaml --wait"]) == [
        Start("job", "deploy/train.yaml")
    ]
    assert starts(["ray job submit jobs/fit.yml"]) == [Start("job", "jobs/fit.yml")]


def test_the_folder_of_a_fresh_clone_is_the_root() -> None:
    found = starts(["git clone --quiet ${url} && cd project && git checkout x && cd lib && pytest"])
    assert [(one.kind, one.folder) for one in found] == [("pytest", "lib")]
