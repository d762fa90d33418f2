"""`gate --base`: a change is judged by the debt that it adds, whatever stood there before."""

import subprocess
from pathlib import Path

import pytest

from debtaudit.domain.report import Report
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import AS_OF, Command, added, gate_json, verdict_of
from tests.end_to_end.indebted import MODEL, RATES, TRAIN, build_indebted, old_pins, tangled

LATER = "2022-04-01T10:00:00+00:00"
UNTANGLED = "def decide_0(x):\n    return x\n"
DOCUMENTED = "# Changelog\n\n- `Net`: `hidden` is now 64 wide, for the new features.\n"


@pytest.fixture
def indebted(builder: RepositoryBuilder) -> RepositoryBuilder:
    """Return a repository with 200 findings, on a branch `feature` at the tip of `main`."""
    build_indebted(builder)
    builder.branch("feature")
    return builder


def gate(
    debtaudit: Command, folder: Path, *arguments: str, base: str = "main", code: int
) -> Report:
    return gate_json(debtaudit, folder, "--base", base, *arguments, code=code)


def test_a_branch_is_judged_by_exactly_what_it_adds(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    indebted.commit("Widen", {"model.py": MODEL.format(hidden=64)}, date=LATER)
    indebted.commit("Add torch", {"requirements.txt": old_pins() + "torch==1.10.0\n"}, date=LATER)
    report = gate(debtaudit, indebted.folder, code=1)
    assert sum(one.status == "existing" for one in report.findings) == 200
    assert [(one.rule, one.status) for one in added(report)] == [
        ("model-change-undocumented", "new"),
        ("dependency-stale", "new"),
    ]
    assert (report.summary.new_findings, report.summary.worse_findings) == (2, 0)
    verdict = verdict_of(report)
    assert (verdict.against, verdict.base_name, verdict.fixed) == ("base", "main", ())
    assert verdict.base == indebted.repo.heads["main"].commit.hexsha
    (breach,) = verdict.breaches
    assert breach.findings == (added(report)[0].id,)


def test_the_branch_may_stand_on_a_base_that_moved_on(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    """Rebased onto new old debt, the branch still has its own two findings, and no others."""
    indebted.checkout("main")
    pins = old_pins() + "pandas==0.25.0\n"
    indebted.commit("More debt", {"requirements.txt": pins}, date=LATER)
    indebted.commit("Tune again", {"train.py": TRAIN.format(rate="0.3")}, date=LATER)
    indebted.branch("rebased")
    indebted.commit("Widen", {"model.py": MODEL.format(hidden=64)}, date=LATER)
    indebted.commit("Add", {"requirements.txt": pins + "torch==1.10.0\n"}, date=LATER)
    report = gate(debtaudit, indebted.folder, code=1)
    assert [one.rule for one in added(report)] == ["model-change-undocumented", "dependency-stale"]


def test_a_base_that_moved_on_without_the_branch_blames_nobody(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    indebted.commit("Say hello", {"README.md": "# Hello\n"}, date=LATER)
    indebted.checkout("main")
    indebted.commit("Pay back", {"requirements.txt": "numpy\n"}, date=LATER)
    indebted.checkout("feature")
    report = gate(debtaudit, indebted.folder, code=0)
    assert added(report) == []
    assert verdict_of(report).fixed == ()


def test_renamed_reformatted_and_reordered_files_bring_nothing(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    moved = {f"core/policy_{n}.py": "\n\n# moved\n" + tangled(n) + "# 6\n" for n in range(7)}
    indebted.commit(
        "Move, format and sort",
        {
            **{f"rules/rule_{n}.py": None for n in range(7)},
            **moved,
            "train.py": None,
            "training/fit.py": TRAIN.format(rate=RATES[-1]),
            "requirements.txt": "".join(sorted(old_pins().splitlines(keepends=True), reverse=True)),
        },
        date=LATER,
    )
    report = gate(debtaudit, indebted.folder, code=0)
    assert added(report) == []
    assert verdict_of(report).fixed == ()
    assert len(report.findings) == 200


def test_what_is_repaired_is_listed_and_nothing_is_new(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    pins = old_pins().splitlines(keepends=True)
    indebted.commit(
        "Pay back",
        {
            "requirements.txt": "".join(pins[3:]),
            "rules/rule_0.py": "def decide_0(x):\n    return x\n",
        },
        date=LATER,
    )
    report = gate(debtaudit, indebted.folder, code=0)
    assert added(report) == []
    fixed = verdict_of(report).fixed
    assert sorted(one.rule for one in fixed) == ["complexity-hotspot", *["dependency-stale"] * 3]


def test_a_hotspot_that_moves_up_because_another_one_is_repaired_is_not_new(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    (indebted.folder / "first-two.toml").write_text("[hotspots]\nfindings = 2\n")
    indebted.commit("Untangle", {"rules/rule_0.py": "def decide_0(x):\n    return x\n"}, date=LATER)
    settings = str(indebted.folder / "first-two.toml")
    report = gate(debtaudit, indebted.folder, "--config", settings, code=0)
    assert sum(one.rule == "complexity-hotspot" for one in report.findings) == 2
    assert added(report) == []
    assert [one.location.path for one in verdict_of(report).fixed] == ["rules/rule_0.py"]


def test_a_hotspot_that_a_change_makes_much_worse_is_worse(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    indebted.commit("Add ways", {"rules/rule_0.py": tangled(0, ways=60)}, date=LATER)
    (one,) = added(gate(debtaudit, indebted.folder, code=0))
    assert (one.rule, one.status) == ("complexity-hotspot", "worse")
    assert one.earlier is not None
    assert one.risk.score - one.earlier.score >= 5


def test_a_second_knot_in_a_hotspot_makes_it_worse_and_is_named(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    """The risk follows the most complicated function: it hardly moves."""
    second = tangled(0) + "\n\n" + tangled(9, ways=29)
    indebted.commit("Add ways", {"rules/rule_0.py": second}, date=LATER)
    (one,) = added(gate(debtaudit, indebted.folder, code=0))
    assert (one.rule, one.status) == ("complexity-hotspot", "worse")
    assert one.title == "`decide_9` has complexity 29 (new) in a file that keeps changing"
    assert (one.location.symbol, one.location.line, one.location.end_line) == ("decide_9", 43, 100)
    assert one.evidence[0].detail == "`decide_9`: cyclomatic complexity 29, new"
    assert [other.detail for other in one.evidence].count(one.evidence[0].detail) == 1
    strict = indebted.folder / "strict.toml"
    strict.write_text('[gate]\nfail-on = "low"\n')
    gate(debtaudit, indebted.folder, "--config", str(strict), code=1)


@pytest.mark.parametrize(
    "files",
    [
        {"rules/rule_0.py": tangled(0, ways=29)},
        {"rules/rule_0.py": tangled(0) + "\n\n" + tangled(9, ways=24)},
        {"rules/rule_0.py": tangled(0).replace("decide_0", "renamed")},
        {"rules/rule_0.py": tangled(0) + "\n\n" + tangled(1), "rules/rule_1.py": "x = 1\n"},
        {"rules/rule_0.py": "\n\n".join(tangled(number, ways=16) for number in range(5))},
    ],
    ids=["nine more", "a small one", "renamed", "moved", "split"],
)
def test_a_hotspot_that_grows_little_or_changes_its_shape_is_not_worse(
    debtaudit: Command, indebted: RepositoryBuilder, files: dict[str, str | bytes | None]
) -> None:
    indebted.commit("Rework", files, date=LATER)
    assert added(gate(debtaudit, indebted.folder, code=0)) == []


def test_a_function_that_grows_from_below_the_limit_says_what_it_was(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    small = tangled(0) + "\n\n" + tangled(9, ways=12)
    indebted.commit("Add a function", {"rules/rule_0.py": small}, date=LATER)
    indebted.branch("more")
    indebted.commit(
        "Let it grow", {"rules/rule_0.py": tangled(0) + "\n\n" + tangled(9, ways=30)}, date=LATER
    )
    (one,) = added(gate(debtaudit, indebted.folder, base="feature", code=0))
    assert one.title == "`decide_9` has complexity 30 (12 before) in a file that keeps changing"


def _project(builder: RepositoryBuilder, *, image: str, imports: str, pins: str) -> str:
    train = f"import torch\n{imports}\n\ndef train(net, x):\n    net.fit(torch.tensor(x))\n"
    installed = f"FROM python:3.12.1\nRUN pip install {image}\nCOPY . .\n"
    files: dict[str, str | bytes | None] = {
        "Dockerfile": f"{installed}CMD python train.py\n",
        "pyproject.toml": f'[project]\nname = "p"\nversion = "1"\ndependencies = [{pins}]\n',
        "train.py": train,
    }
    return builder.commit("Work", files, date=LATER)


@pytest.mark.parametrize(
    ("image", "imports", "pins", "said"),
    [
        ("torch pandas", "import torchvision", '"torch>=2"', ["dependency-unpinned by pandas"]),
        ("torch", "import torchvision, yaml", '"torch>=2"', ["dependency-undeclared by pyyaml"]),
        ("torch", "import torchvision", '"torch>=2.1"', []),
        ("torch", "", '"torch>=2"', []),
    ],
    ids=["one more open", "one more undeclared", "another range", "one fewer"],
)
def test_one_more_package_in_a_finding_about_several_is_worse(
    debtaudit: Command,
    builder: RepositoryBuilder,
    image: str,
    imports: str,
    pins: str,
    said: list[str],
) -> None:
    _project(builder, image="torch", imports="import torchvision", pins='"torch>=2"')
    builder.branch("feature")
    _project(builder, image=image, imports=imports, pins=pins)
    report = gate(debtaudit, builder.folder, code=0)
    worse = [one for one in report.findings if one.status == "worse" and one.earlier is not None]
    told = [(one.rule, one.earlier.without) for one in worse if one.earlier is not None]
    assert [f"{rule} by {', '.join(more)}" for rule, more in told] == said
    shown = debtaudit("gate", builder.folder, "--base", "main", "--as-of", AS_OF).stdout
    for one in said:
        assert f"worse by {one.rpartition(' ')[2]} (was " in shown


def test_a_change_that_is_written_down_passes(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    files = {"model.py": MODEL.format(hidden=64), "CHANGELOG.md": DOCUMENTED}
    indebted.commit("Widen", files, date=LATER)
    report = gate(debtaudit, indebted.folder, code=0)
    assert report.model_changes[0].documentation == "documented"


def test_changes_that_are_not_committed_count(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    folder = indebted.folder
    (folder / "model.py").write_text(MODEL.format(hidden=64))
    (folder / "rules" / "rule_1.py").rename(folder / "rules" / "renamed.py")
    report = gate(debtaudit, folder, code=1)
    assert [one.rule for one in added(report)] == ["model-change-undocumented"]
    assert set(report.model_changes[0].commit) == {"0"}
    assert verdict_of(report).fixed == ()
    # (the head is the revision where one is named)
    assert added(gate(debtaudit, folder, "--rev", "feature", code=0)) == []


def test_base_and_head_may_be_the_same(debtaudit: Command, indebted: RepositoryBuilder) -> None:
    report = gate(debtaudit, indebted.folder, base="HEAD", code=0)
    assert len(report.findings) == 200
    assert {one.status for one in report.findings} == {"existing"}


def test_without_a_cache_the_same_comes_out(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    indebted.commit("Widen", {"model.py": MODEL.format(hidden=64)}, date=LATER)
    first, cached, plain = (
        gate(debtaudit, indebted.folder, *arguments, code=1)
        for arguments in ((), (), ("--no-cache", "--jobs", "1"))
    )
    for other in (cached, plain):
        assert other.findings == first.findings
        assert other.gate == first.gate


# -- thresholds are the base's ---------------------------------------------------------------------


def test_a_change_cannot_loosen_its_own_gate(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    loose = '[gate]\nfail-on = "never"\n'
    files = {"model.py": MODEL.format(hidden=64), "debtaudit.toml": loose + "x = 1\n"}
    indebted.commit("Widen", {**files, "debtaudit.toml": loose}, date=LATER)
    verdict = verdict_of(gate(debtaudit, indebted.folder, code=1))
    assert verdict.differences == ('gate.fail-on: "high" at the base, "never" in the head',)
    run = debtaudit("gate", indebted.folder, "--base", "main", "--as-of", AS_OF, "--warn-only")
    assert run.returncode == 0
    assert "Gate would fail" in run.stdout
    assert "not yet in force: gate.fail-on" in run.stdout


def test_settings_of_the_base_that_nobody_can_read_do_not_hold(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    indebted.checkout("main")
    indebted.commit("Break", {"debtaudit.toml": "gat = 1\n"}, date=LATER)
    indebted.branch("mended")
    indebted.commit("Mend", {"debtaudit.toml": '[gate]\nfail-on = "low"\n'}, date=LATER)
    verdict = verdict_of(gate(debtaudit, indebted.folder, code=0))
    assert verdict.differences[0].startswith("the head's configuration holds")
    assert "debtaudit.toml: gat: no such setting" in verdict.differences[0]


# -- a base that cannot be had ---------------------------------------------------------------------


def refused(debtaudit: Command, folder: Path, base: str, code: int) -> str:
    run = debtaudit("gate", folder, "--base", base, "--as-of", AS_OF, "-o", "report.json")
    assert run.returncode == code
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    return run.stderr


def test_a_base_that_does_not_exist_is_a_wrong_call(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    assert "--base nowhere: there is no such commit" in refused(
        debtaudit, indebted.folder, "nowhere", 2
    )
    assert "--base --all" in refused(debtaudit, indebted.folder, "--all", 2)


def test_a_base_without_common_past_is_a_wrong_call(
    debtaudit: Command, indebted: RepositoryBuilder
) -> None:
    git(indebted.folder, "checkout", "-q", "--orphan", "other")
    git(indebted.folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "Alone")
    assert "no commit in common" in refused(debtaudit, indebted.folder, "main", 2)


def test_a_folder_without_git_has_no_base(debtaudit: Command, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert "no commits to compare" in refused(debtaudit, tmp_path / "plain", "main", 2)


@pytest.mark.parametrize("base", ["origin/main", "main~5"])
def test_a_base_that_a_shallow_clone_lacks_is_no_report_and_has_a_cure(
    debtaudit: Command, indebted: RepositoryBuilder, tmp_path: Path, base: str
) -> None:
    indebted.commit("Say hello", {"README.md": "# Hello\n"}, date=LATER)
    clone = tmp_path / "shallow"
    source = indebted.folder.as_uri()
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "feature", source, str(clone))
    said = refused(debtaudit, clone, base, 3)
    assert "shallow" in said
    assert "git fetch --unshallow" in said
    assert not (tmp_path / "report.json").exists()


def test_a_shallow_clone_that_ends_before_the_common_past_says_so(
    debtaudit: Command, indebted: RepositoryBuilder, tmp_path: Path
) -> None:
    indebted.commit("Say hello", {"README.md": "# Hello\n"}, date=LATER)
    indebted.checkout("main")
    indebted.commit("Go on", {"NOTES.md": "# Notes\n"}, date=LATER)
    clone = tmp_path / "shallow"
    source = indebted.folder.as_uri()
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", source, str(clone))
    said = refused(debtaudit, clone, "origin/feature", 3)
    assert "ends before the common past" in said


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)
