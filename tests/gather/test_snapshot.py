"""A work tree, a revision, a bare repository and a plain folder are read alike."""

import os
from pathlib import Path

import pytest

from debtaudit.domain.files import FileEntry, Missing, PathClass
from debtaudit.gather import folder as folder_module
from debtaudit.gather import listing, work_tree
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import (
    Snapshot,
    folder_snapshot,
    revision_snapshot,
    work_tree_snapshot,
)
from tests.gather.real_git import commit_all, git

FILES: dict[str, str | bytes | None] = {
    "train.py": "lr = 1\n",
    "conf/train.yaml": "lr: 1\n",
    "model.pt": b"\x80\x02weights",
    "notes": "text\n",
}


def opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert isinstance(repository, Repository)
    return repository


def limit(_entry: FileEntry) -> int:
    return 100_000


def work_tree_of(path: Path) -> tuple[Snapshot, dict[str, bytes | Missing]]:
    """Return the snapshot of a work tree and everything in it."""
    with opened(path) as repository:
        snapshot = work_tree_snapshot(repository)
        return snapshot, contents(snapshot)


def contents(snapshot: Snapshot) -> dict[str, bytes | Missing]:
    return {entry.path: data for entry, data in snapshot.read(snapshot.entries, limit)}


def ids(snapshot: Snapshot) -> dict[str, str]:
    return {entry.path: entry.blob for entry in snapshot.entries}


