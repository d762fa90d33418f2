"""The days of lines are those of `git blame`, and unknown where nobody can know them."""

import os
from datetime import datetime, timezone
from pathlib import Path

import pytest

from debtaudit.domain.facts import LineDates
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import FactCache, open_cache
from debtaudit.gather.line_dates import read_line_dates
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import revision_snapshot, work_tree_snapshot
from tests.gather.real_git import commit_all, git

PATH = "requirements.txt"


def opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert isinstance(repository, Repository)
    return repository


def dates_of(folder: Path, *paths: str, cache: FactCache | None = None) -> dict[str, LineDates]:
    with opened(folder) as repository:
        assert repository.head is not None
        snapshot = work_tree_snapshot(repository)
        wanted = paths or (PATH,)
        everything: dict[str, tuple[int, ...]] = dict.fromkeys(wanted, ())
        return dict(read_line_dates(repository, repository.head, snapshot, everything, cache))


def blamed(folder: Path, path: str, revision: str = "HEAD") -> dict[int, str]:
    """Return what `git blame` itself says."""
    days = {}
    when = ""
    number = 0
    for line in git(folder, "blame", "--line-porcelain", revision, "--", path).splitlines():
        if line.startswith("committer-time "):
            when = datetime.fromtimestamp(int(line.split()[1]), timezone.utc).date().isoformat()
        elif line.startswith("\t"):
            number += 1
            days[number] = when
    return days


@pytest.fixture
def manifest(builder: RepositoryBuilder) -> RepositoryBuilder:
    """Return a repository whose requirements were edited on four days, on two branches."""
    at = "T23:30:00-02:00"
    builder.commit("first", {PATH: "numpy\npandas\ntorch==1.0\n"}, date=f"2023-01-01{at}")
    builder.commit("second", {PATH: "numpy\npandas==2.0\ntorch==1.0\n"}, date=f"2023-05-01{at}")
    builder.branch("side")
    builder.commit("other file", {"a.py": "a\n"}, date=f"2023-06-01{at}")
    builder.checkout("main")
    builder.commit(
        "third", {PATH: "numpy\n# new\npandas==2.0\ntorch==1.0\nscipy\n"}, date=f"2023-07-01{at}"
    )
    builder.merge("side", date=f"2023-08-01{at}")
    return builder


def test_every_line_has_the_day_of_git_blame_in_utc(manifest: RepositoryBuilder) -> None:
    found = dates_of(manifest.folder)[PATH]
    assert found.days == {
        1: "2023-01-02",
        2: "2023-07-02",
        3: "2023-05-02",
        4: "2023-01-02",
        5: "2023-07-02",
    }
    assert found.days == blamed(manifest.folder, PATH)
    assert found.problem is None


def test_uncommitted_lines_have_no_day_and_the_others_keep_theirs(
    manifest: RepositoryBuilder,
) -> None:
    text = "added\nnumpy\npandas==2.1\ntorch==1.0\nscipy\n"
    (manifest.folder / PATH).write_bytes(text.replace("\n", "\r\n").encode())
    (manifest.folder / "new.txt").write_text("x\n")
    found = dates_of(manifest.folder, PATH, "new.txt", "nowhere.txt")
    assert found[PATH].days == {2: "2023-01-02", 4: "2023-01-02", 5: "2023-07-02"}
    assert found["new.txt"] == LineDates({})
    assert "nowhere.txt" not in found


def test_an_older_revision_is_dated_as_it_was(manifest: RepositoryBuilder) -> None:
    with opened(manifest.folder) as repository:
        tip = repository.resolve("HEAD~2")
        snapshot = revision_snapshot(repository, tip)
        found = read_line_dates(repository, tip, snapshot, {PATH: ()}, None)
    assert found[PATH].days == blamed(manifest.folder, PATH, "HEAD~2")


def test_the_lines_asked_for_have_the_days_that_all_lines_have(
    manifest: RepositoryBuilder, tmp_path: Path
) -> None:
    whole = dates_of(manifest.folder)[PATH].days
    with opened(manifest.folder) as repository, FactCache(tmp_path, 10_000_000) as cache:
        assert repository.head is not None
        for asked in ([3], [5, 1], [3], [4]):
            snapshot = work_tree_snapshot(repository)
            found = read_line_dates(repository, repository.head, snapshot, {PATH: asked}, cache)
            assert {line: found[PATH].days[line] for line in asked} == {
                line: whole[line] for line in asked
            }


def test_a_line_that_git_does_not_count_costs_no_other_its_day(manifest: RepositoryBuilder) -> None:
    with opened(manifest.folder) as repository:
        assert repository.head is not None
        snapshot = work_tree_snapshot(repository)
        found = read_line_dates(repository, repository.head, snapshot, {PATH: (3, 99)})[PATH]
    assert found == dates_of(manifest.folder)[PATH]


def test_an_edited_file_is_dated_by_its_committed_lines(manifest: RepositoryBuilder) -> None:
    text = (manifest.folder / PATH).read_text("utf-8")
    (manifest.folder / PATH).write_text("# one\n# two\n" + text, "utf-8")
    with opened(manifest.folder) as repository:
        assert repository.head is not None
        snapshot = work_tree_snapshot(repository)
        days = read_line_dates(repository, repository.head, snapshot, {PATH: [5, 7]})[PATH].days
    assert (days[5], days[7]) == ("2023-05-02", "2023-07-02")


