"""An audit that was made before is not made again, and one that might come out otherwise is."""

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from debtaudit.audit import AuditRequest, audit, gate
from debtaudit.audit.keeping import kept_under
from debtaudit.audit.request import at_work
from debtaudit.domain.errors import ConfigurationError
from debtaudit.domain.files import FileFacts, PathClass
from debtaudit.domain.report import Report
from debtaudit.extract.file_facts import extract
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import open_cache
from debtaudit.gather.extractor_version import program_version

DAY = date(2026, 11, 20)
TRAIN = """\
from sklearn.svm import SVC


def fit(x, y):
    return SVC(C=1.0).fit(x, y)


if __name__ == "__main__":
    fit([[0], [1]], [0, 1])
"""
FILES: dict[str, str | bytes | None] = {
    "train.py": TRAIN,
    "notes/old.py": "X = 1\n",
    "requirements.txt": "scikit-learn==0.20\n",
    "README.md": "# Model\n",
    ".gitignore": "debtaudit.toml\ndebtaudit-baseline.txt\ncoverage.json\n",
}


def made(request: AuditRequest) -> tuple[Report, bool]:
    """Audit, and tell whether anything had to be read for it."""
    steps: list[str] = []
    report = audit(request, steps.append)
    return replace(report, audit=replace(report.audit, duration_seconds=0.0)), bool(steps)


@pytest.fixture
def request_(builder: RepositoryBuilder) -> AuditRequest:
    """Return the request of a plain audit of a small repository."""
    builder.commit("first", FILES)
    builder.commit("second", {"train.py": TRAIN.replace("C=1.0", "C=2.0")})
    return AuditRequest(path=builder.folder, as_of=DAY)


def test_the_same_again_is_recalled_and_equal(request_: AuditRequest) -> None:
    first, read = made(request_)
    assert read
    assert first.findings
    assert made(request_) == (first, False)
    assert made(replace(request_, jobs=1)) == (first, False)
    alone, read = made(replace(request_, use_cache=False))
    assert (alone, read) == (first, True)


@pytest.mark.parametrize(
    "change",
    [
        lambda asked: replace(asked, as_of=date(2026, 11, 21)),
        lambda asked: replace(asked, since=date(2020, 1, 1)),
        lambda asked: replace(asked, scans=("hotspots",)),
        lambda asked: replace(asked, exclude=("notes/**",)),
        lambda asked: replace(asked, ignore=("dependency-stale",)),
        lambda asked: replace(asked, revision="HEAD"),
        lambda asked: replace(asked, revision="HEAD~1"),
        lambda asked: replace(asked, checklists=("ml-test-score",)),
        lambda asked: replace(asked, path=asked.path / "notes"),
    ],
)
def test_another_question_is_answered_anew(
    request_: AuditRequest, change: Callable[[AuditRequest], AuditRequest]
) -> None:
    made(request_)
    other = change(request_)
    report, read = made(other)
    assert read
    assert report == made(replace(other, use_cache=False))[0]
    assert made(other) == (report, False)


def test_gates_are_kept_by_what_they_judge_against(
    request_: AuditRequest, builder: RepositoryBuilder
) -> None:
    def judged(base: str | None, *, advisory: bool = False) -> tuple[Report, bool]:
        steps: list[str] = []
        report = gate(request_, steps.append, base, advisory=advisory)
        return replace(report, audit=replace(report.audit, duration_seconds=0.0)), bool(steps)

    builder.tag("same")
    audited, _ = made(request_)
    alone, read = judged(None)
    assert (read, audited.gate) == (True, None)
    assert judged(None) == (alone, False)
    since, read = judged("HEAD~1")
    assert read
    assert judged("HEAD~1") == (since, False)
    named, read = judged("same")
    assert read
    assert named.gate is not None
    assert named.gate.base_name == "same"
    advised, read = judged("HEAD~1", advisory=True)
    assert (read, advised.gate and advised.gate.advisory) == (False, True)
    builder.commit("third", {"train.py": TRAIN.replace("C=1.0", "C=3.0")})
    builder.repo.create_tag("same", force=True)
    moved, read = judged("same")
    assert read
    assert moved.gate != named.gate


