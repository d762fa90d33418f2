"""Where neither the files nor what was changed hold a model, nothing is compared."""

from collections.abc import Sequence

import pytest

from debtaudit.domain.history import ChangeSet, ChangeSetComparison
from debtaudit.domain.settings import Limits, Settings
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import open_cache
from debtaudit.gather.comparisons import gather_comparisons
from debtaudit.gather.repository import Repository, open_repository
from tests.gather.test_comparisons import change_set

PLAIN = "import os\n\ndef limit(threshold=1):\n    return os.stat(threshold)\n"
NAMES = "import torch\n\ndef build(net):\n    return torch.nn.Linear(net, 3)\n"


def _compared(
    builder: RepositoryBuilder,
    sets: Sequence[ChangeSet],
    settings: Settings | None = None,
    *,
    has_model: bool = False,
) -> dict[str, ChangeSetComparison]:
    opened = open_repository(builder.folder)
    assert isinstance(opened, Repository)
    with opened, open_cache() as cache:
        found, _ = gather_comparisons(
            opened,
            sets,
            settings or Settings(),
            lambda _path: False,
            cache,
            1,
            has_model=has_model,
        )
    return found


@pytest.fixture
def history(builder: RepositoryBuilder) -> RepositoryBuilder:
    builder.commit("first", {"page.py": PLAIN, "old.py": NAMES, "utf.py": "x = 'utf-8'\n"})
    return builder


def test_nothing_is_compared_where_nothing_names_a_package_of_models(
    history: RepositoryBuilder,
) -> None:
    head = history.commit("change", {"page.py": PLAIN.replace("=1", "=2"), "utf.py": "x = 1\n"})
    sets = [change_set(history, head)]
    assert _compared(history, sets) == {head: ChangeSetComparison((), ())}
    files = _compared(history, sets, has_model=True)[head].files
    assert [one.path for one in files] == ["page.py", "utf.py"]


@pytest.mark.parametrize(
    "files",
    [
        {"old.py": None},  # the last that named one is gone
        {"new.py": NAMES},
        {"net.pt": b"\0\1"},
        {"net.pt.dvc": "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: net.pt\n"},
        {"book.ipynb": '{"cells": [{"cell_type": "code", "source": "import sklearn"}]}'},
    ],
)
def test_all_is_compared_where_one_version_names_a_package_or_is_weights(
    history: RepositoryBuilder, files: dict[str, str | bytes | None]
) -> None:
    changed = {"page.py": PLAIN.replace("=1", "=2"), **files}
    head = history.commit("change", changed)
    found = _compared(history, [change_set(history, head)])[head].files
    assert {one.path for one in found} == set(changed)


def test_what_cannot_be_read_might_name_one(history: RepositoryBuilder) -> None:
    head = history.commit("change", {"page.py": PLAIN.replace("=1", "=2")})
    tight = Settings(limits=Limits(python_bytes=10))
    (file,) = _compared(history, [change_set(history, head)], tight)[head].files
    assert "limit" in (file.comparison.problem or "")


def test_each_version_is_read_once_in_the_life_of_the_cache(
    history: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = history.commit("change", {"page.py": PLAIN.replace("=1", "=2")})
    sets = [change_set(history, head)]
    _compared(history, sets)
    monkeypatch.setattr("debtaudit.gather.model_names.BlobReader", None)
    assert _compared(history, sets) == {head: ChangeSetComparison((), ())}
