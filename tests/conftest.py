"""What many tests share: a repository to build in a temporary folder, and a cache of their own."""

import signal
import threading
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


def pytest_configure() -> None:
    """Let interrupts through: a shell has what it starts in the background ignore them.

    Programs that the tests start and interrupt would inherit that.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
