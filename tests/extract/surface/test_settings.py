"""Settings, pointers and weights compared by what they say."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import Comparison
from debtaudit.extract.model_surface import compare

YAML = b"""# how to train
optim:
  lr: 0.0006   # tuned
  weight_decay: 0.1
model: {dim: 64, layers: 2}
logging:
  wandb: true
"""


def yaml(before: bytes | None, after: bytes | None) -> Comparison:
    return compare(PathClass.YAML, before, after)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"# tuned", b"# tuned again"),
        (b"# how to train\n", b""),
        (b"0.0006", b"6e-4"),
        (b"{dim: 64, layers: 2}", b"{layers: 2, dim: 64}"),
        (b"wandb: true", b"wandb: false"),
    ],
)
def test_comments_order_spelling_and_plumbing_are_no_change(old: bytes, new: bytes) -> None:
    assert yaml(YAML, YAML.replace(old, new)).changes == ()


def test_values_are_compared_under_their_keys() -> None:
    (change,) = yaml(YAML, YAML.replace(b"0.0006", b"0.0003")).changes
    assert (change.symbol, change.before, change.after) == ("optim.lr", "0.0006", "0.0003")
    assert change.kind == "hyperparameter"
    assert change.anywhere
    assert change.line == 3


@pytest.mark.parametrize(
    ("path_class", "before", "after", "key"),
    [
        (PathClass.JSON, b'{"a": {"batch_size": 8}}', b'{"a": {"batch_size": 16}}', "a.batch_size"),
        (PathClass.TOML, b"[train]\nepochs = 3\n", b"[train]\nepochs = 5\n", "train.epochs"),
        (PathClass.INI, b"[train]\nseed = 1\n", b"[train]\nseed = 2\n", "train.seed"),
    ],
)
def test_other_formats(path_class: PathClass, before: bytes, after: bytes, key: str) -> None:
    (change,) = compare(path_class, before, after).changes
    assert change.symbol == key
    assert change.weight >= 0.5


def test_a_key_that_comes_or_goes_weighs_less_than_another_value() -> None:
    (changed,) = yaml(YAML, YAML.replace(b"0.0006", b"0.0003")).changes
    (gone,) = yaml(YAML, YAML.replace(b"  lr: 0.0006   # tuned\n", b"")).changes
    (new,) = yaml(YAML.replace(b"  lr: 0.0006   # tuned\n", b""), YAML).changes
    assert (gone.before, gone.after, new.before, new.after) == ("0.0006", None, None, "0.0006")
    assert gone.weight == new.weight < changed.weight


def test_new_settings_of_an_experiment_and_of_a_tool() -> None:
    settings = YAML.replace(b"model:", b"epochs: 3\nmodel:")
    for sides, values in (
        ((None, settings), (None, "6 settings")),
        ((settings, None), ("6 settings", None)),
    ):
        (change,) = yaml(*sides).changes
        assert (change.before, change.after) == values
        assert (change.symbol, change.line, change.whole) == ("", 1, True)
    assert yaml(None, b"theme: dark\nport: 80\n").changes == ()


def test_broken_settings_are_a_problem() -> None:
    found = yaml(YAML, b"a: [1, 2\nb: }{")
    assert found.changes == ()
    assert found.problem is not None


def test_secrets_in_values_are_masked() -> None:
    after = b"model_url: https://user:hunter2hunter2@example.org/net.pt\n"
    (change,) = yaml(b"model_url: ''\n", after).changes
    assert "hunter2" not in str(change)


DVC = b"outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 10\n  path: train.csv\n"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 3\n"


def test_pointer_with_another_hash() -> None:
    (change,) = compare(PathClass.POINTER, DVC, DVC.replace(b"0123", b"ffff")).changes
    assert change.symbol == "train.csv"
    assert change.kind == "artefact"
    assert change.anywhere


def test_pointer_with_the_same_hash() -> None:
    assert compare(PathClass.POINTER, DVC, DVC + b"frozen: true\n").changes == ()


def test_pointer_to_code_is_none_of_the_model() -> None:
    lock = b"stages:\n  a:\n    deps:\n    - path: src/a.py\n      md5: aa\n"
    assert compare(PathClass.POINTER, lock, lock.replace(b"aa", b"bb")).changes == ()


@pytest.mark.parametrize("swapped", [True, False])
def test_lfs_pointers_count_by_their_oid(swapped: bool) -> None:
    before, after = LFS % (b"a" * 64), LFS % ((b"b" if swapped else b"a") * 64) + b"\n"
    assert bool(compare(PathClass.ARTEFACT, before, after).changes) is swapped


@pytest.mark.parametrize(("before", "after"), [(None, b"1"), (b"1", None), (b"1", b"2")])
def test_weights_added_removed_and_replaced(before: bytes | None, after: bytes | None) -> None:
    (change,) = compare(PathClass.ARTEFACT, before, after).changes
    assert change.kind == "artefact"
    assert change.weight >= 0.5


@pytest.mark.parametrize("path_class", [PathClass.DOCUMENT, PathClass.LOCK, PathClass.WORKFLOW])
def test_other_files_hold_no_model_surface(path_class: PathClass) -> None:
    assert compare(path_class, b"a", b"b") == Comparison()


@pytest.mark.parametrize(
    ("key", "address", "kind"),
    [
        ("voices.small", "https://example.org/releases/1/voice-model.zip", "artefact"),
        ("weights", "s3://bucket/net.pth", "artefact"),
        ("source", "https://example.org/dataset-1.csv", "data"),
    ],
)
def test_another_address_of_weights_or_data_is_another_model(
    key: str, address: str, kind: str
) -> None:
    line = f"{key}: {address}\n"
    (change,) = yaml(line.encode(), line.replace("://", "://other.").encode()).changes
    assert change.kind == kind
    assert change.weight >= 0.7


def test_the_address_of_a_page_is_none() -> None:
    old = b"homepage: https://example.org/docs\n"
    assert all(c.weight < 0.3 for c in yaml(old, old.replace(b"docs", b"help")).changes)


def test_a_resource_of_kubernetes_is_no_setting_of_a_model() -> None:
    task = b"apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n  - image: a\n    lr: 0.1\n"
    assert yaml(task, task.replace(b"0.1", b"0.2")).changes == ()
    assert yaml(None, task).changes == ()
    settings = task.partition(b"kind: Task\n")[2]
    assert yaml(settings, settings.replace(b"0.1", b"0.2")).changes != ()
