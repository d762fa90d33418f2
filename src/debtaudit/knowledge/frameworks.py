"""What the field calls training and serving: rows of training.tsv and serving.tsv.

To teach debtaudit a new framework is to add rows there.
"""

from functools import cache
from typing import Literal, cast

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text

CallKind = Literal["training", "constructor", "preprocessing", "mode", "stage", "auxiliary"]
ServingKind = Literal["call", "base", "decorator", "function", "handler", "class", "file"]


class Pattern(Struct, frozen=True, gc=False):
    """A dotted name with at most one `*`, split there; `whole` where it has none."""

    before: str
    after: str
    whole: bool

    def matches(self, name: str) -> bool:
        """Tell whether `name` has this form."""
        if self.whole:
            return name == self.before
        return (
            name.startswith(self.before)
            and name.endswith(self.after)
            and len(name) >= len(self.before) + len(self.after) - _overlap(self)
        )

    @property
    def weight(self) -> int:
        """How much of a name it fixes; the greater of two that match decides."""
        return len(self.before) + len(self.after) + 1000 * self.whole


def _overlap(pattern: Pattern) -> int:
    """`keras.*.fit` also stands for `keras.fit`: the dots around `*` may be one."""
    return int(pattern.before.endswith(".") and pattern.after.startswith("."))


class TrainingCall(Struct, frozen=True):
    """One row: a call of this form trains (or does not) with this framework."""

    framework: str
    pattern: Pattern
    kind: CallKind


class ServingMark(Struct, frozen=True):
    """One row: code that shows this mark serves predictions."""

    kind: ServingKind
    pattern: Pattern
    text: str
    what: str


def pattern_of(text: str) -> Pattern:
    """Return the `Pattern` of a row's text; ValueError where it has two stars."""
    before, star, after = text.partition("*")
    if "*" in after:
        msg = f"a pattern has one * at most: {text}"
        raise ValueError(msg)
    return Pattern(before, after, not star)


def _rows(name: str) -> list[list[str]]:
    text = packaged_text(name)
    return [
        line.split("\t") for line in text.splitlines() if line and not line.startswith(("#", " "))
    ]


@cache
def training_calls() -> dict[str, tuple[TrainingCall, ...]]:
    """Return the rows by the last part of the called name, the most exact first."""
    found: dict[str, list[TrainingCall]] = {}
    for framework, text, kind in _rows("training.tsv"):
        row = TrainingCall(framework, pattern_of(text), cast(CallKind, kind))
        found.setdefault(text.rpartition(".")[2], []).append(row)
    return {
        member: tuple(sorted(rows, key=lambda row: -row.pattern.weight))
        for member, rows in found.items()
    }


@cache
def training_call(name: str) -> TrainingCall | None:
    """Return the row that decides about the resolved dotted name, None where none matches."""
    for row in training_calls().get(name.rpartition(".")[2], ()):
        if row.pattern.matches(name):
            return row
    return None


@cache
def training_packages() -> dict[str, str]:
    """Return the top-level packages that training rows speak of, with their framework."""
    found: dict[str, str] = {}
    for rows in training_calls().values():
        for row in rows:
            if row.kind in {"training", "constructor"}:
                found.setdefault(row.pattern.before.partition(".")[0], row.framework)
    found.update(keras="keras", tensorflow="tensorflow")
    found.update(torch="pytorch", jax="jax", flax="jax", optax="jax", haiku="jax", mxnet="mxnet")
    found.update(paddle="paddle", accelerate="pytorch", deepspeed="pytorch")
    return found


@cache
def serving_marks(kind: ServingKind) -> tuple[ServingMark, ...]:
    """Return the serving rows of one kind."""
    return tuple(
        ServingMark(kind, pattern_of(row[1]), row[1], row[2])
        for row in _rows("serving.tsv")
        if row[0] == kind
    )


@cache
def serving_mark(kind: ServingKind, name: str) -> ServingMark | None:
    """Return the serving row of `kind` that the resolved dotted name matches."""
    for mark in serving_marks(kind):
        if mark.pattern.matches(name):
            return mark
    return None
