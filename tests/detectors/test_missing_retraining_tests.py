"""training-untested: every entry point is a row, and those that nothing runs are findings."""

from collections.abc import Mapping
from datetime import date

import pytest

from debtaudit.detectors.missing_retraining_tests import RULES, SCAN, detect
from debtaudit.domain.findings import Finding, ScanResult, Status
from debtaudit.domain.history import Commit, CommitChanges, HistoryFacts, PathChange
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.domain.settings import Settings, WaiverSettings
from debtaudit.risk.score import score
from tests.resolve.drawing import notebook, repository_of, without_bytes

TRAIN = """
    from sklearn.linear_model import Ridge

    def main(x, y):
        scaled = x / 2
        return Ridge().fit(scaled, y)
"""


def audit(files: Mapping[str, str], history: HistoryFacts | None = None) -> ScanResult:
    return detect(repository_of(files, history), Settings())


def only(result: ScanResult) -> Finding:
    [finding] = result.findings
    return finding


def commits(path: str, count: int) -> HistoryFacts:
    found = []
    for number in range(count):
        commit = Commit(
            f"{number:040x}", (), 1_700_000_000 - number, "Ada", "a@example.org", "s", ""
        )
        found.append(CommitChanges(commit, (PathChange("M", path, path, "1" * 40, "2" * 40),)))
    return HistoryFacts(commits=tuple(found), total_commits=count)


def effects(finding: Finding) -> dict[str, float]:
    return {factor.name: factor.effect for factor in finding.factors}


def test_an_untested_entry_point_is_a_finding_that_a_person_can_act_on() -> None:
    result = audit({"src/train.py": TRAIN})
    finding = only(result)
    assert result.scan is SCAN
    assert result.status.status is Status.COMPLETE
    assert finding.rule == RULES[0].id == "training-untested"
    assert finding.title == "No test runs the training in `main` of train.py"
    assert "no test and no CI step runs it" in finding.message
    assert (finding.location.path, finding.location.line) == ("src/train.py", 4)
    assert (finding.location.end_line, finding.location.symbol) == (6, "main")
    [evidence] = finding.evidence
    assert (evidence.kind, evidence.ref) == ("training", "src/train.py:6")
    assert "Ridge().fit" in evidence.detail
    assert "twenty rows" in finding.remedy
    assert finding.effort_minutes == 120
    assert finding.confidence == pytest.approx(0.95)


def test_a_tested_entry_point_is_a_row_and_no_finding() -> None:
    result = audit(
        {
            "src/train.py": TRAIN,
            "tests/test_train.py": "from src.train import main\n\ndef test_it():\n    main(1, 2)\n",
        }
    )
    assert result.findings == ()
    [row] = result.rows
    assert isinstance(row, EntryPoint)
    assert row.tested == "tested"


def test_a_smoke_run_is_no_finding() -> None:
    result = audit(
        {
            "train.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\n",
            ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
            "      - run: python train.py\n",
        }
    )
    assert result.findings == ()
    assert [row.tested for row in result.rows if isinstance(row, EntryPoint)] == ["smoke-run"]


def test_a_test_that_does_not_count_is_evidence_and_raises_the_likelihood() -> None:
    text = (
        "import pytest\nfrom src.train import main\n\n@pytest.mark.skip\n"
        "def test_it():\n    main(1, 2)\n"
    )
    finding = only(audit({"src/train.py": TRAIN, "tests/test_train.py": text}))
    assert "looks like a test of it and does not count (skipped without condition)" in (
        finding.message
    )
    assert [each.ref for each in finding.evidence if each.kind == "test"] == [
        "tests/test_train.py::test_it"
    ]
    assert effects(finding)["false-comfort"] == pytest.approx(0.05)


def test_the_first_factors_are_the_bases() -> None:
    finding = only(audit({"src/train.py": TRAIN}))
    assert [(each.name, each.on) for each in finding.factors] == [
        ("never-run", "likelihood"),
        ("silent-failure", "impact"),
    ]


