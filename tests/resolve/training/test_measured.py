"""Measured coverage and outcomes beside the static answer."""

from collections.abc import Mapping

import pytest

from debtaudit.domain.coverage import (
    CoverageFacts,
    LineCoverage,
    Measurement,
    Outcome,
    TestOutcomes,
)
from debtaudit.domain.picture import Picture
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.resolve.training.checkout_paths import repository_paths
from debtaudit.resolve.training.measured import with_measurements
from tests.resolve.drawing import facts_of, picture_of

FILES = {
    "src/train.py": """
        from sklearn.linear_model import Ridge

        def read(path):
            return path

        def main(path):
            rows = read(path)
            return Ridge().fit(rows, rows)
    """,
    "tests/test_train.py": """
        from src.train import main

        def test_main():
            main("a")
    """,
}


def measured(
    *reports: Measurement, files: Mapping[str, str] = FILES, newest: Mapping[str, int] | None = None
) -> tuple[EntryPoint, list[str], Picture]:
    """Return the entry point of src/train.py with measurements, the diagnostics, the picture."""
    picture, problems = with_measurements(
        picture_of(files), facts_of(files)[1], reports, newest or {}
    )
    point = next(each for each in picture.entry_points if each.path == "src/train.py")
    return point, [f"{one.path}: {one.message}" for one in problems], picture


def covered(*lines: int, missing: tuple[int, ...] = (), name: str = "src/train.py") -> Measurement:
    """Return a coverage report of one file, written at 100."""
    files = {name: LineCoverage(frozenset(lines), frozenset(missing))}
    return Measurement("coverage.json", 100, coverage=CoverageFacts(files))


def outcome(said: Outcome, name: str = "tests.test_train", test: str = "test_main") -> Measurement:
    """Return a JUnit report of one test."""
    return Measurement("junit.xml", 100, outcomes=TestOutcomes({(name, test): said}))


def test_the_share_of_the_entry_points_own_lines() -> None:
    point, problems, _ = measured(covered(2, 4, 7, 8, missing=(5, 9)))
    assert point.line_coverage == 0.5  # of lines 8 and 9: `def` runs on import
    assert (point.tested, point.reason, problems) == ("tested", None, [])


def test_helpers_count_and_reports_are_added_up() -> None:
    files = {**FILES, "src/train.py": FILES["src/train.py"].replace("read(path)\n", "1\n", 1)}
    files["src/train.py"] = """
        from sklearn.linear_model import Ridge

        def fit(rows):
            return Ridge().fit(rows, rows)

        def main(path):
            return fit(path)
    """
    point, _, _ = measured(covered(5, missing=(8,)), covered(8, missing=(5,)), files=files)
    assert point.helpers == ("fit",)
    assert point.line_coverage == 1.0


def test_no_line_ran_though_a_test_gets_there() -> None:
    point, _, _ = measured(covered(2, 4, 7, missing=(5, 8, 9)))
    assert point.line_coverage == 0.0
    assert point.tested == "tested"
    assert "coverage.json saw no line of it run" in (point.reason or "")


def test_it_ran_though_no_test_was_found() -> None:
    point, _, _ = measured(covered(8, 9), files={"src/train.py": FILES["src/train.py"]})
    assert (point.tested, point.line_coverage) == ("untested", 1.0)
    assert "coverage.json saw it run, but no test" in (point.reason or "")


def test_an_older_report_is_refused() -> None:
    point, problems, _ = measured(covered(8, 9), newest={"src/train.py": 101})
    assert point.line_coverage is None
    assert problems == [
        "src/train.py: coverage.json is older than this file and was not used; run the tests"
    ]
    assert measured(covered(8, 9), newest={"src/train.py": 100})[0].line_coverage == 1.0


def test_the_reports_own_time_counts_where_it_is_earlier() -> None:
    files = {"src/train.py": LineCoverage(frozenset((8,)), frozenset())}
    copied = Measurement("c.xml", 500, coverage=CoverageFacts(files, recorded=50))
    assert measured(copied, newest={"src/train.py": 60})[0].line_coverage is None


def test_a_report_of_another_version_is_refused() -> None:
    point, problems, _ = measured(covered(8, 900))
    assert point.line_coverage is None
    assert "another version" in problems[0]


def test_a_report_of_another_project_is_refused() -> None:
    point, problems, _ = measured(covered(8, name="/usr/lib/python3/json/decoder.py"))
    assert point.line_coverage is None
    assert problems == ["None: coverage.json: names no file of this repository; not used"]


@pytest.mark.parametrize("said", ["failed", "skipped"])
def test_a_test_that_did_not_pass_does_not_count(said: Outcome) -> None:
    point, _, picture = measured(outcome(said))
    assert (point.tested, point.tests, point.kinds) == ("untested", (), ())
    assert point.reason == f"tests/test_train.py::test_main does not count: {said} in junit.xml"
    refused = picture.training["src/train.py::main"].refused
    assert [one.ref for one in refused] == ["tests/test_train.py::test_main"]


def test_a_ci_step_is_left_where_its_test_failed() -> None:
    started = (
        FILES["src/train.py"] + '\n        if __name__ == "__main__":\n            main("a")\n'
    )
    workflow = (
        "on: push\njobs:\n  smoke:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - name: train\n        run: python src/train.py\n"
    )
    files = {**FILES, "src/train.py": started, ".github/workflows/ci.yml": workflow}
    point, _, _ = measured(outcome("failed"), files=files)
    assert point.tested == "smoke-run"
    assert point.tests[0].ref.startswith(".github/workflows/ci.yml")


