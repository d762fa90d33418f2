"""Past versions: cut from blobs, each read once in the life of the cache."""

from __future__ import annotations

from pathlib import Path

from debtaudit.domain.settings import Limits, Settings
from debtaudit.gather.anatomies import Version, gather_anatomies, snapshot_anatomies
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import FactCache
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import work_tree_snapshot
from tests.gather.real_git import git

NO_CACHE = FactCache(None, 0)
FUNCTION = "def f(a):\n    if a:\n        return {}\n"


def _opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert isinstance(repository, Repository)
    return repository


def _versions(folder: Path, number: int = 5) -> list[Version]:
    builder = RepositoryBuilder(folder)
    for turn in range(number):
        builder.commit("Work", {"a.py": FUNCTION.format(turn), "b.txt": f"{turn}"})
    return [
        Version("a.py", git(folder, "rev-parse", f"HEAD~{turn}:a.py")) for turn in range(number)
    ]


def test_every_version_has_its_parts(tmp_path: Path) -> None:
    versions = _versions(tmp_path / "r")
    with _opened(tmp_path / "r") as repository:
        found = gather_anatomies(repository, versions, Settings(), NO_CACHE)
    assert [found[one.blob].complexity for one in versions] == [3] * 5
    assert len({found[one.blob].named()["f"].digest for one in versions}) == 5


def test_a_known_version_is_not_read_again(tmp_path: Path) -> None:
    versions = _versions(tmp_path / "r")
    RepositoryBuilder(tmp_path / "empty").commit("Nothing", {"x.py": "x = 1\n"})
    with FactCache(tmp_path / "cache", 50_000_000) as cache:
        with _opened(tmp_path / "r") as repository:
            first = gather_anatomies(repository, versions, Settings(), cache)
        # where these blobs are not, they can only come from the cache
        with _opened(tmp_path / "empty") as repository:
            assert gather_anatomies(repository, versions, Settings(), cache) == first
            assert gather_anatomies(repository, versions, Settings(), NO_CACHE) == {}


def test_what_is_missing_or_too_large_or_no_code_is_absent(tmp_path: Path) -> None:
    (version,) = _versions(tmp_path / "r", 1)
    text = Version("b.txt", git(tmp_path / "r", "rev-parse", "HEAD:b.txt"))
    gone = Version("a.py", "1" * 40)
    with _opened(tmp_path / "r") as repository:
        asked = [version, text, gone]
        assert set(gather_anatomies(repository, asked, Settings(), NO_CACHE)) == {version.blob}
        small = Settings(limits=Limits(python_bytes=10))
        assert gather_anatomies(repository, [version], small, NO_CACHE) == {}


def test_many_versions_are_read_by_several_processes_alike(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    paths = [f"m{number}.py" for number in range(4)]
    body = "".join(FUNCTION.replace("f(", f"f{n}(").format(n) for n in range(2_000))
    builder.commit("Work", {path: f"x = '{path}'\n{body}" for path in paths})
    versions = [Version(path, git(tmp_path / "r", "rev-parse", f"HEAD:{path}")) for path in paths]
    with _opened(tmp_path / "r") as repository:
        one = gather_anatomies(repository, versions, Settings(), NO_CACHE, jobs=1)
        two = gather_anatomies(repository, versions, Settings(), NO_CACHE, jobs=2)
    assert one == two
    assert {len(found.parts) for found in one.values()} == {2_000}


def test_the_snapshot_is_read_as_it_lies_there(tmp_path: Path) -> None:
    _versions(tmp_path / "r", 1)
    (tmp_path / "r" / "a.py").write_text(FUNCTION.format(1) + "\ndef new():\n    pass\n")
    with _opened(tmp_path / "r") as repository, FactCache(tmp_path / "c", 10**8) as cache:
        snapshot = work_tree_snapshot(repository)
        entries = [entry for entry in snapshot.entries if entry.path == "a.py"]
        found = snapshot_anatomies(snapshot, entries, Settings(), cache)
        assert list(found["a.py"].named()) == ["f", "new"]
        assert snapshot_anatomies(snapshot, entries, Settings(), cache) == found
