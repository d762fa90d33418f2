"""The facts of whole snapshots: each content once, from the cache where it is known."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from debtaudit.domain.files import FileFacts, PathClass
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.settings import HotspotSettings, Limits, Settings
from debtaudit.extract.file_facts import extract
from debtaudit.gather import file_facts as module
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import FactCache, open_cache
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import folder_snapshot, revision_snapshot, work_tree_snapshot

FILES: dict[str, str | bytes | None] = {
    "train.py": "import torch\n\ndef main():\n    torch.fit()\n",
    "copy/train.py": "import torch\n\ndef main():\n    torch.fit()\n",
    "conf/train.yaml": "lr: 0.1\n",
    "requirements.txt": "torch==1.13.1\n",
    "README.md": "# Model\n",
    "logo.png": b"\x89PNG",
    "model.pt": b"\0\1\2",
    "broken.py": "print 'x'\n",
    "broken.yaml": "a: b: c\n",
}

Result = tuple[dict[str, FileFacts], tuple[Diagnostic, ...]]


@pytest.fixture
def repository(builder: RepositoryBuilder) -> Iterator[Repository]:
    builder.commit("all", FILES)
    opened = open_repository(builder.folder)
    assert isinstance(opened, Repository)
    with opened:
        yield opened


def _gather(
    repository: Repository,
    cache: FactCache | None = None,
    settings: Settings | None = None,
    jobs: int = 1,
) -> Result:
    with cache or open_cache() as opened:
        return gather_file_facts(
            work_tree_snapshot(repository), settings or Settings(), opened, jobs
        )


def test_every_file_that_has_an_extractor_has_facts(repository: Repository) -> None:
    facts, diagnostics = _gather(repository)
    assert list(facts) == sorted(set(FILES) - {"logo.png", "model.pt"})
    assert facts["train.py"].python is not None
    assert facts["conf/train.yaml"].settings[0].key == "lr"
    assert facts["requirements.txt"].manifest is not None
    assert facts["README.md"].document is not None
    assert [(one.path, one.level) for one in diagnostics] == [
        ("broken.py", "warning"),
        ("broken.yaml", "warning"),
    ]
    assert all("not parsed" in one.message for one in diagnostics)


def test_cache_jobs_and_the_way_of_reading_make_no_difference(repository: Repository) -> None:
    assert repository.head is not None
    without = _gather(repository, open_cache(enabled=False))
    assert _gather(repository) == without
    assert _gather(repository) == without
    assert _gather(repository, open_cache(enabled=False), jobs=2) == without
    with open_cache() as cache:
        revision = revision_snapshot(repository, repository.head)
        assert gather_file_facts(revision, Settings(), cache, 1) == without
        folder = folder_snapshot(repository.root)
        assert gather_file_facts(folder, Settings(), cache, 1) == without


def test_equal_content_is_extracted_once_and_never_again(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracted: list[str] = []
    real = extract

    def counting(kind: PathClass, name: str, data: bytes, engine: str) -> FileFacts:
        extracted.append(name)
        return real(kind, name, data, engine)

    monkeypatch.setattr("debtaudit.extract.file_facts.extract", counting)
    facts, _ = _gather(repository)
    assert sorted(extracted) == sorted({Path(path).name for path in facts})
    extracted.clear()
    _gather(repository)
    assert extracted == []
    (repository.root / "train.py").write_text("x = 1\n")
    changed, _ = _gather(repository)
    assert extracted == ["train.py"]
    assert changed["train.py"] != facts["train.py"] == changed["copy/train.py"]


def test_another_engine_is_another_fact(repository: Repository) -> None:
    radon = Settings(hotspots=HotspotSettings(complexity_engine="radon"))
    assert _gather(repository, settings=radon)[0] == _gather(repository)[0]
    with open_cache() as cache:
        assert cache.info().entries == len(FILES) - 3 + 2  # the Python files twice


def test_other_code_of_the_program_is_another_fact(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    _gather(repository)
    with open_cache() as cache:
        before = cache.info().entries
    monkeypatch.setattr(module, "version_within", lambda _limits: "the next one")
    _gather(repository)
    with open_cache() as cache:
        assert cache.info().entries == 2 * before


def test_a_file_above_its_limit_is_named_with_the_setting(repository: Repository) -> None:
    settings = Settings(limits=Limits(python_bytes=20))
    facts, diagnostics = _gather(repository, settings=settings)
    assert "train.py" not in facts
    said = {one.path: one.message for one in diagnostics}
    assert set(said) == {"train.py", "copy/train.py", "broken.py", "broken.yaml"}
    assert "20 bytes" in said["train.py"]
    assert "limits.python-bytes" in said["train.py"]


def test_a_lower_limit_does_not_find_what_a_higher_one_left_in_the_cache(
    repository: Repository,
) -> None:
    _gather(repository)
    low = Settings(limits=Limits(python_bytes=20))
    assert _gather(repository, settings=low) == _gather(
        repository, open_cache(enabled=False), settings=low
    )


def test_a_large_json_file_is_data_and_nobody_is_told(builder: RepositoryBuilder) -> None:
    builder.commit("data", {"data.json": "[" + "1, " * 100_000 + "1]", "a.json": '{"lr": 1}'})
    opened = open_repository(builder.folder)
    assert isinstance(opened, Repository)
    with opened:
        facts, diagnostics = _gather(opened)
    assert list(facts) == ["a.json"]
    assert diagnostics == ()


def test_cached_nonsense_is_extracted_again(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _gather(repository)
    for nonsense in (b"", b"\xc1", b"\x90", msgspec.msgpack.encode([1, 2, 3]), b"\xff" * 50):
        monkeypatch.setattr(
            FactCache,
            "get_many",
            lambda _self, _kind, keys, value=nonsense: dict.fromkeys(keys, value),
        )
        if nonsense == b"\x90":  # an empty array is a whole value: a file without facts
            continue
        assert _gather(repository) == whole


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_fault_of_an_extractor_costs_one_file_in_a_worker_or_not(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = extract

    def faulty(kind: PathClass, name: str, data: bytes, engine: str) -> FileFacts:
        if name == "train.yaml":
            raise AssertionError("odd")
        return real(kind, name, data, engine)

    monkeypatch.setattr("debtaudit.extract.file_facts.extract", faulty)
    monkeypatch.setattr("debtaudit.gather.workers.FORK_FROM", 0)
    for jobs in (1, 2, 4):
        facts, diagnostics = _gather(repository, open_cache(enabled=False), jobs=jobs)
        assert "conf/train.yaml" not in facts
        assert "train.py" in facts
        (said,) = [one for one in diagnostics if one.path == "conf/train.yaml"]
        assert "please report it: AssertionError: odd" in said.message


def test_a_stream_of_many_megabytes_is_cut_into_batches(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _gather(repository, open_cache(enabled=False))
    monkeypatch.setattr(module, "_BATCH_BYTES", 1)
    assert _gather(repository, open_cache(enabled=False)) == whole


def test_the_collector_is_left_as_it_was(repository: Repository) -> None:
    assert gc.isenabled()
    _gather(repository)
    assert gc.isenabled()
    gc.disable()
    try:
        _gather(repository)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_an_empty_repository_has_no_facts(builder: RepositoryBuilder) -> None:
    opened = open_repository(builder.folder)
    assert isinstance(opened, Repository)
    with opened:
        assert _gather(opened) == ({}, ())


def test_a_file_that_only_an_include_names_is_read_as_requirements(
    builder: RepositoryBuilder,
) -> None:
    builder.commit(
        "all",
        {
            "requirements.txt": "-r deps.txt\n-r data.csv\n-r ../../secret\n",
            "deps.txt": "torch==1.0\n-r more/deps.list\n",
            "more/deps.list": "numpy\n-r ../deps.txt\n",
            "Dockerfile": "FROM python:3.12\nRUN pip install -r docker/needs\n",
            "docker/needs": "scipy\n",
            "other.txt": "nothing\n",
        },
    )
    repository = open_repository(builder.folder)
    assert isinstance(repository, Repository)
    with repository:
        facts, diagnostics = _gather(repository)
    declared = {
        path: [declaration.name for declaration in one.manifest.declarations]
        for path, one in facts.items()
        if one.manifest is not None
    }
    assert declared == {
        "Dockerfile": ["python"],
        "deps.txt": ["torch"],
        "docker/needs": ["scipy"],
        "more/deps.list": ["numpy"],
        "requirements.txt": [],
    }
    assert list(facts) == sorted(facts)
    assert diagnostics == ()
