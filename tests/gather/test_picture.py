"""A picture out of the cache is the one that would be drawn."""

from pathlib import Path

from debtaudit.domain.picture import Picture
from debtaudit.domain.settings import Settings
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import extractor_version
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.gather.picture import gather_picture
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import work_tree_snapshot
from debtaudit.resolve.picture import draw

TRAIN = "from sklearn.svm import SVC\n\ndef fit(x, y):\n    return SVC().fit(x, y)\n"
CALLER = "from train import fit\n\nfit([[0], [1]], [0, 1])\n"


def pictured(folder: Path, cache: FactCache, engine: str = "fused") -> tuple[Picture, Picture]:
    """Return the picture as the audit gets it, and as it is drawn."""
    repository = open_repository(folder)
    assert isinstance(repository, Repository)
    with repository:
        snapshot = work_tree_snapshot(repository)
        facts, _ = gather_file_facts(snapshot, Settings(), cache, 1)
        got = gather_picture(snapshot.entries, facts, engine, cache)
        return got, draw(snapshot.entries, facts)


def entries(cache: FactCache) -> int:
    """Return how much is in the cache."""
    return cache.info().entries


def test_the_same_files_are_drawn_once_and_others_anew(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("first", {"train.py": TRAIN, "run.py": CALLER})
    with FactCache(tmp_path / "facts", 10_000_000) as cache:
        first, drawn = pictured(builder.folder, cache)
        assert first == drawn
        assert first.entry_points
        known = entries(cache)
        assert pictured(builder.folder, cache) == (drawn, drawn)
        assert entries(cache) == known
        builder.commit("no longer", {"run.py": "print()\n"})
        second, drawn = pictured(builder.folder, cache)
        assert second == drawn != first


def test_a_move_and_another_engine_are_other_pictures(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("first", {"train.py": TRAIN})
    with FactCache(tmp_path / "facts", 10_000_000) as cache:
        pictured(builder.folder, cache)
        known = entries(cache)
        builder.commit("moved", {"lib/train.py": TRAIN, "train.py": None})
        got, drawn = pictured(builder.folder, cache)
        assert got == drawn
        assert set(got.roles) == {"lib/train.py"}
        assert entries(cache) == known + 2  # the picture, and the calls of the file at its place
        pictured(builder.folder, cache, "radon")
        assert entries(cache) == known + 3  # (calls are the same, however complexity is counted)


def test_the_models_and_who_orders_a_training_are_kept_with_the_picture(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    order = "import boto3\n\ndef run():\n    client = boto3.client('sagemaker')\n"
    order += "    client.create_training_job(TrainingJobName='demand')\n"
    builder.commit("first", {"train.py": TRAIN, "order.py": order, "weights.pt": "1"})
    with FactCache(tmp_path / "facts", 10_000_000) as cache:
        first, _ = pictured(builder.folder, cache)
        known, _ = pictured(builder.folder, cache)
        assert [model.name for model in known.models] == ["run", "train", "weights"]
        assert known.ordering == {"order.py"}
        assert known == first
        builder.commit("owned and stored", {"CODEOWNERS": "* @forecast\n", "other.pt": "2"})
        owned, drawn = pictured(builder.folder, cache)
        assert owned == drawn
        assert {model.owner for model in owned.models} == {"@forecast"}
        assert "other" in {model.name for model in owned.models}


def test_damaged_calls_are_resolved_again(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.commit("first", {"train.py": TRAIN, "run.py": CALLER})
    with FactCache(tmp_path / "facts", 10_000_000) as cache:
        pictured(builder.folder, cache)
        repository = open_repository(builder.folder)
        assert isinstance(repository, Repository)
        with repository:
            blobs = {one.path: one.blob for one in work_tree_snapshot(repository).entries}
        key = f"run.py\0{blobs['run.py']}"
        cache.put_many(f"calls {extractor_version()}", {key: b"no facts at all"})
        builder.commit("another file", {"more.py": "import train\n"})
        got, drawn = pictured(builder.folder, cache)
        assert got == drawn


def test_without_a_cache_it_is_drawn(builder: RepositoryBuilder) -> None:
    builder.commit("first", {"train.py": TRAIN})
    with FactCache(None, 0) as cache:
        got, drawn = pictured(builder.folder, cache)
    assert got == drawn
