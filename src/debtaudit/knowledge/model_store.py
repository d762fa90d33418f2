"""Calls that write, read, register, fetch or order a model (model_store.tsv), and its files."""

from collections.abc import Mapping
from functools import cache
from typing import Literal, cast

from debtaudit.knowledge.frameworks import Pattern, pattern_of
from debtaudit.knowledge.packaged import packaged_text
from debtaudit.knowledge.weight_files import ANYTHING, MODEL_ONLY, OBJECTS

StoreAction = Literal["save", "load", "register", "hub", "order", "aside"]
WEIGHTS = MODEL_ONLY + OBJECTS + ANYTHING
"""Endings of files that a call may write a model to."""


@cache
def _rows() -> dict[str, tuple[tuple[StoreAction, Pattern | None], ...]]:
    """Return the rows by the last part of the call; None stands for the method of any object."""
    found: dict[str, tuple[tuple[StoreAction, Pattern | None], ...]] = {}
    for line in packaged_text("model_store.tsv").splitlines():
        if not line or line.startswith("#"):
            continue
        action, call = line.split("\t")
        pattern = None if call.startswith(".") else pattern_of(call)
        last = call.rpartition(".")[2]
        found[last] = (*found.get(last, ()), (cast(StoreAction, action), pattern))
    return found


@cache
def store_words() -> Mapping[str, frozenset[str]]:
    """Return the last parts of the calls by the top-level module that they belong to.

    Those of any object, and of modules by several names, stand under the empty name.
    """
    found: dict[str, set[str]] = {}
    for last, rows in _rows().items():
        for _action, pattern in rows:
            root = pattern.before.partition(".")[0] if pattern is not None else ""
            found.setdefault(root, set()).add(last)
    return {root: frozenset(words) for root, words in found.items()}


@cache
def store_action(written: str, resolved: str | None) -> StoreAction | None:
    """Return what a call does to a model, None where nothing is known of it.

    `written` is the call as it stands in the code, `resolved` the dotted name that imports make of
    it, None where its receiver is not known: then only the rows for any object fit.
    """
    for action, pattern in _rows().get(written.rpartition(".")[2], ()):
        if pattern is None and "." in written:
            return action
        if pattern is not None and resolved is not None and pattern.matches(resolved):
            return action
    return None


def is_weights(name: str) -> bool:
    """Tell whether a file name is that of a stored model; `.pt` alone is only how one ends."""
    return name.lower().endswith(WEIGHTS) and not name.rpartition("/")[2].startswith(".")
