"""Names of files that hold models: which of them mean the same, and what the model is called."""

from collections.abc import Sequence
from itertools import takewhile

from debtaudit.domain.python_facts import UNKNOWN
from debtaudit.knowledge.model_store import is_weights

_POINTERS = (".dvc",)
_ANYBODY_S = frozenset(
    (
        *("", ".", "model", "models", "checkpoint", "checkpoints", "ckpt", "out", "output"),
        *("outputs", "artifacts", "results", "weights", "saved_model", "saved_models", "runs"),
    )
)
"""Folders whose name says nothing of the model in them."""


def plain_of(path: str) -> str:
    """Return the file that a pointer stands for."""
    for ending in _POINTERS:
        path = path.removesuffix(ending)
    return path


def means(saved: str, other: str) -> bool:
    """Tell whether a path is the file that was written, or lies in the folder that was.

    What was written may be a name to which the framework adds the ending.
    """
    if is_weights(saved):
        return _fits(base_of(saved), base_of(other)) or _fits(base_of(other), base_of(saved))
    last = base_of(saved.rstrip("/"))
    return bool(last) and (last == stem_of(other) or last in other.split("/")[:-1])


def is_below(path: str, folder: str) -> bool:
    """Tell whether a path lies in a folder (everything lies in the empty one)."""
    return not folder or path.startswith(folder + "/")


def folder_of(path: str) -> str:
    """Return the folder of a path."""
    return path.rpartition("/")[0]


def base_of(name: str) -> str:
    """Return the last part of a path."""
    return name.rpartition("/")[2]


def stem_of(path: str) -> str:
    """Return the last part of a path without pointer and ending."""
    base = base_of(plain_of(path))
    return base.rpartition(".")[0] or base


def shared_folders(path: str, other: str) -> int:
    """Return how many folders two paths have in common."""
    pairs = zip(folder_of(path).split("/"), folder_of(other).split("/"), strict=False)
    return sum(1 for _both in takewhile(lambda pair: pair[0] == pair[1] != "", pairs))


def model_name(path: str, symbol: str, files: Sequence[str], registered: Sequence[str]) -> str:
    """Return what people would call a model that code at `path` trains.

    That is its file, its name in a registry, the folder of its own, or what trains it.
    """
    weights = [name for name in files if is_weights(name)]
    if registered and not weights:
        return registered[0]
    folders = (base_of(name.rstrip("/")) for name in files if name.startswith("."))
    written = next((name for name in folders if name not in _ANYBODY_S), "")
    owner = symbol.rpartition(".")[0]
    if owner and not weights and not written:
        return owner
    named = stem_of(weights[0]) if weights else written or stem_of(path)
    return f"{folder_of(path)}/{named.replace(UNKNOWN, '*')}".lstrip("/")


def _fits(pattern: str, name: str) -> bool:
    """Tell whether a name is the pattern, in which parts may be unknown, but not all."""
    if UNKNOWN not in pattern:
        return pattern == name
    first, *_middle, last = pattern.split(UNKNOWN)
    told = len(first) > 1 or len(last.rpartition(".")[0]) > 1
    return told and name.startswith(first) and name.endswith(last)
