"""Workflow commands, read as the runner of GitHub Actions reads them."""

import re
from collections import Counter

from msgspec.structs import replace

from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import Location
from debtaudit.domain.style import Style
from debtaudit.reports import github
from tests.reports.sample import EMPTY, FINDINGS, GATED, HOSTILE, REPORT, REVIEWED, many, poisoned

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """Return level, properties and text of every line, unescaped in the runner's order."""
    found = []
    for line in github.render(report, Style()).splitlines():
        match = COMMAND.fullmatch(line)
        assert match is not None, line
        pairs = (pair.partition("=") for pair in match[2].split(","))
        properties = {key: unescaped(value) for key, _, value in pairs}
        found.append((match[1], properties, unescaped(match[3])))
    return found


def unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_a_finding_is_shown_at_its_line() -> None:
    level, properties, text = commands(REPORT)[0]
    assert level == "error"
    assert properties == {
        "file": "src/train.py",
        "line": "41",
        "title": "model-change-undocumented (critical)",
    }
    assert text.startswith("Learning rate and warm-up changed, undocumented.")
    assert "Remedy, about 30 min: Describe the change" in text


def test_levels_follow_the_severity() -> None:
    assert Counter(level for level, _, _ in commands(REPORT)) == {
        "error": 3,
        "warning": 4,
        "notice": 1,
    }


def test_only_new_and_worse_findings_where_there_is_a_comparison() -> None:
    found = [text for _, properties, text in commands(REVIEWED) if "file" in properties]
    assert len(found) == 3
    assert found[0].startswith(FINDINGS[1].title)


def test_limits_without_a_finding_and_gaps_come_first() -> None:
    level, properties, text = commands(REVIEWED)[0]
    assert (level, properties["title"]) == ("error", "debtaudit gate: min-tested-share")
    assert text == "50 % (limit: at least 80 %)"
    level, properties, text = commands(GATED)[0]
    assert (level, properties["title"]) == ("error", "debtaudit gate: could not be assessed")
    assert REVIEWED.gate is not None
    advisory = replace(REVIEWED, gate=replace(REVIEWED.gate, advisory=True, passed=True))
    assert commands(advisory)[2][:2] == (
        "warning",
        {"title": "debtaudit gate: min-tested-share"},
    )


def test_no_more_of_a_level_than_github_shows_and_the_worst_first() -> None:
    found = commands(many(400))
    counts = Counter(level for level, _, _ in found)
    assert max(counts.values()) <= github.PER_LEVEL
    assert found[-1][0] == "notice"
    shown = len([one for one in found if "file" in one[1]])
    assert found[-1][2] == f"{134 - shown} findings more: GitHub shows 10 of a level and step."


def test_hostile_texts_make_no_command_and_no_property() -> None:
    for poison in (HOSTILE, "a,title=x::b", "::error::x", "%0A::add-path::/tmp", "a:b,c%"):
        for level, properties, text in commands(poisoned(REPORT, poison)):
            assert level in {"error", "warning", "notice"}
            assert set(properties) <= {"file", "line", "endLine", "title"}
            assert "\n" not in text


def test_paths_start_at_the_top_and_cells_are_no_lines() -> None:
    cell = replace(FINDINGS[0], location=Location("a, b:c.ipynb", 7, 9, None, 3))
    folder = replace(REPORT.audit, folder="models/x/")
    _, properties, _ = commands(replace(REPORT, findings=(cell,), audit=folder))[0]
    assert properties == {
        "file": "models/x/a, b:c.ipynb",
        "title": "model-change-undocumented (critical, cell 3)",
    }


def test_nothing_found_is_no_command() -> None:
    assert commands(EMPTY) == []
