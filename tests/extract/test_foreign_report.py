"""Reports of other tools: what is read, and what is refused."""

import json

import pytest

from debtaudit.domain.foreign import ForeignReport
from debtaudit.extract.foreign_report import MAX_RESULTS, read_foreign_report, relative_path
from debtaudit.extract.not_parsed import NotParsedError


def result(uri: str | None = "src/a.py", line: object = 3, **more: object) -> dict[str, object]:
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": line, "endLine": 4}}
    locations = [{"physicalLocation": place}] if uri is not None else []
    return {"ruleId": "S301", "message": {"text": "bad"}, "locations": locations, **more}


def sarif(*results: object, **driver: object) -> bytes:
    run = {"tool": {"driver": {"name": "Ruff", **driver}}, "results": list(results)}
    return json.dumps({"version": "2.1.0", "runs": [run]}).encode()


def read(data: bytes) -> ForeignReport:
    return read_foreign_report(data, "x.sarif")


def test_a_result_is_read_with_its_rule() -> None:
    rule = {
        "id": "S301",
        "helpUri": "https://example.org/S301",
        "defaultConfiguration": {"level": "error"},
        "properties": {"security-severity": "8.5"},
    }
    (one,) = read(sarif(result(), rules=[rule])).results
    assert (one.tool, one.rule, one.level, one.message) == ("ruff", "S301", "error", "bad")
    assert (one.path, one.line, one.end_line) == ("src/a.py", 3, 4)
    assert (one.help_uri, one.security) == ("https://example.org/S301", 8.5)


@pytest.mark.parametrize(
    "uri",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "../outside.py",
        "src/../../outside.py",
        "%2e%2e/outside.py",
        "C:\\windows\\a.py",
        "\\\\server\\a.py",
        "//server/a.py",
        "https://example.org/a.py",
        "a\0b",
        "a%00b",
        "%2Fetc/../../x",
        "",
        ".",
        "x" * 5000,
    ],
)
def test_a_path_that_is_not_inside_is_refused(uri: str) -> None:
    assert relative_path(uri) is None
    found = read(sarif(result(uri), result("ok.py")))
    assert [one.path for one in found.results if one.path] == ["ok.py"]
    if uri:
        assert "1 results with absolute paths or paths outside" in found.notes[0]
        assert found.notes[0].isprintable()


@pytest.mark.parametrize("uri", ["src/a.py", "./src/a.py", "src//a.py", "src%2Fa.py", "src\\a.py"])
def test_the_same_path_in_other_words(uri: str) -> None:
    assert relative_path(uri) == "src/a.py"


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"3", b'{"runs": 3}', b"[" * 100_000, b"\xff\xfe", b'{"version": "2.1.0"}'],
)
def test_what_is_no_report_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(NotParsedError, match=r"^x\.sarif: "):
        read(data)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        3,
        {},
        {"ruleId": 3, "message": {"text": "x"}},
        {"ruleId": "a"},
        {"ruleId": "a", "message": {"text": ["x"]}},
        {"ruleId": "a", "ruleIndex": 99, "message": "x"},
    ],
)
def test_a_broken_result_costs_itself_only(broken: object) -> None:
    found = read(sarif(broken, result(line="x")))
    assert len(found.results) == 1
    assert found.results[0].line is None
    assert "1 results without a rule or message" in found.notes[0]


def test_broken_runs_have_no_results() -> None:
    assert read(b'{"runs": [null, 3, {"tool": 3, "results": {"a": 1}}]}').results == ()


def test_names_that_are_no_text_are_shown_as_what_they_are() -> None:
    assert relative_path("a\ud800.py") == "a\\xed\\xa0\\x80.py"
    assert relative_path("a%ff.py") == "a\\xff.py"


def test_huge_reports_are_cut_and_it_is_said() -> None:
    found = read(sarif(*[result(line=n + 1) for n in range(MAX_RESULTS + 5)]))
    assert len(found.results) == MAX_RESULTS
    assert "5 results above the limit" in found.notes[0]
    assert len(read(sarif(result(message={"text": "x" * 9999}))).results[0].message) <= 500


def test_what_passed_or_is_suppressed_there_is_no_finding_here() -> None:
    found = read(sarif(result(kind="pass"), result(suppressions=[{"kind": "inSource"}])))
    assert [one.suppressed for one in found.results] == [True]


def test_all_vulnerabilities_of_a_package_are_one_result() -> None:
    vulns = [{"id": "PYSEC-1", "fix_versions": ["2.0"]}, {"id": "GHSA-2"}, {"id": 3}, None]
    torch = {"name": "torch", "version": "1.0", "vulns": vulns}
    data = json.dumps({"dependencies": [torch, {"name": "ok", "vulns": []}, 3]}).encode()
    (one,) = read(data).results
    assert (one.tool, one.package, one.level) == ("pip-audit", "torch", "error")
    assert one.message == "torch 1.0 has known vulnerabilities: GHSA-2, PYSEC-1; fixed in 2.0"
