"""The history of a window: commits, their paths, change sets, and what is said of the rest."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from debtaudit.domain.history import ChangeSet, HistoryFacts, PathChange
from debtaudit.domain.rounds import Rounds
from debtaudit.gather import commit_graph, history
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import open_cache
from debtaudit.gather.history import read_history
from debtaudit.gather.repository import Repository, open_repository
from tests.gather.real_git import DAY, START, build_graph, commit_all, git


def opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert isinstance(repository, Repository)
    return repository


def history_of(
    path: Path,
    *,
    since: date | None = None,
    until: date | None = None,
    max_paths: int = 500,
) -> HistoryFacts:
    with opened(path) as repository:
        assert repository.head is not None
        return read_history(
            repository, repository.head, since=since, until=until, max_paths=max_paths
        )


def subjects(facts: HistoryFacts) -> list[str]:
    return [one.commit.subject for one in facts.commits]


def change_set(facts: HistoryFacts, head: str) -> ChangeSet:
    return next(one for one in facts.change_sets if one.head.id == head)


def blob(folder: Path, name: str) -> str:
    return git(folder, "rev-parse", name)


def test_a_commit_says_who_when_why_and_which_paths(builder: RepositoryBuilder) -> None:
    first = builder.commit("first", {"a.py": "a\n", "b.py": "b\n"})
    message = "Lower the learning rate\n\nIt diverged.\n\nSecond paragraph."
    second = builder.commit(
        message, {"a.py": "aa\n", "b.py": None, "c.py": "c\n"}, date="2026-02-03T04:05:06+02:00"
    )
    facts = history_of(builder.folder)
    newest = facts.commits[0]
    assert [one.commit.id for one in facts.commits] == [second, first]
    assert newest.commit.parents == (first,)
    assert newest.commit.time == START + 33 * DAY + 2 * 3600 + 5 * 60 + 6
    assert newest.commit.author == "Ada Lovelace"
    assert newest.commit.author_email == "ada.lovelace@example.org"
    assert newest.commit.subject == "Lower the learning rate"
    assert newest.commit.message == "It diverged.\n\nSecond paragraph."
    old, new = (blob(builder.folder, f"{one}:a.py") for one in (first, second))
    assert newest.changes == (
        PathChange("M", "a.py", "a.py", old, new),
        PathChange("D", "b.py", "b.py", blob(builder.folder, f"{first}:b.py"), None),
        PathChange("A", "c.py", "c.py", None, blob(builder.folder, f"{second}:c.py")),
    )
    assert {change.status for change in facts.commits[1].changes} == {"A"}
    assert facts.total_commits == 2
    assert facts.problem is None


def test_renames_with_edits_are_followed(builder: RepositoryBuilder) -> None:
    text = "".join(f"line {number}\n" for number in range(40))
    builder.commit("first", {"old/train.py": text})
    builder.commit("second", {"old/train.py": None, "new/fit.py": text + "more\n"})
    (change,) = history_of(builder.folder).commits[0].changes
    assert (change.status, change.old_path, change.path) == ("R", "old/train.py", "new/fit.py")
    assert change.before != change.after


def test_the_same_pairs_of_commits_and_paths_as_git_log(builder: RepositoryBuilder) -> None:
    for number in range(12):
        builder.commit(f"c{number}", {f"f{number % 5}.py": f"{number}\n", "all.txt": f"{number}\n"})
        if number % 4 == 3:
            builder.branch(f"side{number}")
            builder.commit(f"s{number}", {f"side{number}.py": "s\n"})
            builder.checkout("main")
            builder.merge(f"side{number}")
    facts = history_of(builder.folder)
    mine = {(one.commit.id, change.path) for one in facts.commits for change in one.changes}
    log = git(builder.folder, "log", "--no-merges", "--format=%H", "--name-only", "HEAD")
    expected, commit = set(), ""
    for line in log.splitlines():
        if re.fullmatch("[0-9a-f]{40}", line):
            commit = line
        elif line:
            expected.add((commit, line))
    assert mine == expected


def test_links_and_submodules_are_no_files(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n", "b.py": "b\n"})
    (builder.folder / "a.py").unlink()
    (builder.folder / "a.py").symlink_to("b.py")
    (builder.folder / "link").symlink_to("b.py")
    git(builder.folder, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    git(builder.folder, "add", "a.py", "link")
    git(builder.folder, "commit", "-q", "-m", "links")
    (change,) = history_of(builder.folder).commits[0].changes
    assert (change.status, change.path, change.after) == ("T", "a.py", None)
    assert change.before is not None


def test_a_change_of_mode_alone_keeps_the_blob(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n"})
    git(builder.folder, "update-index", "--chmod=+x", "a.py")
    git(builder.folder, "commit", "-q", "-m", "mode")
    (change,) = history_of(builder.folder).commits[0].changes
    assert change.status == "M"
    assert change.before == change.after


def test_the_window_is_the_year_up_to_the_newest_commit(tmp_path: Path) -> None:
    times = [START - 400 * DAY, START - 365 * DAY, START - 364 * DAY, START]
    build_graph(tmp_path / "r", [[], [0], [1], [2]], times)
    facts = history_of(tmp_path / "r")
    assert facts.since == "2025-01-01"
    assert subjects(facts) == ["commit 3", "commit 2", "commit 1"]
    assert facts.total_commits == 4
    sleeping = history_of(tmp_path / "r", until=date(2030, 1, 1))
    assert subjects(sleeping) == subjects(facts)


def test_since_and_until_bound_the_window(tmp_path: Path) -> None:
    times = [START, START + 10 * DAY, START + 20 * DAY, START + 30 * DAY]
    build_graph(tmp_path / "r", [[], [0], [1], [2]], times)
    facts = history_of(tmp_path / "r", since=date(2026, 1, 11), until=date(2026, 1, 21))
    assert subjects(facts) == ["commit 2", "commit 1"]
    assert [one.head.subject for one in facts.change_sets] == ["commit 2", "commit 1"]
    assert facts.since == "2026-01-11"
    assert facts.notes == ("1 commit left out: dated after the window",)
    assert subjects(history_of(tmp_path / "r", since=date(2027, 1, 1))) == []


def test_a_day_is_over_when_it_is_over_everywhere(tmp_path: Path) -> None:
    midnight = 1_768_953_600  # 2026-01-21 in UTC, and 2026-01-20 in America
    build_graph(tmp_path / "r", [[], [0], [1]], [START, midnight + 3600, midnight + DAY // 2])
    facts = history_of(tmp_path / "r", until=date(2026, 1, 20))
    assert subjects(facts) == ["commit 1", "commit 0"]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_window_ends_where_the_calendar_does(tmp_path: Path, day: date) -> None:
    build_graph(tmp_path / "r", [[], [0]], [START, START + DAY])
    facts = history_of(tmp_path / "r", until=day)
    assert facts.problem is None
    assert len(facts.commits) == (2 if day == date.max else 0)


def test_a_leap_day_has_a_year_before_it(tmp_path: Path) -> None:
    build_graph(tmp_path / "r", [[]], [1_709_164_800])
    assert history_of(tmp_path / "r").since == "2023-02-28"


@pytest.mark.parametrize("odd", [10**17, 0, 1, 253_402_300_799, 2**31])
def test_a_clock_that_cannot_be_right_gets_the_time_of_the_parent(tmp_path: Path, odd: int) -> None:
    build_graph(tmp_path / "r", [[], [0], [1]], [START, odd, START + 100])
    facts = history_of(tmp_path / "r", until=date(2026, 2, 1))
    times = {one.commit.subject: one.commit.time for one in facts.commits}
    if odd == 2**31:  # 2038 is a date like others, and after the window
        assert "commit 1" not in times
    else:
        assert times == {"commit 0": START, "commit 1": START, "commit 2": START + 100}


def test_a_clock_that_runs_backwards(tmp_path: Path) -> None:
    times = [START + 50 * DAY, START + 40 * DAY, START + 30 * DAY, START - 400 * DAY]
    build_graph(tmp_path / "r", [[], [0], [1], [2]], times)
    facts = history_of(tmp_path / "r")
    assert subjects(facts) == ["commit 0", "commit 1", "commit 2"]
    assert [one.first_parent_index for one in facts.change_sets] == [3, 2, 1]


def test_malformed_authors_and_dates(builder: RepositoryBuilder) -> None:
    base = builder.commit("first", {"a.py": "a\n"})
    tree = git(builder.folder, "rev-parse", "HEAD^{tree}")
    people = [
        "author  <> 1767600000 +0000\ncommitter  <> 1767600000 +0000",
        "author nobody\ncommitter nobody",
        "author A <a@b> x y\ncommitter A <a@b> 99999999999999999999999 +9999",
        "author A <a@b> -5 +0000\ncommitter A <a@b> -5 +0000",
        "author A <<a@b>> 1767600000\ncommitter A> <a@b> 1767600000",
        "",
    ]
    commit = base
    for who in people:
        text = f"tree {tree}\nparent {commit}\n{who}\n\nsubject\n"
        commit = git(
            builder.folder,
            *("hash-object", "-t", "commit", "-w", "--stdin", "--literally"),
            stdin=text.encode(),
        )
    git(builder.folder, "update-ref", "refs/heads/main", commit)
    facts = history_of(builder.folder, until=date(2026, 2, 1))
    assert len(facts.commits) == len(people) + 1
    assert all(one.commit.time for one in facts.commits)


def test_messages_in_other_encodings_are_text(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n"})
    tree = git(builder.folder, "rev-parse", "HEAD^{tree}")
    who = b"J\xf6rg <j@example.org> 1767600000 +0000"
    for encoding in (b"encoding ISO-8859-1\n", b""):
        text = b"tree %s\nauthor %s\ncommitter %s\n%s\nM\xfcller\n"
        commit = git(
            builder.folder,
            *("hash-object", "-t", "commit", "-w", "--stdin"),
            stdin=text % (tree.encode(), who, who, encoding),
        )
        git(builder.folder, "update-ref", "refs/heads/main", commit)
        (found,) = history_of(builder.folder).commits
        assert found.commit.author == ("Jörg" if encoding else "J\ufffdrg")
        found.commit.subject.encode("utf-8")


def test_a_pull_request_is_compared_with_its_first_parent(builder: RepositoryBuilder) -> None:
    base = builder.commit("first", {"a.py": "1\n"})
    builder.branch("side")
    one = builder.commit("one", {"b.py": "b\n"}, date="2026-01-06T10:00:00+00:00")
    two = builder.commit("two\n\nWhy.", {"b.py": "bb\n"}, date="2026-01-07T10:00:00+00:00")
    builder.checkout("main")
    other = builder.commit("direct", {"c.py": "c\n"}, date="2026-01-08T10:00:00+00:00")
    merge = builder.merge("side", "Merge PR #7", date="2026-01-09T10:00:00+00:00")
    facts = history_of(builder.folder)
    assert [one.head.id for one in facts.change_sets] == [merge, other, base]
    assert [one.first_parent_index for one in facts.change_sets] == [0, 1, 2]
    found = change_set(facts, merge)
    assert found.commits == (merge, two, one)
    assert found.messages == ("Merge PR #7", "two\n\nWhy.", "one")
    (change,) = found.changes
    assert (change.status, change.path) == ("A", "b.py")
    assert change.after == blob(builder.folder, f"{two}:b.py")
    assert len(facts.commits) == 4


def test_a_branch_of_branches_reports_no_change_twice(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "1\n"})
    builder.branch("staging")
    builder.commit("direct on staging", {"direct.py": "d\n"}, date="2026-01-06T10:00:00+00:00")
    builder.branch("feature")
    builder.commit("feature", {"feature.py": "f\n"}, date="2026-01-07T10:00:00+00:00")
    builder.checkout("staging")
    inner = builder.merge("feature", date="2026-01-08T10:00:00+00:00")
    builder.checkout("main")
    outer = builder.merge("staging", date="2026-01-09T10:00:00+00:00")
    facts = history_of(builder.folder)
    assert [change.path for change in change_set(facts, inner).changes] == ["feature.py"]
    assert [change.path for change in change_set(facts, outer).changes] == ["direct.py"]
    assert change_set(facts, inner).first_parent_index is None


def test_old_commits_of_a_young_merge_are_in_its_change_set(tmp_path: Path) -> None:
    times = [START - 900 * DAY, START - 800 * DAY, START - DAY, START]
    ids = build_graph(tmp_path / "r", [[], [0], [0], [2, 1]], times)
    facts = history_of(tmp_path / "r")
    assert subjects(facts) == ["commit 2"]
    assert change_set(facts, ids[3]).messages == ("commit 3", "commit 1")


def test_octopus_and_unrelated_merges_have_changes(tmp_path: Path) -> None:
    ids = build_graph(tmp_path / "r", [[], [0], [0], [1, 2], [], [3, 4]])
    facts = history_of(tmp_path / "r")
    assert [c.path for c in change_set(facts, ids[3]).changes] == ["f2.py", "f3.py"]
    assert [c.path for c in change_set(facts, ids[5]).changes] == ["f4.py", "f5.py"]
    octopus = build_graph(tmp_path / "o", [[], [0], [0], [0], [1, 2, 3]])
    facts = history_of(tmp_path / "o")
    assert [c.path for c in change_set(facts, octopus[4]).changes] == ["f2.py", "f3.py", "f4.py"]


def test_a_subfolder_has_the_history_of_its_own_paths(builder: RepositoryBuilder) -> None:
    builder.commit("both", {"a.py": "a\n", "sub/b.py": "b\n"})
    builder.commit("outside", {"a.py": "aa\n"})
    builder.commit("moved in", {"a.py": None, "sub/a.py": "aa\n"})
    facts = history_of(builder.folder / "sub")
    assert subjects(facts) == ["moved in", "both"]
    assert [one.head.subject for one in facts.change_sets] == ["moved in", "both"]
    assert [(c.status, c.path) for c in facts.commits[0].changes] == [("A", "a.py")]
    assert [c.path for c in facts.commits[1].changes] == ["b.py"]


def test_a_commit_of_too_many_paths_keeps_model_code_and_says_so(
    builder: RepositoryBuilder,
) -> None:
    files: dict[str, str | bytes | None] = {f"data/{n:03}.bin": f"{n}\n" for n in range(60)}
    files |= {f"src/m{n}.py": f"m = {n}\n" for n in range(3)}
    files |= {"z.ipynb": "{}", "README.md": "r\n"}
    commit = builder.commit("everything", files)
    facts = history_of(builder.folder, max_paths=5)
    assert [change.path for change in facts.commits[0].changes] == [
        *("README.md", "src/m0.py", "src/m1.py", "src/m2.py", "z.ipynb")
    ]
    assert facts.change_sets[0].changes == facts.commits[0].changes
    assert facts.notes == (f"commit {commit[:12]} changes 65 paths; 5 of them were looked at",)
    assert facts.problem is None


def test_an_empty_commit_changes_nothing(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n"})
    builder.commit("empty")
    facts = history_of(builder.folder)
    assert facts.commits[0].changes == ()
    assert len(facts.change_sets) == 2


def _clone(builder: RepositoryBuilder, *arguments: str) -> Path:
    git(builder.folder, "config", "uploadpack.allowFilter", "true")
    target = builder.folder.parent / "clone"
    git(builder.folder.parent, "clone", "-q", *arguments, builder.folder.as_uri(), str(target))
    return target


def _five_commits(builder: RepositoryBuilder) -> None:
    text = "".join(f"line {number}\n" for number in range(50))
    for number in range(4):
        builder.commit(f"c{number}", {"a.py": f"{text}{number}\n"})
    builder.commit("moved", {"a.py": None, "b.py": f"{text}4\n"})


def test_the_boundary_of_a_shallow_clone_adds_nothing(builder: RepositoryBuilder) -> None:
    _five_commits(builder)
    facts = history_of(_clone(builder, "--depth", "3"))
    assert subjects(facts) == ["moved", "c3"]
    assert [one.head.subject for one in facts.change_sets] == ["moved", "c3"]
    assert facts.problem is not None
    assert "shallow" in facts.problem
    assert "--unshallow" in (facts.cure or "")
    assert facts.available


def test_a_shallow_clone_of_a_merge(tmp_path: Path) -> None:
    build_graph(tmp_path / "r", [[], [0], [1], [1], [2, 3], [4]])
    url = (tmp_path / "r").as_uri()
    for depth in range(1, 5):
        clone = tmp_path / f"clone{depth}"
        git(tmp_path, "clone", "-q", "--depth", str(depth), url, str(clone))
        facts = history_of(clone)
        assert all(len(one.changes) == 1 for one in facts.commits)
        assert len(facts.commits) < 5


def test_a_partial_clone_is_read_with_exact_renames_only(builder: RepositoryBuilder) -> None:
    _five_commits(builder)
    facts = history_of(_clone(builder, "--filter=blob:none"))
    assert subjects(facts) == ["moved", "c3", "c2", "c1", "c0"]
    assert [change.status for change in facts.commits[0].changes] == ["D", "A"] or [
        change.status for change in facts.commits[0].changes
    ] == ["R"]
    assert all(one.changes for one in facts.commits)
    assert facts.problem is None or "partial" in facts.problem


def test_a_clone_without_trees_says_what_it_lacks(builder: RepositoryBuilder) -> None:
    _five_commits(builder)
    facts = history_of(_clone(builder, "--filter=tree:0", "--no-checkout"))
    assert facts.available
    assert facts.problem is not None
    assert "could not be compared" in facts.problem
    assert "--filter" in (facts.cure or "")


def test_a_damaged_tree_costs_the_commits_that_need_it(builder: RepositoryBuilder) -> None:
    _five_commits(builder)
    tree = blob(builder.folder, "HEAD~2^{tree}")
    (builder.folder / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    facts = history_of(builder.folder)
    assert subjects(facts) == ["moved", "c1", "c0"]
    assert (
        facts.problem == "2 commits could not be compared with their parents: objects are missing"
    )
    assert len([note for note in facts.notes if "could not be compared" in note]) == 2


def test_a_damaged_commit_makes_the_history_unavailable(builder: RepositoryBuilder) -> None:
    _five_commits(builder)
    commit = blob(builder.folder, "HEAD~2")
    (builder.folder / ".git" / "objects" / commit[:2] / commit[2:]).unlink()
    facts = history_of(builder.folder)
    assert not facts.available
    assert facts.problem is not None
    assert "fsck" in (facts.cure or "")


def test_the_cache_changes_nothing_and_serves_later_tips(builder: RepositoryBuilder) -> None:
    _five_commits(builder)
    builder.branch("side")
    builder.commit("side", {"side.py": "s\n"}, date="2026-01-06T10:00:00+00:00")
    builder.checkout("main")
    with open_cache(True) as cache, opened(builder.folder) as repository:
        first = repository.resolve("main")
        bare = read_history(repository, first)
        assert read_history(repository, first, cache=cache) == bare
        assert read_history(repository, first, cache=cache) == bare
        assert cache.get_many(commit_graph._CACHE_KIND, [str(repository.common)])
        merge = builder.merge("side", date="2026-01-07T10:00:00+00:00")
        assert read_history(repository, merge, cache=cache) == read_history(repository, merge)
        git(builder.folder, "checkout", "-q", "-B", "main", "HEAD~2")
        (builder.folder / "new.py").write_text("n\n")
        rewritten = commit_all(builder.folder, "another way")
        answer = read_history(repository, rewritten, cache=cache)
        assert answer == read_history(repository, rewritten)
        assert answer.total_commits == 5
        assert read_history(repository, first, cache=cache) == bare


def test_another_version_of_the_program_reads_the_history_itself(
    builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _five_commits(builder)
    with open_cache(True) as cache, opened(builder.folder) as repository:
        tip = repository.resolve("main")
        read_history(repository, tip, cache=cache)
        before = cache.info().entries
        read_history(repository, tip, cache=cache)
        assert cache.info().entries == before
        monkeypatch.setattr(history, "extractor_version", lambda: "the next one")
        read_history(repository, tip, cache=cache)
        assert cache.info().entries == before + 1


def test_commits_of_the_round_before_are_taken_over(builder: RepositoryBuilder) -> None:
    _five_commits(builder)
    with open_cache(False) as cache, opened(builder.folder) as repository:
        cache.rounds = Rounds()
        older = read_history(repository, repository.resolve("HEAD~1"), cache=cache)
        cache.rounds.next_round()
        newer = read_history(repository, repository.resolve("HEAD"), cache=cache)
    assert newer == history_of(builder.folder)
    assert [one.commit.id for one in newer.commits[1:]] == [one.commit.id for one in older.commits]
    for now, before in zip(newer.commits[1:], older.commits, strict=True):
        assert now.commit is before.commit
        assert now.changes is before.changes


def test_a_history_with_gaps_is_read_anew_in_each_round(builder: RepositoryBuilder) -> None:
    builder.commit("one", {"a.py": "x = 1\n"})
    builder.commit("two", {"a.py": "x = 2\n", "sub/b.py": "y = 1\n"})
    clone = _clone(builder, "--filter=tree:0", "--no-checkout")
    with open_cache(False) as cache, opened(clone) as repository:
        cache.rounds = Rounds()
        assert repository.head is not None
        said = []
        for _ in range(2):
            said.append(read_history(repository, repository.head, cache=cache))
            cache.rounds.next_round()
    assert said[0] == said[1]
    assert said[0].problem is not None


@pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 100])
def test_a_damaged_cache_entry_is_read_anew(builder: RepositoryBuilder, damage: bytes) -> None:
    _five_commits(builder)

    class Damaged:
        rounds: Rounds | None = None

        def get_many(self, _kind: str, keys: Sequence[str]) -> dict[str, bytes]:
            return dict.fromkeys(keys, damage)

        def put_many(self, _kind: str, _values: object) -> None: ...

    with opened(builder.folder) as repository:
        assert repository.head is not None
        facts = read_history(repository, repository.head, cache=Damaged())
    assert facts == history_of(builder.folder)


def test_what_a_shallow_clone_lacks_is_not_remembered(builder: RepositoryBuilder) -> None:
    _five_commits(builder)
    clone = _clone(builder, "--depth", "3")
    with open_cache(True) as cache:
        with opened(clone) as repository:
            assert repository.head is not None
            read_history(repository, repository.head, cache=cache)
        git(clone, "fetch", "-q", "--unshallow")
        with opened(clone) as repository:
            assert repository.head is not None
            facts = read_history(repository, repository.head, cache=cache)
    assert facts.problem is None
    assert len(facts.commits) == 5


def test_the_graph_is_begun_ahead_only_where_it_is_not_known(builder: RepositoryBuilder) -> None:
    _five_commits(builder)
    with open_cache(True) as cache, opened(builder.folder) as repository:
        tip = repository.resolve("main")
        commit_graph.begin_commit_graph(repository, tip, cache)
        assert len(repository._begun) == 1
        begun = read_history(repository, tip, cache=cache)
        assert not repository._begun
        commit_graph.begin_commit_graph(repository, tip, cache)
        assert not repository._begun
        assert begun == read_history(repository, tip)