def test_edits_commits_and_branches_are_audited_anew(
    request_: AuditRequest, builder: RepositoryBuilder
) -> None:
    clean, _ = made(request_)
    requirements = builder.folder / "requirements.txt"
    requirements.write_text("scikit-learn==0.21\n")
    edited, read = made(request_)
    assert (read, edited.audit.dirty) == (True, True)
    requirements.write_text("scikit-learn==0.20\n")
    assert made(request_) == (clean, False)
    (builder.folder / "new.py").write_text("X = 2\n")
    assert made(request_)[1]
    (builder.folder / "new.py").unlink()
    subprocess.run(["git", "-C", str(builder.folder), "checkout", "-q", "-b", "other"], check=True)
    there, read = made(request_)
    assert (read, there.audit.branch) == (True, "other")
    builder.commit("empty", {"README.md": "# Models\n"})
    after, read = made(request_)
    assert read
    assert after.audit.revision != clean.audit.revision


def test_a_report_says_of_which_repository_folder_and_commit_it_is(
    request_: AuditRequest, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    """The same files, with another answer to what the head of a report says."""
    first, _ = made(request_)
    copy = tmp_path / "another-name"
    subprocess.run(["git", "clone", "-q", str(builder.folder), str(copy)], check=True)
    other, read = made(replace(request_, path=copy))
    assert (read, other.audit.repository) == (True, "another-name")
    subprocess.run(["git", "-C", str(builder.folder), "rm", "-q", "notes/old.py"], check=True)
    (builder.folder / "notes").mkdir(exist_ok=True)
    (builder.folder / "notes" / "old.py").write_text("X = 1\n")
    staged, read = made(request_)
    assert (read, staged.audit.dirty, first.audit.dirty) == (True, True, False)
    subprocess.run(["git", "-C", str(builder.folder), "reset", "-q", "--hard"], check=True)
    assert made(request_) == (first, False)
    builder.commit("Nothing", {})
    after, read = made(request_)
    assert (read, after.audit.revision) == (True, builder.repo.head.commit.hexsha)


def test_the_same_folder_in_another_place_is_another_one(
    request_: AuditRequest, builder: RepositoryBuilder
) -> None:
    builder.commit("twins", {"a/x.py": TRAIN, "b/x.py": TRAIN})
    folders = [made(replace(request_, path=request_.path / name)) for name in "ab"]
    assert [(one.audit.folder, read) for one, read in folders] == [("a/", True), ("b/", True)]


def test_what_was_read_beside_the_listed_files_is_looked_at_again(request_: AuditRequest) -> None:
    whole, _ = made(request_)
    own = request_.path / "debtaudit.toml"  # git ignores it
    own.write_text('exclude = ["train.py"]\n')
    less, read = made(request_)
    assert read
    assert less.findings != whole.findings
    assert made(request_) == (less, False)
    own.write_text('exclude = ["train.py", "notes/**"]\n')
    assert made(request_)[1]
    own.unlink()
    assert made(request_) == (whole, True)


def test_a_baseline_that_git_ignores_is_looked_at_again(request_: AuditRequest) -> None:
    report, _ = made(request_)
    assert made(request_) == (report, False)
    (request_.path / "debtaudit-baseline.txt").write_text("this is no baseline\n")
    with pytest.raises(ConfigurationError, match="baseline"):
        made(request_)


def test_what_others_say_is_asked_every_time(request_: AuditRequest, tmp_path: Path) -> None:
    settings = tmp_path / "own.toml"
    settings.write_text('exclude = ["notes/**"]\n')
    own = tmp_path / "own.yaml"
    for asked in (
        replace(request_, config=settings),
        replace(request_, osv_db=tmp_path),
        replace(request_, online=True),
        replace(request_, imports=(settings,)),
        replace(request_, coverage=(settings,)),
        replace(request_, junit=(settings,)),
        replace(request_, checklists=("default", str(own))),
        replace(request_, use_cache=False),
    ):
        with at_work(asked) as place:
            assert kept_under(asked, place) is None
    with at_work(request_) as place:
        assert kept_under(request_, place) is not None
    (request_.path / "coverage.json").write_text("{}")
    assert made(request_)[1]
    assert made(request_)[1]


def test_a_folder_and_a_shallow_clone_are_audited_every_time(
    request_: AuditRequest, tmp_path: Path
) -> None:
    shallow, folder = tmp_path / "shallow", tmp_path / "folder"
    source = request_.path.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth", "1", source, str(shallow)], check=True)
    folder.mkdir()
    (folder / "train.py").write_text(TRAIN)
    for path in (shallow, folder):
        assert made(replace(request_, path=path))[1]
        assert made(replace(request_, path=path))[1]


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ("train.py", TRAIN),  # code to be compared
        ("README.md", "# A model\n"),  # a document that may speak of a change
        ("requirements.txt", "numpy\nscikit-learn==0.20\n"),  # lines to be dated
    ],
)
def test_a_missing_object_may_come_back(
    request_: AuditRequest, builder: RepositoryBuilder, path: str, after: str
) -> None:
    builder.commit("third", {path: after})
    first = builder.repo.git.rev_parse(f"HEAD~1:{path}")
    blob = builder.folder / ".git" / "objects" / first[:2] / first[2:]
    kept = blob.read_bytes()
    blob.unlink()
    assert made(request_)[1]
    assert made(request_)[1]
    blob.write_bytes(kept)
    whole, read = made(request_)
    assert read
    assert made(request_) == (whole, False)


