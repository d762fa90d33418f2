"""Calls that write, read, register or fetch a model: the rows of model_store.tsv."""

from functools import cache
from typing import Literal, cast

from debtaudit.knowledge.frameworks import Pattern, pattern_of
from debtaudit.knowledge.packaged import packaged_text

StoreAction = Literal["save", "load", "register", "hub"]


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