def test_a_clean_work_tree_a_revision_and_a_bare_clone_are_equal(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    commit = builder.commit("first", FILES)
    git(tmp_path, "clone", "-q", "--bare", str(builder.folder), "bare.git")
    tree, texts = work_tree_of(builder.folder)
    with opened(tmp_path / "bare.git") as repository:
        revision = revision_snapshot(repository, commit)
        bare = work_tree_snapshot(repository)
        assert contents(revision) == contents(bare) == texts
    assert tree.entries == revision.entries == bare.entries
    assert not tree.dirty
    assert [entry.path for entry in tree.entries] == sorted(FILES)
    assert tree.entries[1].path_class is PathClass.ARTEFACT
    assert texts["train.py"] == b"lr = 1\n"


def test_uncommitted_changes_are_what_is_audited(builder: RepositoryBuilder) -> None:
    builder.commit("first", FILES)
    (builder.folder / "train.py").write_text("lr = 22\n")
    (builder.folder / "new.py").write_text("new = 1\n")
    (builder.folder / "notes").unlink()
    snapshot, texts = work_tree_of(builder.folder)
    assert texts["train.py"] == b"lr = 22\n"
    assert texts["new.py"] == b"new = 1\n"
    assert "notes" not in texts
    assert snapshot.dirty
    for path in ("train.py", "new.py"):
        assert ids(snapshot)[path] == git(builder.folder, "hash-object", path)


def test_an_edit_of_the_same_size_in_the_same_second_is_seen(builder: RepositoryBuilder) -> None:
    builder.commit("first", {f"f{number}.py": "a = 1\n" for number in range(30)})
    (builder.folder / "f7.py").write_text("a = 2\n")
    snapshot, texts = work_tree_of(builder.folder)
    assert texts["f7.py"] == b"a = 2\n"
    assert snapshot.dirty


def test_touched_files_are_not_changed_files(builder: RepositoryBuilder) -> None:
    builder.commit("first", FILES)
    for path in FILES:
        os.utime(builder.folder / path, (1, 1))
    snapshot, _ = work_tree_of(builder.folder)
    assert not snapshot.dirty
    assert ids(snapshot)["model.pt"] == git(builder.folder, "rev-parse", "HEAD:model.pt")


def _commit_of(folder: Path) -> str | None:
    with opened(folder) as repository:
        return work_tree_snapshot(repository).commit


def test_a_snapshot_names_the_commit_that_holds_all_of_it(builder: RepositoryBuilder) -> None:
    first = builder.commit("first", FILES)
    second = builder.commit("second", {"train.py": "lr = 2\n"})
    assert _commit_of(builder.folder) == _commit_of(builder.folder / "conf") == second
    with opened(builder.folder) as repository:
        assert revision_snapshot(repository, first).commit == first
        snapshot = work_tree_snapshot(repository)
        assert snapshot.without(lambda path: path == "notes").commit == second
    git(builder.folder, "read-tree", "--empty")
    assert _commit_of(builder.folder) == second


@pytest.mark.parametrize(
    "commands",
    [
        pytest.param(["reset --soft HEAD~1"], id="all staged, and the disk like the index"),
        pytest.param(["rm -q --cached notes"], id="one untracked that was committed"),
        pytest.param(["mv notes elsewhere"], id="one moved"),
        pytest.param(["read-tree HEAD~1"], id="an older index"),
        pytest.param(["read-tree --empty", "update-ref HEAD HEAD~1"], id="no index, older HEAD"),
    ],
)
def test_a_work_tree_that_differs_is_of_no_commit(
    builder: RepositoryBuilder, commands: list[str]
) -> None:
    builder.commit("first", FILES)
    builder.commit("second", {"train.py": "lr = 2\n"})
    for command in commands:
        git(builder.folder, *command.split())
    assert _commit_of(builder.folder) is None


def test_staged_changes_are_dirty_even_where_the_disk_is_the_index(
    builder: RepositoryBuilder,
) -> None:
    builder.commit("first", FILES)
    (builder.folder / "train.py").write_text("lr = 3\n")
    git(builder.folder, "add", "train.py")
    snapshot, texts = work_tree_of(builder.folder)
    assert snapshot.dirty
    assert texts["train.py"] == b"lr = 3\n"


def test_ignored_files_are_left_out_but_can_be_asked_for(builder: RepositoryBuilder) -> None:
    builder.commit("first", {".gitignore": "*.log\nout/\n", "a.py": "a\n", "kept.txt": "k\n"})
    git(builder.folder, "config", "core.excludesFile", "/nowhere")
    (builder.folder / ".git" / "info").mkdir(exist_ok=True)
    (builder.folder / ".git" / "info" / "exclude").write_text("private.py\n")
    for path in ("x.log", "private.py", "coverage.xml"):
        (builder.folder / path).write_text("x")
    (builder.folder / "out").mkdir()
    (builder.folder / "out" / "b.py").write_text("b")
    with opened(builder.folder) as repository:
        snapshot = work_tree_snapshot(repository)
        assert snapshot.read_path("out/b.py") == b"b"
        assert snapshot.read_path("a.py") == b"a\n"
        assert isinstance(snapshot.read_path("nowhere.py"), Missing)
        assert isinstance(snapshot.read_path("../secret"), Missing)
        assert isinstance(snapshot.read_path("out"), Missing)
        assert repository.head is not None
        revision = revision_snapshot(repository, repository.head)
        assert revision.read_path("a.py") == b"a\n"
        assert revision.read_path("x.log") == Missing("not in this revision")
    assert [entry.path for entry in snapshot.entries] == [
        *(".gitignore", "a.py", "coverage.xml", "kept.txt")
    ]


def test_excluded_paths_are_gone_for_the_entries_alone(builder: RepositoryBuilder) -> None:
    builder.commit("first", FILES)
    with opened(builder.folder) as repository:
        snapshot = work_tree_snapshot(repository, lambda path: path.startswith("conf/"))
        assert [entry.path for entry in snapshot.entries] == ["model.pt", "notes", "train.py"]
        fewer = snapshot.without(lambda path: path == "notes")
        assert [entry.path for entry in fewer.entries] == ["model.pt", "train.py"]
        assert len(contents(fewer)) == 2


def test_links_fifos_and_folders_in_the_place_of_files(builder: RepositoryBuilder) -> None:
    builder.commit("first", {name: f"{name}\n" for name in ("a.py", "b.py", "c.py", "d.py")})
    secret = builder.folder.parent / "secret.py"
    secret.write_text("secret\n")
    for name in ("a.py", "b.py", "c.py"):
        (builder.folder / name).unlink()
    (builder.folder / "a.py").symlink_to(secret)
    os.mkfifo(builder.folder / "b.py")
    (builder.folder / "c.py").mkdir()
    (builder.folder / "c.py" / "inner.py").write_text("inner\n")
    (builder.folder / "loop").symlink_to(builder.folder, target_is_directory=True)
    snapshot, texts = work_tree_of(builder.folder)
    assert texts == {"c.py/inner.py": b"inner\n", "d.py": b"d.py\n"}
    said = {one.path: one.message for one in snapshot.diagnostics}
    assert "symbolic link" in said["a.py"]
    assert "not a regular file" in said["b.py"]
    assert "symbolic link" in said["loop"]
    assert snapshot.dirty


def test_a_folder_replaced_by_a_link_leads_nowhere(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"lib/a.py": "a\n", "b.py": "b\n"})
    other = builder.folder.parent / "other"
    other.mkdir()
    (other / "a.py").write_text("secret\n")
    (builder.folder / "lib" / "a.py").unlink()
    (builder.folder / "lib").rmdir()
    (builder.folder / "lib").symlink_to(other, target_is_directory=True)
    _, texts = work_tree_of(builder.folder)
    assert texts == {"b.py": b"b\n"}