@pytest.mark.parametrize(("count", "effect"), [(1, 0.025), (6, 0.15), (12, 0.3), (80, 0.3)])
def test_frequent_changes_raise_the_likelihood(count: int, effect: float) -> None:
    finding = only(audit({"src/train.py": TRAIN}, commits("src/train.py", count)))
    assert effects(finding)["changed-often"] == pytest.approx(effect)


def test_changes_of_other_files_do_not() -> None:
    finding = only(audit({"src/train.py": TRAIN}, commits("README.md", 30)))
    assert "changed-often" not in effects(finding)


def test_what_a_pipeline_starts_has_more_impact() -> None:
    files = {
        "train.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\n",
        "dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n",
    }
    finding = only(audit(files))
    assert effects(finding)["started-by-pipeline"] == pytest.approx(0.15)
    assert finding.effort_minutes == 180
    assert "into a function" in finding.remedy


def test_a_notebook_has_a_cell_and_less_impact() -> None:
    files = {"n.ipynb": notebook("from sklearn.svm import SVC", "x = [[1]]\nSVC().fit(x, [1])")}
    finding = only(audit(files))
    assert (finding.location.cell, finding.location.line) == (1, 2)
    assert finding.location.symbol == "<notebook>"
    assert effects(finding)["notebook"] == pytest.approx(-0.2)
    assert finding.evidence[0].ref == "n.ipynb#cell1:2"
    assert "nbmake" in finding.remedy


def test_an_example_weighs_less_than_the_program() -> None:
    facts = repository_of({"src/train.py": TRAIN, "examples/train.py": TRAIN})
    scored = score([detect(facts, Settings())], facts, Settings())
    risks = {each.location.path: each.risk.score for each in scored}
    assert risks["src/train.py"] > risks["examples/train.py"] > 0


def test_fingerprints_of_two_entry_points_of_one_file_differ() -> None:
    text = TRAIN + "\n    def other(x, y):\n        return Ridge().fit(x, y)\n"
    facts = repository_of({"src/train.py": text})
    scored = score([detect(facts, Settings())], facts, Settings())
    assert len({each.id for each in scored}) == 2


def test_not_applicable_without_training_or_python() -> None:
    for files in ({"README.md": "x"}, {"a.py": "print(1)\n"}):
        result = audit(files)
        assert result.status.status is Status.NOT_APPLICABLE
        assert result.status.reason
        assert result.status.cure
        assert result.findings == ()


def test_training_that_is_only_started_here_is_no_finding_of_this_repository() -> None:
    job = "from google.cloud import aiplatform\n\naiplatform.CustomContainerTrainingJob().run()\n"
    result = audit({"launch.py": job})
    assert result.status.status is Status.NOT_APPLICABLE
    assert result.status.reason is not None
    assert "its code is not in this repository" in result.status.reason
    assert result.findings == ()


@pytest.mark.parametrize(
    "path", ["tests/test_train.py", ".github/workflows/ci.yml", "Makefile", "ci/run.sh", "src/a.py"]
)
def test_where_what_could_run_it_is_not_there_nothing_is_claimed(path: str) -> None:
    """A bare partial clone has the names of its files and not the bytes of all."""
    whole = repository_of({"src/train.py": TRAIN, path: "x = 1\n", "lib.py": "x = 2\n"})
    assert len(detect(whole, Settings()).findings) == 1
    lacking = detect(without_bytes(whole, path), Settings())
    assert lacking.findings == ()
    assert len(lacking.rows) == 1
    assert lacking.status.status is Status.PARTIAL
    assert lacking.status.reason == (
        f"1 file that may run training could not be read, {path} for one; "
        "1 entry point without a known test is not reported because of that"
    )
    assert "--filter" in (lacking.status.cure or "")


