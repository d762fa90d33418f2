"""Which change sets change a model: the differences of all their files weighed together.

A difference counts by what it is (`SurfaceChange.weight`), by the path it stands in, and by whether
training or serving reaches it. Code that only moved from file to file cancels out first.
"""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.history import ChangeSet, ChangeSetComparison, FileComparison, SurfaceChange
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.picture import Picture
from debtaudit.knowledge.change_factors import ChangeFactors, change_factors
from debtaudit.resolve.model_changes.asked_places import AskedPlaces, Place, Places
from debtaudit.resolve.model_changes.confidence import confidence_in, ranked
from debtaudit.resolve.model_changes.moved_values import without_moved_values
from debtaudit.resolve.model_changes.surface_paths import (
    SETTINGS_SUFFIXES,
    is_settings_path,
    is_surface_path,
    path_mark,
)
from debtaudit.resolve.model_changes.weighed import WeighedChange, is_value

CERTAIN_ENOUGH = 0.5
"""A change set is a model change from this confidence on."""
SURE = 0.8
_UNSURE = 0.79
_MOVED_SHARE = 0.75
"""A definition is only moved when this share of its statements left another file."""
_NOTHING = 0.05
_TELLS_LITTLE = 0.2
"""Weight up to which a difference is noise, wherever it stands."""
_NOTED = 0.3
"""Details below this weight are not worth a line where a heavier one is there."""

_SWAPPED = 0.6
"""Least weight of a call of another function of the repository, and of a switch in settings."""

_CONFIGURES = lazy_pattern(r"(?:^|[/_])(?:configs?|conf|settings|hparams?)(?:/|[\w.-]*\.py$)")


class ModelVerdict(Struct, frozen=True):
    """What a change set does to the model: how surely, and the differences, weightiest first.

    `reason` says in words what decided.
    """

    confidence: float
    changes: tuple[WeighedChange, ...]
    reason: str

    @property
    def is_model_change(self) -> bool:
        """Tell whether the change set counts as a model change."""
        return self.confidence >= CERTAIN_ENOUGH


def judge(
    change_set: ChangeSet, comparison: ChangeSetComparison, places: AskedPlaces
) -> ModelVerdict:
    """Return the verdict on one change set; `places` is all that it learns of the picture."""
    weighed = _weighed(comparison, places)
    return verdict_on(change_set, comparison, weighed, change_factors())


def weighed_changes(comparison: ChangeSetComparison, picture: Picture) -> list[WeighedChange]:
    """Return the differences that have not only moved, weighed by where they stand."""
    return _weighed(comparison, AskedPlaces(Places(picture)))


def _weighed(comparison: ChangeSetComparison, places: AskedPlaces) -> list[WeighedChange]:
    return [
        found
        for file, change in _unmoved(comparison.files)
        for found in [_weigh(file, change, places)]
        if found is not None and found.weight > _NOTHING
    ]


def verdict_on(
    change_set: ChangeSet,
    comparison: ChangeSetComparison,
    differences: Iterable[WeighedChange],
    factors: ChangeFactors,
) -> ModelVerdict:
    """Return the verdict on weighed differences, the likeliest first."""
    weighed = ranked(differences, factors)
    if not weighed:
        return ModelVerdict(0.0, (), _nothing(comparison))
    confidence, told = confidence_in(weighed, change_set.head, comparison, factors)
    top = weighed[0]
    kept = [one for one in weighed if one.weight >= _NOTED] or weighed[:1]
    place = f" in {top.change.symbol}" if top.change.symbol else ""
    reason = f"{top.kind}: {top.change.because}{place} of {top.path}{told}"
    if confidence < CERTAIN_ENOUGH:
        reason = f"no model change is certain enough; the likeliest is {reason}"
    return ModelVerdict(confidence, tuple(kept), reason)


def _nothing(comparison: ChangeSetComparison) -> str:
    problems = [file for file in comparison.files if file.comparison.problem]
    if problems:
        return f"could not compare {problems[0].path}: {problems[0].comparison.problem}"
    if comparison.files:
        return "the files of the model surface mean the same before and after"
    return "no file of the model surface is touched"


# -- code that moved between files -----------------------------------------------------------------


def _unmoved(files: Iterable[FileComparison]) -> list[tuple[FileComparison, SurfaceChange]]:
    files = tuple(files)
    renamed = _renamed(files)
    pairs = [
        (file, change)
        for file in files
        for change in file.comparison.changes
        if not change.swap or not renamed(*change.swap.split(" "))
    ]
    pairs = without_moved_values(pairs)
    both = _in_two_files(pairs)
    if not both:
        return pairs
    lost = _places(((file.path, change.removed) for file, change in pairs), both)
    gained = _places(((file.path, change.added) for file, change in pairs), both)
    kept = []
    for file, change in pairs:
        if both.isdisjoint(change.removed) and both.isdisjoint(change.added):
            kept.append((file, change))
            continue
        total = len(change.removed) + len(change.added)
        moved = sum(bool(gained.get(digest, _NOWHERE) - {file.path}) for digest in change.removed)
        moved += sum(bool(lost.get(digest, _NOWHERE) - {file.path}) for digest in change.added)
        if not moved:
            kept.append((file, change))
        elif change.whole and moved < total * _MOVED_SHARE:
            weight = change.weight * (1 - 0.8 * moved / total)
            kept.append((file, replace(change, weight=weight)))
        elif not change.whole and moved < total:
            kept.append((file, change))
    return kept


