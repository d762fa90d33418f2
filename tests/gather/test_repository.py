"""Where the repository is found, what its HEAD is, and what is left behind: nothing."""

import os
from pathlib import Path

import pytest

from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.files import Missing
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import revision_snapshot, work_tree_snapshot
from tests.gather.real_git import commit_all, git


def opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert isinstance(repository, Repository), repository
    return repository


def paths(path: Path) -> list[str]:
    """Return the paths of the snapshot that an audit of `path` starts from."""
    with opened(path) as repository:
        return [entry.path for entry in work_tree_snapshot(repository).entries]


def test_branch_head_and_name(builder: RepositoryBuilder) -> None:
    commit = builder.commit("first", {"a.py": "a = 1\n"})
    with opened(builder.folder) as repository:
        assert (repository.head, repository.branch) == (commit, "main")
        assert repository.name == "repository"
        assert repository.root == builder.folder
        assert not (repository.bare or repository.shallow or repository.partial)


def test_a_subfolder_is_audited_alone(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n", "sub/b.py": "b\n", "sub/deep/c.py": "c\n"})
    with opened(builder.folder / "sub") as repository:
        assert repository.prefix == "sub/"
        assert repository.name == "sub"
        assert repository.head is not None
        tree = work_tree_snapshot(repository)
        revision = revision_snapshot(repository, repository.head)
        assert tree.read_path("deep/c.py") == b"c\n"
    assert [entry.path for entry in tree.entries] == ["b.py", "deep/c.py"]
    assert revision.entries == tree.entries


def test_commits_that_git_listed_are_not_asked_for_again(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n"})
    listed, other = "1" * 40, "2" * 40
    with opened(builder.folder) as repository:
        with pytest.raises(WrongCallError):
            repository.resolve(listed)
        repository.note_commits([listed])
        assert repository.resolve(listed) == listed
        for name in (other, listed[:-1]):
            with pytest.raises(WrongCallError):
                repository.resolve(name)


def test_head_from_packed_refs_and_detached(builder: RepositoryBuilder) -> None:
    first = builder.commit("first", {"a.py": "a\n"})
    second = builder.commit("second", {"a.py": "b\n"})
    git(builder.folder, "pack-refs", "--all")
    with opened(builder.folder) as repository:
        assert (repository.head, repository.branch) == (second, "main")
    git(builder.folder, "checkout", "-q", first)
    with opened(builder.folder) as repository:
        assert (repository.head, repository.branch) == (first, None)


def test_a_symbolic_branch_is_followed(builder: RepositoryBuilder) -> None:
    commit = builder.commit("first", {"a.py": "a\n"})
    git(builder.folder, "symbolic-ref", "refs/heads/alias", "refs/heads/main")
    git(builder.folder, "symbolic-ref", "HEAD", "refs/heads/alias")
    with opened(builder.folder) as repository:
        assert repository.head == commit


def test_a_repository_without_commits(builder: RepositoryBuilder) -> None:
    (builder.folder / "a.py").write_text("a = 1\n")
    with opened(builder.folder) as repository:
        assert (repository.head, repository.branch) == (None, "main")
        snapshot = work_tree_snapshot(repository)
    assert [entry.path for entry in snapshot.entries] == ["a.py"]
    assert snapshot.dirty


def test_a_bare_repository(builder: RepositoryBuilder, tmp_path: Path) -> None:
    commit = builder.commit("first", {"a.py": "a\n", "b/c.py": "c\n"})
    bare = tmp_path / "forecast.git"
    git(tmp_path, "clone", "-q", "--bare", str(builder.folder), str(bare))
    with opened(bare) as repository:
        assert repository.bare
        assert repository.name == "forecast"
        assert repository.head == commit
    assert paths(bare) == ["a.py", "b/c.py"]


def test_an_empty_bare_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "bare.git")
    assert paths(tmp_path / "bare.git") == []


def test_a_linked_work_tree_has_its_own_head(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.commit("first", {"a.py": "a\n"})
    git(builder.folder, "worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    (tmp_path / "linked" / "b.py").write_text("b\n")
    commit = commit_all(tmp_path / "linked", "second")
    with opened(tmp_path / "linked") as repository:
        assert (repository.head, repository.branch) == (commit, "other")
        assert repository.resolve("main") != commit
        assert not work_tree_snapshot(repository).dirty
    assert paths(tmp_path / "linked") == ["a.py", "b.py"]
    assert paths(builder.folder) == ["a.py"]


def test_work_trees_of_a_bare_repository(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.commit("first", {"a.py": "a\n"})
    bare = tmp_path / "project" / ".git"
    git(tmp_path, "clone", "-q", "--bare", str(builder.folder), str(bare))
    git(bare, "worktree", "add", "-q", "-b", "x", str(tmp_path / "project" / "tree"))
    (tmp_path / "project" / "tree" / "new.py").write_text("n\n")
    assert paths(tmp_path / "project" / "tree") == ["a.py", "new.py"]
    with opened(tmp_path / "project") as repository:
        assert repository.bare
        assert repository.name == "project"


def test_a_submodule_is_a_repository_of_its_own_and_left_out_of_the_outer_one(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("first", {"a.py": "a\n"})
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q", "-b", "main")
    git(
        outer,
        *("-c", "protocol.file.allow=always", "submodule", "add", "-q"),
        *(str(builder.folder), "inner"),
    )
    commit_all(outer, "with a submodule")
    assert paths(outer / "inner") == ["a.py"]
    with opened(outer) as repository:
        snapshot = work_tree_snapshot(repository)
        assert repository.head is not None
        revision = revision_snapshot(repository, repository.head)
    assert [entry.path for entry in snapshot.entries] == [".gitmodules"]
    assert snapshot.diagnostics == revision.diagnostics
    assert "submodule" in snapshot.diagnostics[0].message


def test_sha256(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256", "r")
    (tmp_path / "r" / "a.py").write_text("a = 1\n")
    commit = commit_all(tmp_path / "r", "first")
    (tmp_path / "r" / "b.py").write_text("b = 1\n")
    with opened(tmp_path / "r") as repository:
        assert repository.head == commit
        assert repository.id_length == 64
        snapshot = work_tree_snapshot(repository)
        assert repository.resolve("main") == commit
    ids = {entry.path: entry.blob for entry in snapshot.entries}
    assert ids["a.py"] == git(tmp_path / "r", "rev-parse", "HEAD:a.py")
    assert ids["b.py"] == git(tmp_path / "r", "hash-object", "b.py")


def test_shallow_and_partial_clones_say_so(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.commit("first", {"a.py": "a\n"})
    builder.commit("second", {"a.py": "b\n"})
    git(builder.folder, "config", "uploadpack.allowFilter", "true")
    url = builder.folder.as_uri()
    git(tmp_path, "clone", "-q", "--depth", "1", url, "shallow")
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", url, "partial")
    with opened(tmp_path / "shallow") as repository:
        assert repository.shallow
    with opened(tmp_path / "partial") as repository:
        assert repository.partial


def test_a_separate_git_folder(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.commit("first", {"a.py": "a\n"})
    git(tmp_path, "clone", "-q", "--separate-git-dir", "elsewhere", str(builder.folder), "tree")
    assert paths(tmp_path / "tree") == ["a.py"]


def test_no_repository_and_broken_ones(tmp_path: Path) -> None:
    assert open_repository(tmp_path) == Missing("no git repository")
    (tmp_path / ".git").mkdir()
    assert isinstance(open_repository(tmp_path), Missing)
    (tmp_path / ".git").rmdir()
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    broken = open_repository(tmp_path)
    assert isinstance(broken, Missing)
    assert "not there" in broken.reason


def test_paths_that_cannot_be_audited(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path, said in (("nowhere", "no such folder"), ("file", "not a folder")):
        with pytest.raises(WrongCallError, match=said):
            open_repository(tmp_path / path)
    with pytest.raises(WrongCallError):
        open_repository(tmp_path / "nul\0byte")


def test_revisions(builder: RepositoryBuilder) -> None:
    first = builder.commit("first", {"a.py": "a\n"})
    builder.tag("v1")
    second = builder.commit("second", {"a.py": "b\n"})
    git(builder.folder, "tag", "-a", "-m", "annotated", "v2")
    with opened(builder.folder) as repository:
        for name in ("HEAD~1", "v1", first[:10], "main^", "refs/tags/v1"):
            assert repository.resolve(name) == first
        for name in ("HEAD", "main", "v2", second):
            assert repository.resolve(name) == second
        for name in ("nowhere", "", "--help", "HEAD\nHEAD", "HEAD:a.py", "HEAD..main", "a b", "\0"):
            with pytest.raises(WrongCallError, match="no commit"):
                repository.resolve(name)


def test_without_git_it_says_what_to_install(
    builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder.commit("first", {"a.py": "a\n"})
    monkeypatch.setenv("PATH", str(builder.folder))
    found = open_repository(builder.folder)
    assert isinstance(found, Missing)
    assert "install git" in found.reason


def test_the_temporary_folder_goes_also_after_a_fault(
    builder: RepositoryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder.commit("first", {"a.py": "a\n"})
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with pytest.raises(KeyboardInterrupt), opened(builder.folder) as repository:
        assert [place.stat().st_mode & 0o777 for place in temporary.iterdir()] == [0o700]
        work_tree_snapshot(repository)
        raise KeyboardInterrupt
    assert not list(temporary.iterdir())
    assert (builder.folder / ".git" / "refs" / "heads" / "main").is_file()


def test_a_forked_child_leaves_the_folder_to_its_parent(builder: RepositoryBuilder) -> None:
    commit = builder.commit("first", {"a.py": "a\n"})
    with opened(builder.folder) as repository:
        child = os.fork()
        if child == 0:
            repository.close()
            os._exit(0)
        os.waitpid(child, 0)
        assert repository.resolve("HEAD") == commit


def test_a_read_only_repository_is_audited(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n"})
    places = [builder.folder, *(p for p in builder.folder.rglob("*") if p.is_dir())]
    for place in places:
        place.chmod(0o555)
    try:
        assert paths(builder.folder) == ["a.py"]
    finally:
        for place in places:
            place.chmod(0o755)


def test_what_was_begun_is_what_the_stream_hands_out(builder: RepositoryBuilder) -> None:
    commit = builder.commit("first", {"a.py": "a\n"})
    with opened(builder.folder) as repository:
        repository.begin("rev-list", commit)
        repository.begin("rev-list", commit)
        begun = repository._begun["rev-list", commit]
        with repository.stream("rev-list", commit) as stream:
            assert stream is begun
            assert stream.output.read().decode() == f"{commit}\n"
        assert repository.run("rev-list", commit).decode() == f"{commit}\n"


def test_what_was_begun_in_vain_ends_with_the_repository(builder: RepositoryBuilder) -> None:
    commit = builder.commit("first", {"a.py": "a\n"})
    with opened(builder.folder) as repository:
        repository.begin("cat-file", "blob", f"{commit}:a.py")
        repository.begin("rev-list", "no-such-commit")
        begun = list(repository._begun.values())
    assert all(stream.output.closed for stream in begun)


def test_a_failure_of_what_was_begun_is_told_to_who_reads_it(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n"})
    with opened(builder.folder) as repository:
        repository.begin("rev-list", "no-such-commit")
        with (
            pytest.raises(GitFailedError, match="rev-list"),
            repository.stream("rev-list", "no-such-commit") as stream,
        ):
            stream.output.read()
