"""What a reader sees first."""

from msgspec.structs import replace

from debtaudit.domain import digest
from debtaudit.domain.audit_info import ScanRow
from debtaudit.domain.reported_finding import Suppression
from debtaudit.domain.totals import Cost
from tests.reports.sample import DEPENDENCY, EMPTY, FINDINGS, REPORT


def test_fix_first_shows_the_highest_risk_once_for_each_rule_and_file() -> None:
    leads = digest.fix_first(REPORT)
    assert [lead.finding.id[-1] for lead in leads] == ["1", "2", "3", "5", "6"]
    assert [lead.more for lead in leads] == [0, 0, 1, 0, 0]


def test_quick_wins_are_short_risky_and_not_shown_twice() -> None:
    first = digest.fix_first(REPORT)
    wins = digest.quick_wins(REPORT, besides=first)
    assert [lead.finding.title for lead in wins] == ["A git dependency follows a branch"]
    alone = digest.quick_wins(REPORT)
    assert [lead.finding.effort_minutes for lead in alone] == [10, 30, 15]
    assert all(lead.finding.risk.score >= digest.QUICK_RISK for lead in alone)


def test_suppressed_findings_count_nowhere() -> None:
    hidden = replace(
        FINDINGS[0], status="suppressed", suppression=Suppression("accepted", "Ada", None)
    )
    report = replace(REPORT, findings=(hidden, *FINDINGS[1:]))
    assert hidden not in digest.counted(report)
    assert digest.fix_first(report)[0].finding.id != hidden.id


def test_money_is_shown_only_where_an_hour_has_a_price() -> None:
    assert digest.money(REPORT, 90) == ""
    priced = replace(REPORT, summary=replace(REPORT.summary, cost=Cost(100.0, "EUR", 1525.0)))
    assert digest.money(priced, 90) == "150 EUR"


def test_places_name_line_cell_commit_or_nothing() -> None:
    here = FINDINGS[0].location
    assert digest.place(FINDINGS[0]) == "src/train.py:41"
    notebook = replace(FINDINGS[0], location=replace(here, path="a.ipynb", cell=3))
    assert digest.place(notebook) == "a.ipynb [cell 3]"
    whole = replace(FINDINGS[0], location=replace(here, line=None))
    assert digest.place(whole) == "src/train.py"
    nowhere = replace(FINDINGS[0], location=replace(here, path=None))
    assert digest.place(nowhere) == "3f2a9c1b7d"
    assert digest.place(replace(nowhere, commit=None)) == ""


def test_key_figures_answer_the_four_questions() -> None:
    figures = {scan: digest.key_figure(REPORT, scan) for scan in digest.TITLES}
    assert figures == {
        "model-changes": "2 model changes, 1 undocumented",
        "dependencies": "2 declared: 1 stale, 1 unpinned",
        "hotspots": "first of 2 files: complexity 148, 63 changes, src/train.py",
        "retraining-tests": "1 of 2 training entry points tested",
    }


def test_a_scan_that_did_not_run_says_why_and_shows_no_figure() -> None:
    assert digest.key_figure(EMPTY, "hotspots") == "no commit yet"


def test_empty_answers_are_told_from_missing_ones() -> None:
    rows = tuple(ScanRow(scan, "complete") for scan in digest.TITLES)
    empty = replace(EMPTY, audit=replace(EMPTY.audit, scans=rows))
    assert digest.key_figure(empty, "model-changes") == "no model change in the window"
    assert digest.key_figure(empty, "dependencies") == "no dependency is declared"
    assert digest.key_figure(empty, "hotspots") == "no changed code to rank"
    assert digest.key_figure(empty, "retraining-tests") == "no training entry point found"


def test_dependencies_in_order_are_said_to_be() -> None:
    fresh = replace(DEPENDENCY, status="fresh", problems=())
    report = replace(REPORT, dependencies=(fresh,), findings=())
    assert digest.key_figure(report, "dependencies") == "1 declared: all in order"


def test_dependencies_of_unknown_age_are_not_said_to_be_in_order() -> None:
    fresh = replace(DEPENDENCY, status="fresh", problems=())
    unknown = replace(DEPENDENCY, status="unknown", problems=())
    report = replace(REPORT, dependencies=(fresh, unknown, DEPENDENCY))
    known = replace(report, dependencies=(fresh, unknown))
    figure = digest.key_figure(report, "dependencies")
    assert figure == "3 declared: 1 stale, 1 of unknown age"
    figure = digest.key_figure(known, "dependencies")
    assert figure == "2 declared: none known to be stale, 1 of unknown age"


def test_interpreters_installers_and_own_folders_are_no_packages_of_the_program() -> None:
    python = replace(
        DEPENDENCY,
        name="python",
        ecosystem="python",
        status="end-of-life",
        problems=("end-of-life",),
    )
    unknown = replace(DEPENDENCY, status="unknown", problems=())
    tools = (replace(unknown, name="pip"), replace(unknown, name=None, kind="local"))
    image = replace(unknown, name="python", ecosystem="docker")
    report = replace(REPORT, dependencies=(python, *tools, image, DEPENDENCY))
    figure = digest.key_figure(report, "dependencies")
    assert figure == "2 declared: 1 end of life, 1 stale, 1 of unknown age"
    report = replace(REPORT, dependencies=(python, *tools))
    figure = digest.key_figure(report, "dependencies")
    assert figure == "no package is declared: 1 end of life"


def test_other_findings_of_the_scan_are_no_order() -> None:
    fresh = replace(DEPENDENCY, status="fresh", problems=())
    other = replace(REPORT.findings[0], rule="dependency-undeclared", scan="dependencies")
    report = replace(REPORT, dependencies=(fresh,), findings=(other,))
    assert digest.key_figure(report, "dependencies") == "1 declared: none stale"


def test_gaps_with_one_cause_are_said_once() -> None:
    (gap,) = digest.not_assessed(EMPTY)
    assert gap.what == "Model changes, Dependencies, Hotspots, Retraining tests"
    assert (gap.reason, gap.cure) == ("no commit yet", "commit, then audit")
    (partial,) = digest.not_assessed(REPORT)
    assert partial.what == "Retraining tests"


def test_what_does_not_apply_is_no_gap() -> None:
    rows = tuple(ScanRow(scan, "not-applicable", "not asked for") for scan in digest.TITLES)
    assert digest.not_assessed(replace(EMPTY, audit=replace(EMPTY.audit, scans=rows))) == ()


def test_an_item_that_does_not_apply_is_named_apart_and_holds_nothing() -> None:
    assert digest.checklist_figure(REPORT) == "1 of 5 hold"
    items = REPORT.checklist
    aside = replace(items[1], status="not-applicable")
    some = replace(REPORT, checklist=(*items, aside, aside))
    assert digest.checklist_figure(some) == "1 of 5 that apply hold, 2 not applicable"
    assert digest.checklist_figure(replace(REPORT, checklist=(aside,))) == "1 not applicable"


def test_infrastructure_counts_places_and_names_the_first_kinds() -> None:
    rules = ("a-path", "a-path", "b-host", "c-account", "d-device")
    findings = tuple(replace(FINDINGS[0], scan="infrastructure", rule=rule) for rule in rules)
    figure = digest.infrastructure_figure(replace(REPORT, findings=findings))
    assert figure == "5 places: 2 a-path, 1 b-host, 1 c-account, 1 other kind"
    assert digest.infrastructure_figure(replace(REPORT, findings=())) == ""
