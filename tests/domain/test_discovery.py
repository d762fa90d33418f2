"""Modules are found as Python's own tools find them."""

import zipfile
from pathlib import Path
from pkgutil import iter_modules

import pytest

import debtaudit.detectors
import debtaudit.reports
from debtaudit.domain.discovery import module_names


@pytest.mark.parametrize("package", [debtaudit.detectors, debtaudit.reports])
def test_the_modules_are_those_that_pkgutil_finds(package: object) -> None:
    folders = getattr(package, "__path__")  # noqa: B009
    assert module_names(folders) == sorted(one.name for one in iter_modules(folders))


def test_folders_without_code_are_no_modules(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "one.py").write_text("")
    assert module_names([str(tmp_path)]) == ["one"]


def test_a_package_in_a_zip_is_read_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        archive.writestr("inner/__init__.py", "")
        archive.writestr("inner/two.py", "")
        archive.writestr("inner/one.py", "")
    assert module_names([str(tmp_path / "package.zip" / "inner")]) == ["one", "two"]
