"""A model change in words: the headline of a finding, and one difference as a phrase."""

from collections.abc import Sequence
from functools import lru_cache

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import MODULE
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.model_changes.change_log import JudgedChangeSet
from debtaudit.resolve.model_changes.change_terms import PARTS
from debtaudit.resolve.model_changes.weighed import WeighedChange

_NAMED_VALUES = ("setting", "value", "option", "freed")
_ABOUT_AS_MUCH = 0.6
"""The share of the greatest weight from which on a difference may be the one to name."""
_SHORT = 2
_SAY_LITTLE = frozenset(vocabulary("plain-title-words"))
"""Parts of subjects and names that tell no difference from another."""
_CELL = lazy_pattern(r"cell \d+")

NOUNS = {
    "artefact": "weights or data",
    "threshold": "threshold",
    "loss": "loss",
    "data": "data handling",
    "feature": "features",
    "architecture": "architecture",
    "optimiser": "optimiser",
    "hyperparameter": "hyper-parameters",
    "training-loop": "training loop",
    "inference": "inference",
}


def headline(one: JudgedChangeSet) -> str:
    """Return what changed in a few words: a named value, a definition, else the kinds."""
    main = _outermost(one.verdict.changes)
    change = main.change
    nouns = " and ".join([NOUNS[kind] for kind in one.kinds if kind in NOUNS][:2]) or "model"
    place = _place(main)
    if change.whole and change.before is None:
        return f"New {place} ({nouns})"
    if change.whole and change.after is None:
        return f"{place.replace('cell ', 'Cell ', 1)} removed ({nouns})"
    if change.tell in _NAMED_VALUES and (change.key or change.tell == "setting"):
        named = f"`{change.key}` of {place}" if change.key else place
        if change.before is None:
            return f"New {named} ({nouns})"
        verb = "removed" if change.after is None else "changed"
        return f"{named} {verb} ({nouns})"
    return f"{nouns[:1].upper()}{nouns[1:]} of {place} changed"


def most_spoken_of(changes: Sequence[WeighedChange], subject: str) -> WeighedChange:
    """Return the difference that a subject names, of those that weigh about as much as any.

    "Generative replay with weighted loss" is about `weight_replay_loss`, not about the epochs that
    went from 4 to 2 beside it.
    """
    words = _parts(subject)
    least = _ABOUT_AS_MUCH * max(each.weight for each in changes)

    def shared(one: WeighedChange) -> tuple[int, int]:
        symbol = "" if one.change.symbol == MODULE else one.change.symbol
        named = _parts(f"{symbol} {one.change.key or ''}")
        return len(words & named), len(words & _parts(one.path.rpartition("/")[2]))

    return max((each for each in changes if each.weight >= least), key=shared)


@lru_cache(maxsize=4096)  # the points of a trend ask for the same ones again and again
def _parts(text: str) -> frozenset[str]:
    found = (part.lower() for part in PARTS.findall(text))
    return frozenset(part for part in found if len(part) > _SHORT) - _SAY_LITTLE


def _outermost(changes: Sequence[WeighedChange]) -> WeighedChange:
    """Return the first difference; of a method that came or went with its class, the class."""
    main = changes[0]
    owner = main.change.symbol.rpartition(".")[0]
    if not (main.change.whole and owner):
        return main
    alike = (one for one in changes if (one.path, one.change.symbol) == (main.path, owner))
    return next((one for one in alike if one.change.whole), main)


def _place(one: WeighedChange) -> str:
    """Return where a difference stands: a definition or setting, a cell, else the file."""
    name, symbol = one.path.rpartition("/")[2], one.change.symbol
    if _CELL.fullmatch(symbol):
        return f"{symbol} of {name}"
    return f"`{symbol}`" if symbol and symbol != MODULE else name


def detail_text(one: WeighedChange) -> str:
    """Return one difference as a phrase: the name, and the values before and after."""
    change = one.change
    told = f"{change.before or ''} {change.after or ''}".rstrip()
    named = change.symbol not in {"", MODULE} and not told.endswith(f" {change.symbol}")
    symbol = f"{change.symbol}: " if named else ""
    symbol += f"{change.key}: " if change.key else ""
    if change.before is None:
        return f"{symbol}{change.after} (new)"
    if change.after is None:
        return f"{symbol}{change.before} (removed)"
    return f"{symbol}{change.before} -> {change.after}"
