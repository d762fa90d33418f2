"""The terminal report, as a person would look at it."""

import re

import pytest
from msgspec.structs import replace

from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.domain.reported_finding import Evidence, Suppression
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.style import Style
from debtaudit.domain.text import columns
from debtaudit.domain.totals import Cost
from debtaudit.reports import markdown, terminal
from tests.reports.sample import (
    COMMITS,
    EMPTY,
    FINDINGS,
    GATED,
    HOSTILE,
    LOG,
    REPORT,
    SURROGATE,
    poisoned,
)

SCREEN_LINES = 40
PAINT = re.compile(r"\x1b\[[\d;]*m")
REPORTS = [REPORT, GATED, EMPTY, poisoned(REPORT), poisoned(GATED), poisoned(REPORT, SURROGATE)]


def plain(text: str) -> list[str]:
    return PAINT.sub("", text).splitlines()


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(report: Report, width: int, verbose: bool) -> None:
    lines = plain(terminal.render(report, Style(width, colour=True, verbose=verbose)))
    too_wide = [line for line in lines if columns(line) > width]
    assert too_wide == []


@pytest.mark.parametrize("report", [REPORT, EMPTY, poisoned(EMPTY)])
def test_the_first_screen_is_a_screen(report: Report) -> None:
    assert len(terminal.render(report, Style(80)).splitlines()) <= SCREEN_LINES


def test_the_screen_says_what_to_do_first() -> None:
    text = terminal.render(REPORT, Style(100))
    assert "demand-forecast" in text
    assert "main  3f2a9c1b7d  uncommitted changes" in text
    assert "Grade B   8 findings: 1 critical, 2 high, 4 medium, 1 low" in text
    assert "15.2 h to repair \u00b7 debt ratio 6.1 % (the grade is read off it alone)" in text
    first, second = text.split("Fix first")[1].splitlines()[1:3]
    assert first.startswith("1  critical 82  Learning rate and warm-up changed")
    assert first.endswith("30 min")
    assert second.strip() == "src/train.py:41  lr: 6e-4 -> 3e-4"
    assert "requirements.txt:3 (+1 alike)" in text
    assert text.index("Fix first") < text.index("Quick wins") < text.index("Scans")


@pytest.mark.parametrize(
    ("kind", "detail", "commit", "why"),
    [
        ("change", "src/train.py: fit: lr: 0.1 -> 0.2", "a" * 40, "fit: lr: 0.1 -> 0.2"),
        ("change", "src/train.py: class Net (new)", "a" * 40, "imported by src/serve/app.py"),
        ("declaration", "torch -> torch==2", None, "imported by src/serve/app.py"),
        ("training", "model.fit in main", None, "model.fit in main"),
    ],
)
def test_the_second_line_says_what_the_title_does_not(
    kind: str, detail: str, commit: str | None, why: str
) -> None:
    (first, *others) = REPORT.findings
    finding = replace(first, evidence=(Evidence(kind, "x", detail),), commit=commit)
    text = terminal.render(replace(REPORT, findings=(finding, *others)), Style(100))
    assert text.split("Fix first")[1].splitlines()[2].strip() == f"src/train.py:41  {why}"


def test_the_screen_names_what_is_missing_with_its_cure() -> None:
    text = terminal.render(REPORT, Style(100))
    assert "2 missing  drift-monitoring, risk-criteria" in text
    assert "1 cannot be told from files" in text
    assert "Retraining tests: one test file was not parsed \u2192 mend it" in text
    assert "old/py2.py: not parsed: print statement (line 3)" in text
    assert "one submodule was left out" not in text


def test_an_unknown_item_is_not_counted_as_holding() -> None:
    assert "1 of 5 hold" in terminal.render(REPORT, Style(80))


def test_money_stands_beside_hours_where_it_is_set() -> None:
    priced = replace(REPORT, summary=replace(REPORT.summary, cost=Cost(100.0, "EUR", 1525.0)))
    text = terminal.render(priced, Style(100))
    assert "15.2 h to repair (1,525 EUR)" in text
    assert "30 min / 50 EUR" in text


def test_a_failed_gate_names_limit_value_findings_and_the_way_back() -> None:
    text = terminal.render(GATED, Style(120))
    gate = text.split("Gate failed")[1].split("Fix first")[0]
    assert "fail-on: 3 findings (limit: no finding of severity high or worse)" in gate
    assert "No test runs the training of the demand model" in gate
    assert "cheapest way back: 1 finding, 30 min" in gate
    assert "could not be assessed: retraining tests" in gate