def test_renames_are_followed_and_subfolders_found(manifest: RepositoryBuilder) -> None:
    text = (manifest.folder / PATH).read_text()
    manifest.commit("move", {PATH: None, "sub/[a]*.txt": text}, date="2023-09-01T00:00:00+00:00")
    found = dates_of(manifest.folder / "sub", "[a]*.txt")
    assert found["[a]*.txt"].days == blamed(manifest.folder, "sub/[a]*.txt")
    assert "2023-09-01" not in found["[a]*.txt"].days.values()


def test_a_shallow_boundary_is_no_date(manifest: RepositoryBuilder) -> None:
    clone = manifest.folder.parent / "clone"
    git(clone.parent, "clone", "-q", "--depth", "2", manifest.folder.as_uri(), str(clone))
    with open_cache(True) as cache:
        found = dates_of(clone, cache=cache)[PATH]
        assert found.problem is not None
        assert "shallow" in found.problem
        assert "--unshallow" in (found.cure or "")
        real = blamed(manifest.folder, PATH)
        assert all(real[line] == day for line, day in found.days.items())
        assert len(found.days) < len(real)
        git(clone, "fetch", "-q", "--unshallow")
        assert dates_of(clone, cache=cache)[PATH] == LineDates(real)


def test_a_partial_clone_says_that_it_cannot_tell(manifest: RepositoryBuilder) -> None:
    git(manifest.folder, "config", "uploadpack.allowFilter", "true")
    clone = manifest.folder.parent / "clone"
    git(clone.parent, "clone", "-q", "--filter=blob:none", manifest.folder.as_uri(), str(clone))
    found = dates_of(clone)[PATH]
    assert found.days == {}
    assert found.problem is not None
    assert found.cure is not None


def test_a_bare_repository_is_dated_too(manifest: RepositoryBuilder, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(manifest.folder), "bare.git")
    assert dates_of(tmp_path / "bare.git") == dates_of(manifest.folder)


class Counting(FactCache):
    """The real cache, and how many answers were put into it."""

    written = 0

    def put_many(self, kind: str, values: object) -> None:
        """Count what is written, then write it."""
        assert isinstance(values, dict)
        self.written += len(values)
        super().put_many(kind, values)


def test_later_commits_keep_what_the_cache_knows(
    manifest: RepositoryBuilder, tmp_path: Path
) -> None:
    cache = Counting(tmp_path / "facts", 10_000_000)
    with cache:
        first = dates_of(manifest.folder, cache=cache)
        assert cache.written == 1
        manifest.commit("elsewhere", {"b.py": "b\n"})
        assert dates_of(manifest.folder, cache=cache) == first
        assert dates_of(manifest.folder, cache=cache) == first
        assert cache.written == 2  # the second time only for the new tip
        text = (manifest.folder / PATH).read_text()
        manifest.commit("edit", {PATH: "x\n"}, date="2023-10-01T00:00:00+00:00")
        manifest.commit("undo", {PATH: text}, date="2023-10-02T00:00:00+00:00")
        again = dates_of(manifest.folder, cache=cache)
        assert cache.written == 3
    assert again[PATH].days == blamed(manifest.folder, PATH)
    assert again != first


def test_a_rewritten_history_is_dated_anew(manifest: RepositoryBuilder, tmp_path: Path) -> None:
    with FactCache(tmp_path / "facts", 10_000_000) as cache:
        dates_of(manifest.folder, cache=cache)
        text = (manifest.folder / PATH).read_text()
        git(manifest.folder, "checkout", "-q", "--orphan", "other")
        manifest.commit("all at once", {PATH: text}, date="2024-01-01T00:00:00+00:00")
        found = dates_of(manifest.folder, cache=cache)
    assert set(found[PATH].days.values()) == {"2024-01-01"}


def test_dates_out_of_every_calendar_are_unknown(builder: RepositoryBuilder) -> None:
    builder.commit("first", {PATH: "numpy\n"})
    tree = git(builder.folder, "rev-parse", "HEAD^{tree}")
    commit = git(
        builder.folder,
        *("hash-object", "-t", "commit", "-w", "--stdin", "--literally"),
        stdin=f"tree {tree}\ncommitter A <a@b> 99999999999999999 +0000\n\nodd\n".encode(),
    )
    git(builder.folder, "update-ref", "refs/heads/main", commit)
    assert dates_of(builder.folder)[PATH].days == {}


@pytest.mark.parametrize("edited", [False, True])
def test_a_name_that_is_no_utf8_costs_no_other_file_its_dates(
    builder: RepositoryBuilder, edited: bool
) -> None:
    (builder.folder / os.fsdecode(b"odd-\xff.txt")).write_text("numpy\n")
    (builder.folder / PATH).write_text("torch\n")
    commit_all(builder.folder, "both")
    if edited:
        (builder.folder / "new.py").write_text("n\n")
    found = dates_of(builder.folder, PATH, "odd-\\xff.txt")
    assert found == {PATH: LineDates({1: "2026-01-05"}), "odd-\\xff.txt": LineDates({})}


def test_nothing_is_asked_for_nothing(manifest: RepositoryBuilder) -> None:
    assert dates_of(manifest.folder, "nowhere.txt") == {}


def test_more_files_than_git_works_on_ahead(builder: RepositoryBuilder) -> None:
    names = [f"requirements/{number}.txt" for number in range(25)]
    builder.commit("first", dict.fromkeys(names, "numpy\n"), date="2023-01-01T00:00:00Z")
    builder.commit("second", {names[24]: "scipy\n"}, date="2023-02-01T00:00:00Z")
    found = dates_of(builder.folder, *names)
    assert [found[name].days for name in names[:24]] == [{1: "2023-01-01"}] * 24
    assert found[names[24]].days == {1: "2023-02-01"}
