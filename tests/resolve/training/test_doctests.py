"""Doctests that train: which are run, by what, and under which name a person finds them."""

import pytest

from debtaudit.domain.report_rows import EntryPoint
from tests.resolve.drawing import picture_of, points_of

NET = '''
    """A net.

    >>> Net().predict([[1]])
    """
    from numpy.linalg import lstsq
    from sklearn.base import BaseEstimator, ClassifierMixin


    class Net(BaseEstimator, ClassifierMixin):
        """Fits.

        >>> from pkg import Net
        >>> Net().fit([[1]], [1])
        Net()
        """

        def fit(self, x, y):
            self.weights_ = lstsq(x, y)
            return self

        def predict(self, x):
            return x


    def helper():
        def inner():
            """
            >>> Net().fit([[1]], [1])
            """
'''
INIT = "from pkg.net import Net\n"
PYTEST_INI = "[pytest]\naddopts = --doctest-modules\n"
README = (
    "Net\n===\n\n    >>> from pkg import Net\n    >>> net = Net()\n    >>> net.fit([[1]], [1])\n"
)


def fit(files: dict[str, str], name: str = "src/pkg/net.py::Net.fit") -> EntryPoint:
    return points_of({"src/pkg/__init__.py": INIT, "src/pkg/net.py": NET, **files})[name]


def refs(point: EntryPoint) -> list[str]:
    return [each.ref for each in point.tests]


def github(command: str) -> str:
    return (
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - run: {command}\n"
    )


def test_no_doctest_is_run_by_itself() -> None:
    found = fit(
        {"pytest.ini": "[pytest]\naddopts = -q\n", ".github/workflows/a.yml": github("pytest")}
    )
    assert found.tested == "untested"


RUN_BY = {
    "pytest.ini": {"pytest.ini": PYTEST_INI},
    "a list in pyproject.toml": {
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["-q", "--doctest-modules"]\n'
        'testpaths = ["src"]\n'
    },
    "setup.cfg": {"setup.cfg": "[tool:pytest]\naddopts = -q\n  --doctest-modules\n"},
    "tox.ini": {"tox.ini": "[pytest]\naddopts = --doctest-plus\n"},
    "doctestplus": {"setup.cfg": "[tool:pytest]\ndoctest_plus = enabled\n"},
    "CI": {".github/workflows/a.yml": github("pytest --doctest-modules src")},
    "CI in a folder": {
        ".github/workflows/a.yml": github("cd src && python -m pytest --xdoctest pkg")
    },
    "tox": {"tox.ini": "[testenv]\ncommands = pytest --doctest-modules {posargs:src}\n"},
    "nox": {
        "noxfile.py": "import nox\n\n@nox.session\ndef tests(session):\n"
        "    session.run('pytest', '--doctest-modules')\n"
    },
    "a target for tests": {"Makefile": "doctest:\n\tpytest --doctest-modules src\n"},
    "doctest as a program": {
        ".gitlab-ci.yml": "test:\n  script: python -m doctest src/pkg/net.py\n"
    },
    "xdoctest as a program": {"tox.ini": "[testenv]\ncommands = xdoctest -m src/pkg/net.py\n"},
    "xdoctest of a module": {".github/workflows/a.yml": github("python -m xdoctest pkg.net")},
    "places of the call beside those of the configuration": {
        "pytest.ini": PYTEST_INI + "testpaths = tests\n",
        ".github/workflows/a.yml": github("pytest src tests"),
    },
    "load_tests": {
        "tests/test_docs.py": "import doctest\nimport pkg.net\n\ndef load_tests(a, tests, b):\n"
        "    tests.addTests(doctest.DocTestSuite(pkg.net))\n    return tests\n"
    },
}


@pytest.mark.parametrize("name", RUN_BY)
def test_the_doctest_of_a_class_trains(name: str) -> None:
    found = fit(RUN_BY[name])
    assert found.tested == "tested"
    assert refs(found) == ["src/pkg/net.py::pkg.net.Net"]
    assert found.tests[0].how == "its examples: calls Net.fit"
    assert found.kinds == ("runs",)


