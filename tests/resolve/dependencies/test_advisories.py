"""Which versions an advisory concerns, in PEP 440's order."""

from datetime import date

import pytest
from packaging.version import Version

from debtaudit.domain.advisories import Advisory, Affected
from debtaudit.resolve.dependencies.advisories import affects, concerning, distinct, fixed_in

DAY = date(2026, 11, 22)
BRANCHES = Affected(
    "torch",
    (
        (("introduced", "1.0"), ("fixed", "1.4.2"), ("introduced", "2.0"), ("fixed", "2.1")),
        (("introduced", "3.0rc1"), ("last_affected", "3.0.1")),
    ),
    ("0.9.dev1",),
)


@pytest.mark.parametrize(
    ("version", "hit"),
    [
        ("0.9", False),
        ("0.9.dev1", True),
        ("1.0a1", False),
        ("1.0", True),
        ("1.0.0+cu117", True),
        ("1.4.1.post1", True),
        ("1.4.2rc1", True),
        ("1.4.2", False),
        ("1.10", False),
        ("2.0.5", True),
        ("2.1", False),
        ("3.0", True),
        ("3.0.1", True),
        ("3.0.2", False),
        ("nonsense", False),
    ],
)
def test_versions_of_ranges_and_lists(version: str, hit: bool) -> None:
    assert affects(BRANCHES, "torch", version) is hit
    assert not affects(BRANCHES, "torchvision", version)


def test_everything_from_the_beginning_up_to_a_limit_whatever_the_order_of_events() -> None:
    part = Affected("x", ((("limit", "2"), ("introduced", "0")),))
    assert affects(part, "x", "0.0.1")
    assert affects(part, "x", "1!0") is False
    assert not affects(part, "x", "2")
    assert affects(Affected("x", ((("introduced", "0"),),)), "x", "99")
    assert not affects(Affected("x", ((("fixed", "2"),),)), "x", "1")
    assert not affects(Affected("x"), "x", "1")


def test_an_end_and_a_beginning_at_the_same_version_leave_it_affected() -> None:
    part = Affected("x", ((("introduced", "1"), ("fixed", "2"), ("introduced", "2")),))
    assert affects(part, "x", "2")


@pytest.mark.parametrize("upper", ["1.5", "2.0rc1", "2.0.post1", "1!1.0", "2.0.dev3"])
def test_the_same_as_packaging_orders(upper: str) -> None:
    part = Affected("x", ((("introduced", "0"), ("fixed", upper)),))
    for version in ("1.4", "1.5", "1.5.0", "2.0.dev1", "2.0a1", "2.0rc2", "2.0", "2.0.post2", "3"):
        assert affects(part, "x", version) is (Version(version) < Version(upper)), version


def test_the_day_decides_which_advisories_count() -> None:
    part = (Affected("x", (), ("1",)),)
    advisories = (
        Advisory("later", published="2026-11-23", affected=part),
        Advisory("withdrawn", withdrawn="2026-11-22", affected=part),
        Advisory("still", withdrawn="2026-11-23", published="2026-11-22", affected=part),
        Advisory("another", affected=(Affected("y", (), ("1",)),)),
    )
    assert [one.id for one in concerning(advisories, "x", "1", DAY)] == ["still"]


def test_one_vulnerability_under_several_ids_counts_once() -> None:
    advisories = (
        Advisory("PYSEC-1", ("CVE-1", "GHSA-1")),
        Advisory("GHSA-1", ("CVE-1",)),
        Advisory("PYSEC-2", ("CVE-2",)),
        Advisory("OSV-3", ("CVE-2",)),
    )
    assert [one.id for one in distinct(advisories)] == ["GHSA-1", "OSV-3"]


def test_the_lowest_fix_above_the_version() -> None:
    advisory = Advisory("A", affected=(BRANCHES,))
    assert fixed_in(advisory, "torch", "1.2") == "1.4.2"
    assert fixed_in(advisory, "torch", "2.0") == "2.1"
    assert fixed_in(advisory, "torch", "3.0") is None
    assert fixed_in(advisory, "other", "1.2") is None
