"""How surely a change set changes a model: what speaks for it and against it, as log-odds.

Each sign has a weight that was fitted to labelled commits (`knowledge/change_factors.tsv`). They
add up: those of the likeliest difference, of what stands beside it, and of the message.
"""

from collections.abc import Iterable, Sequence
from math import exp, log, log1p

from msgspec import Struct

from debtaudit.domain.history import ChangeSetComparison, Commit
from debtaudit.knowledge.change_factors import ChangeFactors
from debtaudit.resolve.model_changes.messages import SPOKEN_OF, signs_of_message
from debtaudit.resolve.model_changes.surface_paths import is_surface_path
from debtaudit.resolve.model_changes.weighed import WeighedChange

_LEAST, _MOST = 0.02, 0.98
"""Weights are cut to these before they become log-odds."""
_COUNTS_BESIDE = 0.2
"""Probability from which a further place counts as one."""
_MOST_BESIDE = 6
_NEARLY = 0.08
"""Share of the values, texts and calls in what differs that a refactoring may bring or take."""
_SEVERAL = 3
"""Places in which something has to differ before it looks like a refactoring."""
_WORTH_TELLING = 0.25


class Sign(Struct, frozen=True, gc=False):
    """Something that speaks for a model change or against it, as often as `amount` says."""

    table: str
    name: str
    amount: float = 1.0

    def odds(self, factors: ChangeFactors) -> float:
        """Return the log-odds that it brings."""
        return factors.of(self.table, self.name) * self.amount


def own_signs(one: WeighedChange) -> tuple[Sign, ...]:
    """Return the signs of one difference: its weight, what told it, its side, its kind."""
    change = one.change
    weight = min(max(one.weight, _LEAST), _MOST)
    side = "new" if change.before is None else "gone" if change.after is None else "both"
    return (
        Sign("own", "weight", log(weight / (1 - weight))),
        Sign("tell", change.tell),
        Sign("side", f"whole-{side}" if change.whole else side),
        Sign("kind", change.kind or "undecided"),
    )


def ranked(differences: Iterable[WeighedChange], factors: ChangeFactors) -> list[WeighedChange]:
    """Return differences in the order in which they speak for a model change."""
    return sorted(
        differences,
        key=lambda one: (
            -round(_own_odds(one, factors), 6),
            *(one.path, one.change.line or 0, one.change.symbol),
        ),
    )


def signs(
    weighed: Sequence[WeighedChange],
    head: Commit,
    comparison: ChangeSetComparison,
    factors: ChangeFactors,
) -> list[Sign]:
    """Return all signs of a change set whose differences are ranked by these factors."""
    found = [*own_signs(weighed[0]), Sign("around", "differences", log1p(len(weighed)))]
    places: dict[tuple[str, int | str], float] = {}
    for one in weighed:
        place = (one.path, one.change.line or one.change.symbol)
        places.setdefault(place, probability(_own_odds(one, factors)))
    beside = sorted(places.values(), reverse=True)[1 : _MOST_BESIDE + 1]
    found.append(Sign("around", "beside", sum(p for p in beside if p >= _COUNTS_BESIDE)))
    if len(places) >= _SEVERAL and _is_retold(comparison):
        found.append(Sign("around", "retold"))
    found += [Sign("message", name) for name in sorted(signs_of_message(head))]
    return found


def confidence_in(
    weighed: Sequence[WeighedChange],
    head: Commit,
    comparison: ChangeSetComparison,
    factors: ChangeFactors,
) -> tuple[float, str]:
    """Return the probability of a model change, and what of the signs around is worth telling."""
    found = signs(weighed, head, comparison, factors)
    odds = factors.of("own", "base") + sum(sign.odds(factors) for sign in found)
    told = [
        f"{'more' if sign.odds(factors) > 0 else 'less'} likely as {_TOLD[sign.name]}"
        for sign in found
        if sign.name in _TOLD and abs(sign.odds(factors)) >= _WORTH_TELLING
    ]
    return round(min(probability(odds), 0.99), 3), "".join(f"; {text}" for text in told)


_TOLD = {
    **SPOKEN_OF,
    "retold": "it computes with the same values, texts and calls as before",
}


def probability(odds: float) -> float:
    """Return the probability of log-odds."""
    return 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))


def _own_odds(one: WeighedChange, factors: ChangeFactors) -> float:
    own = sum(sign.odds(factors) for sign in own_signs(one))
    return factors.of("own", "base") + own


def _is_retold(comparison: ChangeSetComparison) -> bool:
    """Tell whether code computes with the same values, texts and framework calls as before."""
    files = [file.comparison for file in comparison.files if is_surface_path(file.path)]
    if any(change.whole for one in files if one.lost is None for change in one.changes):
        return False  # whole files are new or gone: nobody looked at what is in them
    pairs = [
        (one.lost, one.gained) for one in files if one.lost is not None and one.gained is not None
    ]
    lost = {atom for one, _ in pairs for atom in one}
    gained = {atom for _, other in pairs for atom in other}
    return bool(lost and gained) and len(lost ^ gained) <= _NEARLY * len(lost | gained)
