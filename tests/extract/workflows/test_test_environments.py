"""What tox and nox run."""

from textwrap import dedent

from debtaudit.domain.files import PathClass, Step
from debtaudit.extract.file_facts import extract


def steps(name: str, text: str, kind: PathClass = PathClass.INI) -> dict[str, Step]:
    found = extract(kind, name, dedent(text).encode())
    assert found.problem is None
    return {each.name: each for each in found.workflow.steps} if found.workflow else {}


def test_environments_of_tox() -> None:
    found = steps(
        "tox.ini",
        """
        [tox]
        envlist = py, examples

        [testenv]
        deps = pytest
        commands =
            pytest --doctest-modules {posargs:src tests}
            py39: - python -m src.train

        [testenv:examples]
        changedir = examples
        commands =
            {envpython} {toxinidir}/examples/train.py \\
                --epochs 1
            # python old.py

        [testenv:lint]
        skip_install = true
        """,
    )
    assert list(found) == ["testenv", "examples"]
    assert found["testenv"].commands == (
        "pytest --doctest-modules src tests",
        "python -m src.train",
    )
    assert found["testenv"].origin == "tox"
    assert found["examples"].commands == ("python examples/train.py --epochs 1",)
    assert found["examples"].folder == "examples"


def test_a_tox_file_that_runs_nothing() -> None:
    assert steps("tox.ini", "[flake8]\nmax-line-length = 100\n") == {}
    assert steps("other.ini", "[testenv]\ncommands = pytest\n") == {}


def test_sessions_of_nox() -> None:
    found = steps(
        "noxfile.py",
        """
        import nox

        @nox.session(python=["3.10", "3.11"])
        def tests(session):
            session.install("pytest")
            session.run("pytest", "--doctest-modules", "src", *session.posargs)
            other.run("rm", "-r")

        @nox.session
        def train(s: nox.Session) -> None:
            if fast:
                s.run(*["python", "train.py"], external=True)

        @nox.session
        def lint(session):
            session.run("sh", "-c", "a\\nb")

        def helper(session):
            session.run("python", "other.py")
        """,
        PathClass.PYTHON,
    )
    assert {name: each.commands for name, each in found.items()} == {
        "tests": ("pytest --doctest-modules src",),
        "train": ("python train.py",),
        "lint": ("sh -c",),
    }
    assert found["train"].origin == "nox"
