"""Runs the real command in a process of its own, for the tests of the command line."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def run(
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `debtaudit` with the arguments; what it prints is read as UTF-8."""
    return subprocess.run(
        [sys.executable, "-m", "debtaudit", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        check=False,
    )
