"""Ages by a package index: what a resolver would choose on a day, and the days between."""

from datetime import date

import pytest
from msgspec.structs import replace

from debtaudit.detectors.stale_dependencies import detect
from debtaudit.domain.findings import ScanResult, Status
from debtaudit.domain.package_index import IndexedPackage, IndexRelease, PackageIndexFacts
from debtaudit.domain.report_rows import Dependency
from debtaudit.domain.settings import Settings
from debtaudit.resolve.dependencies.indexed_ages import names_to_ask
from tests.resolve.manifest_tree import AS_OF, repository

RELEASES = (
    IndexRelease("1.0", "2020-01-01"),
    IndexRelease("1.5", "2021-03-01", requires_python=">=3.6"),
    IndexRelease("1.9", "2022-02-28", yanked="wrong files"),
    IndexRelease("2.0", "2024-03-01", requires_python=">=3.9"),
    IndexRelease("2.1", "2025-03-02", requires_python=">=3.9"),
    IndexRelease("3.0rc1", "2025-05-01", prerelease=True),
    IndexRelease("3.0", "2026-11-23"),
)


def judged(
    text: str,
    package: IndexedPackage | None = None,
    *,
    path: str = "requirements.txt",
    as_of: date = AS_OF,
    asked_on: date = AS_OF,
) -> ScanResult:
    """Judge one manifest by an index that has one package, `torch`."""
    packages = {"torch": package or IndexedPackage(RELEASES)}
    facts = replace(
        repository({path: text}, as_of=as_of), index=PackageIndexFacts(asked_on, packages)
    )
    return detect(facts, Settings())


def row_of(result: ScanResult) -> Dependency:
    (row,) = (one for one in result.rows if isinstance(one, Dependency))
    return row


def test_a_pin_is_as_old_as_the_days_between_say() -> None:
    row = row_of(judged("torch==1.5\n"))
    days = (date(2025, 3, 2) - date(2021, 3, 1)).days
    assert days == 1462
    assert row.libyears == round(days / 365.25, 3)
    assert (row.released, row.newest_released) == ("2021-03-01", "2025-03-02")
    assert (row.newest_version, row.libyears_at_least) == ("2.1", None)
    assert (row.status, row.knowledge, row.knowledge_date) == ("stale", "index", "2026-11-22")


def test_one_day_is_told_from_two() -> None:
    def years(day: str) -> float | None:
        package = IndexedPackage((IndexRelease("1.0", "2024-02-28"), IndexRelease("1.1", day)))
        return row_of(judged("torch==1.0\n", package)).libyears

    assert years("2024-02-29") == round(1 / 365.25, 3)
    assert years("2024-03-01") == round(2 / 365.25, 3)
    assert years("2024-02-28") == 0.0
    assert years("2024-01-01") == 0.0  # a higher version that came earlier is no debt


@pytest.mark.parametrize(
    ("specifier", "released", "fresh"),
    [
        ("", "2025-03-02", True),
        (">=1.0", "2025-03-02", True),
        ("<2", "2021-03-01", False),  # 1.9 is yanked
        ("~=2.0.0", "2024-03-01", False),
        ("<=1.9", "2021-03-01", False),
        (">=3.0rc1", "2025-05-01", True),  # whoever names a pre-release wants it
        ("==1.*", "2021-03-01", False),
    ],
)
def test_a_range_stands_for_the_newest_version_that_it_admits(
    specifier: str, released: str, fresh: bool
) -> None:
    row = row_of(judged(f"torch{specifier}\n"))
    assert row.released == released
    assert (row.libyears == 0.0) is fresh


def test_a_range_that_keeps_an_old_version_is_stale_and_says_which() -> None:
    result = judged("torch<2\n")
    (finding,) = (one for one in result.findings if one.rule == "dependency-stale")
    assert finding.title.startswith("torch<2, so 1.5 at the newest, is 4.0 years behind 2.1")
    assert "2.1 came on 2025-03-02, 1.5 on 2021-03-01" in finding.message
    assert finding.evidence[-1].ref == "package index as of 2026-11-22"


def test_the_newest_release_is_the_newest_of_that_day() -> None:
    assert row_of(judged("torch==2.1\n")).newest_version == "2.1"
    assert row_of(judged("torch==2.1\n", as_of=date(2026, 11, 23))).newest_version == "3.0"
    row = row_of(judged("torch==1.5\n", as_of=date(2021, 12, 31)))
    assert (row.newest_version, row.libyears, row.status) == ("1.5", 0.0, "fresh")