NOT_RUN = {
    "another place": {
        ".github/workflows/a.yml": github("pytest --doctest-modules other"),
        "other/a.py": "",
    },
    "only the tests": {"pytest.ini": PYTEST_INI + "testpaths = tests\n"},
    "ignored": {"pytest.ini": "[pytest]\naddopts = --doctest-modules --ignore=src\n"},
    "ignored by a pattern": {
        "pytest.ini": "[pytest]\naddopts = --doctest-modules --ignore-glob=*net.py\n"
    },
    "switched off": {"pytest.ini": "[pytest]\naddopts = --doctest-modules -p no:doctest\n"},
    "a target for people": {"Makefile": "docs:\n\tpython -m doctest src/pkg/net.py\n"},
    "coverage of it": {
        ".github/workflows/a.yml": github("pytest --doctest-modules --cov src tests"),
        "tests/a.py": "",
    },
    "the target that Sphinx writes": {
        "docs/Makefile": "doctest:\n\tsphinx-build -b doctest . build\n"
    },
    "commented out": {".github/workflows/a.yml": github("echo ok  # pytest --doctest-modules")},
}


@pytest.mark.parametrize("name", NOT_RUN)
def test_doctests_that_nothing_runs(name: str) -> None:
    assert fit(NOT_RUN[name]).tested == "untested"


@pytest.mark.parametrize(
    "files",
    [
        {"pytest.ini": "[pytest]\naddopts = --doctest-glob=*.rst\n"},
        {"pytest.ini": "[pytest]\naddopts = --doctest-glob 'docs/*.rst'\n"},
        {"tox.ini": "[testenv]\ncommands = python -m doctest docs/a.rst\n"},
        {".github/workflows/a.yml": github("sphinx-build -b doctest docs docs/_build")},
        {".github/workflows/a.yml": github("cd docs && make doctest"), "docs/conf.py": ""},
        {"tests/test_a.py": "import doctest\n\nsuite = doctest.DocFileSuite('../docs/a.rst')\n"},
    ],
)
def test_the_examples_of_a_document(files: dict[str, str]) -> None:
    found = fit({"docs/a.rst": README, "other/b.md": README, **files})
    assert refs(found) == ["docs/a.rst::a.rst"]


def test_a_test_that_runs_the_doctests_of_a_module_or_file() -> None:
    text = (
        "import doctest\nimport pytest\nfrom pkg import net\n\n"
        "def test_docs():\n    assert doctest.testmod(net).failed == 0\n\n"
        "@pytest.mark.skip\ndef test_skipped():\n    doctest.testmod(net)\n\n"
        "def test_readme():\n    doctest.testfile('../README.md')\n"
    )
    found = fit({"tests/test_docs.py": text, "README.md": README})
    assert refs(found) == ["tests/test_docs.py::test_docs", "tests/test_docs.py::test_readme"]
    assert found.tests[0].how == "calls Net.fit through examples"


def test_a_skipped_example_does_not_count() -> None:
    text = NET.replace(">>> Net().fit([[1]], [1])", ">>> Net().fit([[1]], [1])  # doctest: +SKIP")
    assert fit({"src/pkg/net.py": text, "pytest.ini": PYTEST_INI}).tested == "untested"


def test_names_of_the_module_and_a_variable() -> None:
    text = NET.replace(
        ">>> from pkg import Net\n        >>> Net()", ">>> net = Net()\n        >>> net"
    )
    found = fit({"src/pkg/net.py": text, "pytest.ini": PYTEST_INI})
    assert refs(found) == ["src/pkg/net.py::pkg.net.Net"]


def test_doctests_stay_out_of_the_rest_of_the_picture() -> None:
    files = {
        "src/pkg/__init__.py": INIT,
        "src/pkg/net.py": NET.replace("from pkg", "import torch, pkg; from pkg"),
    }
    plain, run = picture_of(files), picture_of({**files, "pytest.ini": PYTEST_INI})
    assert run.entry_points != plain.entry_points
    assert run.distributions == plain.distributions
    assert run.module_names == plain.module_names
    assert run.classes == plain.classes
    assert run.calls == plain.calls
    assert run.reach == plain.reach
    assert run.roles == plain.roles


def test_a_doctest_is_no_entry_point_and_no_caller() -> None:
    text = '''
        from sklearn.svm import SVC

        def train(x, y):
            """Train.

            >>> for c in (1, 2):
            ...     train([[c]], [1])
            >>> SVC().fit([[1]], [1])
            """
            return SVC().fit(x, y)
    '''
    assert list(points_of({"train.py": text, "pytest.ini": PYTEST_INI})) == ["train.py::train"]


def test_broken_examples_and_modules_that_name_themselves_end() -> None:
    text = """
        from net import *

        def fit():
            '''
            >>> fit(
            >>> from net import *
            >>> fit()
            '''
            fit()
    """
    assert picture_of({"net.py": text, "pytest.ini": PYTEST_INI}).entry_points == ()
