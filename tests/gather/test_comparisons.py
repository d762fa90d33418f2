"""What change sets do to the model surface and the documents, read out of real history."""

from collections.abc import Sequence

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import (
    ChangeSet,
    ChangeSetComparison,
    Commit,
    Comparison,
    PathChange,
)
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.settings import Limits, Settings
from debtaudit.extract.model_surface import compare
from debtaudit.gather import compared_pairs as module
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import open_cache
from debtaudit.gather.comparisons import gather_comparisons
from debtaudit.gather.repository import Repository, open_repository

BEFORE = "import torch\n\ndef build(net):\n    return torch.optim.Adam(net.parameters(), lr=6e-4)\n"
AFTER = BEFORE.replace("6e-4", "3e-4")

Result = tuple[dict[str, ChangeSetComparison], tuple[Diagnostic, ...]]


def change_set(builder: RepositoryBuilder, revision: str) -> ChangeSet:
    """Return the change set of a commit as git's own diff has it."""
    made = builder.repo.commit(revision)
    parent = made.parents[0] if made.parents else None
    changes = []
    for diff in (parent or builder.repo.tree("4b825dc642cb6eb9a060e54bf8d69288fbee4904")).diff(
        made
    ):
        path = diff.b_path or diff.a_path or ""
        status = (diff.change_type or "M")[:1]
        changes.append(
            PathChange(
                "R" if status == "R" else "A" if status == "A" else "D" if status == "D" else "M",
                path,
                diff.a_path or path,
                diff.a_blob.hexsha if diff.a_blob and not diff.new_file else None,
                diff.b_blob.hexsha if diff.b_blob and not diff.deleted_file else None,
            )
        )
    head = Commit(made.hexsha, (), 0, "a", "a@b", "s", "")
    return ChangeSet(head, (made.hexsha,), ("",), tuple(changes), 0)


def _compare(
    builder: RepositoryBuilder,
    change_sets: Sequence[ChangeSet],
    settings: Settings | None = None,
    *,
    ignored: str = "nothing",
    cached: bool = True,
    jobs: int = 1,
) -> Result:
    opened = open_repository(builder.folder)
    assert isinstance(opened, Repository)
    with opened, open_cache(cached) as cache:
        return gather_comparisons(
            opened,
            change_sets,
            settings or Settings(),
            lambda path: path.startswith(ignored),
            cache,
            jobs,
        )


