"""The built fixtures and the command, for every end-to-end test."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec
import pytest

from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.gather.demo import build_fixture
from tests.cli.running import run

FIXTURES = Path(__file__).parents[2] / "fixtures"
AS_OF = "2026-11-22"


class Command(Protocol):
    """Runs `debtaudit` with arguments, in a process of its own."""

    def __call__(
        self, *arguments: str | Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def debtaudit(tmp_path: Path) -> Command:
    """Return the command; it runs outside every repository, with a limit of time."""

    def command(
        *arguments: str | Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return run(*arguments, environment=environment, folder=tmp_path)

    return command


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fixtures")
    for name in ("demand-forecast", "clean-classifier", "hostile"):
        build_fixture(FIXTURES / name, folder / name)
    return folder


def _own_copy(built: Path, name: str, tmp_path: Path) -> Path:
    target = tmp_path / "audited" / name
    shutil.copytree(built / name, target, symlinks=True)
    return target


@pytest.fixture
def demo(_built: Path, tmp_path: Path) -> Path:
    """Return a copy of the demo repository that the test may change."""
    return _own_copy(_built, "demand-forecast", tmp_path)


@pytest.fixture
def clean(_built: Path, tmp_path: Path) -> Path:
    """Return a copy of the project in which nothing may be found."""
    return _own_copy(_built, "clean-classifier", tmp_path)


@pytest.fixture
def hostile(_built: Path, tmp_path: Path) -> Path:
    """Return a copy of the attacker's repository."""
    return _own_copy(_built, "hostile", tmp_path)


def report_of(done: subprocess.CompletedProcess[str]) -> Report:
    """Read the JSON report that a command printed."""
    assert done.returncode in {0, 1, 3}, done.stderr
    return msgspec.json.decode(done.stdout, type=Report)


def scan_json(debtaudit: Command, path: Path, *options: str) -> Report:
    """Audit a path at the fixtures' day and return the report."""
    return report_of(debtaudit("scan", path, "--format", "json", "--as-of", AS_OF, *options))


def gate_json(debtaudit: Command, path: Path, *options: str, code: int) -> Report:
    """Judge a path at the fixtures' day, with this exit code, and return the report."""
    run = debtaudit("gate", path, "--format", "json", "--as-of", AS_OF, *options)
    assert run.returncode == code, run.stderr
    return report_of(run)


def verdict_of(report: Report) -> GateVerdict:
    """Return the verdict of a gate's report."""
    assert report.gate is not None
    return report.gate


def added(report: Report) -> list[ReportedFinding]:
    """Return what is new or worse."""
    return [one for one in report.findings if one.status in ("new", "worse")]
