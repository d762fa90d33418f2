"""Coverage and JUnit reports: what is read, and what is refused."""

import json

import pytest

from debtaudit.extract.coverage.dispatch import read_coverage, read_outcomes
from debtaudit.extract.not_parsed import NotParsedError

COBERTURA = b"""<?xml version="1.0" ?>
<coverage version="7.6" timestamp="1700000000123" line-rate="0.5">
  <sources><source>/ci/project/src</source></sources>
  <packages><package><classes>
    <class name="train.py" filename="demand/train.py"><methods/><lines>
      <line number="1" hits="1"/><line number="2" hits="0"/><line number="3" hits="12"/>
    </lines></class>
  </classes></package></packages>
</coverage>"""
LCOV = b"""TN:
SF:src/train.py
DA:1,1
DA:2,0,hash
end_of_record
SF:src/train.py
DA:2,3
end_of_record
"""
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE coverage [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<coverage><sources><source>&b;</source></sources></coverage>"""
LEAK = b"""<!DOCTYPE testsuites [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuites>&x;</testsuites>"""


def as_json(**meta: str) -> bytes:
    """Return a report of coverage.py."""
    lines = {"executed_lines": [1, 3], "missing_lines": [2], "summary": {"percent_covered": 66}}
    return json.dumps({"meta": meta, "files": {"src/train.py": lines}, "totals": {}}).encode()


def test_json_of_coverage_py() -> None:
    facts = read_coverage(as_json(format="3", timestamp="2026-11-22T10:00:00.500000+00:00"))
    lines = facts.files["src/train.py"]
    assert sorted(lines.executed) == [1, 3]
    assert sorted(lines.missing or ()) == [2]
    assert facts.recorded == 1795341600


def test_contexts_in_json_name_the_tests() -> None:
    lines = {
        "executed_lines": [1, 3],
        "missing_lines": [2],
        "contexts": {"1": [""], "3": ["tests/test_a.py::test_b[1]|run", "tests.test_c.test_d"]},
    }
    data = json.dumps({"meta": {}, "files": {"src/train.py": lines}}).encode()
    tests = read_coverage(data).files["src/train.py"].tests
    assert tests == {3: ("tests.test_c.test_d", "tests/test_a.py::test_b")}


def test_a_time_without_a_zone_is_taken_as_late_as_it_can_be() -> None:
    assert read_coverage(as_json(timestamp="2026-11-22T10:00:00")).recorded == 1795341600 + 43200
    assert read_coverage(as_json(timestamp="yesterday")).recorded is None
    assert read_coverage(as_json()).recorded is None


def test_cobertura() -> None:
    facts = read_coverage(COBERTURA)
    assert facts.roots == ("/ci/project/src",)
    assert facts.recorded == 1700000000
    lines = facts.files["demand/train.py"]
    assert sorted(lines.executed) == [1, 3]
    assert sorted(lines.missing or ()) == [2]


def test_lcov_adds_up_records_of_one_file() -> None:
    lines = read_coverage(LCOV).files["src/train.py"]
    assert sorted(lines.executed) == [1, 2]
    assert sorted(lines.missing or ()) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"src/index.js": {"path": "src/index.js", "s": {}}}',
        as_json()[:-20],
        b"[" * 100_000,
        COBERTURA[:300],
        b"<html></html>",
        b"<a>" * 1000,
        COBERTURA.replace(b'number="2"', b'number="two"'),
        COBERTURA.replace(b'number="2"', b'number="' + b"9" * 5000 + b'"'),
        BOMB,
        LCOV[:30],
        b"SF:a.py\nDA:x,y\nend_of_record\n",
        b"hello",
        b"SQLite format 3\0" + bytes(100),
        b"\xff\xfe\x00<",
    ],
)
def test_what_is_no_report_is_refused_with_one_line(data: bytes) -> None:
    with pytest.raises(NotParsedError) as caught:
        read_coverage(data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [BOMB, LEAK, b"", b"<coverage/>", b"<testsuites>", b"<a>" * 1000])
def test_what_is_no_junit_report_is_refused(data: bytes) -> None:
    with pytest.raises(NotParsedError):
        read_outcomes(data)


def test_entities_are_named_as_the_reason() -> None:
    with pytest.raises(NotParsedError, match="DOCTYPE with declarations"):
        read_outcomes(LEAK)


def test_the_best_outcome_over_parameters() -> None:
    facts = read_outcomes(
        b"""<testsuites><testsuite name="pytest" timestamp="2026-11-22T10:00:00+00:00">
        <testcase classname="tests.test_a" name="test_one[1]"><skipped message="no GPU"/></testcase>
        <testcase classname="tests.test_a" name="test_one[2]"/>
        <testcase classname="tests.test_a.TestB" name="test_two"><failure/></testcase>
        <testcase classname="tests.test_a" name="test_three"><skipped/></testcase>
        <testcase classname="tests.test_a" name="test_four"><error/></testcase>
        </testsuite></testsuites>"""
    )
    assert facts.outcomes == {
        ("tests.test_a", "test_one"): "passed",
        ("tests.test_a.TestB", "test_two"): "failed",
        ("tests.test_a", "test_three"): "skipped",
        ("tests.test_a", "test_four"): "failed",
    }
    assert facts.recorded == 1795341600
