"""Measures what reading manifests costs: 40 of them, a lock file of 20,000 lines among them.

    python -m benchmarks.manifests

Both sides are whole processes, in turn: one that imports debtaudit's readers and reads all the
manifests, and `python -c "import git"`, of which two may take as long. The median of the pairs
counts.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAIRS = 9
LIMIT = 2.0
"""Imports of GitPython that reading everything may take."""

_PACKAGES = [f"package-{number}" for number in range(60)]
_READ = """
import sys
from pathlib import Path
from debtaudit.extract.file_facts import extract
from debtaudit.extract.path_class import path_class
root = Path(sys.argv[1])
rows = locked = 0
for file in sorted(root.rglob("*")):
    if file.is_file():
        path = file.relative_to(root).as_posix()
        manifest = extract(path_class(path), file.name, file.read_bytes()).manifest
        rows += len(manifest.declarations) if manifest else 0
        locked += len(manifest.locked) if manifest else 0
print(rows, locked)
"""


def write_manifests(root: Path) -> int:
    """Write the 40 manifests and return how many there are."""
    files = {"uv.lock": _lock(20_000)}
    for number in range(10):
        pins = "".join(f"{name}==1.{number}.0\n" for name in _PACKAGES)
        files[f"service{number}/requirements.txt"] = pins
        needs = "".join(f'  "{name}>=1.{number}",\n' for name in _PACKAGES)
        files[f"service{number}/pyproject.toml"] = (
            f'[project]\nname = "s{number}"\nversion = "1"\ndependencies = [\n{needs}]\n'
        )
    for number in range(9):
        install = " ".join(_PACKAGES[:20])
        files[f"service{number}/Dockerfile"] = f"FROM python:3.12\nRUN pip install {install}\n"
        items = "".join(f"- {name}=1.{number}\n" for name in _PACKAGES)
        files[f"env{number}/environment.yml"] = f"channels:\n- x\ndependencies:\n{items}"
    files["setup.py"] = f"from setuptools import setup\nsetup(install_requires={_PACKAGES!r})\n"
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return len(files)


def _lock(lines: int) -> str:
    """Return a uv.lock of about so many lines, ten a package."""
    entry = (
        '[[package]]\nname = "package-{0}"\nversion = "1.{0}.0"\n'
        'source = {{ registry = "https://index.example/simple" }}\n'
        'dependencies = [\n    {{ name = "other" }},\n]\n'
        'sdist = {{ url = "https://files.example/p-{0}.tar.gz", hash = "sha256:{1}", size = 1, '
        'upload-time = "2024-01-02T03:04:05Z" }}\n\n\n'
    )
    return "".join(entry.format(number, "0" * 64) for number in range(lines // 10))


def seconds(command: list[str]) -> float:
    """Return how long a process takes, start and end included."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=dict(os.environ))
    return time.perf_counter() - started


def main() -> int:
    """Print the ratio; 1 where it is above the limit."""
    with tempfile.TemporaryDirectory(prefix="debtaudit-bench-") as folder:
        count = write_manifests(Path(folder))
        read = [sys.executable, "-c", _READ, folder]
        imported = [sys.executable, "-c", "import git"]
        seconds(read), seconds(imported)  # byte code and the disk's cache
        pairs = [(seconds(read), seconds(imported)) for _ in range(PAIRS)]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{count} manifests: {ours:.3f} s, `import git`: {theirs:.3f} s, ratio {ratio:.2f}")
    print(f"limit {LIMIT}: {'kept' if ratio < LIMIT else 'missed'}")
    return int(ratio >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
