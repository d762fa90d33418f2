"""Runs the real git, for repositories that GitPython cannot build (or must not)."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

DAY = 86400
START = 1_767_225_600  # 2026-01-01T00:00:00Z


def git(folder: Path, *arguments: str, stdin: bytes = b"", check: bool = True) -> str:
    """Run git in `folder` without any configuration of this machine and return its output."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada Lovelace",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada Lovelace",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
        "GIT_AUTHOR_DATE": "2026-01-05T10:00:00+00:00",
        "GIT_COMMITTER_DATE": "2026-01-05T10:00:00+00:00",
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        check=False,
    )
    if check and done.returncode:
        raise AssertionError(f"git {' '.join(arguments)}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8", "replace").strip()


def commit_all(folder: Path, message: str) -> str:
    """Commit everything in the work tree and return the commit's id."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def build_graph(
    folder: Path, parents: Sequence[Sequence[int]], times: Sequence[int] | None = None
) -> list[str]:
    """Build commits from the numbers of their parents, each adding a file of its own.

    Commit `n` is made an hour after commit `n - 1` unless `times` (seconds since 1970) say
    otherwise. `main` ends at the last commit; the ids are returned.
    """
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "--bare", "-b", "main")
    stream: list[str] = []
    reached: list[set[int]] = []
    for number, mine in enumerate(parents):
        reached.append({number}.union(*(reached[parent] for parent in mine)))
        new = reached[number] - (reached[mine[0]] if mine else set())
        when = times[number] if times else START + number * 3600
        text = f"commit {number}"
        stream += [
            f"commit refs/heads/b{number}",
            f"mark :{number + 1}",
            f"committer Ada Lovelace <ada@example.org> {when} +0000",
            f"data {len(text)}\n{text}",
        ]
        stream += [
            f"{'merge' if place else 'from'} :{parent + 1}" for place, parent in enumerate(mine)
        ]
        for one in sorted(new):
            stream += [f"M 100644 inline f{one}.py", f"data {len(f'{one}')}\n{one}"]
        stream.append("")
    stream += [f"reset refs/heads/main\nfrom :{len(parents)}", ""]
    git(
        folder,
        "fast-import",
        "--quiet",
        "--date-format=raw-permissive",
        "--export-marks=marks",
        stdin="\n".join(stream).encode(),
    )
    marks = dict(line.split() for line in (folder / "marks").read_text().splitlines())
    return [marks[f":{number + 1}"] for number in range(len(parents))]