def test_a_line_of_conda_is_as_old_as_its_newest_patch() -> None:
    releases = (*RELEASES[:2], IndexRelease("1.5.7", "2023-03-02"), *RELEASES[3:])
    text = "dependencies:\n  - pytorch=1.5\n"
    row = row_of(judged(text, IndexedPackage(releases), path="environment.yml"))
    assert (row.released, row.libyears) == ("2023-03-02", round(731 / 365.25, 3))


def test_an_interpreter_that_the_project_does_not_admit_keeps_releases_out() -> None:
    text = (
        '[project]\nname = "x"\nversion = "1"\nrequires-python = "<3.9"\ndependencies = ["torch"]\n'
    )
    assert row_of(judged(text, path="pyproject.toml")).released == "2021-03-01"
    newer = text.replace("<3.9", ">=3.8")
    assert row_of(judged(newer, path="pyproject.toml")).released == "2025-03-02"


def test_a_pin_to_a_yanked_version_keeps_its_age_and_is_yanked() -> None:
    result = judged("torch==1.9\n")
    row = row_of(result)
    assert row.problems == ("stale", "yanked")
    assert (row.status, row.released) == ("yanked", "2022-02-28")
    (finding,) = (one for one in result.findings if one.rule == "dependency-yanked")
    assert finding.title.startswith("torch 1.9 was yanked from the index")
    assert finding.message == "Its makers took torch 1.9 back: wrong files."
    assert "2.1 at the newest" in finding.remedy
    assert "1.9 is yanked (PEP 592)" in [one.detail for one in finding.evidence]


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        (IndexedPackage(problem="no configured index has this package"), "no configured index"),
        (IndexedPackage(RELEASES[3:]), "the index has no version 1.5"),
        (IndexedPackage(), "the index had no release of it on 2026-11-22"),
        (IndexedPackage((IndexRelease("1.5"), IndexRelease("2.0"))), "gives no upload times"),
    ],
)
def test_what_the_index_cannot_tell_is_unknown_with_the_reason(
    package: IndexedPackage, reason: str
) -> None:
    result = judged("torch==1.5\n", package)
    row = row_of(result)
    assert row.status == "unknown"
    assert reason in (row.unknown_because or "")
    assert (row.libyears, row.libyears_at_least) == (None, None)
    assert result.findings == ()
    assert result.status.status is Status.COMPLETE  # it was asked, and answered


def test_without_upload_times_nothing_is_said_of_an_earlier_day() -> None:
    package = IndexedPackage((IndexRelease("1.5"), IndexRelease("2.0")))
    row = row_of(judged("torch==2.0\n", package, asked_on=date(2026, 11, 24)))
    assert (row.status, row.newest_version) == ("unknown", None)
    row = row_of(judged("torch==2.0\n", package))
    assert (row.status, row.newest_version) == ("fresh", "2.0")


def test_majors_are_told_where_an_index_without_upload_times_shows_them() -> None:
    package = IndexedPackage((IndexRelease("1.5"), IndexRelease("4.0")))
    result = judged("torch==1.5\n", package)
    (finding,) = (one for one in result.findings if one.rule == "dependency-stale")
    assert finding.title == "torch 1.5 is 3 major versions behind 4.0"
    assert finding.message == "How old the version in use is cannot be told from the index."
    assert finding.evidence[-1].detail == "newest release 4.0"


def test_a_package_that_was_not_asked_makes_the_scan_partial() -> None:
    result = judged("torch==1.5\n", IndexedPackage(problem="it answered 503", asked=False))
    assert row_of(result).unknown_because == "it answered 503"
    assert result.status.status is Status.PARTIAL
    assert "1 of 1 packages (torch: it answered 503)" in (result.status.reason or "")
    assert "online.seconds" in (result.status.cure or "")


def test_only_what_comes_from_an_index_is_asked_for() -> None:
    files = {
        "requirements.txt": "Torch==1.5\n-e ./local\ngit+https://host.invalid/x.git\n",
        "Dockerfile": "FROM python:3.9\nRUN pip install My_Package\n",
    }
    assert names_to_ask(repository(files)) == ("my-package", "torch")
