"""What the manifests account for: the packages they name, and what these bring along.

A declared distribution may be called otherwise than the module it brings, and no table knows them
all: `signalled-timeout` brings `timeout`. Where one of unknown content is used by no import, and an
import that nobody declares resembles it, the two are taken for each other.
"""

from collections.abc import Container, Iterable, Iterator
from functools import cached_property

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.manifests import Declaration, LockedPackage
from debtaudit.knowledge.brought_along import limits_of, with_what_they_bring
from debtaudit.knowledge.development_tools import development_tools
from debtaudit.knowledge.import_names import import_names, importable_distributions
from debtaudit.knowledge.unimported_packages import works_unimported
from debtaudit.resolve.dependencies.declared import distribution_of
from debtaudit.resolve.dependencies.versions import is_below
from debtaudit.resolve.distributions import bring

_LETTERS = 5
"""Letters that two names have to share: shorter ones stand in too many others."""


class Accounted:
    """What declarations and lock files account for; `used` are the distributions that are imported.

    What always comes along counts (`pytz` with pandas below 3), where the program runs with it: of
    what a tool of developers brings along a program knows nothing.
    """

    def __init__(
        self,
        declared: Iterable[Declaration],
        running: Iterable[Declaration],
        locked: Iterable[LockedPackage],
        used: Container[str],
    ) -> None:
        self._declared = frozenset(filter(None, map(distribution_of, declared)))
        self._used = used
        brought = with_what_they_bring(_bringing(running))
        self._names = self._declared | brought | {normalised(one.name) for one in locked}

    def has(self, module: str, distributions: Iterable[str]) -> bool:
        """Tell whether a module is accounted for that any of the distributions would bring."""
        if not self._names.isdisjoint(distributions) or bring(self._names, module):
            return True
        top = module.partition(".")[0]
        if top in import_names() or normalised(top) in importable_distributions():
            return False  # what brings it is known
        plain = _plain(top)
        return len(plain) >= _LETTERS and any(
            plain in name or name in plain for name in self._unknown
        )

    @cached_property
    def _unknown(self) -> tuple[str, ...]:
        """The declared distributions that no import uses by a known name, without dashes."""
        return tuple(
            _plain(name)
            for name in sorted(self._declared)
            if len(_plain(name)) >= _LETTERS
            and name not in self._used
            and name not in importable_distributions()
            and name not in development_tools()
            and not works_unimported(name)
        )


def _bringing(declarations: Iterable[Declaration]) -> Iterator[str]:
    """Yield the distributions, and which of them are those of earlier times (`pandas<3`)."""
    for one in declarations:
        name = distribution_of(one)
        if name is not None:
            yield name
            for limit in limits_of(name):
                if is_below(one.specifier, limit):
                    yield f"{name}<{limit}"


def _plain(name: str) -> str:
    return normalised(name).replace("-", "")