@pytest.fixture
def history(builder: RepositoryBuilder) -> RepositoryBuilder:
    builder.repo.git.update_environment(GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@b")
    builder.commit(
        "first",
        {
            "train.py": BEFORE,
            "conf/train.yaml": "lr: 0.1\nepochs: 3\nbatch_size: 8\n",
            "model.pt": b"\0\1",
            "README.md": "# Model\n",
            "logo.png": b"\x89",
        },
    )
    return builder


def test_code_settings_weights_and_documents_of_onechange_set(history: RepositoryBuilder) -> None:
    head = history.commit(
        "change",
        {
            "train.py": AFTER,
            "conf/train.yaml": "lr: 0.2\nepochs: 3\nbatch_size: 8\n",
            "model.pt": b"\0\2",
            "README.md": "# Model\n\nThe learning rate is halved.\n",
            "logo.png": b"\x8a",
        },
    )
    found, diagnostics = _compare(history, [change_set(history, head)])
    assert diagnostics == ()
    comparison = found[head]
    assert [one.path for one in comparison.files] == ["conf/train.yaml", "model.pt", "train.py"]
    settings, weights, code = [one.comparison for one in comparison.files]
    assert [(one.symbol, one.before, one.after) for one in settings.changes] == [
        ("lr", "0.1", "0.2")
    ]
    assert [one.kind for one in weights.changes] == ["artefact"]
    assert weights.changes[0].before != weights.changes[0].after
    assert any("lr" in one.symbol or one.key == "lr" for one in code.changes)
    (document,) = comparison.documents
    assert document.path == "README.md"
    assert [(one.line, one.text) for one in document.added] == [(3, "The learning rate is halved.")]


def test_a_lower_limit_does_not_find_what_a_higher_one_left_in_the_cache(
    history: RepositoryBuilder,
) -> None:
    sets = [change_set(history, history.commit("change", {"train.py": AFTER}))]
    whole = _compare(history, sets)
    low = Settings(limits=Limits(python_bytes=20))
    assert _compare(history, sets, low) == _compare(history, sets, low, cached=False) != whole


def test_remarks_alone_are_no_change(history: RepositoryBuilder) -> None:
    head = history.commit("remark", {"train.py": "# why\n" + BEFORE})
    found, _ = _compare(history, [change_set(history, head)])
    assert [one.comparison.changes for one in found[head].files] == [()]


def test_added_and_deleted_files(history: RepositoryBuilder) -> None:
    added = history.commit("add", {"new.pt": b"x", "docs/new.md": "Text\n"})
    removed = history.commit("remove", {"new.pt": None, "docs/new.md": None, "train.py": None})
    found, _ = _compare(history, [change_set(history, one) for one in (added, removed)])
    (weights,) = found[added].files
    assert (weights.status, weights.comparison.changes[0].before) == ("A", None)
    assert [one.path for one in found[added].documents] == ["docs/new.md"]
    gone = {one.path: one.comparison for one in found[removed].files}
    assert set(gone) == {"new.pt", "train.py"}
    assert gone["new.pt"].changes[0].after is None
    assert found[removed].documents == ()


def test_cache_and_jobs_make_no_difference(
    history: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = history.commit("change", {"train.py": AFTER, "README.md": "# Model\nmore\n"})
    sets = [change_set(history, head)]
    alone = _compare(history, sets, cached=False)
    assert _compare(history, sets) == alone
    compared: list[str] = []
    monkeypatch.setattr(module, "_work", lambda row: compared.append(row[0][0].name))
    assert _compare(history, sets) == alone
    assert compared == []
    monkeypatch.undo()
    monkeypatch.setattr("debtaudit.gather.workers.FORK_FROM", 0)
    assert _compare(history, sets, cached=False, jobs=2) == alone
    monkeypatch.setattr(module, "_BATCH_BYTES", 1)
    assert _compare(history, sets, cached=False, jobs=2) == alone


def test_the_same_edit_is_compared_once_wherever_it_stands(
    history: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = history.commit("there", {"train.py": AFTER})
    history.commit("back", {"train.py": BEFORE})
    second = history.commit("there again", {"train.py": AFTER})
    history.commit("copy", {"copies/fit.py": BEFORE})
    third = history.commit("elsewhere", {"copies/fit.py": AFTER})
    compared: list[PathClass] = []
    real = compare

    def counting(kind: PathClass, old: bytes | None, new: bytes | None) -> Comparison:
        compared.append(kind)
        return real(kind, old, new)

    monkeypatch.setattr(module, "compare", counting)
    found, _ = _compare(history, [change_set(history, one) for one in (third, second, first)])
    assert compared == [PathClass.PYTHON]
    assert found[first] == found[second]
    assert found[third].files[0].comparison == found[first].files[0].comparison


def test_ignored_paths_are_not_compared(history: RepositoryBuilder) -> None:
    head = history.commit("change", {"train.py": AFTER, "conf/train.yaml": "lr: 9\n"})
    found, _ = _compare(history, [change_set(history, head)], ignored="conf/")
    assert [one.path for one in found[head].files] == ["train.py"]


def test_above_the_limit_model_code_comes_first_and_the_rest_is_named(
    history: RepositoryBuilder,
) -> None:
    files: dict[str, str | bytes | None] = {f"a{n}.yaml": f"lr: {n}\n" for n in range(5)}
    head = history.commit("much", {**files, "train.py": AFTER, "zoo.py": BEFORE})
    settings = Settings(limits=Limits(change_set_paths=3))
    found, diagnostics = _compare(history, [change_set(history, head)], settings)
    assert [one.path for one in found[head].files] == ["a0.yaml", "train.py", "zoo.py"]
    (said,) = diagnostics
    assert "4 of 7 changed files were not compared" in said.message
    assert head[:10] in said.message and "limits.change-set-paths" in said.message


def test_missing_and_oversized_blobs_are_problems_not_changes(history: RepositoryBuilder) -> None:
    head = history.commit("change", {"train.py": AFTER, "README.md": "# Model\nmore\n"})
    real = change_set(history, head)
    nowhere = "1" * 40
    odd = ChangeSet(
        real.head,
        real.commits,
        real.messages,
        (
            PathChange("M", "gone.py", "gone.py", nowhere, real.changes[1].after),
            PathChange("M", "gone.md", "gone.md", nowhere, "2" * 40),
            PathChange("M", "gone.pt", "gone.pt", nowhere, "2" * 40),
            *real.changes,
        ),
        0,
    )
    found, _ = _compare(history, [odd])
    files = {one.path: one.comparison for one in found[head].files}
    assert files["gone.py"].changes == ()
    assert "not compared: " in (files["gone.py"].problem or "")
    assert files["gone.pt"].changes  # other ids are other weights, also without the bytes
    assert files["train.py"].problem is None
    documents = {one.path: one for one in found[head].documents}
    assert (documents["README.md"].problem, len(documents["README.md"].added)) == (None, 1)
    assert documents["gone.md"].added == ()
    assert "not compared: " in (documents["gone.md"].problem or "")
    small = Settings(limits=Limits(python_bytes=10))
    found, _ = _compare(history, [real], small, cached=False)
    assert "limit" in (found[head].files[0].comparison.problem or "")


def test_a_problem_with_a_blob_is_not_remembered(history: RepositoryBuilder) -> None:
    head = history.commit("change", {"train.py": AFTER})
    sets = [change_set(history, head)]
    small = Settings(limits=Limits(python_bytes=10))
    assert _compare(history, sets, small)[0][head].files[0].comparison.problem
    assert _compare(history, sets)[0][head].files[0].comparison.problem is None


def test_mode_changes_links_and_pure_renames_are_nothing(history: RepositoryBuilder) -> None:
    blob = history.repo.head.commit.tree["train.py"].hexsha
    head = Commit("c" * 40, (), 0, "a", "a@b", "s", "")
    changes = (
        PathChange("M", "train.py", "train.py", blob, blob),
        PathChange("R", "new.py", "train.py", blob, blob),
        PathChange("T", "link.py", "link.py", None, None),
    )
    found, _ = _compare(history, [ChangeSet(head, (), (), changes, 0)])
    assert found == {head.id: ChangeSetComparison((), ())}


def test_no_change_sets_no_comparisons(history: RepositoryBuilder) -> None:
    assert _compare(history, []) == ({}, ())