def test_a_gate_that_could_not_judge_is_neither_passed_nor_failed() -> None:
    assert GATED.gate is not None
    undecided = replace(GATED, gate=replace(GATED.gate, breaches=()))
    assert "Gate undecided" in terminal.render(undecided, Style(80))
    passed = replace(GATED, gate=replace(GATED.gate, breaches=(), incomplete=(), passed=True))
    assert "Gate passed" in terminal.render(passed, Style(80))


def test_a_repository_without_history_is_shown_without_numbers_it_has_not() -> None:
    text = terminal.render(EMPTY, Style(80))
    assert "No grade" in text
    assert "debt ratio" not in text
    assert "audited as of 2026-11-22, without history" in text
    assert "? Hotspots          not assessed: no commit yet" in text


def test_verbose_shows_evidence_factors_and_tables() -> None:
    text = terminal.render(REPORT, Style(120, verbose=True))
    assert "evidence  src/train.py:41  lr: 6e-4 -> 3e-4" in text
    assert "impact +0.20  on-serving-path: imported by src/serve/app.py" in text
    assert "remedy  Describe the change in CHANGELOG.md." in text
    assert "owner @ml-platform" in text
    for heading in ("Dependencies", "Hotspots: functions", "Training entry points", "Checklist"):
        assert f"\n{heading}\n" in text
    assert "src/train.py::main" in text
    assert "one submodule was left out" in text


def test_jobs_whose_code_is_elsewhere_are_listed_apart() -> None:
    job = EntryPoint("launch.py", "main", 7, "vertex-ai", (), (), "untested", ())
    report = replace(REPORT, training=replace(REPORT.training, elsewhere=(job,)))
    assert "1 job whose training code is elsewhere" in terminal.render(report, Style(120))
    text = terminal.render(report, Style(100, verbose=True))
    assert re.search(r"launch.py:7 main +vertex-ai  code elsewhere", text)
    page = markdown.render(report, Style(100))
    assert "Their training code is not in this repository: `launch.py:7 main`." in page


def test_long_tables_are_cut_and_say_so() -> None:
    many = tuple(replace(REPORT.hotspots[1], rank=rank) for rank in range(1, 101))
    text = terminal.render(replace(REPORT, hotspots=many), Style(120, verbose=True))
    assert "and 70 more (-o report.json)" in text


def test_suppressed_findings_are_listed_with_the_reason_and_not_counted() -> None:
    hidden = replace(
        FINDINGS[0], status="suppressed", suppression=Suppression("accepted for now", None, None)
    )
    report = replace(REPORT, findings=(hidden, *FINDINGS[1:]))
    text = terminal.render(report, Style(120, verbose=True))
    assert "7 findings" in text
    assert "suppressed: accepted for now" in text
    assert "1 of these are suppressed and not counted" in text


@pytest.mark.parametrize("poison", [HOSTILE, SURROGATE, "\x9b2J", "\u2028\u2029\x85"])
def test_nothing_of_a_hostile_repository_reaches_the_terminal(poison: str) -> None:
    style = Style(100, verbose=True)
    for text in (
        terminal.render(poisoned(GATED, poison), style),
        terminal.render_checklist(poisoned(REPORT, poison), style),
        terminal.render_changes(poisoned(LOG, poison), style),
        terminal.render_commits(poisoned(COMMITS, poison), style),
    ):
        assert all(line.isprintable() for line in text.split("\n"))


def test_colour_is_only_paint() -> None:
    colourless = terminal.render(GATED, Style(80, verbose=True))
    coloured = terminal.render(GATED, Style(80, colour=True, verbose=True))
    assert "\x1b" not in colourless
    assert "\x1b[1;31mcritical 82\x1b[0m" in coloured
    assert PAINT.sub("", coloured) == colourless


def test_a_terminal_without_unicode_gets_ascii() -> None:
    style = Style(80, unicode=False, verbose=True)
    for report in REPORTS:
        assert terminal.render(report, style).isascii()
    assert terminal.render_changes(LOG, style).isascii()


def test_wide_characters_keep_the_columns() -> None:
    wide = replace(FINDINGS[0], title="\u5b66\u7fd2\u7387" * 20)
    lines = plain(terminal.render(replace(REPORT, findings=(wide,)), Style(80)))
    (line,) = [line for line in lines if "\u5b66" in line]
    assert columns(line) == 80


def test_the_checklist_shows_evidence_or_the_first_step() -> None:
    text = terminal.render_checklist(REPORT, Style(100))
    assert "Checklist: 1 of 5 hold" in text
    assert "models/README.md  lists two models" in text
    assert "Start with a file for drift-monitoring." in text


