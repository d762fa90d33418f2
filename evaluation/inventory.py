"""Compares `debtaudit inventory` with models that were written down by reading.

    python -m evaluation.inventory --repositories folder

`inventory.tsv` holds one model a line. A model of the inventory is the reader's if it has the same
kind and the same file: one of the training code, one of the weights, or the published name. What
both say of it is then compared item by item; models that only one of them has are listed.
"""

import argparse
import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from debtaudit.domain.inventory_model import InventoryModel, ModelKind, Use
from evaluation.__main__ import share
from evaluation.entry_points import by_clone

LABELS = Path(__file__).with_suffix(".tsv")
_NONE = "-"
_ANY = "*"


class Label(msgspec.Struct, frozen=True, rename="kebab"):
    """What a person says of one model after reading the repository."""

    repository: str
    revision: str
    kind: ModelKind
    model: str
    trained_by: str
    artefacts: str
    registered: str
    owner: str
    last_change: str
    last_retraining: str
    use: Use
    served_by: str


class _Inventory(msgspec.Struct, frozen=True):
    """The part of `debtaudit inventory --format json` that is compared."""

    models: tuple[InventoryModel, ...]


def read_labels() -> list[Label]:
    """Read what was written down."""
    with LABELS.open(newline="", encoding="utf-8") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [msgspec.convert(row, Label) for row in rows]


def ask(clone: Path, revision: str) -> tuple[InventoryModel, ...]:
    """Ask debtaudit for the models of one revision."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "debtaudit", "inventory", str(clone)),
            *("--rev", revision, "--format", "json"),
        ],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{clone.name}: {done.stderr.decode(errors='replace')}")
    return msgspec.json.decode(done.stdout, type=_Inventory).models


def is_same(label: Label, model: InventoryModel) -> bool:
    """Tell whether the reader and the inventory mean one model."""
    if label.kind != model.kind:
        return False
    if label.kind == "pretrained":
        return label.model == model.name
    files = model.code if label.kind == "trained" else model.artefacts
    return not set(files).isdisjoint(_words(label.trained_by) | _words(label.artefacts))


def judged(label: Label, model: InventoryModel) -> dict[str, tuple[bool, str]]:
    """Return for each item whether the two agree, and what debtaudit says."""
    served = label.served_by == _NONE or model.because.startswith(label.served_by)
    return {
        "trained-by": (_words(label.trained_by) <= set(model.code), ", ".join(model.code)),
        "artefacts": (_words(label.artefacts) <= set(model.artefacts), ", ".join(model.artefacts)),
        "registered": (
            _words(label.registered) == set(model.registered_as),
            ", ".join(model.registered_as),
        ),
        "owner": _agree(label.owner, model.owner),
        "last-change": _agree(
            _ANY if label.kind == "artefact" else label.last_change, model.last_change
        ),
        "last-retraining": _agree(label.last_retraining, model.last_retraining),
        "use": (label.use == model.use, model.use),
        "served-by": (served, model.because),
    }


def _words(text: str) -> set[str]:
    return set() if text == _NONE else set(text.split())


def _agree(label: str, answer: str | None) -> tuple[bool, str]:
    return label in (_ANY, answer or _NONE), answer or _NONE


def compare(
    repository: str, labels: Sequence[Label], models: Iterable[InventoryModel]
) -> Counter[str]:
    """Print what differs in one repository, and count models and items."""
    counted: Counter[str] = Counter(labels=len(labels))
    left = list(models)
    for label in labels:
        model = next((one for one in left if is_same(label, one)), None)
        if model is None:
            print(f"  {repository}: not found: {label.model}")
            continue
        counted["found"] += 1
        for item, (agree, said) in judged(label, model).items():
            counted["items"] += 1
            counted["same"] += agree
            if not agree:
                print(f"  {repository}: {label.model}: {item}: {said}")
    claimed = [one for one in left if not any(is_same(label, one) for label in labels)]
    for model in claimed:
        print(f"  {repository}: only debtaudit has {model.name}")
    counted["too many"] += len(claimed)
    return counted


def main() -> None:
    """Compare every labelled repository and print how much agrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=Path, required=True, help="a folder of clones")
    options = parser.parse_args()
    counted: Counter[str] = Counter()
    repositories = 0
    for clone, rows in by_clone(read_labels(), options.repositories):
        repositories += 1
        counted += compare(rows[0].repository, rows, ask(clone, rows[0].revision))
    print(f"{repositories} repositories")
    print(f"  models found {share(counted['found'], counted['labels'])}")
    print(f"  items that agree {share(counted['same'], counted['items'])}")
    print(f"  models that a reader does not see: {counted['too many']}")


if __name__ == "__main__":
    main()