@pytest.mark.parametrize(
    "path", ["examples/show.ipynb", "explore.ipynb", "docs/gallery.py", "benchmarks/speed.py"]
)
def test_an_example_or_notebook_that_is_not_there_holds_nothing_back(path: str) -> None:
    text = notebook("x = 1") if path.endswith(".ipynb") else "x = 1\n"
    lacking = without_bytes(repository_of({"src/train.py": TRAIN, path: text}), path)
    result = detect(lacking, Settings())
    assert len(result.findings) == 1
    assert result.status.status is Status.PARTIAL
    assert path in (result.status.reason or "")


def test_code_that_is_not_there_makes_it_partial_and_says_how_to_get_it() -> None:
    tested = "from src.train import main\n\ndef test_it():\n    main(1, 2)\n"
    files = {"src/train.py": TRAIN, "tests/test_train.py": tested, "tests/test_more.py": "x = 1\n"}
    whole = repository_of(files)
    status = detect(without_bytes(whole, "tests/test_more.py"), Settings()).status
    assert status.status is Status.PARTIAL
    assert status.reason == "1 Python file could not be read, tests/test_more.py for one"
    assert "--filter" in (status.cure or "")


def test_partial_where_python_does_not_parse() -> None:
    result = audit({"src/train.py": TRAIN, "old.py": "print 1\n"})
    assert result.status.status is Status.PARTIAL
    assert result.status.reason == "1 Python file could not be read whole, old.py for one"
    assert len(result.findings) == 1


def test_without_any_file_that_parses_nothing_is_claimed() -> None:
    result = audit({"old.py": "print 1\n"})
    assert result.status.status is Status.PARTIAL
    assert result.findings == ()


def test_the_same_facts_give_the_same_findings() -> None:
    files = {"b.py": TRAIN, "a.py": TRAIN, "c/d.py": TRAIN}
    first, second = audit(files), audit(dict(reversed(list(files.items()))))
    assert first == second
    assert [each.location.path for each in first.findings] == ["a.py", "b.py", "c/d.py"]


# -- told together ---------------------------------------------------------------------------------

FIT = "from sklearn.svm import SVC\nx = [[1]]\nSVC().fit(x, [1])\n"


def test_the_notebooks_of_a_folder_and_the_examples_of_one_are_one_debt_each() -> None:
    files = {
        "train.py": TRAIN,
        "work/one/a.ipynb": notebook(*FIT.split("\n", 1)),
        "work/one/two/b.ipynb": notebook(*FIT.split("\n", 1)),
        "docs/tutorials/deep/c.ipynb": notebook(*FIT.split("\n", 1)),
        "docs/tutorials/d.py": FIT,
        "docs/tutorials/e.py": FIT,
        "examples/one/f.py": FIT,
    }
    result = audit(files, commits("docs/tutorials/d.py", 12))
    assert len(result.rows) == 7
    found = {finding.title: finding for finding in result.findings}
    assert sorted(found) == [
        "No test runs the training in 2 notebooks of work/one",
        "No test runs the training in 2 scripts and 1 notebook of docs/tutorials",
        "No test runs the training in `main` of train.py",
        "No test runs the training script examples/one/f.py",
    ]
    many = found["No test runs the training in 2 scripts and 1 notebook of docs/tutorials"]
    assert many.members == (
        "docs/tutorials/d.py",
        "docs/tutorials/deep/c.ipynb",
        "docs/tutorials/e.py",
    )
    assert [one.ref for one in many.evidence] == [
        "docs/tutorials/d.py:3",
        "docs/tutorials/deep/c.ipynb#cell1:2",
        "docs/tutorials/e.py:3",
    ]
    assert many.message.startswith("d.py, c.ipynb, e.py fit models, and no test")
    assert "`pytest --nbmake docs/tutorials` and each script" in many.remedy
    assert many.effort_minutes == 120 + 3 * 30
    assert effects(many)["changed-often"] == pytest.approx(0.3)
    assert (many.location.path, many.location.line) == ("docs/tutorials/d.py", 3)
    notebooks = found["No test runs the training in 2 notebooks of work/one"]
    assert (notebooks.location.path, notebooks.location.line) == ("work/one/a.ipynb", None)
    assert effects(notebooks)["notebook"] == pytest.approx(-0.2)
    assert "each script" not in notebooks.remedy


