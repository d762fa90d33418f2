"""The CI jobs that `debtaudit init --ci` writes: `ci/`, beside this file."""

from enum import Enum
from pathlib import Path

from msgspec import Struct


class Service(str, Enum):
    """A CI service with a template."""

    GITHUB = "github"
    GITLAB = "gitlab"


class CiTemplate(Struct, frozen=True):
    """A job: where its file goes in a repository, its text, and what is left to do by hand."""

    path: str
    text: str
    then: str


_PATHS = {
    Service.GITHUB: ".github/workflows/debtaudit.yml",
    Service.GITLAB: ".gitlab/debtaudit.yml",
}
_THEN = {
    Service.GITHUB: "Commit it; a branch that is not called main is named under `on: push`.",
    Service.GITLAB: "Commit it, and name it in .gitlab-ci.yml:\n\n"
    "include:\n  - local: .gitlab/debtaudit.yml",
}


def ci_template(service: Service) -> CiTemplate:
    """Return the template of a service."""
    file = Path(__file__).parent / "ci" / f"{service.value}.yml"
    return CiTemplate(_PATHS[service], file.read_text(encoding="utf-8"), _THEN[service])
