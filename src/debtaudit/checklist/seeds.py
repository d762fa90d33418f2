"""The seeds: whether code that training reaches seeds every source of randomness it uses."""

from collections.abc import Iterator

from msgspec import Struct

from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.picture import ResolvedCall
from debtaudit.domain.python_facts import Call
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.randomness import (
    EVERY_SOURCE,
    Randomness,
    roots_of_randomness,
    seeding_calls,
    sources_of_randomness,
)
from debtaudit.knowledge.vocabulary import vocabulary

_DRAW_NOTHING = ("Voting", "Stacking")
"""Estimators of `sklearn.ensemble` that only combine others."""

_PLAINLY = lazy_pattern(
    r"(?i)rand|dropout|shuffl|normal|loader|split|linear|conv|embed|lstm|gru\b|dense|transformer"
)
"""Names whose randomness nobody has to be told: they are shown before the others."""

_CHANGING = frozenset(vocabulary("changing-values"))
"""Calls that give another value each time: `manual_seed(int(time.time()))` repeats nothing."""

_SEEDS = frozenset(("random_state", "random_seed"))
"""Arguments by which an estimator of any library is seeded."""


class _Reached(Struct, frozen=True):
    """A call to a library in code that training reaches."""

    path: str
    symbol: str
    call: ResolvedCall

    @property
    def ref(self) -> str:
        return f"{self.path}:{self.call.line}"


def seeds(material: Material) -> Answer:
    """Pass: code that training reaches seeds every source that it draws from; partial: some."""
    if not material.facts.picture.entry_points:
        return Answer("not-applicable", reason="no training entry point was found")
    reached = list(_reached(material))
    names, roots = seeding_calls(), roots_of_randomness()
    changing = {(one.path, one.call.line) for one in reached if one.call.target in _CHANGING}
    seeding = [
        one
        for one in reached
        if one.call.target in names and (one.path, one.call.line) not in changing
    ]
    by_target: dict[str, _Reached] = {}
    for one in reached:
        target = one.call.target
        if target not in by_target and target.partition(".")[0] in roots:
            by_target[target] = one
    by_target = dict(sorted(by_target.items(), key=lambda item: _plainness(item[0])))
    everything = next(one for one in sources_of_randomness() if one.source == EVERY_SOURCE)
    seeds_all = _seeded_by(everything, seeding, material)
    seeded: list[Evidence] = []
    gaps: list[Evidence] = []
    for source in sources_of_randomness():
        drawn = next((one for name, one in by_target.items() if _draws(source, name)), None)
        if drawn is None or source is everything:
            continue
        by = _seeded_by(source, seeding, material) or seeds_all
        if by is None and source.source == "scikit-learn":
            by = _with_random_state(reached, material)
            loose = _without_random_state(source, reached, material) if by is not None else None
            if loose is not None:
                detail = f"{loose.call.target[:60]} is given no random_state"
                gaps.append(Evidence("code", loose.ref, detail))
        if by is not None:
            seeded.append(Evidence("code", by.ref, f"{source.source} is seeded ({by.call.target})"))
        else:
            used = f"{source.source} is used ({drawn.call.target[:60]})"
            detail = f"{used} and no code that training reaches seeds it"
            gaps.append(Evidence("code", drawn.ref, detail))
    if not seeded and not gaps:
        if seeds_all is not None:  # frameworks that settings build are not seen in the code
            target = seeds_all.call.target
            return Answer("pass", (Evidence("code", seeds_all.ref, f"{target} seeds everything"),))
        given = next(_given_a_seed(material), None)
        if given is not None:
            return Answer("pass", (given,))
        return Answer("unknown", reason="no source of randomness was found in the training code")
    if not gaps:
        return Answer("pass", tuple(seeded[:SHOWN]))
    return Answer("partial" if seeded else "fail", tuple([*seeded, *gaps][:SHOWN]))


def _reached(material: Material) -> Iterator[_Reached]:
    """Yield the library calls of everything that training reaches, in the order of the nodes.

    Examples and tests count only where nothing else trains: their seeds are not the project's.
    """
    picture = material.facts.picture
    reach = picture.reach.get("training")
    for node in sorted(reach.nodes) if reach is not None else ():
        path, _, symbol = node.partition("::")
        if material.imports.aside(path):
            continue
        for call in picture.calls.get(node, ()):
            if not call.internal:
                yield _Reached(path, symbol, call)


def _given_a_seed(material: Material) -> Iterator[Evidence]:
    """Yield the calls in the training code that are given a seed, whatever it is that they call.

    A program that looks its estimator up by a name in the settings seeds it all the same.
    """
    reach = material.facts.picture.reach.get("training")
    for node in sorted(reach.nodes) if reach is not None else ():
        path, _, symbol = node.partition("::")
        fact = material.facts.facts.get(path)
        if material.imports.aside(path) or fact is None or fact.python is None:
            continue
        for definition in fact.python.definitions:
            for call in definition.calls if definition.name == symbol else ():
                if not _SEEDS.isdisjoint(call.keywords):
                    detail = f"{call.name[:60]} is given a random state"
                    yield Evidence("code", f"{path}:{call.line}", detail)


def _plainness(name: str) -> tuple[bool, int]:
    return _PLAINLY.search(name) is None, len(name)


def _draws(source: Randomness, name: str) -> bool:
    seeding = name in source.seeds or name in source.seeds_with_argument
    is_loss = "Loss." in f"{name}."  # with what is called on its result
    return not seeding and not is_loss and source.is_drawn_by(name)


def _seeded_by(source: Randomness, seeding: list[_Reached], material: Material) -> _Reached | None:
    for one in seeding:
        if one.call.target in source.seeds:
            return one
        if one.call.target in source.seeds_with_argument:
            written = _as_written(one, material)
            if written is not None and (written.positional or written.keywords):
                return one
    return None


def _with_random_state(reached: list[_Reached], material: Material) -> _Reached | None:
    """Return a call to scikit-learn that is given its seed."""
    for one in reached:
        if one.call.target.startswith("sklearn."):
            written = _as_written(one, material)
            if written is not None and "random_state" in written.keywords:
                return one
    return None


def _without_random_state(
    source: Randomness, reached: list[_Reached], material: Material
) -> _Reached | None:
    """Return an estimator or splitter of scikit-learn that is not, where others are given one.

    Arguments that are handed on (`**params`) may hold it. A notebook tries things out, where a
    program trains as well.
    """
    programs = [one for one in reached if not one.path.endswith(".ipynb")]
    for one in programs or reached:
        last = one.call.target.rpartition(".")[2]
        if last.startswith(_DRAW_NOTHING) or not source.is_drawn_by(one.call.target):
            continue
        if last[0].isupper() or last in ("train_test_split", "shuffle"):
            written = _as_written(one, material)
            if written is not None and {"random_state", "**"}.isdisjoint(written.keywords):
                return one
    return None


def _as_written(one: _Reached, material: Material) -> Call | None:
    """Find the call in the facts of its file, with its arguments."""
    source = material.facts.facts[one.path].python
    last = one.call.target.rpartition(".")[2]
    for definition in source.definitions if source is not None else ():
        if definition.name == one.symbol:
            for call in definition.calls:
                if call.line == one.call.line and call.name.rpartition(".")[2] == last:
                    return call
    return None