def test_a_file_on_which_an_extractor_failed_is_tried_again(
    request_: AuditRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(kind: PathClass, name: str, data: bytes, engine: str) -> FileFacts:
        if name == "old.py":
            raise AssertionError("odd")
        return extract(kind, name, data, engine)

    with monkeypatch.context() as fault:  # (undoing all would leave the cache of this test, too)
        fault.setattr("debtaudit.extract.file_facts.extract", faulty)
        told, _ = made(request_)
    assert any("please report it" in one.message for one in told.diagnostics)
    whole, read = made(request_)
    assert (read, whole.diagnostics) == (True, ())


def test_a_broken_file_and_one_above_a_limit_are_known_to_be(
    request_: AuditRequest, builder: RepositoryBuilder
) -> None:
    limits = "[limits]\npython-bytes = 2000\n"
    large = "X = 1\n" * 1000
    builder.commit("odd", {"bad.py": "def (:\n", "large.py": large, ".gitignore": ""})
    builder.commit("settings", {"debtaudit.toml": limits})
    report, _ = made(request_)
    assert {one.path for one in report.diagnostics} == {"bad.py", "large.py"}
    assert made(request_) == (report, False)


def test_a_value_that_is_no_report_costs_speed_only(request_: AuditRequest) -> None:
    report, _ = made(request_)
    with at_work(request_) as place:
        key = kept_under(request_, place)
    assert key is not None
    with open_cache() as cache:
        cache.put_many(f"report {program_version()}", {key: b"\x93no report"})
    assert made(request_) == (report, True)
    assert made(request_) == (report, False)


def test_a_fault_of_the_cache_is_told_once(request_: AuditRequest) -> None:
    report, _ = made(request_)
    path = open_cache().path
    assert path is not None
    path.write_bytes(b"no database" * 1000)
    told, read = made(request_)
    assert read
    assert any("damaged" in one.message for one in told.diagnostics)
    assert made(request_) == (report, True)
    assert made(request_) == (report, False)
