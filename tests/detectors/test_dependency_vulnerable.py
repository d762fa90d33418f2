"""dependency-vulnerable: what is said of known vulnerabilities, and what of none."""

import pytest
from msgspec.structs import replace

from debtaudit.detectors.stale_dependencies import detect
from debtaudit.domain.advisories import Advisory, AdvisoryFacts, Affected, Level, Version
from debtaudit.domain.findings import Finding, ScanResult, Status
from debtaudit.domain.package_index import IndexedPackage, IndexRelease, PackageIndexFacts
from debtaudit.domain.report_rows import Dependency
from debtaudit.domain.settings import Settings
from debtaudit.resolve.dependencies.advisories import versions_in_use
from tests.resolve.manifest_tree import AS_OF, repository

TORCH = ("torch", "1.13.1")


def advisory(identifier: str, fixed: str | None, level: Level | None = None) -> Advisory:
    events = (("introduced", "0"), *((("fixed", fixed),) if fixed else ()))
    return Advisory(
        identifier,
        (f"CVE-{identifier}",),
        f"{identifier} runs code.",
        None,
        None,
        level,
        (Affected("torch", (events,)),),
    )


def judged(
    text: str,
    known: dict[Version, tuple[Advisory, ...]] | None,
    problems: dict[Version, str] | None = None,
) -> ScanResult:
    facts = repository({"requirements.txt": text}, used_by={"torch": ("serving",)})
    if known is not None:
        facts = replace(facts, advisories=AdvisoryFacts("OSV service", known, problems or {}))
    return detect(facts, Settings())


def vulnerable(result: ScanResult) -> list[Finding]:
    return [one for one in result.findings if one.rule == "dependency-vulnerable"]


def row_of(result: ScanResult) -> Dependency:
    (row,) = (one for one in result.rows if isinstance(one, Dependency))
    return row


def test_the_worst_is_told_first_and_the_release_with_all_fixes_named() -> None:
    known = (
        advisory("A", "2.2.0", "low"),
        advisory("B", "2.10.0", "critical"),
        advisory("C", None),
        advisory("D", "1.13.2", "high"),
    )
    result = judged("torch==1.13.1\n", {TORCH: known})
    (finding,) = vulnerable(result)
    assert finding.title == "torch 1.13.1 has 4 known vulnerabilities, and serving stands on it"
    assert finding.message == (
        "B (CVE-B, critical): B runs code; D (CVE-D, high): D runs code; "
        "C (CVE-C): C runs code; and 1 more."
    )
    assert finding.remedy == (
        "Move to 2.10.0 or newer, which leaves 1 without a fix; run the tests."
    )
    assert [one.ref for one in finding.evidence if one.kind == "advisory"] == [
        f"https://osv.dev/vulnerability/{one}" for one in "BDCA"
    ]
    row = row_of(result)
    assert (row.status, row.vulnerabilities) == ("vulnerable", ("A", "B", "C", "D"))


@pytest.mark.parametrize(
    ("level", "effect"),
    [("critical", 0.9), ("high", 0.75), ("moderate", 0.55), ("low", 0.35), (None, 0.55)],
)
def test_the_level_of_the_worst_is_the_likelihood(level: Level | None, effect: float) -> None:
    (finding,) = vulnerable(judged("torch==1.13.1\n", {TORCH: (advisory("A", "2", level),)}))
    assert finding.factors[0].effect == effect


def test_what_no_release_fixes() -> None:
    (finding,) = vulnerable(judged("torch==1.13.1\n", {TORCH: (advisory("A", None),)}))
    assert finding.remedy.startswith("No release fixes it yet")
    assert "a known vulnerability" in finding.title


def test_not_assessed_none_known_and_not_told_are_three_things() -> None:
    assert row_of(judged("torch==1.13.1\n", None)).vulnerabilities is None
    none_known = judged("torch==1.13.1\n", {TORCH: ()})
    assert row_of(none_known).vulnerabilities == ()
    assert none_known.status.status is Status.COMPLETE
    not_told = judged("torch==1.13.1\n", {}, {TORCH: "OSV was asked: it answered 503"})
    assert row_of(not_told).vulnerabilities is None
    assert not_told.status.status is Status.PARTIAL
    assert "torch 1.13.1: OSV was asked" in (not_told.status.reason or "")
    assert "--osv-db" in (not_told.status.cure or "")


def test_a_range_is_looked_up_as_what_it_resolves_to_and_offline_not_at_all() -> None:
    facts = repository({"requirements.txt": "torch<2\n-e ./local\nnumpy==1.0\n"})
    assert versions_in_use(facts) == (("numpy", "1.0"),)
    releases = IndexedPackage(
        (IndexRelease("1.9", "2021-01-01"), IndexRelease("2.0", "2023-01-01"))
    )
    index = PackageIndexFacts(AS_OF, {"torch": releases, "numpy": IndexedPackage()})
    facts = replace(facts, index=index)
    assert versions_in_use(facts) == (("numpy", "1.0"), ("torch", "1.9"))
    known = {("torch", "1.9"): (advisory("A", "2.0"),)}
    facts = replace(facts, advisories=AdvisoryFacts("OSV service", known, {}))
    (finding,) = vulnerable(detect(facts, Settings()))
    assert finding.title == "torch<2, so 1.9 at the newest, has a known vulnerability"


def test_a_build_is_looked_up_as_its_release_and_a_line_of_conda_not_as_one_version() -> None:
    pinned = repository({"requirements.txt": "torch==1.13.1+cu117\n"})
    assert versions_in_use(pinned) == (TORCH,)
    text = "dependencies:\n  - pytorch=1.13\n  - numpy==1.24.0\n  - scipy=1.9.0=build_3\n"
    conda = repository({"environment.yml": text})
    assert versions_in_use(conda) == (("numpy", "1.24.0"), ("scipy", "1.9.0"))


def test_records_of_a_dump_that_could_not_be_read_are_told() -> None:
    facts = repository({"requirements.txt": "torch==1.13.1\n"})
    dump = AdvisoryFacts("all.zip", {TORCH: ()}, {}, broken=3)
    problems = detect(replace(facts, advisories=dump), Settings()).notes
    assert "all.zip: 3 of its records are no OSV records" in problems