def test_committed_links_are_left_out_of_every_snapshot(builder: RepositoryBuilder) -> None:
    (builder.folder / "link.py").symlink_to("/etc/passwd")
    (builder.folder / "a.py").write_text("a\n")
    commit = commit_all(builder.folder, "first")
    with opened(builder.folder) as repository:
        tree, revision = work_tree_snapshot(repository), revision_snapshot(repository, commit)
    assert [entry.path for entry in tree.entries] == ["a.py"]
    assert (tree.entries, tree.diagnostics) == (revision.entries, revision.diagnostics)


def test_a_file_that_changes_meanwhile_is_missing(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n"})
    (builder.folder / "a.py").write_text("b\n")
    with opened(builder.folder) as repository:
        snapshot = work_tree_snapshot(repository)
        (builder.folder / "a.py").write_text("c\n")
        (data,) = contents(snapshot).values()
    assert isinstance(data, Missing)
    assert "audit again" in data.reason


def test_limits_hold_on_disk_and_in_the_database(
    builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "HASHED_BYTES", 50)
    monkeypatch.setattr(work_tree, "HASHED_BYTES", 50)
    builder.commit("first", {"a.py": "a" * 60, "b.py": "b"})
    (builder.folder / "c.py").write_text("c" * 60)
    with opened(builder.folder) as repository:
        snapshot = work_tree_snapshot(repository)
        found = {entry.path: data for entry, data in snapshot.read(snapshot.entries, lambda _: 50)}
    assert found["b.py"] == b"b"
    for path in ("a.py", "c.py"):
        assert found[path] == Missing("larger than the limit (60 of 50 bytes)", over_limit=True)


def test_line_endings_and_filters_make_no_difference(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 9\n"
    builder.commit("first", {".gitattributes": "*.pt filter=lfs\n*.py text\n", "m.pt": pointer})
    builder.commit("second", {"a.py": "a\nb\n"})
    windows = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    git(tmp_path, *windows, "clone", "-q", str(builder.folder), "clone")
    git(tmp_path / "clone", "config", "core.autocrlf", "true")
    assert (tmp_path / "clone" / "a.py").read_bytes() == b"a\r\nb\r\n"
    snapshot, texts = work_tree_of(tmp_path / "clone")
    assert texts["a.py"] == b"a\nb\n"
    assert texts["m.pt"] == pointer.encode()
    assert not snapshot.dirty
    os.utime(tmp_path / "clone" / "a.py", (1, 1))
    snapshot, texts = work_tree_of(tmp_path / "clone")
    assert texts["a.py"] == b"a\nb\n"
    assert not snapshot.dirty


@pytest.mark.parametrize("sparse_index", ["--no-sparse-index", "--sparse-index"])
def test_a_sparse_checkout_is_audited_whole(
    builder: RepositoryBuilder, tmp_path: Path, sparse_index: str
) -> None:
    files = {"a.py": "a\n", "in/b.py": "b\n", "out/c.py": "c\n", "out/deep/d.py": "d\n"}
    builder.commit("first", dict(files))
    git(tmp_path, "clone", "-q", str(builder.folder), "clone")
    clone = tmp_path / "clone"
    git(clone, "sparse-checkout", "init", "--cone", sparse_index)
    git(clone, "sparse-checkout", "set", "in")
    assert not (clone / "out").exists()
    snapshot, texts = work_tree_of(clone)
    assert texts == {path: text.encode() for path, text in files.items()}
    assert not snapshot.dirty
    (clone / "in" / "b.py").write_text("changed\n")
    assert work_tree_of(clone)[1]["in/b.py"] == b"changed\n"


def test_a_split_index_is_read_and_not_touched(builder: RepositoryBuilder) -> None:
    builder.commit("first", FILES)
    git(builder.folder, "update-index", "--split-index")
    (shared,) = (builder.folder / ".git").glob("sharedindex.*")
    os.utime(shared, (1_000_000_000, 1_000_000_000))
    snapshot, texts = work_tree_of(builder.folder)
    assert sorted(texts) == sorted(FILES)
    assert not snapshot.dirty
    assert shared.stat().st_mtime == 1_000_000_000


def test_an_empty_index_over_a_full_work_tree(builder: RepositoryBuilder) -> None:
    builder.commit("first", {**FILES, ".gitignore": "notes\n"})
    whole, _ = work_tree_of(builder.folder)
    (builder.folder / ".git" / "index").unlink()
    snapshot, texts = work_tree_of(builder.folder)
    assert snapshot.entries == whole.entries
    assert not snapshot.dirty
    (builder.folder / "train.py").write_text("lr = 9\n")
    (builder.folder / "conf" / "train.yaml").unlink()
    snapshot, texts = work_tree_of(builder.folder)
    assert snapshot.dirty
    assert texts["train.py"] == b"lr = 9\n"
    assert "conf/train.yaml" not in texts


def test_where_nothing_is_checked_out_head_is_audited(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("first", FILES)
    git(tmp_path, "clone", "-q", "--no-checkout", str(builder.folder), "clone")
    snapshot, texts = work_tree_of(tmp_path / "clone")
    assert sorted(texts) == sorted(FILES)
    assert "nothing is checked out" in snapshot.diagnostics[-1].message
    assert not snapshot.dirty


def test_a_stopped_merge_is_audited_as_it_lies_there(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n", "b.py": "b\n"})
    git(builder.folder, "checkout", "-q", "-b", "side")
    (builder.folder / "a.py").write_text("side\n")
    commit_all(builder.folder, "side")
    git(builder.folder, "checkout", "-q", "main")
    (builder.folder / "a.py").write_text("main\n")
    commit_all(builder.folder, "main")
    git(builder.folder, "merge", "side", check=False)
    snapshot, texts = work_tree_of(builder.folder)
    data = texts["a.py"]
    assert isinstance(data, bytes)
    assert b"<<<<<<<" in data
    assert texts["b.py"] == b"b\n"
    assert snapshot.dirty


def test_intent_to_add_and_assume_unchanged(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n"})
    (builder.folder / "new.py").write_text("new\n")
    git(builder.folder, "add", "-N", "new.py")
    assert work_tree_of(builder.folder)[1]["new.py"] == b"new\n"


def test_another_repository_inside_is_not_walked(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a.py": "a\n"})
    inner = builder.folder / "vendored"
    inner.mkdir()
    git(inner, "init", "-q")
    (inner / "b.py").write_text("b\n")
    commit_all(inner, "inner")
    assert list(work_tree_of(builder.folder)[1]) == ["a.py"]


def test_a_partial_clone_lacks_old_files_only(builder: RepositoryBuilder, tmp_path: Path) -> None:
    first = builder.commit("first", {"a.py": "old\n"})
    builder.commit("second", {"a.py": "new\n"})
    git(builder.folder, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", builder.folder.as_uri(), "clone")
    snapshot, texts = work_tree_of(tmp_path / "clone")
    assert texts == {"a.py": b"new\n"}
    with opened(tmp_path / "clone") as repository:
        (old,) = contents(revision_snapshot(repository, first)).values()
    assert isinstance(old, Missing)
    assert not snapshot.dirty


def test_a_plain_folder(tmp_path: Path) -> None:
    root = tmp_path / "plain"
    for path in ("a.py", "sub/b.py", ".git/config", "node_modules/x.py", "__pycache__/a.py"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"{path}\n")
    (root / "model.pt").write_bytes(b"w" * 10)
    (root / "loop").symlink_to(root, target_is_directory=True)
    os.mkfifo(root / "fifo.py")
    snapshot = folder_snapshot(root)
    assert [entry.path for entry in snapshot.entries] == ["a.py", "model.pt", "sub/b.py"]
    assert contents(snapshot)["sub/b.py"] == b"sub/b.py\n"
    assert ids(snapshot)["a.py"] == git(tmp_path, "hash-object", str(root / "a.py"))
    assert snapshot.entries[1].size == 10
    assert not snapshot.dirty
    assert [one.path for one in snapshot.diagnostics] == ["fifo.py", "loop"]
    assert snapshot.read_path("node_modules/x.py") == b"node_modules/x.py\n"
    assert isinstance(snapshot.read_path("fifo.py"), Missing)
    assert isinstance(snapshot.read_path("loop/a.py"), Missing)
    assert [e.path for e in folder_snapshot(root, lambda p: p == "a.py").entries] == [
        *("model.pt", "sub/b.py")
    ]


def test_a_plain_folder_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "FILE_LIMIT", 5)
    monkeypatch.setattr(folder_module, "DEPTH_LIMIT", 3)
    deep = tmp_path / "a" / "b" / "c" / "d" / "e"
    deep.mkdir(parents=True)
    (deep / "deep.py").write_text("")
    snapshot = folder_snapshot(tmp_path)
    assert snapshot.entries == ()
    assert "nested deeper" in snapshot.diagnostics[0].message
    for number in range(9):
        (tmp_path / f"{number}.py").write_text("")
    snapshot = folder_snapshot(tmp_path)
    assert len(snapshot.entries) == 5
    assert any("more than 5 files" in one.message for one in snapshot.diagnostics)


def test_too_many_untracked_files_are_cut_and_said(
    builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_tree, "UNTRACKED_LIMIT", 3)
    builder.commit("first", {"a.py": "a\n"})
    for number in range(6):
        (builder.folder / f"u{number}.py").write_text("")
    snapshot, texts = work_tree_of(builder.folder)
    assert list(texts) == ["a.py", "u0.py", "u1.py", "u2.py"]
    assert "6 untracked files" in snapshot.diagnostics[0].message


@pytest.mark.parametrize("name", ["[ab]", "*", ":(exclude)b", ":!b"])
def test_a_folder_with_the_name_of_a_pattern_is_that_folder(
    name: str, builder: RepositoryBuilder
) -> None:
    builder.commit("Start", {f"{name}/train.py": "x = 1\n", "a/other.py": "y = 2\n"})
    (builder.folder / name / "new.py").write_text("z = 3\n")
    with opened(builder.folder / name) as repository:
        assert repository.head is not None
        committed = revision_snapshot(repository, repository.head)
        assert [entry.path for entry in committed.entries] == ["train.py"]
        now = work_tree_snapshot(repository)
        assert [entry.path for entry in now.entries] == ["new.py", "train.py"]
