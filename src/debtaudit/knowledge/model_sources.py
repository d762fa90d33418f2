"""Calls that fetch models, weights or datasets by name, and what fixes the version that comes."""

from functools import cache
from typing import Literal, cast

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text

SourceKind = Literal["hub", "torch-hub", "weights", "default"]


class ModelCall(Struct, frozen=True):
    """One call: the package that is imported, the method at its end, the arguments that fix it."""

    name: str
    kind: SourceKind
    fixed_by: frozenset[str]


@cache
def model_calls() -> dict[str, tuple[ModelCall, ...]]:
    """Return the calls by the last part of their name."""
    found: dict[str, tuple[ModelCall, ...]] = {}
    for line in packaged_text("model_sources.tsv").splitlines():
        if line and not line.startswith("#"):
            name, kind, words = line.split("\t")
            fixed_by = frozenset() if words == "-" else frozenset(words.split())
            one = ModelCall(name, cast("SourceKind", kind), fixed_by)
            last = name.rpartition(".")[2]
            found[last] = (*found.get(last, ()), one)
    return found


def model_call(full_name: str) -> ModelCall | None:
    """Return the row of a call by its imported name (`transformers.AutoModel.from_pretrained`)."""
    for one in model_calls().get(full_name.rpartition(".")[2], ()):
        head, star, tail = one.name.partition("*")
        if full_name == one.name or (
            star and full_name.startswith(head) and full_name.endswith(tail)
        ):
            return one
    return None
