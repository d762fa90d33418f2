"""Scores: likelihood times impact, with every part of the number printed."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from debtaudit.domain.files import FileFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.report_rows import Role
from debtaudit.domain.reported_finding import Factor, FindingStatus, ReportedFinding
from debtaudit.domain.rules import Aside, Scan, Source
from debtaudit.domain.settings import Settings
from debtaudit.extract.codeowners import owner_rules
from debtaudit.risk.factors import LOWEST_IMPACT
from debtaudit.risk.score import grade_of, score, severity_of, summarise
from tests.risk.findings import facts, finding, reported, result, source

SERVED: dict[str, tuple[Role, ...]] = {"src/train.py": ("training", "serving")}


def side(one: ReportedFinding, on: str) -> float:
    return sum(factor.effect for factor in one.risk.factors if factor.on == on)


def test_risk_is_likelihood_times_impact() -> None:
    (one,) = score([result(finding(likelihood=0.8, impact=0.5))], facts(), Settings())
    assert (one.risk.likelihood, one.risk.impact, one.risk.score) == (0.8, 0.5, 40.0)
    assert one.severity == "medium"
    assert one.status == "existing"
    assert one.scan == "model-changes"


def test_the_printed_factors_add_up() -> None:
    third = finding(likelihood=1 / 3, impact=2 / 7)
    (one,) = score([result(third)], facts(roles=SERVED), Settings())
    assert side(one, "likelihood") == pytest.approx(one.risk.likelihood, abs=1e-9)
    assert side(one, "impact") == pytest.approx(one.risk.impact, abs=1e-9)
    assert one.risk.score == round(100 * one.risk.likelihood * one.risk.impact, 1)
    assert all(round(factor.effect, 3) == factor.effect for factor in one.risk.factors)


def test_both_sides_stay_between_zero_and_one() -> None:
    much = replace(
        finding(likelihood=0.9, impact=0.9),
        factors=(
            *finding(likelihood=0.9, impact=0.9).factors,
            Factor("more", "likelihood", 0.6, "x"),
            Factor("more", "impact", 0.6, "x"),
        ),
    )
    (one,) = score([result(much)], facts(), Settings())
    assert (one.risk.likelihood, one.risk.impact, one.risk.score) == (1.0, 1.0, 100.0)
    assert one.severity == "critical"


def test_the_serving_and_training_paths_weigh_more_and_say_why() -> None:
    plain = score([result(finding())], facts(), Settings())[0]
    (one,) = score(
        [result(finding())],
        facts(roles=SERVED, because={"src/train.py": "src/serve/app.py"}),
        Settings(),
    )
    names = {factor.name: factor.because for factor in one.risk.factors}
    assert names["on-serving-path"] == "serving reaches it through src/serve/app.py"
    assert names["on-training-path"] == "training reaches it through src/serve/app.py"
    assert one.risk.score > plain.risk.score


def test_where_training_starts_is_said_to_be_so() -> None:
    (one,) = score([result(finding())], facts(roles=SERVED), Settings())
    names = {factor.name: factor.because for factor in one.risk.factors}
    assert names["on-training-path"] == "it is where training starts"


def test_an_example_weighs_less_also_where_it_trains_itself() -> None:
    path = "examples/quickstart/train.py"
    (one,) = score([result(finding(path))], facts(roles={path: ("training",)}), Settings())
    names = {factor.name: factor for factor in one.risk.factors}
    assert "on-training-path" not in names
    assert names["in-example"].effect < 0
    assert names["in-example"].because.startswith("examples holds an example")
    plain = score([result(finding())], facts(), Settings())[0]
    assert one.risk.score < plain.risk.score


def test_an_example_that_serving_reaches_has_both_factors() -> None:
    path = "examples/shared.py"
    reached = facts(roles={path: ("serving",)}, because={path: "src/app.py"})
    (one,) = score([result(finding(path))], reached, Settings())
    assert {"on-serving-path", "in-example"} <= {factor.name for factor in one.risk.factors}


def test_no_place_takes_the_impact_to_nothing() -> None:
    (one,) = score([result(finding("tests/a.py", impact=0.15))], facts(), Settings())
    assert one.risk.impact == LOWEST_IMPACT
    assert side(one, "impact") == pytest.approx(LOWEST_IMPACT)
    (less,) = score([result(finding("tests/a.py", impact=0.05))], facts(), Settings())
    assert less.risk.impact == 0.05


def test_a_factor_that_the_detector_gave_itself_is_not_given_twice() -> None:
    own = replace(
        finding(),
        factors=(*finding().factors, Factor("on-serving-path", "impact", 0.1, "by itself")),
    )
    (one,) = score([result(own)], facts(roles=SERVED), Settings())
    assert [factor.name for factor in one.risk.factors].count("on-serving-path") == 1


@pytest.mark.parametrize(
    ("risk", "severity"),
    [(100, "critical"), (75, "critical"), (74.9, "high"), (50, "high"), (49.9, "medium"),
     (25, "medium"), (24.9, "low"), (0, "low")],
)  # fmt: skip
def test_the_severity_is_read_off_the_risk(risk: float, severity: str) -> None:
    assert severity_of(risk) == severity


@pytest.mark.parametrize(
    ("ratio", "grade"),
    [(0, "A"), (0.05, "A"), (0.0501, "B"), (0.1, "B"), (0.2, "C"), (0.5, "D"), (0.51, "E")],
)
def test_the_grade_is_read_off_the_debt_ratio(ratio: float, grade: str) -> None:
    assert grade_of(ratio) == grade


# -- identity --------------------------------------------------------------------------------------


def ids(*findings: Finding) -> list[str]:
    found = score([result(*findings)], facts(), Settings())
    return [one.id for one in found]


def test_the_id_survives_moved_lines_and_other_commits() -> None:
    assert ids(finding(line=10)) == ids(finding(line=99))
    assert ids(finding(commit="0" * 40)) == ids(finding(commit="1" * 40))


def test_what_is_about_a_change_set_is_known_by_it_whatever_the_file_is_called_now() -> None:
    commit = "0" * 40
    assert ids(finding(commit=commit)) == ids(finding(path="new.py", symbol="f", commit=commit))
    assert ids(finding(commit=commit)) != ids(finding(commit=commit, key="lr"))


def test_of_equal_changes_the_older_one_keeps_its_number_when_a_newer_one_comes() -> None:
    old = finding(commit="0" * 40, minutes=1, line=9, symbol="old")
    new = finding(commit="1" * 40, minutes=2, line=1, symbol="new")
    alone = score([result(old)], facts(), Settings())
    both = {one.effort_minutes: one.id for one in score([result(new, old)], facts(), Settings())}
    assert both[1] == alone[0].id


def test_a_finding_about_a_whole_file_is_the_same_wherever_to_begin() -> None:
    begun = [replace(finding(symbol=name), whole_file=True) for name in ("main", "train")]
    assert ids(begun[0]) == ids(begun[1])


def test_the_paths_of_another_revision_give_its_ids_and_places() -> None:
    results = [result(finding(path="old.py"))]
    found = score(results, facts(), Settings(), named=lambda path: path.replace("old", "new"))
    assert [one.id for one in found] == ids(finding(path="new.py"))
    assert found[0].location.path == "new.py"


def test_the_id_is_16_hex_digits_and_tells_findings_apart() -> None:
    alone = [
        finding(),
        finding(key="lr"),
        finding(symbol="other"),
        finding(symbol=None),
        finding(path="src/other.py"),
        finding(rule="training-untested"),
    ]
    found = [ids(one)[0] for one in alone]
    assert len(set(found)) == len(alone)
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in found)


def test_an_id_that_somebody_wrote_into_a_baseline_stays_what_it_is() -> None:
    """Another way to make ids would turn every known debt of every user into a new one."""
    first, second = score([result(finding(line=1), finding(line=2))], facts(), Settings())
    (about,) = score([result(finding(commit="0" * 40))], facts(), Settings())
    assert [(one.id, one.content_id) for one in (first, second, about)] == [
        ("9656c4f11ce5e95c", "0d0d16e37d591d15"),
        ("9dcf01e7195380b9", "0d0d16e37d591d15"),
        ("561e70c4c3df9402", "561e70c4c3df9402"),
    ]


def test_what_a_finding_says_is_known_in_any_file_but_not_in_any_function() -> None:
    def content(one: Finding) -> str:
        return score([result(one)], facts(), Settings())[0].content_id

    assert content(finding()) == content(finding(path="moved.py", line=99))
    others = [finding(symbol="other"), finding(key="lr"), finding(rule="training-untested")]
    assert len({content(one) for one in (finding(), *others)}) == 4
    commit = "0" * 40
    assert content(finding(commit=commit)) == content(finding(symbol="f", commit=commit))


def test_two_equal_findings_stay_two_whatever_order_they_come_in() -> None:
    first, second = finding(line=10), finding(line=20)
    assert ids(first, second) == ids(second, first)
    assert len(set(ids(first, second))) == 2
    assert ids(first)[0] in ids(first, second)


def test_parts_of_an_identity_do_not_run_into_each_other() -> None:
    assert ids(finding(path="a", symbol="bc")) != ids(finding(path="ab", symbol="c"))


def test_paths_that_are_no_unicode_have_an_id_too() -> None:
    assert ids(finding(path="src/\udce9.py"))


# -- order, selection, owner, secrets --------------------------------------------------------------


def test_the_worst_comes_first_then_rule_path_and_line() -> None:
    found = score(
        [
            result(finding("b.py"), *(finding("a.py", line=line) for line in (9, 3, 7, 5, 11))),
            result(finding("b.py", rule="a-rule")),
            result(finding("z.py", likelihood=1.0)),
        ],
        facts(),
        Settings(),
    )
    assert [(one.location.path, one.location.line) for one in found] == [
        ("z.py", 10),
        ("b.py", 10),
        *(("a.py", line) for line in (3, 5, 7, 9, 11)),
        ("b.py", 10),
    ]


def test_rules_are_selected_and_ignored() -> None:
    results = [result(finding(), finding(rule="training-untested"))]
    chosen = score(results, facts(), Settings(select=("training-untested",)))
    assert [one.rule for one in chosen] == ["training-untested"]
    left = score(results, facts(), Settings(ignore=("training-untested",)))
    assert [one.rule for one in left] == ["model-change-undocumented"]


def test_the_owner_is_read_from_codeowners() -> None:
    owners = FileFacts(owners=owner_rules(b"* @all\n/src/ @ml\n"))
    found = score(
        [result(finding(), finding(path=None))],
        facts(files={"CODEOWNERS": owners}),
        Settings(),
    )
    assert {one.location.path: one.owner for one in found} == {"src/train.py": "@ml", None: None}


@pytest.mark.parametrize(
    ("scan", "tool"), [(Aside.IMPORTED, "linter"), (Scan.HOTSPOTS, None)],
)  # fmt: skip
def test_what_was_imported_names_its_tool(scan: Source, tool: str | None) -> None:
    (one,) = score([result(finding(rule="linter:E501"), scan=scan)], facts(), Settings())
    assert (one.rule, one.tool) == ("linter:E501", tool)


def test_secrets_that_a_detector_let_through_are_masked() -> None:
    (one,) = score([result(finding(detail="password: hunter2 -> x1"))], facts(), Settings())
    assert one.evidence[0].detail == "password: *** -> x1"


# -- totals ----------------------------------------------------------------------------------------


def test_the_totals_leave_suppressed_findings_out() -> None:
    found = [
        reported("a", risk=60, minutes=60),
        reported("b", risk=30, severity="medium", minutes=40),
        reported("c", risk=90, severity="critical", minutes=600, suppressed=True),
    ]
    summary = summarise(found, facts(files={"a.py": source(20), "b.py": source(10)}), Settings())
    assert (summary.findings.critical, summary.findings.high, summary.findings.medium) == (0, 1, 1)
    assert summary.risk_total == 90
    assert summary.suppressed_findings == 1
    assert summary.effort_hours == 1.7
    assert summary.debt_ratio == 0.1111  # 100 minutes over 30 x 30
    assert summary.grade == "C"
    assert (summary.new_findings, summary.worse_findings) == (None, None)
    assert summary.cost is None


def test_what_is_new_or_worse_is_counted_where_there_was_something_to_compare_with() -> None:
    statuses: list[FindingStatus] = ["new", "new", "worse", "existing", "suppressed"]
    found = [replace(reported(f"{n}"), status=one) for n, one in enumerate(statuses)]
    summary = summarise(found, facts(), Settings(), compared=True)
    assert (summary.new_findings, summary.worse_findings) == (2, 1)


def test_without_source_there_is_no_ratio_and_no_grade() -> None:
    summary = summarise([reported("a")], facts(), Settings())
    assert summary.debt_ratio is None
    assert summary.grade is None


def test_money_is_effort_times_the_cost_of_an_hour() -> None:
    settings = Settings(cost_per_hour=80, currency="CHF")
    cost = summarise([reported("a", minutes=90)], facts(), settings).cost
    assert cost is not None
    assert (cost.per_hour, cost.currency, cost.total) == (80, "CHF", 120.0)


def test_an_undocumented_change_on_both_paths_is_high_and_in_an_example_low() -> None:
    """The spread that docs/risk-model.md promises, with the bases of that rule."""
    factors = (
        Factor("undocumented-change", "likelihood", 0.72, ""),
        Factor("kind-of-change", "impact", 0.4, ""),
        Factor("confidence", "likelihood", 0.18, ""),
    )
    change = replace(finding(), factors=factors)
    (one,) = score([result(change)], facts(roles=SERVED), Settings())
    assert (one.risk.score, one.severity) == (72.0, "high")
    copied = replace(finding("examples/train.py"), factors=factors)
    (low,) = score([result(copied)], facts(), Settings())
    assert (low.risk.score, low.severity) == (18.0, "low")
    text = (Path(__file__).parents[2] / "docs" / "risk-model.md").read_text("utf-8")
    assert "72, high" in text
    assert "the risk 18, low" in text
