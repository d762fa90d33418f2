"""The baseline file in use: the gate fails on new debts only, and nothing but `baseline` writes."""

import pytest

from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import AS_OF, Command, added, gate_json, verdict_of
from tests.end_to_end.indebted import MODEL, RATES, TRAIN, build_indebted, old_pins, tangled

NAME = "debtaudit-baseline.txt"
LATER = "2022-04-01T10:00:00+00:00"


@pytest.fixture
def known(debtaudit: Command, builder: RepositoryBuilder) -> RepositoryBuilder:
    """Return a repository whose 200 debts are all in its baseline, committed."""
    build_indebted(builder)
    run = debtaudit("baseline", "write", builder.folder, "--as-of", AS_OF)
    assert run.stdout == f"{NAME}: 200 known debts, 200 added, 0 removed\n"
    builder.commit("Know", {NAME: (builder.folder / NAME).read_text()}, date=LATER)
    return builder


def test_known_debts_pass_and_a_new_one_fails(debtaudit: Command, known: RepositoryBuilder) -> None:
    report = gate_json(debtaudit, known.folder, code=0)
    assert (report.summary.new_findings, added(report)) == (0, [])
    assert verdict_of(report).against == "baseline"
    assert verdict_of(report).base_name == NAME
    known.commit("Widen", {"model.py": MODEL.format(hidden=64)}, date=LATER)
    before = (known.folder / NAME).read_bytes()
    report = gate_json(debtaudit, known.folder, code=1)
    assert [one.rule for one in added(report)] == ["model-change-undocumented"]
    assert (known.folder / NAME).read_bytes() == before
    assert debtaudit("scan", known.folder, "--as-of", AS_OF).returncode == 0
    assert (known.folder / NAME).read_bytes() == before


def test_moved_lines_and_renamed_files_bring_nothing_new(
    debtaudit: Command, known: RepositoryBuilder
) -> None:
    known.commit(
        "Move",
        {
            **{f"rules/rule_{n}.py": None for n in range(7)},
            **{f"core/policy_{n}.py": "\n\n" + tangled(n) + "# 6\n" for n in range(7)},
            "train.py": None,
            "fit.py": TRAIN.format(rate=RATES[-1]),
            "requirements.txt": "# pins\n" + old_pins(),
        },
        date=LATER,
    )
    report = gate_json(debtaudit, known.folder, code=0)
    assert added(report) == []
    assert verdict_of(report).prunable == ()


def test_what_is_gone_can_be_pruned_and_the_gate_says_so(
    debtaudit: Command, known: RepositoryBuilder
) -> None:
    pins = old_pins().splitlines(keepends=True)
    known.commit("Pay back", {"requirements.txt": "".join(pins[3:])}, date=LATER)
    verdict = verdict_of(gate_json(debtaudit, known.folder, code=0))
    assert [one.rule for one in verdict.prunable] == ["dependency-stale"] * 3
    told = debtaudit("gate", known.folder, "--as-of", AS_OF).stdout
    assert f"3 lines of {NAME} can go: run `debtaudit baseline prune`" in told
    known.commit("Widen", {"model.py": MODEL.format(hidden=64)}, date=LATER)
    run = debtaudit("baseline", "prune", known.folder, "--as-of", AS_OF)
    assert run.stdout == f"{NAME}: 197 known debts, 0 added, 3 removed\n"
    (one,) = added(gate_json(debtaudit, known.folder, code=1))
    assert one.rule == "model-change-undocumented"
    assert debtaudit("baseline", "show", known.folder).stdout.count("\n") == 198


def test_a_limit_that_was_passed_before_is_breached_by_more_of_it_only(
    debtaudit: Command, known: RepositoryBuilder
) -> None:
    limits = '[gate]\nfail-on = "never"\nmax-findings = {total = 100}\nmax-risk = 500\n'
    (known.folder / "debtaudit.toml").write_text(limits)
    assert verdict_of(gate_json(debtaudit, known.folder, code=0)).breaches == ()
    known.commit("Widen", {"model.py": MODEL.format(hidden=64)}, date=LATER)
    number, risk = verdict_of(gate_json(debtaudit, known.folder, code=1)).breaches
    assert (number.what, number.value, number.value_before) == ("max-findings.total", "201", "200")
    assert (risk.what, risk.findings, risk.cheapest) == ("max-risk", number.findings, risk.findings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing of ours\n", "no baseline of debtaudit"),
        ("# debtaudit baseline 9\n", "a baseline of version 9"),
        ("# debtaudit baseline 1\n<<<<<<< HEAD\n", "the markers of a merge conflict"),
        ("# debtaudit baseline 1\nby hand\n", "line 2: not a line of a baseline"),
        (
            "# debtaudit baseline 1\n"
            + "\t".join(["0" * 16, "1" * 16, "low", "5", "5", "hotspots", "r", "other.py"])
            + "\n",
            "the baseline of another one?",
        ),
    ],
)
def test_a_baseline_that_does_not_fit_is_a_wrong_call(
    debtaudit: Command, known: RepositoryBuilder, text: str, said: str
) -> None:
    (known.folder / NAME).write_text(text)
    run = debtaudit("gate", known.folder, "--as-of", AS_OF)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"debtaudit: error: {NAME}: ")
    assert said in run.stderr
    assert run.stderr.count("\n") == 1
    assert (known.folder / NAME).read_text() == text
    debtaudit("baseline", "write", known.folder, "--as-of", AS_OF)
    assert added(gate_json(debtaudit, known.folder, code=0)) == []


def test_without_a_file_there_is_nothing_to_show_or_prune(
    debtaudit: Command, builder: RepositoryBuilder
) -> None:
    builder.commit("Start", {"a.py": "x = 1\n"})
    for action in ("show", "prune"):
        run = debtaudit("baseline", action, builder.folder)
        assert run.returncode == 2
        assert "there is no baseline" in run.stderr
    assert not (builder.folder / NAME).exists()


# -- triage ----------------------------------------------------------------------------------------


def test_a_false_alarm_does_not_count_any_more_and_its_share_is_shown(
    debtaudit: Command, builder: RepositoryBuilder
) -> None:
    build_indebted(builder)
    report = gate_json(debtaudit, builder.folder, code=0)
    first, second = [one for one in report.findings if one.rule == "complexity-hotspot"][:2]

    def triage(finding: str, verdict: str, *arguments: str) -> int:
        return debtaudit(
            "triage", finding, verdict, builder.folder, "--as-of", AS_OF, *arguments
        ).returncode

    assert triage(first.id, "false-alarm", "--because", "it is generated", "--by", "Ada") == 0
    assert triage(second.id[:8], "confirm", "--because", "yes") == 0
    report = gate_json(debtaudit, builder.folder, code=0)
    found = {one.id: one for one in report.findings}
    suppression = found[first.id].suppression
    assert found[first.id].status == "suppressed"
    assert suppression is not None
    assert (suppression.kind, suppression.by, suppression.place) == ("triage", "Ada", NAME)
    assert found[second.id].confirmed
    assert report.summary.suppressed_findings == 1
    assert verdict_of(report).against == "everything"  # verdicts alone are no baseline
    assert (
        "50 % false alarms of 2 judged findings"
        in debtaudit("rules", builder.folder, environment={"COLUMNS": "140"}).stdout
    )
    debtaudit("baseline", "write", builder.folder, "--as-of", AS_OF)
    assert "it is generated" in debtaudit("baseline", "show", builder.folder).stdout
    assert triage("ffff", "confirm", "--because", "x") == 2
    assert triage(first.id, "confirm") == 2
