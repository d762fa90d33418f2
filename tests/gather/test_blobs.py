"""Blobs come in the order that was asked for, each whole or with the reason why not."""

from pathlib import Path

from debtaudit.domain.files import Missing
from debtaudit.gather import blobs
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.repository import Repository, open_repository
from tests.gather.real_git import git


def opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert isinstance(repository, Repository)
    return repository


def blob_ids(builder: RepositoryBuilder, *names: str) -> list[str]:
    return [git(builder.folder, "rev-parse", f"HEAD:{name}") for name in names]


def test_bytes_come_back_as_they_are_and_in_order(builder: RepositoryBuilder) -> None:
    texts = {"a": b"", "b": b"\0\n\r\xff", "c": b"no end of line", "d": b"x" * 300_000}
    builder.commit("first", dict(texts))
    a, b, c, d = blob_ids(builder, "a", "b", "c", "d")
    with opened(builder.folder) as repository:
        found = list(BlobReader(repository).read([d, a, b, a, c], 1_000_000))
    assert found == [
        *((d, texts["d"]), (a, b""), (b, texts["b"]), (a, b"")),
        (c, b"no end of line"),
    ]


def test_what_is_missing_large_or_no_blob_says_so_and_the_rest_comes(
    builder: RepositoryBuilder,
) -> None:
    commit = builder.commit("first", {"a": b"small", "b": b"x" * 5000})
    small, large = blob_ids(builder, "a", "b")
    wanted = ["0" * 40, large, commit, "no id", "", "HEAD:a\nHEAD", small]
    with opened(builder.folder) as repository:
        found = [data for _, data in BlobReader(repository).read(wanted, 100)]
    assert found[-1] == b"small"
    reasons = [data.reason for data in found[:-1] if isinstance(data, Missing)]
    assert len(reasons) == 6
    assert "not in this clone" in reasons[0]
    assert reasons[1] == "larger than the limit (5,000 of 100 bytes)"


def test_a_huge_blob_is_not_read_to_be_thrown_away(builder: RepositoryBuilder) -> None:
    huge = b"x" * (blobs._SKIPPED_BYTES + 1)
    builder.commit("first", {"a": b"1", "huge": huge, "other": huge + b"y", "z": b"2"})
    ids = blob_ids(builder, "a", "huge", "huge", "other", "z")
    with opened(builder.folder) as repository:
        found = [data for _, data in BlobReader(repository).read(ids, 100)]
        whole = list(BlobReader(repository).read(ids[1:2], len(huge)))
    assert (found[0], found[4]) == (b"1", b"2")
    assert all(isinstance(data, Missing) for data in found[1:4])
    assert whole[0][1] == huge


def test_each_blob_has_its_own_limit(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a": b"12345"})
    (blob,) = blob_ids(builder, "a")
    with opened(builder.folder) as repository:
        answers = list(BlobReader(repository).read_each([(blob, 5), (blob, 4)]))
    assert answers[0] == b"12345"
    assert isinstance(answers[1], Missing)


def test_a_damaged_object_costs_itself_only(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a": b"one", "b": b"two" * 500, "c": b"three"})
    a, b, c = blob_ids(builder, "a", "b", "c")
    loose = builder.folder / ".git" / "objects" / b[:2] / b[2:]
    loose.chmod(0o644)
    loose.write_bytes(loose.read_bytes()[:12] + b"damage")
    with opened(builder.folder) as repository:
        found = dict(BlobReader(repository).read([a, b, c], 1_000_000))
    assert (found[a], found[c]) == (b"one", b"three")
    assert isinstance(found[b], Missing)


def test_nothing_asked_nothing_started(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"a": b"one"})
    with opened(builder.folder) as repository:
        assert list(BlobReader(repository).read([], 10)) == []