def test_of_what_holds_two_pieces_of_evidence_are_enough() -> None:
    held = REPORT.checklist[0]
    many = tuple(replace(held.evidence[0], ref=f"docs/{number}.md") for number in range(4))
    report = replace(REPORT, checklist=(replace(held, evidence=many),))
    short = terminal.render_checklist(report, Style(100))
    assert "docs/1.md" in short
    assert "docs/2.md" not in short
    assert "and 2 more (-v)" in short
    assert "docs/3.md" in terminal.render_checklist(report, Style(100, verbose=True))
    missing = replace(report, checklist=(replace(held, evidence=many, status="fail"),))
    assert "docs/3.md" in terminal.render_checklist(missing, Style(100))


def test_the_log_shows_before_and_after() -> None:
    text = terminal.render_changes(LOG, Style(100))
    assert "2 model changes, 1 undocumented" in text
    assert "conf/train.yaml optim.lr: 0.0006 \u2192 0.0003" in text
    assert "written down in" not in text
    verbose = terminal.render_changes(LOG, Style(100, verbose=True))
    assert "written down in CHANGELOG.md:12: names holidays" in verbose


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (None, "0.2", "added 0.2"),
        ("0.1", None, "removed 0.1"),
        ("0.1", "0.2", "0.1 \u2192 0.2"),
        (None, None, "hyperparameter"),
    ],
)
def test_values_are_told_as_added_removed_or_changed(
    before: str | None, after: str | None, shown: str
) -> None:
    detail = replace(LOG.model_changes[0].details[0], before=before, after=after)
    change = replace(LOG.model_changes[0], details=(detail,))
    log = replace(LOG, model_changes=(change,))
    assert f"optim.lr: {shown}\n" in terminal.render_changes(log, Style(100))
    in_markdown = markdown.render_changes(log, Style()).replace("`", "")
    assert f"optim.lr: {shown}\n" in in_markdown


def test_a_log_that_is_not_whole_says_so() -> None:
    text = terminal.render_changes(replace(LOG, audit=EMPTY.audit), Style(100))
    assert "not assessed: no commit yet \u2192 commit, then audit" in text


def test_commits_are_told_in_the_callers_order() -> None:
    lines = terminal.render_commits(COMMITS, Style(100)).splitlines()
    heads = [line for line in lines if "confidence" in line]
    assert "3f2a9c1b7d  model change (optimiser), undocumented" in heads[0]
    assert "bbbbbbbbbb  no model change" in heads[1]


def test_rules_stand_under_their_question() -> None:
    rules = (Rule("lock-file-missing", Scan.DEPENDENCIES, "No lock file", "Why so.", "Lock."),)
    text = terminal.render_rules(rules, Style(80))
    assert "Which dependencies have gone stale?  dependencies" in text
    assert "lock-file-missing  No lock file" in text
    assert "Why so." not in text
    assert "Why so. Lock." in terminal.render_rules(rules, Style(80, verbose=True))


def test_why_items_do_not_apply_is_said_once() -> None:
    aside = [
        replace(item, status="not-applicable", remedy="", reason="Nothing is trained here.")
        for item in REPORT.checklist
    ]
    text = terminal.render_checklist(replace(REPORT, checklist=tuple(aside)), Style(100))
    assert text.count("Nothing is trained here.") == 1
    assert "Checklist: 5 not applicable" in text


def test_the_reason_of_an_item_stands_before_its_first_step() -> None:
    text = terminal.render_checklist(REPORT, Style(100))
    assert "No alert was found. Start with a file for drift-monitoring." in text


def test_a_trend_that_is_unknown_of_all_is_no_column() -> None:
    known = terminal.render(REPORT, Style(100, verbose=True))
    assert "Trend" in known
    spots = tuple(replace(spot, trend="unknown") for spot in REPORT.hotspots)
    text = terminal.render(replace(REPORT, hotspots=spots), Style(100, verbose=True))
    assert "Trend" not in text
    assert all(spot.path in text for spot in spots)


def test_what_ties_the_code_down_has_a_line_where_there_is_any() -> None:
    assert "Infrastructure" not in terminal.render(REPORT, Style(100))
    tied = replace(REPORT.findings[0], scan="infrastructure", rule="hard-coded-path")
    text = terminal.render(replace(REPORT, findings=(tied,)), Style(100))
    assert "✓ Infrastructure    1 hard-coded-path" in text
