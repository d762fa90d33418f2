"""The files for CI services, held against the schemas of these services."""

import subprocess
import sys

import pytest

from tests.ci.shop import ROOT

FILES = {
    "action.yml": "vendor.github-actions",
    "src/debtaudit/config/ci/github.yml": "vendor.github-workflows",
    "src/debtaudit/config/ci/gitlab.yml": "vendor.gitlab-ci",
}


@pytest.mark.parametrize("file", FILES)
def test_a_file_keeps_to_the_schema_of_its_service(file: str) -> None:
    arguments = ["--builtin-schema", FILES[file], str(ROOT / file)]
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
