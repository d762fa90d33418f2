"""The JSON report against its own schema, and back."""

import json

import jsonschema
import msgspec
import pytest
from msgspec.structs import replace

from debtaudit.domain.errors import NoReportError
from debtaudit.domain.report import Report
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.style import Style
from debtaudit.reports import json_report
from tests.reports.sample import (
    COMMITS,
    EMPTY,
    GATED,
    HOSTILE,
    LOG,
    REPORT,
    SURROGATE,
    poisoned,
)

STYLE = Style()


def validator(document: str) -> jsonschema.Draft202012Validator:
    schema = json.loads(json_report.schema(document))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize(
    "report", [REPORT, GATED, EMPTY, poisoned(GATED, HOSTILE), poisoned(GATED, SURROGATE)]
)
def test_every_report_is_valid_by_its_schema_and_utf8(report: Report) -> None:
    text = json_report.render(report, STYLE)
    validator("report").validate(json.loads(text.encode("utf-8")))


def test_the_log_and_the_commits_are_valid_by_theirs() -> None:
    validator("changes").validate(json.loads(json_report.render(LOG, STYLE)))
    validator("commits").validate(json.loads(json_report.render(COMMITS, STYLE)))


def test_the_schema_refuses_what_the_contract_does_not_know() -> None:
    report = json.loads(json_report.render(REPORT, STYLE))
    report["findings"][0]["severity"] = "terrible"
    assert not validator("report").is_valid(report)
    del report["findings"]
    assert not validator("report").is_valid(report)


def test_the_schema_describes_its_fields() -> None:
    schema = json.loads(json_report.schema())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "title" in schema
    assert "survives moved lines" in schema["$defs"]["ReportedFinding"]["description"]


def test_a_report_survives_the_way_through_a_file() -> None:
    for report in (REPORT, GATED, EMPTY, poisoned(GATED, HOSTILE)):
        text = json_report.render(report, STYLE)
        again = json_report.read_report(text.encode("utf-8"), "report.json")
        assert again == report
        assert json_report.render(again, STYLE) == text


def test_bytes_that_are_no_utf8_are_shown_escaped() -> None:
    report = poisoned(REPORT, SURROGATE)
    found = json.loads(json_report.render(report, STYLE))["findings"][0]["location"]["path"]
    assert found == r"caf\udce9.py"


def test_the_fields_of_the_contract_are_there() -> None:
    report = json.loads(json_report.render(GATED, STYLE))
    assert list(report)[:6] == [
        "schema_version",
        "tool",
        "audit",
        "summary",
        "findings",
        "model_changes",
    ]
    assert report["audit"]["window"] == {"since": "2025-11-22", "change_sets": 412, "commits": 1377}
    assert report["summary"]["findings"] == {"critical": 1, "high": 2, "medium": 4, "low": 1}
    assert report["gate"]["breaches"][0]["value"] == "3 findings"
    assert report["dependencies"][0]["vulnerabilities"] is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no debtaudit report"),
        (b"[]", "no debtaudit report"),
        (b"{}", "schema_version"),
        (b'{"schema_version": "2.0"}', "schema_version 2.0, not 1.0"),
        (b'{"schema_version": "1.0"}', "missing required field"),
        (b'{"schema_version": "1.0", "tool": 3}', "$.tool"),
        (b"\xff\xfe", "no debtaudit report"),
        (b"[" * 100_000, "no debtaudit report"),
    ],
)
def test_what_is_no_report_is_refused_with_a_reason(data: bytes, message: str) -> None:
    with pytest.raises(NoReportError) as caught:
        json_report.read_report(data, "old.json")
    assert str(caught.value).startswith("old.json: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("audit", "revision"), "\x1b[2J"),
        (("audit", "revision"), "a" * 40 + "\n"),
        (("audit", "as_of"), "2026-01-01\n::error::"),
        (("audit", "window", "since"), "x"),
        (("gate", "base"), "`"),
        (("findings", 0, "commit"), "<b>"),
        (("findings", 0, "risk", "confidence"), -1),
        (("model_changes", 0, "date"), "today"),
        (("model_changes", 0, "commits"), ["0" * 39]),
    ],
)
def test_a_report_is_refused_where_formats_would_show_anything_else_for_an_id_or_a_day(
    keys: tuple[str | int, ...], value: object
) -> None:
    report = json.loads(json_report.render(GATED, STYLE))
    *way, last = keys
    holder = report
    for key in way:
        holder = holder[key]
    holder[last] = value
    assert not validator("report").is_valid(report)
    with pytest.raises(NoReportError, match=str(way[0] if way else last)):
        json_report.read_report(json.dumps(report).encode(), "report.json")


def test_a_newer_minor_version_with_more_fields_is_read() -> None:
    report = json.loads(json_report.render(REPORT, STYLE))
    report |= {"schema_version": "1.9", "new_field": {"a": 1}}
    again = json_report.read_report(json.dumps(report).encode(), "report.json")
    assert again == replace(REPORT, schema_version="1.9")


def test_the_checklist_is_an_object_of_its_own() -> None:
    found = json.loads(json_report.render_checklist(REPORT, STYLE))
    assert found["schema_version"] == "1.0"
    assert found["checklist"][0]["id"] == "model-inventory"


def test_rules_are_an_array() -> None:
    rules = (Rule("lock-file-missing", Scan.DEPENDENCIES, "No lock file", "Why so.", "Lock."),)
    (found,) = json.loads(json_report.render(rules, STYLE))
    assert (found["id"], found["scan"]) == ("lock-file-missing", "dependencies")


def test_rendering_is_deterministic() -> None:
    copy = msgspec.json.decode(msgspec.json.encode(REPORT), type=Report)
    assert json_report.render(copy, STYLE) == json_report.render(REPORT, STYLE)
