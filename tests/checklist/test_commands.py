"""Only what a step really runs counts: not its echo, not its installation."""

import pytest

from debtaudit.checklist.commands import program_names, programs, runs_tests


@pytest.mark.parametrize(
    "command",
    [
        "pytest",
        "pytest -x tests/ && echo done",
        "cd src && pytest",
        "python -m pytest tests",
        "python3.11 -m unittest discover",
        "coverage run -m pytest",
        "python -m coverage run -m pytest",
        "poetry run pytest",
        "uv run --with pytest-cov pytest",
        "uv run python -m pytest",
        'uv run --python "${PYTHON_VERSION}" --dev --frozen pytest',
        "uv run --env-file .env.ci --no-group docs pytest -q",
        "conda run --cwd src -n tests pytest",
        "conda run -n env pytest",
        "hatch test",
        "hatch run test:cov",
        "pixi run -e ${{ matrix.env }} tests -n 3",
        "sudo pytest",
        "CUDA_VISIBLE_DEVICES= pytest",
        "xvfb-run --auto pytest",
        "tox -e py311",
        "nox",
        "behave features/run.feature",
        "make test",
        "$(MAKE) test",
        "$(PYTHON) -m pytest",
        "uv run $(DEBUGPY_ARGS) -m pytest -q",
        "${RUNNER} $OPTIONS pytest tests",
        "python setup.py test",
        "python manage.py test app",
        "python tests/test_all.py",
        "bash scripts/run_tests.sh",
        "./run_tests.sh --fast",
        'bash -c "pytest tests"',
        "docker run --rm image pytest",
        "docker compose run web pytest",
        "if true; then pytest; fi",
        "pytest \\\n  tests",
    ],
)
def test_a_run_of_the_tests_is_known(command: str) -> None:
    assert runs_tests([command], lambda target: target == "test")


@pytest.mark.parametrize(
    "command",
    [
        "echo pytest",
        "echo 'now run the tests: pytest tests'",
        "pip install pytest",
        "python -m pip install pytest tox",
        "conda install -y pytest",
        "# pytest",
        "true # pytest",
        "pytest --collect-only",
        "pytest --version",
        "make lint",
        "$(MAKE) lint",
        "$(ECHO) pytest",
        "$(info pytest)",
        "$(PIP) install pytest",
        "make build",
        "test -f model.pt",
        "python train.py",
        "python setup.py bdist_wheel --dist-dir test",
        "python setup.py install test",
        "cat test.py",
        "git add tests",
        "docker build -t pytest .",
        "",
    ],
)
def test_what_only_speaks_of_tests_is_no_run(command: str) -> None:
    assert not runs_tests([command], lambda target: target == "test")


def test_the_program_stands_first_without_what_is_in_front_of_it() -> None:
    commands = ["A=1 sudo poetry run debtaudit scan . | tee x", "exec python -m wily build"]
    assert [words[0] for words in programs(commands)] == ["debtaudit", "tee", "python"]
    assert {"debtaudit", "wily"} <= program_names(commands)
    assert "debtaudit" not in program_names(["echo debtaudit", "pip install debtaudit"])


def test_a_hostile_command_ends() -> None:
    assert not runs_tests(["${{" * 50_000 + "a" * 50_000], lambda _target: True)
