"""Shell scripts compared by the settings of the runs that they start."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import Comparison, SurfaceChange
from debtaudit.extract.model_surface import compare

SCRIPT = b"""#!/bin/bash
# fine-tunes on four cards
WARMUP=500
export NAME=first
CUDA_VISIBLE_DEVICES=0,1 python -m torch.distributed.launch --nproc_per_node 4 \\
    tools/train.py --lr 3e-4 --epochs=10 \\
    --output_dir out --shift -2 --flag "two words"
accelerate launch --config_file conf.yaml -m pkg.finetune optim.weight_decay=0.1
echo "trained with --lr 3e-4"
pip install torch==2.1 && python tools/report.py --title first
"""


def shell(before: bytes | None, after: bytes | None) -> Comparison:
    return compare(PathClass.SHELL, before, after)


def edited(old: bytes, new: bytes) -> tuple[SurfaceChange, ...]:
    assert old in SCRIPT
    return shell(SCRIPT, SCRIPT.replace(old, new)).changes


@pytest.mark.parametrize(
    ("old", "new", "symbol", "values"),
    [
        (b"--lr 3e-4 --", b"--lr 1e-4 --", "train.py lr", ("3e-4", "1e-4")),
        (b"--epochs=10", b"--epochs 20", "train.py epochs", ("10", "20")),
        (b"weight_decay=0.1", b"weight_decay=0", "pkg.finetune optim.weight_decay", ("0.1", "0")),
        (b"WARMUP=500", b"WARMUP=900", "WARMUP", ("500", "900")),
        (b"--epochs=10", b"--epochs=10 --dropout .1", "train.py dropout", (None, ".1")),
    ],
)
def test_options_of_runs_are_settings(
    old: bytes, new: bytes, symbol: str, values: tuple[str | None, str | None]
) -> None:
    (change,) = edited(old, new)
    assert (change.symbol, change.before, change.after) == (symbol, *values)
    assert change.kind == "hyperparameter"
    assert change.anywhere
    assert change.weight > 0.6


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"# fine-tunes on four cards", b"# fine-tunes"),
        (b"--lr 3e-4 --epochs=10 \\\n", b"--epochs 10 --lr 0.0003 \\\n"),
        (b"CUDA_VISIBLE_DEVICES=0,1 ", b"CUDA_VISIBLE_DEVICES=2,3 "),
        (b"--nproc_per_node 4", b"--nproc_per_node 8"),
        (b"--output_dir out", b"--output_dir elsewhere"),
        (b'echo "trained with --lr 3e-4"', b'echo "trained with --lr 1"'),
        (b"torch==2.1", b"torch==2.2"),
        (b"python tools/report.py --title first", b"python tools/report.py --title other"),
        (b"NAME=first", b"NAME=other"),
    ],
)
def test_plumbing_order_and_spelling_are_no_change(old: bytes, new: bytes) -> None:
    assert edited(old, new) == ()


def test_runs_are_paired_with_those_that_they_share_most_with() -> None:
    line = b"python train.py --dataset %s --lr %s\n"
    before = line % (b"wine", b"1") + line % (b"yacht", b"2") + line % (b"msd", b"3")
    after = line % (b"yacht", b"2") + line % (b"wine", b"4") + line % (b"msd", b"3")
    (change,) = shell(before, after).changes
    assert (change.before, change.after) == ("1", "4")


def test_a_script_that_is_new_counts_by_the_settings_of_its_runs() -> None:
    (change,) = shell(None, SCRIPT).changes
    assert (change.before, change.after) == (None, "train.py with 5 options")
    assert change.whole
    assert shell(None, b"python setup.py install --user\nrm -rf build\n").changes == ()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (b"https://example.org/v2/net.pth", "artefact"),
        (b"-O weights/final https://example.org/releases/2/final", "artefact"),
        (b"https://example.org/coco/annotations.zip", "data"),
        (b"https://example.org/install.sh", ""),
    ],
)
def test_downloads_count_where_they_are_weights_or_data(address: bytes, kind: str) -> None:
    found = {change.kind for change in shell(b"cd x\n", b"cd x\nwget " + address).changes}
    assert found == ({kind} if kind else set())


@pytest.mark.parametrize("data", [b"", b"\xff\xfe--\\", b"python '", b"= \\\n\\\n", b"python"])
def test_odd_scripts_are_read_without_a_fault(data: bytes) -> None:
    assert shell(None, data).problem is None
    assert shell(data, SCRIPT).problem is None


def test_secrets_in_options_are_not_shown() -> None:
    before = b"python train.py --lr 1 --model_id sk-abcdefghijklmnopqrstuvwxyz0123456789ABCD\n"
    (change,) = shell(before, before.replace(b"sk-abc", b"sk-xyz")).changes
    assert "abcdefghij" not in (change.before or "")
