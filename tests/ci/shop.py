"""A repository as a CI service checks it out, and the shell steps of a job run in it."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml
from msgspec import Struct, convert

from debtaudit.gather.builder import RepositoryBuilder

ROOT = Path(__file__).parents[2]
TRAINING = (
    "from sklearn.linear_model import Ridge\n\n\n"
    "def main(x, y):\n    return Ridge(alpha=0.3).fit(x, y)\n"
)


class Step(Struct):
    """A step of a GitHub job or action that runs a script."""

    name: str = ""
    run: str = ""
    env: dict[str, str] = {}
    uses: str = ""


class Job(Struct):
    """A job of a workflow, or what a composite action runs."""

    steps: list[Step]


class GitLabJob(Struct):
    """A job of GitLab CI."""

    script: list[str]


def action_steps() -> dict[str, Step]:
    """Return the steps of action.yml that run a script, by name."""
    return _named(yaml.safe_load((ROOT / "action.yml").read_text())["runs"])


def workflow_steps(text: str) -> dict[str, Step]:
    """Return the steps of a workflow that run a script, by name."""
    return _named(yaml.safe_load(text)["jobs"]["gate"])


def _named(job: object) -> dict[str, Step]:
    return {step.name: step for step in convert(job, Job).steps if step.run}


def gitlab_script(text: str) -> str:
    """Return the script of the GitLab job as the runner makes one of its lines."""
    return "\n".join(convert(yaml.safe_load(text)["debtaudit"], GitLabJob).script)


class Checkout(Struct):
    """A clean clone, with the tools that the runner of the service has."""

    folder: Path
    tools: Path
    results: Path

    def run(self, script: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a script as GitHub runs `shell: bash`, with the variables of a step."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": f"{self.tools}{os.pathsep}{os.environ['PATH']}",
                "RESULTS": str(self.results),
                **env,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def calls(self, tool: str) -> list[str]:
        """Return the calls of a tool that stands for another, a line each."""
        log = self.tools / f"{tool}.log"
        return log.read_text().splitlines() if log.exists() else []


def tool(folder: Path, name: str, script: str) -> None:
    """Put an executable of our own where the runner has a real one."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def clone(origin: Path, folder: Path, depth: int | None = None) -> Checkout:
    """Return a clone of a repository, with `debtaudit` installed and nothing else."""
    arguments = [] if depth is None else ["--depth", str(depth)]
    target, tools = folder / "checkout", folder / "tools"
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["git", "clone", "-q", *arguments, origin.as_uri(), target], check=True)
    tools.mkdir(exist_ok=True)
    tool(tools, "debtaudit", f'exec "{sys.executable}" -m debtaudit "$@"')
    tool(tools, "python", f'echo "$@" >> "{tools}/python.log"')
    tool(
        tools,
        "gh",
        f'echo "$@" >> "{tools}/gh.log"\ncase "$*" in *--paginate*) printf "%b" "$COMMENTS";; esac',
    )
    return Checkout(target, tools, folder / "results")


CASES = {
    "passed": ('[gate]\nfail-on = "never"\n', None, 0),
    "breached": ('[gate]\nfail-on = "low"\n', None, 1),
    "wrong configuration": ("[gate]\nfail-at = 1\n", None, 2),
    "a shallow clone": ('[gate]\nfail-on = "critical"\n', 1, 3),
}
"""What happens in the gate: configuration, depth of the clone, exit code."""


def checkout_for(case: str, builder: RepositoryBuilder, folder: Path) -> tuple[Checkout, int]:
    """Return a clean clone in which the gate ends as the case says, and with which code."""
    configuration, depth, code = CASES[case]
    builder.commit("Start", {"README.md": "# Forecast\n"})
    builder.commit("Train", {"src/train.py": TRAINING})
    builder.commit("Gate", {"debtaudit.toml": configuration})
    return clone(builder.folder, folder, depth), code


def pull_request(builder: RepositoryBuilder, folder: Path) -> Checkout:
    """Return a clone as of a pull request that adds a training program nobody tests.

    Its base branch has another one, which is no matter of the pull request.
    """
    builder.commit("Start", {"README.md": "# Forecast\n"})
    builder.commit(
        "Train", {"src/train.py": TRAINING, "debtaudit.toml": '[gate]\nfail-on = "low"\n'}
    )
    checkout = clone(builder.folder, folder)
    author = ["-c", "user.name=ada", "-c", "user.email=ada@example.org"]
    added = checkout.folder / "src" / "retrain.py"
    added.write_text(TRAINING.replace("0.3", "0.5"))
    for arguments in (["switch", "-qc", "change"], ["add", "-A"], ["commit", "-qm", "Retrain"]):
        subprocess.run(["git", *author, *arguments], cwd=checkout.folder, check=True)
    return checkout
