"""The seeds: whether code that training reaches seeds every source of randomness it uses."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.checklist.reached_calls import ReachedCall, ReachedCalls
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.randomness import (
    EVERY_SOURCE,
    Randomness,
    roots_of_randomness,
    seeding_calls,
    sources_of_randomness,
)
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.modules import split_node

_DRAW_NOTHING = lazy_pattern(r"Voting|Stacking|Sequential|Model|Input|\w*Normalization")
"""Estimators and models that only combine others, what describes their input, and what scales."""

_OF_ESTIMATORS = "random_state"
"""The argument of scikit-learn, where all classes that are known to draw take it."""

_FUNCTIONS = ("train_test_split", "shuffle")
"""Functions of scikit-learn that draw; others of its modules (`export_text`) do not."""

_PLAINLY = lazy_pattern(
    r"(?i)rand|dropout|shuffl|normal(?!iz)|loader|split|linear|conv|embed|lstm|gru\b|dense|transformer"
)
"""Names whose randomness nobody has to be told: they are shown before the others."""

_CHANGING = frozenset(vocabulary("changing-values"))
"""Calls that give another value each time: `manual_seed(int(time.time()))` repeats nothing."""

_SEEDS = frozenset(vocabulary("seed-keywords"))
"""Arguments by which an estimator, or a call on a dataset, of any library is seeded."""
_ANY_NUMBER = frozenset(("seed",))
"""Those of them by which code hands a number on that seeds nothing there."""

_NOTHING_DRAWN = "no source of randomness was found in the training code"
_KEYS_COME_IN = "what the training code draws from ({}) is a key that its callers make"


def seeds(material: Material) -> Answer:
    """Pass: code that training reaches seeds every source that it draws from; partial: some."""
    if not material.facts.picture.entry_points:
        return Answer("not-applicable", reason="no training entry point was found")
    return _Seeds(material).answer()


class _Seeds:
    """The sources that training draws from, each with what seeds it, or the draw that nothing does.

    `_keys` are the sources whose keys no code here makes.
    """

    def __init__(self, material: Material) -> None:
        self._material = material
        self._reached = ReachedCalls(material)
        self._seeded: list[Evidence] = []
        self._gaps: list[Evidence] = []
        self._keys: list[str] = []

    def answer(self) -> Answer:
        for source in sources_of_randomness():
            drawn = next((one for one in self._by_target if _draws(source, one.call.target)), None)
            if drawn is not None and source.source != EVERY_SOURCE:
                self._look_at(source, drawn)
        if self._gaps:
            found = tuple([*self._seeded, *self._gaps][:SHOWN])
            return Answer("partial" if self._seeded else "fail", found)
        if self._seeded:
            return Answer("pass", tuple(self._seeded[:SHOWN]))
        if self._seeds_all is not None:  # frameworks that settings build are not seen in the code
            one = self._seeds_all
            return Answer("pass", (_code(one, f"{one.call.target} seeds everything"),))
        given = next(self._given_a_seed(), None)
        if given is not None:
            return Answer("pass", (given,))
        reason = _KEYS_COME_IN.format(", ".join(self._keys)) if self._keys else _NOTHING_DRAWN
        return Answer("unknown", reason=reason)

    def _look_at(self, source: Randomness, drawn: ReachedCall) -> None:
        """Note what seeds a source, what draws from it unseeded, or both."""
        seeding = self._seeding_of(source, self._seeding)
        if not seeding and source.key:
            seeding = self._made_anywhere(source)
            if not seeding and self._seeds_all is None:
                self._keys.append(source.source)
                return
        by, loose = next(iter(seeding), self._seeds_all), None
        if source.argument and self._seeds_all is None:
            by, loose = self._by_argument(source, seeding)
        if by is not None:
            self._seeded.append(_code(by, f"{source.source} is seeded ({by.call.target})"))
        else:
            used = f"{source.source} is used ({drawn.call.target[:60]})"
            self._gaps.append(_code(drawn, f"{used} and no code that training reaches seeds it"))
        if by is not None and loose is not None:
            detail = f"{loose.call.target[:60]} is given no {source.argument}"
            self._gaps.append(_code(loose, detail))

    def _by_argument(
        self, source: Randomness, seeding: Sequence[ReachedCall]
    ) -> tuple[ReachedCall | None, ReachedCall | None]:
        """Return what seeds a source whose calls may be given a seed, and a call that is not.

        A call without a seed draws from the state of the library (scikit-learn from that of
        numpy), which only a training that seeds this state has seeded.
        """
        drawn = [one for one in self._reached.calls if _draws(source, one.call.target)]
        drawn.sort(key=lambda one: _PLAINLY.search(one.call.target) is None)
        by = next((one for one in seeding if self._precedes_any(one, drawn)), None)
        given = next(self._given(source), None)
        loose = (
            one
            for one in self._without(source, drawn)
            if not any(self._reached.may_precede(seed, one) for seed in seeding)
        )
        return by or given, next(loose, None)

    def _precedes_any(self, seed: ReachedCall, drawn: Sequence[ReachedCall]) -> bool:
        return any(self._reached.may_precede(seed, one) for one in drawn)

    def _given(self, source: Randomness) -> Iterator[ReachedCall]:
        """Yield the calls of the libraries of a source that are given their own seed."""
        roots = {name.partition(".")[0] for name in (*source.draws, *source.draw_prefixes)}
        for one in self._reached.calls:
            if one.call.target.partition(".")[0] in roots:
                written = self._reached.as_written(one)
                if written is not None and source.argument in written.keywords:
                    yield one

    def _without(self, source: Randomness, drawn: Sequence[ReachedCall]) -> Iterator[ReachedCall]:
        """Yield the estimators, splitters, layers and draws that are given no seed of their own.

        Arguments that are handed on (`**params`) may hold it. A notebook tries things out, where a
        program trains as well.
        """
        programs = [one for one in self._reached.calls if not one.path.endswith(".ipynb")]
        for one in drawn:
            last = one.call.target.rpartition(".")[2]
            if (programs and one.path.endswith(".ipynb")) or _DRAW_NOTHING.match(last):
                continue
            if source.argument == _OF_ESTIMATORS:
                plain = last[0].isupper() or last in _FUNCTIONS
            else:
                plain = bool(_PLAINLY.search(one.call.target)) and "(" not in one.call.target
            written = self._reached.as_written(one) if plain else None
            if written is not None and not _may_be_seeded(written.keywords, source.argument):
                yield one

    @cached_property
    def _seeding(self) -> list[ReachedCall]:
        """The calls that seed something with a value that does not change."""
        return _repeating(self._reached.calls)

    @cached_property
    def _seeds_all(self) -> ReachedCall | None:
        everything = next(one for one in sources_of_randomness() if one.source == EVERY_SOURCE)
        return next(iter(self._seeding_of(everything, self._seeding)), None)

    @cached_property
    def _by_target(self) -> list[ReachedCall]:
        """The first call of each name of the libraries that draw, the plainest names first."""
        roots = roots_of_randomness()
        found: dict[str, ReachedCall] = {}
        for one in self._reached.calls:
            target = one.call.target
            if target not in found and target.partition(".")[0] in roots:
                found[target] = one
        return sorted(found.values(), key=lambda one: _plainness(one.call.target))

    def _made_anywhere(self, source: Randomness) -> list[ReachedCall]:
        """Return where the project makes a key, also above what training is seen to reach.

        A key that is made of a setting (`cfg.seed`) comes first: others may serve a small end.
        """
        found = self._seeding_of(source, _repeating(self._reached.of_the_project))
        return sorted(found, key=lambda one: not self._takes_a_setting(one))

    def _takes_a_setting(self, one: ReachedCall) -> bool:
        written = self._reached.as_written(one)
        return written is not None and any("seed" in name.lower() for name in written.names)

    def _seeding_of(self, source: Randomness, seeding: Sequence[ReachedCall]) -> list[ReachedCall]:
        """Return the calls that seed a source; some do with an argument only, or one of a name."""
        found = []
        for one in seeding:
            target = one.call.target
            keyword = next((word for name, word in source.seeds_by_keyword if name == target), "")
            if target in source.seeds:
                found.append(one)
            elif keyword or target in source.seeds_with_argument:
                written = self._reached.as_written(one)
                given = written.keywords if written is not None else ()
                positional = written is not None and not keyword and written.positional > 0
                if positional or (keyword in given if keyword else given):
                    found.append(one)
        return found

    def _given_a_seed(self) -> Iterator[Evidence]:
        """Yield the calls in the training code that are given a seed, whatever it is they call.

        A program that looks its estimator up by a name in the settings seeds it all the same. A
        function of the repository's own seeds nothing by being handed a `seed`.
        """
        picture = self._material.facts.picture
        for node in self._reached.nodes:
            path, symbol = split_node(node)
            fact = self._material.facts.facts.get(path)
            if self._material.imports.aside(path) or fact is None or fact.python is None:
                continue
            own = {
                (call.line, call.target.rpartition("::")[2].rpartition(".")[2])
                for call in picture.calls.get(node, ())
                if call.internal
            }
            for definition in fact.python.definitions:
                for call in definition.calls if definition.name == symbol else ():
                    last = call.name.rpartition(".")[2]
                    words = _SEEDS - _ANY_NUMBER if (call.line, last) in own else _SEEDS
                    if not words.isdisjoint(call.keywords):
                        detail = f"{call.name[:60]} is given a random state"
                        yield Evidence("code", f"{path}:{call.line}", detail)


def _code(one: ReachedCall, detail: str) -> Evidence:
    return Evidence("code", one.ref, detail)


def _repeating(calls: Sequence[ReachedCall]) -> list[ReachedCall]:
    """Return the calls that seed, but for those by the clock and the like."""
    names = seeding_calls()
    changing = {(one.path, one.call.line) for one in calls if one.call.target in _CHANGING}
    return [
        one
        for one in calls
        if one.call.target in names and (one.path, one.call.line) not in changing
    ]


def _may_be_seeded(keywords: Sequence[str], argument: str) -> bool:
    """Tell whether a call is given its seed, or a mapping or an initialiser that may hold it."""
    return any(word in (argument, "**") or word.endswith("_initializer") for word in keywords)


def _plainness(name: str) -> tuple[bool, int]:
    return _PLAINLY.search(name) is None, len(name)


def _draws(source: Randomness, name: str) -> bool:
    seeding = name in source.seeds or name in source.seeds_with_argument
    is_loss = "Loss." in f"{name}."  # with what is called on its result
    return not seeding and not is_loss and source.is_drawn_by(name)
