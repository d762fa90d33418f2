"""Where randomness comes from in training code and what seeds it: the rows of randomness.tsv."""

from functools import cache

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text

EVERY_SOURCE = "*"


class Randomness(Struct, frozen=True):
    """A source: the names (and prefixes) that draw from it, and the names that seed it.

    `seeds_with_argument` seed only when they are given a seed, `seeds_by_keyword` when it is given
    under that name. What is drawn from with a `key` has no state of its own: the key that each
    draw is handed is made somewhere. `argument` seeds the one call that it is given to.
    """

    source: str
    draws: frozenset[str]
    draw_prefixes: tuple[str, ...]
    seeds: frozenset[str]
    seeds_with_argument: frozenset[str]
    seeds_by_keyword: frozenset[tuple[str, str]]
    key: bool
    argument: str

    def is_drawn_by(self, name: str) -> bool:
        """Tell whether a call of this resolved name draws from the source."""
        return name in self.draws or name.startswith(self.draw_prefixes)


@cache
def sources_of_randomness() -> tuple[Randomness, ...]:
    """Return every source; the one named `*` holds the calls that seed all of them."""
    text = packaged_text("randomness.tsv")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    return tuple(
        Randomness(
            source=source,
            draws=frozenset(name for name in draws.split() if name[-1] not in "*-"),
            draw_prefixes=tuple(name[:-1] for name in draws.split() if name[-1] == "*"),
            seeds=frozenset(name for name in seeds.split() if "+" not in name),
            seeds_with_argument=frozenset(n[:-1] for n in seeds.split() if n[-1] == "+"),
            seeds_by_keyword=frozenset(
                (name, keyword)
                for name, _, keyword in (one.partition("+") for one in seeds.split())
                if keyword
            ),
            key=by == "key",
            argument=by.removeprefix("key").removeprefix("-"),
        )
        for source, draws, seeds, by in rows
    )


@cache
def roots_of_randomness() -> frozenset[str]:
    """Return the top-level modules from which something random is drawn."""
    return frozenset(
        name.partition(".")[0]
        for source in sources_of_randomness()
        for name in (*source.draws, *source.draw_prefixes)
    )


@cache
def seeding_calls() -> frozenset[str]:
    """Return the names that seed some source, with an argument or without."""
    return frozenset(
        name
        for source in sources_of_randomness()
        for name in (
            *source.seeds,
            *source.seeds_with_argument,
            *(name for name, _keyword in source.seeds_by_keyword),
        )
    )
