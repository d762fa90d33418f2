"""Declarations that disagree with each other or with a lock, and what is majors behind."""

from collections.abc import Mapping

import pytest

from debtaudit.detectors.stale_dependencies import detect
from debtaudit.domain.findings import Finding, ScanResult
from debtaudit.domain.report_rows import Dependency
from debtaudit.domain.settings import DependencySettings, Settings
from tests.resolve.manifest_tree import repository


def _detect(files: Mapping[str, str], majors: int = 2) -> ScanResult:
    settings = Settings(dependencies=DependencySettings(stale_majors=majors))
    return detect(repository(files, edited="2026-11-20"), settings)


def _of(result: ScanResult, rule: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.rule == rule]


def _lock(version: str) -> str:
    return f'[[package]]\nname = "pandas"\nversion = "{version}"\n'


PYPROJECT = '[project]\nname = "x"\nversion = "1"\ndependencies = ["pandas{}"]\n'


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "pandas==1.3.5\n", "environment.yml": "pandas=2.0"},
        {"requirements.txt": "pandas==1.3.5\n", "pyproject.toml": PYPROJECT.format(">=2")},
        {"requirements.txt": "pandas<1.4\n", "pyproject.toml": PYPROJECT.format(">=2,<3")},
        {"a/all.txt": "", "a/requirements.txt": "-r ../base.txt\npandas==1\n", "base.txt": ""},
    ],
)
def test_two_files_of_one_program_that_no_version_satisfies(files: dict[str, str]) -> None:
    if "environment.yml" in files:
        files = {**files, "environment.yml": "channels:\n- x\ndependencies:\n- pandas=2.0\n"}
    if "base.txt" in files:
        files = {
            "a/requirements.txt": "-r ../requirements-base.txt\npandas==1\n",
            "requirements-base.txt": "pandas==2\n",
        }
    result = _detect(files)
    (finding,) = _of(result, "dependency-conflict")
    assert "ask for different versions of pandas" in finding.title
    assert {one.ref.partition(":")[0] for one in finding.evidence if one.kind == "declaration"} == {
        path for path, text in files.items() if "pandas" in text
    }
    rows = [row for row in result.rows if isinstance(row, Dependency) and row.name == "pandas"]
    assert all("conflicting" in row.problems for row in rows)


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "pandas==1.3.5\n", "pyproject.toml": PYPROJECT.format(">=1,<2")},
        {"requirements.txt": "pandas==1.3.5\n", "setup/requirements.txt": "pandas==2.0\n"},
        {"requirements.txt": "pandas==1.3.5\n", "requirements-gpu.txt": "pandas==2.0\n"},
        {"requirements.txt": "pandas==1.3.5+cpu\n", "pyproject.toml": PYPROJECT.format("==1.3.5")},
        {
            "requirements.txt": "pandas==1.3.5; python_version < '3.8'\n",
            "pyproject.toml": PYPROJECT.format("==2"),
        },
        {"requirements.txt": "pandas>1.2\n", "pyproject.toml": PYPROJECT.format("<1.3")},
        {"requirements.txt": "pandas==${V}\n", "pyproject.toml": PYPROJECT.format("==2")},
        {"requirements.txt": "pandas==1\npandas==2\n"},
    ],
)
def test_what_only_looks_like_a_conflict(files: dict[str, str]) -> None:
    assert _of(_detect(files), "dependency-conflict") == []


def test_conda_means_a_line_of_releases() -> None:
    conda = "channels:\n- x\ndependencies:\n- pandas=1.3\n"
    files = {"requirements.txt": "pandas==1.3.5\n", "environment.yml": conda}
    assert _of(_detect(files), "dependency-conflict") == []


@pytest.mark.parametrize(
    ("files", "locked"),
    [
        ({"pyproject.toml": PYPROJECT.format("==2.1"), "uv.lock": _lock("2.0.1")}, "2.0.1"),
        ({"pyproject.toml": PYPROJECT.format(">=2.1"), "poetry.lock": _lock("2.0.1")}, "2.0.1"),
        ({"requirements.in": "pandas<2\n", "requirements.txt": "pandas==2.0.1\n"}, "2.0.1"),
        ({"requirements.txt": "pandas==1\n", "pdm.lock": _lock("2.0.1")}, "2.0.1"),
        ({"a/pyproject.toml": PYPROJECT.format("<2"), "uv.lock": _lock("2.0.1")}, "2.0.1"),
    ],
)
def test_a_lock_that_the_manifest_does_not_admit(files: dict[str, str], locked: str) -> None:
    result = _detect(files)
    (finding,) = _of(result, "dependency-lock-contradicted")
    assert f"locks pandas {locked}, which" in finding.title
    assert any(one.kind == "lock" for one in finding.evidence)
    row = next(row for row in result.rows if isinstance(row, Dependency) and row.name == "pandas")
    assert row.locked_version == locked
    assert "contradicted" in row.problems


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": PYPROJECT.format(">=2"), "uv.lock": _lock("1.5") + _lock("2.0")},
        {"pyproject.toml": PYPROJECT.format(""), "uv.lock": _lock("1.5")},
        {"tests/requirements.txt": "pandas==1\n", "poetry.lock": _lock("2.0")},
        {"Pipfile": '[packages]\npandas = "==1"\n', "uv.lock": _lock("2.0")},
        {"pyproject.toml": PYPROJECT.format("==2.0"), "uv.lock": _lock("2.0+cu118")},
    ],
)
def test_locks_that_fit_or_are_somebody_elses(files: dict[str, str]) -> None:
    assert _of(_detect(files), "dependency-lock-contradicted") == []


def test_of_a_lock_that_forks_the_admitted_version_is_the_one_in_use() -> None:
    files = {"pyproject.toml": PYPROJECT.format("<2"), "uv.lock": _lock("1.5") + _lock("2.0")}
    row = next(row for row in _detect(files).rows if isinstance(row, Dependency))
    assert row.locked_version == "1.5"


def test_a_range_that_ends_majors_before_the_newest_is_stale() -> None:
    result = _detect({"requirements.txt": "pandas<1\n"})
    (finding,) = _of(result, "dependency-stale")
    assert finding.title.startswith("pandas<1 is 3 major versions behind 3.")
    assert "years are not known" in finding.factors[0].because


@pytest.mark.parametrize(
    ("text", "majors"),
    [
        ("pandas<1", 0),  # switched off
        ("pandas<1", 4),
        ("pandas<3", 2),  # one major
        ("pandas>=0.2", 2),
        ("pyarrow<10", 2),  # majors of a package that has several a year
        ("pandas!=3.0", 2),
    ],
)
def test_majors_that_are_too_few_or_mean_dates(text: str, majors: int) -> None:
    assert _of(_detect({"requirements.txt": f"{text}\n"}, majors), "dependency-stale") == []


def test_a_tool_of_development_is_not_measured_in_majors() -> None:
    assert _detect({"requirements-dev.txt": "pandas<1\n"}).findings == ()
