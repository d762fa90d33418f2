"""The comment on a pull request, read by a Markdown parser and measured."""

import re

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import Location
from debtaudit.domain.style import Style
from debtaudit.domain.verdict import KnownFinding
from debtaudit.reports import comment
from tests.reports.sample import EMPTY, FINDINGS, GATED, HOSTILE, REPORT, REVIEWED, many, poisoned

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = re.compile(
    r"</?(?:code|sub)>|<br>|<!-- -->|<!-- debtaudit-comment -->\n*"
    r"|<details><summary>[\w ,:]+</summary>\n*|</details>\n*"
)


def rendered(report: Report) -> str:
    return comment.render(report, Style())


def headings(text: str) -> list[str]:
    return re.findall(r"^#{3,4} (.+)$", text, re.MULTILINE)


def test_new_and_worse_findings_come_first_then_the_fixed_ones() -> None:
    text = rendered(REVIEWED)
    assert text.startswith("<!-- debtaudit-comment -->\n")
    assert headings(text) == [
        "debtaudit: gate failed",
        "Limits that are passed",
        "Could not be assessed",
        "New (2)",
        "Worse (1)",
        "Fixed (1)",
    ]
    assert "**2 new**, 1 worse, 1 fixed since `origin/main`." in text
    assert "| 55 (was 41) | high | torch 1.13.1" in text
    assert "- requests was fixed" in text
    assert "cheapest way back, about 4 h: `src/demand_forecast" in text
    assert "<summary>What was there before, medium or worse: 3 findings</summary>" in text


def test_a_base_without_a_name_is_known_by_its_id() -> None:
    assert REVIEWED.gate is not None
    gate = replace(REVIEWED.gate, base="3f2a9c1b7d" * 4, base_name=None)
    assert "1 fixed since `3f2a9c1b7d`." in rendered(replace(REVIEWED, gate=gate))


def test_a_way_back_through_a_finding_without_a_place_names_its_rule() -> None:
    assert REVIEWED.gate is not None
    nowhere = replace(FINDINGS[0], id="nowhere", commit=None, location=Location(), rule="a|b")
    breach = replace(REVIEWED.gate.breaches[0], cheapest=("nowhere",))
    report = replace(REVIEWED, findings=(nowhere,), gate=replace(REVIEWED.gate, breaches=(breach,)))
    assert "<code>a&#124;b</code>" in rendered(report)


def test_without_a_comparison_all_findings_are_listed() -> None:
    text = rendered(REPORT)
    assert headings(text) == ["debtaudit: audit", "Could not be assessed", "Findings (8)"]
    assert "**8 findings** (1 critical, 2 high, 4 medium, 1 low)" in text


@pytest.mark.parametrize(
    ("passed", "advisory", "breached", "words"),
    [
        (True, False, False, "gate passed"),
        (False, False, False, "gate undecided"),
        (True, True, True, "gate would fail (advisory)"),
        (False, False, True, "gate failed"),
    ],
)
def test_the_heading_is_the_verdict(
    passed: bool, advisory: bool, breached: bool, words: str
) -> None:
    assert REVIEWED.gate is not None
    gate = replace(REVIEWED.gate, passed=passed, advisory=advisory)
    gate = gate if breached else replace(gate, breaches=())
    assert headings(rendered(replace(REVIEWED, gate=gate)))[0] == f"debtaudit: {words}"


def test_it_fits_into_a_comment_and_says_what_did_not() -> None:
    for number in (1, 100, 400, 30_000):
        text = rendered(many(number))
        assert len(text.encode()) <= 65_000
    assert "lines did not fit in here; the JSON report has all." in text
    assert "\n#### New (10000)\n" in text
    assert "What was there before" not in text  # the new ones take all the room


@pytest.mark.parametrize("poison", ["\U0001f40d" * 30_000, "x" * 100_000, "| " * 50_000])
def test_long_names_do_not_make_it_longer(poison: str) -> None:
    assert len(rendered(poisoned(REVIEWED, poison)).encode()) <= 65_000


@pytest.mark.parametrize("room", [*range(0, 3_000, 37), 65_000])
def test_a_cut_comment_is_whole_markdown(room: int) -> None:
    text = comment.job_summary(REVIEWED, room)
    assert len(text.encode()) <= room
    assert text.count("<details>") == text.count("</details>")
    assert not text or text.startswith("### debtaudit: gate failed")


def test_a_job_summary_has_no_marker_and_more_room() -> None:
    text = comment.job_summary(many(30_000))
    assert "<!--" not in text
    assert 65_536 < len(text.encode()) <= 1_048_576


@pytest.mark.parametrize(
    "poison", [HOSTILE, "`", "|", "a\\", "``` x", "</details>", "<!--", "[x]: y", "- a", "@t #1"]
)
def test_hostile_names_break_no_table_and_bring_no_html(poison: str) -> None:
    for report in (REVIEWED, GATED):
        heads = cells = 0
        for token in PARSER.parse(rendered(poisoned(report, poison))):
            heads = 0 if token.type == "thead_open" else heads + (token.type == "th_open")
            cells = 0 if token.type == "tr_open" else cells + (token.type == "td_open")
            if token.type == "tr_close" and cells:
                assert cells == heads == 5
            assert token.type not in ("fence", "code_block", "hr", "blockquote_open")
            for one in [token, *(token.children or ())]:
                assert one.type not in ("link_open", "image")
                if one.type in ("html_inline", "html_block"):
                    assert OURS.fullmatch(one.content), one.content


def test_entries_of_the_baseline_that_can_go_are_told() -> None:
    assert REVIEWED.gate is not None
    known = (KnownFinding("a" * 16, "dependency-stale", "requirements.txt"),)
    text = rendered(replace(REVIEWED, gate=replace(REVIEWED.gate, prunable=known)))
    assert "1 entry of the baseline can go: `debtaudit baseline prune`." in text


def test_nothing_found_reads_well() -> None:
    text = rendered(EMPTY)
    assert "**0 findings**" in text
    assert "Could not be assessed" in text


def test_findings_are_not_rounded_into_the_next_severity() -> None:
    high = replace(FINDINGS[0], risk=replace(FINDINGS[0].risk, score=74.9), severity="high")
    assert "| 74 | high |" in rendered(replace(REPORT, findings=(high,)))
