"""The version of the extractors is another one when their code is."""

import shutil
import subprocess
import sys
from pathlib import Path

import debtaudit
from debtaudit.gather.extractor_version import extractor_version

ASK = "from debtaudit.gather.extractor_version import extractor_version; print(extractor_version())"


def _version_of(copy: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(copy)!r}); {ASK}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_it_is_stable_and_follows_the_code(tmp_path: Path) -> None:
    assert extractor_version() == extractor_version()
    package = tmp_path / "debtaudit"
    shutil.copytree(
        Path(debtaudit.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )
    first = _version_of(tmp_path)
    assert _version_of(tmp_path) == first
    (package / "reports" / "new.py").write_text("")
    assert _version_of(tmp_path) == first
    (package / "extract" / "new.py").write_text("")
    second = _version_of(tmp_path)
    assert second != first
    (package / "knowledge" / "new.tsv").write_text("a\tb\n")
    third = _version_of(tmp_path)
    assert third not in (first, second)
    (package / "resolve" / "new.py").write_text("")
    fourth = _version_of(tmp_path)
    assert fourth not in (first, second, third)
    (package / "gather" / "new.py").write_text("")
    assert _version_of(tmp_path) not in (first, second, third, fourth)
