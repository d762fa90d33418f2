"""Versions and specifiers: the same verdicts as packaging, and Poetry's and conda's own forms."""

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from debtaudit.resolve.dependencies.versions import (
    admits,
    compared,
    is_below,
    major,
    pinned_version,
)

VERSIONS = (
    *("0.1", "1.0", "1.0.0", "1.2", "1.2.3", "1.2.post1", "1.10", "2.0", "2.0.1", "10.0", "2024.1"),
    *("1.0rc1", "2.0.dev3", "1!1.0", "1.2+cu117"),
)
SPECIFIERS = (
    *("==1.0", "==1.2.*", "!=1.2", "!=1.*", ">=1.0", ">=1.2,<2", ">1.2", "<2", "<=1.2", "~=1.2"),
    *(
        "~=1.2.3",
        "~=1.0.0",
        ">=1,!=1.2.*,<2.0.1",
        "===1.2",
        "==1!1.0",
        ">=1.0rc1",
        "== 1.2",
        ">1.2.post0",
    ),
)


@pytest.mark.parametrize("specifier", SPECIFIERS)
def test_agrees_with_packaging(specifier: str) -> None:
    reference = SpecifierSet(specifier)
    for version in VERSIONS:
        if "+" in version or "===" in specifier:
            continue  # builds count as their release here; `===` compares text there
        expected = reference.contains(version, prereleases=True)
        assert admits(specifier, version) is expected, (specifier, version)


def test_orders_as_packaging_does() -> None:
    for one in VERSIONS:
        for other in VERSIONS:
            left, right = Version(one.partition("+")[0]), Version(other.partition("+")[0])
            assert compared(one, other) == (left > right) - (left < right), (one, other)


@pytest.mark.parametrize(
    ("specifier", "version", "verdict"),
    [
        ("", "1.0", True),
        ("*", "1.0", True),
        ("^1.2.3", "1.9", True),
        ("^1.2.3", "2.0", False),
        ("^1.2.3", "1.2.2", False),
        ("^0.2.3", "0.2.9", True),
        ("^0.2.3", "0.3.0", False),
        ("^0.0.3", "0.0.4", False),
        ("^0.0", "0.0.9", True),
        ("^0", "0.9", True),
        ("~1.2.3", "1.2.9", True),
        ("~1.2.3", "1.3.0", False),
        ("~1.2", "1.3", False),
        ("~1", "1.9", True),
        ("1.2", "1.2.0", True),
        ("1.2", "1.2.1", False),
        ("1.*", "1.7", True),
        ("<1.0 || >=2.0", "2.5", True),
        ("<1.0 || >=2.0", "1.5", False),
        (">=1.0 <2.0", "2.0", False),
        (">dev", "1.0", None),
        (">=${X}", "1.0", None),
        ("==1.0", "not a version", None),
    ],
)
def test_forms_of_poetry_and_the_unreadable(
    specifier: str, version: str, verdict: bool | None
) -> None:
    assert admits(specifier, version) is verdict


@pytest.mark.parametrize(
    ("specifier", "version", "verdict"),
    [
        ("=1.2", "1.2.9", True),
        ("=1.2", "1.20", False),
        ("=1.2.3=py38_0", "1.2.3", True),
        ("1.2.*|1.3.*", "1.3.5", True),
        ("==1.2", "1.2.1", False),
    ],
)
def test_forms_of_conda(specifier: str, version: str, verdict: bool) -> None:
    assert admits(specifier, version, fuzzy=True) is verdict


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        ("==1.2.3", "1.2.3"),
        ("===1.2.3", "1.2.3"),
        ("== 1.2", "1.2"),
        ("!=1.0,==1.2", "1.2"),
        ("=1.2=py38_0", "1.2"),
        ("1.13.1", "1.13.1"),
        ("==1.13.1+cu117", "1.13.1+cu117"),
        (">=1.0", None),
        ("==1.2.*", None),
        ("", None),
    ],
)
def test_the_version_of_a_pin(specifier: str, version: str | None) -> None:
    assert pinned_version(specifier) == version


def test_major_versions() -> None:
    assert [major(text) for text in ("1.2", "v2.0", "2024.1", "dev")] == [1, 2, 2024, None]


@pytest.mark.parametrize(
    ("specifier", "below"),
    [
        *(("<3", True), ("<3.0.0", True), (">=1.5, <2.0", True), ("~=2.1", True), ("^2.1", True)),
        *(("==2.*", True), ("==2.1", True), ("2.1", True), ("=2.1=py39", True), ("<=2.9", True)),
        *(
            ("", False),
            ("*", False),
            (">=2", False),
            ("!=2", False),
            ("<=3", False),
            ("~=3.1", False),
        ),
        *(("<4", False), ("==3.0", False), ("<2|>4", False), ("$VERSION", False)),
    ],
)
def test_what_stays_below_a_major_version(specifier: str, below: bool) -> None:
    assert is_below(specifier, "3") is below
