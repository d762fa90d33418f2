"""Makes a synthetic repository of any size with `git fast-import`: the same one every time.

    python -m benchmarks.synthetic FOLDER --commits 100000 --files 20000

Files are small Python modules in packages, a few of them changed far more often than the rest, as
in real repositories (a Zipf distribution); a commit is fifty minutes after the one before, one of
twenty is the merge of a branch. Nothing of it is random but by a fixed seed.
"""

import argparse
import random
import subprocess
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import IO

_START = 1_577_836_800  # 2020-01-01
_STEP = 50 * 60
"""So that 100,000 commits span nine years, as those of a large project do."""
_MERGE_EACH = 20
_MOST_FILES_A_COMMIT = 4
_AUTHORS = 200


def module(number: int, version: int) -> str:
    """Return the source of a module; versions differ in one function."""
    lines = [f'"""Module {number}."""\n', "import math\n"]
    for index in range(3 + number % 5):
        turn = version if index == version % 3 else 0
        lines += [
            f"\ndef step_{index}(value, limit={turn}):",
            f'    """Return the value after step {index}."""',
            "    total = 0",
            "    for place in range(limit):",
            f"        if place % {index + 2} == 0 and value > {turn}:",
            "            total += math.sqrt(place)",
            f"        elif place > {number % 7}:",
            "            total -= value",
        ]
        lines += [f"    if value == {one}:\n        total += {one}" for one in range(turn % 6)]
        lines.append("    return total\n")
    return "\n".join(lines)


def path_of(number: int) -> str:
    """Return the path of a module: a hundred of them in a package."""
    return f"package_{number // 1_000:02}/part_{number // 100 % 10}/module_{number:05}.py"


class Writer:
    """Writes one history as a stream of `git fast-import`."""

    def __init__(self, stream: IO[bytes], commits: int, files: int) -> None:
        self._stream = stream
        self._commits = commits
        self._files = files
        self._random = random.Random(8)
        self._weights = list(accumulate(1 / (place + 10) for place in range(files)))
        self._order = self._random.sample(range(files), files)
        self._versions = [0] * files

    def write(self) -> None:
        """Write everything: one commit with all files, then the rest."""
        self._commit(1, "main", [], range(self._files), "Begin")
        tip, number = 1, 2
        while number <= self._commits:
            if number % _MERGE_EACH == 0 and number + 2 <= self._commits:
                self._commit(number, "side", [tip], self._some(), f"Work on part {number}")
                self._commit(number + 1, "main", [tip], (), f"Merge part {number}", [number])
                number += 1
            else:
                self._commit(number, "main", [tip], self._some(), _subject(number))
            tip = number
            number += 1
        self._put("reset refs/heads/side\n\n")

    def _some(self) -> Iterator[int]:
        """Yield the modules that one commit changes, and make new versions of them."""
        for _ in range(1 + self._random.randrange(_MOST_FILES_A_COMMIT)):
            place = bisect(self._weights, self._random.random() * self._weights[-1])
            number = self._order[min(place, self._files - 1)]
            self._versions[number] += 1
            yield number

    def _commit(
        self,
        mark: int,
        branch: str,
        parents: list[int],
        modules: Iterator[int] | range | tuple[int, ...],
        subject: str,
        merged: list[int] | None = None,
    ) -> None:
        author = f"Author {mark % _AUTHORS} <author{mark % _AUTHORS}@example.org>"
        when = _START + mark * _STEP
        self._put(f"commit refs/heads/{branch}\nmark :{mark}\ncommitter {author} {when} +0000\n")
        self._put(f"data {len(subject)}\n{subject}\n")
        for parent in parents:
            self._put(f"from :{parent}\n")
        for other in merged or ():
            self._put(f"merge :{other}\n")
            self._put_modules(self._last)
        self._last = list(dict.fromkeys(modules))
        self._put_modules(self._last)
        self._put("\n")

    def _put_modules(self, numbers: list[int]) -> None:
        for number in numbers:
            source = module(number, self._versions[number])
            self._put(f"M 100644 inline {path_of(number)}\ndata {len(source)}\n{source}\n")

    def _put(self, text: str) -> None:
        self._stream.write(text.encode())


def _subject(number: int) -> str:
    return f"Fix step {number}" if number % 7 == 0 else f"Change step {number}"


def make(folder: Path, commits: int, files: int, checkout: bool = True) -> Path:
    """Make the repository in `folder` and return it; its work tree is checked out."""
    folder.mkdir(parents=True)
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "--quiet", "-b", "main"], check=True)
    with subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE) as child:
        assert child.stdin is not None
        Writer(child.stdin, commits, files).write()
        child.stdin.close()
    if child.returncode:
        raise SystemExit(f"git fast-import: exit {child.returncode}")
    subprocess.run([*git, "branch", "-q", "-D", "side"], check=False, capture_output=True)
    if checkout:
        subprocess.run([*git, "reset", "--quiet", "--hard", "main"], check=True)
    return folder


def main() -> None:
    """Make a repository by the arguments of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--commits", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=20_000)
    options = parser.parse_args()
    make(options.folder, options.commits, options.files)


if __name__ == "__main__":
    main()
