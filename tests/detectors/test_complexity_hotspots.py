"""complexity-hotspot: ranked by complexity and changes, reported where both are real."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest
from msgspec.structs import replace

from debtaudit.detectors.complexity_hotspots import RULES, detect
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry, FileFacts, PathClass
from debtaudit.domain.findings import Finding, ScanResult, Status
from debtaudit.domain.history import ChangeSet, Commit, CommitChanges, HistoryFacts, PathChange
from debtaudit.domain.picture import Picture
from debtaudit.domain.report_rows import Hotspot, WorstFunction
from debtaudit.domain.reported_finding import Location
from debtaudit.domain.rounds import Rounds
from debtaudit.domain.settings import HotspotSettings, Settings
from debtaudit.extract.notebook import notebook_facts
from debtaudit.extract.python_source import python_facts

NO_PICTURE = Picture({}, {}, {}, {}, {}, {}, ())


def _function(name: str, complexity: int) -> str:
    branches = "".join(f"    if a == {number}:\n        b()\n" for number in range(complexity - 1))
    return f"def {name}(a, b):\n{branches}    return a\n\n"


def _facts(sources: Mapping[str, str | bytes], history: HistoryFacts) -> RepositoryFacts:
    files = []
    facts = {}
    for path, source in sorted(sources.items()):
        data = source.encode() if isinstance(source, str) else source
        notebook = path.endswith(".ipynb")
        kind = PathClass.NOTEBOOK if notebook else PathClass.PYTHON
        files.append(FileEntry(path, "0" * 40, kind))
        facts[path] = FileFacts(python=(notebook_facts if notebook else python_facts)(data))
    return RepositoryFacts(
        "demo", date(2026, 1, 1), tuple(files), facts, history, NO_PICTURE, {}, {}, ()
    )


def _history(changes: dict[str, int], authors: int = 1) -> HistoryFacts:
    """Return a history in which each path is changed alone as often as said."""
    commits: list[CommitChanges] = []
    for path, times in changes.items():
        for number in range(times):
            commit = Commit(
                f"{len(commits):040x}", (), 0, "x", f"{number % authors}@x.org", "Work", ""
            )
            commits.append(CommitChanges(commit, (PathChange("M", path, path, "1", "2"),)))
    return HistoryFacts(commits=tuple(commits), total_commits=len(commits))


def _detect(
    sources: Mapping[str, str | bytes],
    changes: dict[str, int],
    authors: int = 1,
    settings: HotspotSettings | None = None,
) -> ScanResult:
    hotspots = settings or HotspotSettings()
    return detect(_facts(sources, _history(changes, authors)), Settings(hotspots=hotspots))


def _rows(result: ScanResult) -> list[Hotspot]:
    return [row for row in result.rows if isinstance(row, Hotspot)]


def _only(result: ScanResult) -> Finding:
    (finding,) = result.findings
    return finding


def test_files_are_ranked_by_complexity_times_changes() -> None:
    result = _detect(
        {"knot.py": _function("f", 20), "busy.py": "x = 1\n", "both.py": _function("g", 12)},
        {"knot.py": 2, "busy.py": 30, "both.py": 10},
    )
    files = [row for row in _rows(result) if row.symbol is None]
    assert [(row.rank, row.path, row.complexity, row.changes) for row in files] == [
        (1, "both.py", 13, 10),
        (2, "knot.py", 21, 2),
        (3, "busy.py", 1, 30),
    ]
    assert [row.score for row in files] == [0.4543, 0.2582, 0.2182]  # sqrt(c n / (21 * 30))
    assert files[0].worst_function == WorstFunction("g", 1, 12)
    assert files[2].worst_function is None
    assert {row.trend for row in files} == {"unknown"}


def test_functions_are_ranked_apart_with_the_changes_of_their_file() -> None:
    result = _detect(
        {"a.py": _function("small", 2) + _function("large", 8), "b.py": _function("other", 4)},
        {"a.py": 3, "b.py": 3},
    )
    functions = [row for row in _rows(result) if row.symbol is not None]
    assert [(row.rank, row.symbol, row.complexity, row.changes) for row in functions] == [
        (1, "large", 8, 3),
        (2, "other", 4, 3),
        (3, "small", 2, 3),
    ]
    assert functions[0].score == 1.0
    assert functions[0].lines == 16
    ranks = [row.symbol is None for row in _rows(result)]
    assert ranks == sorted(ranks, reverse=True)


def test_the_most_complicated_and_most_changed_file_scores_one() -> None:
    rows = _rows(_detect({"a.py": _function("f", 9), "b.py": "x = 1\n"}, {"a.py": 7, "b.py": 2}))
    assert rows[0].score == 1.0


def test_files_without_changes_in_the_window_are_not_ranked() -> None:
    assert _rows(_detect({"a.py": _function("f", 30)}, {"gone.py": 9})) == []


def test_a_knot_that_keeps_changing_is_reported() -> None:
    result = _detect({"a.py": "import x\n\n" + _function("build", 25)}, {"a.py": 10}, authors=4)
    finding = _only(result)
    assert finding.rule == "complexity-hotspot" == RULES[0].id
    assert finding.title == "`build` has complexity 25 in a file that keeps changing"
    assert (finding.location.path, finding.location.line) == ("a.py", 3)
    assert (finding.location.symbol, finding.location.end_line) == ("build", 52)
    assert [(made.kind, made.ref) for made in finding.evidence] == [
        ("complexity", "a.py:3"),
        ("changes", f"{0:040x}"),
    ]
    assert "complexity 25" in finding.evidence[0].detail
    assert "10 commits by 4 people" in finding.evidence[1].detail
    assert finding.effort_minutes == 30 + 5 * 10
    assert "Split `build` (25) into functions" in finding.remedy
    assert (result.status.status, result.status.reason) == (Status.COMPLETE, None)


def _in_sets(*sizes: int) -> HistoryFacts:
    """Return a history of one file in which so many commits came in each change set."""
    changes = (PathChange("M", "a.py", "a.py", "1", "2"),)
    commits: list[CommitChanges] = []
    sets: list[ChangeSet] = []
    for size in sizes:
        ids = [f"{len(commits) + number:040x}" for number in range(size)]
        made = [Commit(one, (), 0, "x", "x@x.org", "Work", "") for one in ids]
        commits += [CommitChanges(one, changes) for one in made]
        sets.append(ChangeSet(made[0], tuple(ids), ("Work",) * size, changes, None))
    return HistoryFacts(change_sets=tuple(sets), commits=tuple(commits))


def test_the_commits_of_one_change_set_change_a_file_once() -> None:
    source = {"a.py": _function("build", 25)}
    assert detect(_facts(source, _in_sets(10)), Settings()).findings == ()
    finding = _only(detect(_facts(source, _in_sets(9, 1)), Settings()))
    assert "10 commits in 2 change sets by 1 person changed this file" in finding.message
    assert finding.evidence[-1].detail == "the newest of 10 commits in 2 change sets by 1 person"
    assert finding.factors[0].because == "10 commits in 2 change sets changed it in the window"


def test_the_finding_tells_the_numbers_of_the_table() -> None:
    history = _in_sets(6, 2)
    style = replace(history.commits[0].commit, subject="Run black")
    history = replace(
        history, commits=(replace(history.commits[0], commit=style), *history.commits[1:])
    )
    result = detect(_facts({"a.py": _function("build", 25)}, history), Settings())
    row = _rows(result)[0]
    assert (row.changes, row.change_sets) == (8, 2)
    assert _only(result).evidence[-1].detail == (
        "the newest of 8 commits in 2 change sets by 1 person "
        "(1 mass, formatting or re-run commit of them left out of the score)"
    )


@pytest.mark.parametrize(
    ("complexity", "changes"),
    [(15, 20), (25, 4)],
    ids=["complexity at the limit", "seldom changed"],
)
def test_one_of_both_is_not_enough(complexity: int, changes: int) -> None:
    assert _detect({"a.py": _function("f", complexity)}, {"a.py": changes}).findings == ()


def test_often_is_measured_against_the_other_files() -> None:
    quiet = {"a.py": _function("f", 20)}
    busy = {f"m{number}.py": "x = 1\n" for number in range(4)}
    assert len(_detect(quiet, {"a.py": 6}).findings) == 1
    assert _detect(quiet | busy, {"a.py": 6} | dict.fromkeys(busy, 9)).findings == ()


def test_a_long_script_without_functions_is_reported() -> None:
    loop = "for a in b:\n" + "".join(f"    if a == {turn}:\n        b()\n" for turn in range(5))
    script = loop + "".join(f"if a == {number}:\n    b()\n" for number in range(24))
    finding = _only(_detect({"train.py": script}, {"train.py": 6}))
    assert finding.location == Location("train.py", 1, 11, "<module>")
    assert finding.evidence[0].detail == (
        "the code outside functions: cyclomatic complexity 31, 59 lines; "
        "lines 1 to 11 hold 6 of its decisions"
    )
    assert finding.title == (
        "The code outside functions of train.py has complexity 31, and the file keeps changing"
    )
    shorter = "".join(script.splitlines(keepends=True)[:45])
    assert _detect({"train.py": shorter}, {"train.py": 6}).findings == ()


def test_decisions_that_all_stand_by_themselves_are_no_knot() -> None:
    """A table that is filled in loops, settings with a branch each: long, and read row by row."""
    fill = (
        "for row in rows:\n    for kind in kinds:\n        if kind in row:\n            add(row)\n"
    )
    choices = (
        "chosen = [a if a else b, c if c else d, e if e else f, g if g else h, i if i else j]\n"
    )
    table = (fill + choices) * 9
    assert _detect({"models.py": table}, {"models.py": 9}).findings == ()
    finding = _only(_detect({"models.py": table + _function("f", 20)}, {"models.py": 9}))
    assert (finding.location.symbol, finding.location.line) == ("f", 46)


def test_the_worst_functions_are_named_in_order() -> None:
    source = "".join(_function(f"f{number}", 16 + number) for number in range(5))
    finding = _only(_detect({"a.py": source}, {"a.py": 5}))
    assert "Split `f4` (20), `f3` (19), `f2` (18) and 2 more into" in finding.remedy
    assert [made.kind for made in finding.evidence] == ["complexity"] * 3 + ["changes"]
    assert finding.effort_minutes == 5 * 30 + 5 * (1 + 2 + 3 + 4 + 5)


def test_effort_has_an_upper_end() -> None:
    assert _only(_detect({"a.py": _function("f", 900)}, {"a.py": 5})).effort_minutes == 960


def test_factors_begin_with_the_bases_and_grow_with_what_is_seen() -> None:
    seldom = _only(_detect({"a.py": _function("f", 16)}, {"a.py": 5}))
    often = _only(_detect({"a.py": _function("f", 60)}, {"a.py": 30}, authors=5))
    assert [(made.name, made.on) for made in seldom.factors] == [
        ("changed-often", "likelihood"),
        ("hard-to-follow", "likelihood"),
        ("costs-every-change", "impact"),
        ("much-of-it", "impact"),
    ]
    for smaller, larger in zip(seldom.factors, often.factors, strict=False):
        assert smaller.effect <= larger.effect <= 0.5
    assert often.factors[-1].name == "many-authors"
    assert all(made.because for made in often.factors)


def test_the_setting_limits_findings_and_not_rows() -> None:
    sources: dict[str, str | bytes] = {f"m{number}.py": _function("f", 20) for number in range(5)}
    changes = {path: 6 + number for number, path in enumerate(sources)}
    few = _detect(sources, changes, settings=HotspotSettings(findings=1))
    assert [finding.location.path for finding in few.findings] == ["m4.py"]
    assert len(_rows(few)) == 10
    assert _detect(sources, changes, settings=HotspotSettings(findings=0)).findings == ()


@pytest.mark.parametrize(
    "path", ["tests/test_a.py", "third_party/x/a.py", "src/vendor/a.py", "conftest.py"]
)
def test_tests_and_code_of_others_are_not_ranked(path: str) -> None:
    sources: dict[str, str | bytes] = {path: _function("f", 30), "a.py": "x = 1\n"}
    changes = {path: 9, "a.py": 1}
    assert {row.path for row in _rows(_detect(sources, changes))} == {"a.py"}
    everything = _detect(sources, changes, settings=HotspotSettings(include_tests=True))
    assert {row.path for row in _rows(everything)} == {"a.py", path}


def test_generated_code_is_not_ranked() -> None:
    source = "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n" + _function("f", 30)
    assert _rows(_detect({"a_pb2.py": source}, {"a_pb2.py": 9})) == []


def _notebook(*cells: str) -> bytes:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}).encode()


def test_notebooks_are_ranked_with_their_cells() -> None:
    loops = "for a in b:\n    if a:\n        c()\n"
    result = _detect({"n.ipynb": _notebook("x = 1", loops * 10, _function("f", 3))}, {"n.ipynb": 6})
    rows = _rows(result)
    assert [(row.symbol, row.complexity) for row in rows] == [
        (None, 24),
        ("<cell 1>", 21),
        ("f", 3),
    ]
    assert rows[0].worst_function == WorstFunction("f", 1, 3, cell=2)
    finding = _only(result)
    assert (finding.location.cell, finding.location.line) == (1, 1)
    assert finding.title == "Cell 1 of n.ipynb has complexity 21, and the file keeps changing"
    assert finding.evidence[0].ref == "n.ipynb#cell1:1"
    assert finding.confidence < 0.9


def test_what_was_left_out_is_named() -> None:
    many = tuple(PathChange("M", f"{number}.py", f"{number}.py", "1", "2") for number in range(101))
    mass = CommitChanges(Commit("a" * 40, (), 0, "x", "x@x.org", "Move all", ""), many)
    style = CommitChanges(Commit("b" * 40, (), 0, "x", "x@x.org", "Run black", ""), many[:1])
    history = HistoryFacts(commits=(mass, style))
    result = detect(_facts({"0.py": _function("f", 30)}, history), Settings())
    assert result.rows == ()
    assert result.notes == (
        "hotspots: 1 commit of more than 100 files not counted as changes: aaaaaaaaaa",
        "hotspots: 1 commit of formatting or licence headers alone, as its authors say, not "
        "counted as changes: bbbbbbbbbb",
    )


def test_a_change_of_today_ranks_higher_than_one_of_last_year() -> None:
    times = {"new.py": 400 * 86_400, "old.py": 40 * 86_400}
    commits = tuple(
        CommitChanges(
            Commit(f"{number:040x}", (), time, "x", "x@x.org", "Work", ""),
            (PathChange("M", path, path, "1", "2"),),
        )
        for number, (path, time) in enumerate(times.items())
    )
    sources: dict[str, str | bytes] = {"new.py": _function("f", 8), "old.py": _function("g", 16)}
    result = detect(_facts(sources, HistoryFacts(commits=commits)), Settings())
    files = [(row.path, row.score) for row in _rows(result) if row.symbol is None]
    assert files == [("new.py", 0.7276), ("old.py", 0.5)]


def test_notebooks_that_were_only_run_again_are_counted_in_a_note() -> None:
    path = "n.ipynb"
    commit = CommitChanges(
        Commit("a" * 40, (), 0, "x", "x@x.org", "Run", ""), (PathChange("M", path, path, "1", "2"),)
    )
    history = HistoryFacts(commits=(commit,), reruns=frozenset({("1", "2")}))
    result = detect(_facts({path: _notebook("if a:\n    b()\n")}, history), Settings())
    assert result.rows == ()
    assert result.notes == ("hotspots: 1 time a notebook was committed with its code as it was",)


def test_no_history_is_not_assessed() -> None:
    history = HistoryFacts(available=False, problem="no git repository", cure="run git init")
    status = detect(_facts({"a.py": "x = 1\n"}, history), Settings()).status
    assert (status.status, status.reason, status.cure) == (
        Status.NOT_ASSESSED,
        "no git repository",
        "run git init",
    )
    bare = detect(_facts({"a.py": "x = 1\n"}, HistoryFacts(available=False)), Settings()).status
    assert bare.reason and bare.cure


def test_half_a_history_is_partial_and_less_sure() -> None:
    whole = _history({"a.py": 9})
    half = HistoryFacts(
        commits=whole.commits, problem="shallow clone", cure="git fetch --unshallow"
    )
    result = detect(_facts({"a.py": _function("f", 30)}, half), Settings())
    assert (result.status.status, result.status.cure) == (Status.PARTIAL, "git fetch --unshallow")
    assert _only(result).confidence == 0.6


def test_no_python_is_not_applicable_and_unread_python_is_not_assessed() -> None:
    nothing = detect(_facts({}, _history({"a.txt": 3})), Settings()).status
    assert nothing.status is Status.NOT_APPLICABLE
    assert nothing.reason and nothing.cure
    old = RepositoryFacts(
        "demo",
        date(2026, 1, 1),
        (FileEntry("a.py", "0" * 40, PathClass.PYTHON),),
        {"a.py": FileFacts(problem="not parsed: print statement (line 1)")},
        _history({"a.py": 3}),
        NO_PICTURE,
        {},
        {},
        (),
    )
    assert detect(old, Settings()).status.status is Status.NOT_ASSESSED


def test_equal_scores_are_ordered_by_path() -> None:
    sources: dict[str, str | bytes] = {
        path: _function("f", 20) for path in ("c.py", "a.py", "b.py")
    }
    result = _detect(sources, dict.fromkeys(sources, 6))
    assert [row.path for row in _rows(result)] == ["a.py", "b.py", "c.py"] * 2
    assert [finding.location.path for finding in result.findings] == ["a.py", "b.py", "c.py"]


def test_a_point_of_a_trend_has_the_findings_and_no_rows() -> None:
    sources = {"a.py": _function("f", 30), "b.py": _function("g", 4)}
    facts = _facts(sources, _history({"a.py": 9, "b.py": 2}))
    whole, rounds = detect(facts, Settings()), Rounds()
    first = detect(replace(facts, rounds=rounds), Settings())
    rounds.next_round()
    assert detect(replace(facts, rounds=rounds), Settings()) == first
    assert (first.findings, first.rows) == (whole.findings, ())
    assert whole.rows


def test_what_follows_from_a_file_is_taken_over_only_while_its_facts_are_the_same() -> None:
    rounds, history = Rounds(), _history({"a.py": 9})
    detect(replace(_facts({"a.py": _function("f", 30)}, history), rounds=rounds), Settings())
    rounds.next_round()
    later = _facts({"a.py": _function("f", 40)}, _history({"a.py": 12}))
    found = detect(replace(later, rounds=rounds), Settings())
    assert found.findings == detect(later, Settings()).findings
    assert "complexity 40" in _only(found).title