def test_tests_that_passed_and_those_that_are_not_named_count() -> None:
    assert measured(outcome("passed"))[0].tested == "tested"
    assert measured(outcome("failed", test="test_other"))[0].tested == "tested"
    assert measured(outcome("failed", name="other.test_train"))[0].tested == "tested"


def test_a_class_name_relative_to_the_folder_of_the_tests() -> None:
    assert measured(outcome("failed", name="test_train"))[0].tested == "untested"


def test_an_outcome_older_than_the_test_does_not_speak_of_it() -> None:
    newest = {"tests/test_train.py": 101}
    assert measured(outcome("failed"), newest=newest)[0].tested == "tested"


def named(line: int, *tests: str, missing: tuple[int, ...] = (8,)) -> Measurement:
    """Return a report whose contexts name the tests that ran a line of src/train.py."""
    lines = LineCoverage(frozenset((line,)), frozenset(missing), {line: tests})
    return Measurement(".coverage", 100, coverage=CoverageFacts({"src/train.py": lines}))


INDIRECT = {
    **FILES,
    "tests/test_train.py": """
        import importlib

        def test_all():
            getattr(importlib.import_module("src.train"), "main")("a")
    """,
}


def test_a_test_that_was_seen_to_fit_the_model_counts_though_no_call_leads_there() -> None:
    assert measured(files=INDIRECT)[0].tested == "untested"
    seen = named(9, "tests/test_train.py::test_all", "tests.test_train.test_all")
    point, _, _ = measured(seen, files=INDIRECT)
    assert (point.tested, point.reason) == ("tested", None)
    assert [(test.ref, test.how) for test in point.tests] == [
        ("tests.test_train.test_all", "ran line 9 of src/train.py, as .coverage saw"),
        ("tests/test_train.py::test_all", "ran line 9 of src/train.py, as .coverage saw"),
    ]


def test_a_test_of_another_project_does_not_count() -> None:
    point, _, _ = measured(named(9, "other/test_it.py::test_all"), files=INDIRECT)
    assert point.tested == "untested"


def test_a_test_that_ran_another_line_does_not_count() -> None:
    point, _, _ = measured(named(5, "tests/test_train.py::test_all"), files=INDIRECT)
    assert point.tested == "untested"


def test_tests_that_were_not_seen_to_train_are_said() -> None:
    lines = LineCoverage(
        frozenset((5, 8, 9)), frozenset(), {5: ("tests/test_train.py::test_main",)}
    )
    report = Measurement(".coverage", 100, coverage=CoverageFacts({"src/train.py": lines}))
    point, _, _ = measured(report)
    assert point.tested == "tested"
    assert (point.reason or "").endswith(".coverage saw none of them train")
    assert measured(named(9, "tests/test_train.py::test_main"))[0].reason is None


ESTIMATOR = {
    "src/model.py": """
        from sklearn.base import BaseEstimator, ClassifierMixin

        class Forest(ClassifierMixin, BaseEstimator):
            def fit(self, x, y):
                for row in x:
                    self.mean = self.step(row)
                return self

            def predict(self, x):
                return self.mean
    """,
}


def test_a_method_is_not_seen_to_train_by_its_def_line() -> None:
    def at(line: int) -> EntryPoint:
        lines = LineCoverage(frozenset((line,)), frozenset({6, 7, 8} - {line}))
        report = Measurement("c.json", 100, coverage=CoverageFacts({"src/model.py": lines}))
        picture, _ = with_measurements(picture_of(ESTIMATOR), facts_of(ESTIMATOR)[1], [report], {})
        return picture.entry_points[0]

    assert at(5).reason == "no test and no CI step runs it"
    assert "saw it run" in (at(6).reason or "")


@pytest.mark.parametrize(
    ("written", "roots", "expected"),
    [
        (["src/a.py", "src/b/c.py"], [], {"src/a.py": "src/a.py", "src/b/c.py": "src/b/c.py"}),
        (["/ci/x/src/a.py"], [], {"/ci/x/src/a.py": "src/a.py"}),
        (["C:\\x\\src\\a.py"], [], {"C:\\x\\src\\a.py": "src/a.py"}),
        (["./src/a.py"], [], {"./src/a.py": "src/a.py"}),
        (["a.py", "b/c.py"], [], {"a.py": "src/a.py", "b/c.py": "src/b/c.py"}),
        (["a.py"], ["/ci/x/src"], {"a.py": "src/a.py"}),
        (["mono/src/a.py"], [], {"mono/src/a.py": "src/a.py"}),
        (
            ["/ci/x/src/a.py", "/ci/x/src/b/c.py", "/usr/lib/src/a.py"],
            [],
            {"/ci/x/src/a.py": "src/a.py", "/ci/x/src/b/c.py": "src/b/c.py"},
        ),
        (["/ci/x/z.py"], [], {}),
        ([], [], {}),
    ],
)
def test_paths_of_another_checkout(
    written: list[str], roots: list[str], expected: dict[str, str]
) -> None:
    assert repository_paths(written, roots, ["src/a.py", "src/b/c.py", "tests/t.py"]) == expected
