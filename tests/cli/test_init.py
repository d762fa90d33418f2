"""`debtaudit init`: configuration and CI jobs to start from."""

from pathlib import Path

import pytest
import yaml

from debtaudit.config.ci_templates import Service, ci_template
from tests.cli.running import run


@pytest.mark.parametrize("service", [one.value for one in Service])
def test_a_ci_job_is_written_where_the_service_looks(service: str, tmp_path: Path) -> None:
    done = run("init", tmp_path, "--ci", service)
    job = ci_template(Service(service))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Wrote {tmp_path / job.path}\n")
    assert (tmp_path / job.path).read_text() == job.text
    assert yaml.safe_load(job.text)
    assert sorted(path.name for path in tmp_path.iterdir()) == [Path(job.path).parts[0]]


def test_what_is_there_is_only_replaced_by_force(tmp_path: Path) -> None:
    target = tmp_path / ".gitlab" / "debtaudit.yml"
    target.parent.mkdir()
    target.write_text("mine\n")
    done = run("init", tmp_path, "--ci", "gitlab")
    assert (done.returncode, target.read_text()) == (2, "mine\n")
    assert "is there already; --force replaces it" in done.stderr
    assert run("init", tmp_path, "--ci", "gitlab", "--force").returncode == 0
    assert target.read_text() == ci_template(Service.GITLAB).text


@pytest.mark.parametrize(
    ("link", "arguments"),
    [("debtaudit.toml", ()), (".github", ("--ci", "github")), (".gitlab", ("--ci", "gitlab"))],
)
def test_nothing_is_written_through_a_link_of_the_repository(
    link: str, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    repository, outside = tmp_path / "repository", tmp_path / "outside"
    repository.mkdir()
    (repository / link).symlink_to(outside)
    done = run("init", repository, *arguments, "--force")
    assert done.returncode == 2
    assert "a link, or in a folder that is one; nothing is written" in done.stderr
    assert not outside.exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("a file\n")
    done = run("init", tmp_path, "--ci", "github")
    assert done.returncode == 3
    assert "cannot make the folder" in done.stderr


def test_another_service_is_a_wrong_call(tmp_path: Path) -> None:
    assert run("init", tmp_path, "--ci", "jenkins").returncode == 2
    assert run("init", tmp_path / "missing", "--ci", "github").returncode == 2
    assert list(tmp_path.iterdir()) == []