def _renamed(files: Sequence[FileComparison]) -> Callable[[str, str], bool]:
    """Return what tells whether a definition of this change set went from one name to another."""
    gone = {name for file in files for name in file.comparison.gone}
    fresh = {name for file in files for name in file.comparison.fresh}
    for file in files:
        for change in file.comparison.changes:
            if change.whole:
                names = gone if change.after is None else fresh
                names.add(change.symbol.rpartition(".")[2])
    return lambda old, new: (
        old in gone - fresh and (new in fresh - gone or old.strip("_") == new.strip("_"))
    )


_NOWHERE: frozenset[str] = frozenset()


def _in_two_files(pairs: Sequence[tuple[FileComparison, SurfaceChange]]) -> set[int]:
    """Return the statements that were lost and gained, where more than one file changed."""
    if len({file.path for file, _ in pairs}) < 2:
        return set()
    lost: set[int] = set()
    gained: set[int] = set()
    for _, change in pairs:
        lost.update(change.removed)
        gained.update(change.added)
    return lost & gained


def _places(
    digests: Iterable[tuple[str, tuple[int, ...]]], wanted: set[int]
) -> dict[int, set[str]]:
    places: dict[int, set[str]] = {}
    for path, found in digests:
        for digest in wanted.intersection(found):
            places.setdefault(digest, set()).add(path)
    return places


# -- where a difference stands ---------------------------------------------------------------------


def _weigh(
    file: FileComparison, change: SurfaceChange, places: AskedPlaces
) -> WeighedChange | None:
    path = file.path
    if not is_surface_path(path):
        return None
    kind, factor = path_mark(path)
    if _calls_another(change):
        change = replace(change, weight=max(change.weight, _SWAPPED), tell="own-argument")
    elif _is_switch(change) and _CONFIGURES.search(path):
        change = replace(change, weight=max(change.weight, _SWAPPED), tell="value")
    weight = change.weight
    settings = path.endswith(SETTINGS_SUFFIXES)
    if settings and not is_settings_path(path):
        weight *= 0.4
    strong = change.kind in ("architecture", "loss", "optimiser", "artefact") and weight > 0.7
    if factor < 1.0 and not strong and not change.anywhere:
        weight *= factor
    elif factor < 1.0:
        weight *= (1 + factor) / 2
    reach = 1.0 if change.anywhere else _reach_factor(places.of(path, change.symbol), kind)
    weight = weight * min(reach, 1.1) if weight >= SURE else min(weight * min(reach, 1.1), _UNSURE)
    if change.kind:
        kind = _kind_by_place(change, kind)
    elif change.tell in ("form", "handed-on"):
        weight = min(weight, change.weight)
    elif weight > _TELLS_LITTLE and (reach > 1.0 or (kind and factor == 1.0)):
        # training or serving runs it, or its folder says what it is about: models/, losses.py
        weight = min(weight * 1.5, 0.7)
    return WeighedChange(path, file.old_path, change, kind or "training-loop", round(weight, 3))


def _calls_another(change: SurfaceChange) -> bool:
    """Tell whether a function is called in place of another that is still there.

    Where the one was renamed into the other, the difference has been left out before.
    """
    if change.tell != "handed-on" or change.before is None or change.after is None:
        return False
    old, _, new = change.swap.partition(" ")
    return bool(new) and f"{old}(" in change.before and f"{new}(" in change.after


def _is_switch(change: SurfaceChange) -> bool:
    """Tell whether something that names do not tell was switched on or off: `to_rgb`."""
    return change.tell == "place" and {change.before, change.after} == {"True", "False"}


def _kind_by_place(change: SurfaceChange, place: str) -> str:
    """Return the kind of a difference; in the code of features all that is computed is one.

    Layers and losses stay what they are, wherever they stand.
    """
    if place != "feature" or is_value(change) or change.anywhere:
        return change.kind
    if change.kind in ("architecture", "inference", "training-loop", "hyperparameter"):
        framework = any(name in change.because for name in _NETWORKS)
        return change.kind if framework else "feature"
    return change.kind


_NETWORKS = ("torch.nn", "keras", "flax", "Module", "torch.optim", "einops")


def _reach_factor(place: Place, kind: str) -> float:
    if place is Place.REACHED:
        return 1.2
    if place is Place.TEST:
        return 0.5
    return 0.9 if place is Place.ASIDE and not kind else 1.0