@pytest.mark.parametrize(("folders", "findings"), [(5, 5), (6, 1)])
def test_the_notebooks_of_many_folders_are_one_debt(folders: int, findings: int) -> None:
    text = notebook(*FIT.split("\n", 1))
    names = [f"part{number}/{name}.ipynb" for number in range(folders) for name in "ab"]
    files = {**dict.fromkeys(names, text), "docs/tutorials/c.ipynb": text, "train.py": TRAIN}
    titles = [one.title for one in audit(files).findings if "of part" in one.title]
    wide = [one for one in audit(files).findings if one.title.endswith("of 6 folders")]
    assert len(titles) + len(wide) == findings
    for one in wide:
        assert len(one.members) == 12
        assert "`pytest --nbmake .`" in one.remedy


def test_what_a_waiver_is_for_is_not_told_with_the_rest() -> None:
    files = {f"examples/{name}.py": FIT for name in "abcd"}
    waiver = WaiverSettings(
        paths=("examples/a.py", "examples/b.py"), reason="old", until=date(2030, 1, 1)
    )
    facts = repository_of(files)
    found = detect(facts, Settings(waiver=(waiver,))).findings
    assert [finding.members for finding in found] == [
        ("examples/c.py", "examples/d.py"),
        ("examples/a.py", "examples/b.py"),
    ]
    other = WaiverSettings(rule="complexity-hotspot", paths=("examples/a.py", "examples/b.py"))
    [all_four] = detect(facts, Settings(waiver=(other,))).findings
    assert len(all_four.members) == 4


# -- run by name -----------------------------------------------------------------------------------

MODEL = """
    from sklearn.svm import SVC

    class {}:
        def fit(self, x, y):
            self.model = SVC().fit(x, y)
"""


def by_name(*names: str) -> dict[str, str]:
    texts = "".join(f"    run({{'module': {name!r}}})\n" for name in names)
    return {
        "tests/test_all.py": f"from engine import run\n\n\ndef test_it():\n{texts}",
        "engine.py": "def run(settings):\n    exec(str(settings))\n",
        **{f"models/{name.lower()}.py": MODEL.format(name) for name in names},
    }


def test_what_a_test_may_run_by_its_name_is_a_doubt() -> None:
    finding = only(audit(by_name("Kernel")))
    assert finding.title == "No test is seen to run the training in `Kernel.fit` of kernel.py"
    assert "its name stands as a text in tests/test_all.py:5" in finding.message
    assert "could not tell" in finding.message
    assert "no test and no CI step" not in finding.message
    assert finding.confidence == pytest.approx(0.4)
    assert effects(finding)["may-run-by-name"] == pytest.approx(-0.2)
    assert [(one.kind, one.ref) for one in finding.evidence] == [
        ("training", "models/kernel.py:6"),
        ("text", "tests/test_all.py:5"),
    ]


def test_several_that_may_run_by_name_are_one_finding_beside_the_plain_ones() -> None:
    files = {**by_name("Kernel", "Linear", "Tree", "Net"), "src/train.py": TRAIN}
    facts = repository_of(files)
    result = detect(facts, Settings())
    plain, named = result.findings
    assert plain.title == "No test runs the training in `main` of train.py"
    assert named.title == "4 training entry points that tests may run by name only"
    assert named.members == tuple(
        f"models/{name}.py" for name in ("kernel", "linear", "net", "tree")
    )
    assert "`Kernel.fit`, `Linear.fit`, `Net.fit` and 1 more train models" in named.message
    assert [one.ref for one in named.evidence] == [
        f"tests/test_all.py:{line}" for line in (5, 6, 8, 7)
    ]
    assert named.confidence == pytest.approx(0.4)
    scored = {one.title: one.risk.score for one in score([result], facts, Settings())}
    assert scored[plain.title] > scored[named.title] > 0
