"""Which component a file belongs to: as the configuration says, else as the folders suggest.

Without configuration a component is a top folder of source (the package below `src/`), with the
owner that CODEOWNERS names for most of its files and the part of the program that runs in it.
Criticality is never guessed: it is what somebody says would be lost.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.globs import path_filter
from debtaudit.domain.picture import Picture
from debtaudit.domain.settings import Settings
from debtaudit.domain.totals import Criticality
from debtaudit.resolve.owners import owner_finder

_SOURCE_FOLDERS = ("src", "lib", "python", "packages", "apps", "services")
"""Folders that hold components and are none."""
_ROOT = "(top folder)"


class ComponentOf(Struct, frozen=True):
    """A component as far as it is known before its debt is added up."""

    name: str
    criticality: Criticality | None
    owner: str | None
    because: str


class ComponentMap(Struct, frozen=True):
    """The components of a repository; `of` gives that of a path, None where it has none."""

    of: Callable[[str], ComponentOf | None]
    configured: bool


def component_map(facts: RepositoryFacts, settings: Settings) -> ComponentMap:
    """Return the components that the settings name, else those that the folders suggest."""
    if settings.component:
        return ComponentMap(_configured(settings), True)
    return ComponentMap(_inferred(facts), False)


def _configured(settings: Settings) -> Callable[[str], ComponentOf | None]:
    known = [
        (
            path_filter(one.paths),
            ComponentOf(one.name, one.criticality, one.owner or None, "the configuration"),
        )
        for one in settings.component
    ]

    def of(path: str) -> ComponentOf | None:
        return next((component for inside, component in known if inside(path)), None)

    return of


def _inferred(facts: RepositoryFacts) -> Callable[[str], ComponentOf | None]:
    paths: dict[str, list[str]] = {}
    for path, fact in facts.facts.items():
        if fact.python is not None:
            paths.setdefault(_folder(path), []).append(path)
    owner = owner_finder(facts.facts)
    found = {name: _component(name, inside, owner, facts.picture) for name, inside in paths.items()}

    def of(path: str) -> ComponentOf | None:
        return found.get(_folder(path))

    return of


def _folder(path: str) -> str:
    """Return the top folder of a path that is a component: `pricing` of `src/pricing/fit.py`."""
    parts = path.split("/")[:-1]
    while len(parts) > 1 and parts[0] in _SOURCE_FOLDERS:
        parts = parts[1:]
    return parts[0] if parts else _ROOT


def _component(
    name: str, paths: Sequence[str], owner: Callable[[str], str | None], picture: Picture
) -> ComponentOf:
    owners = Counter(who for path in paths if (who := owner(path)) is not None)
    most = min(owners.items(), key=lambda one: (-one[1], one[0]))[0] if owners else None
    roles = [role for role in ("serving", "training") if _runs(role, paths, picture.roles)]
    runs = f", {' and '.join(roles)} run through it" if roles else ""
    said = " and CODEOWNERS" if most else ""
    return ComponentOf(name, None, most, f"its folder{said}{runs}")


def _runs(role: str, paths: Sequence[str], roles: Mapping[str, Sequence[str]]) -> bool:
    return any(role in roles.get(path, ()) for path in paths)
