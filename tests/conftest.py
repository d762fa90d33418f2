"""What many tests share: a repository to build in a temporary folder, and a cache of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from debtaudit.gather.builder import RepositoryBuilder


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[RepositoryBuilder]:
    """Return a new, empty git repository with its builder."""
    made = RepositoryBuilder(tmp_path / "repository")
    yield made
    made.repo.close()


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the user's fact cache and git configuration, and from its CI."""
    monkeypatch.setenv("DEBTAUDIT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
