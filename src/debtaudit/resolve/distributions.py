"""From an imported name to the distributions on the package index that can bring it."""

from collections.abc import Iterable
from functools import cache

from debtaudit.domain.distribution_names import normalised
from debtaudit.knowledge.import_names import import_names

SHARED_NAMESPACES = frozenset(
    ("google", "azure", "ruamel", "zope", "opentelemetry", "backports", "airflow")
)
"""First parts of imported names that many distributions share."""


@cache
def distributions_of(module: str) -> tuple[str, ...]:
    """Return the normalised names (PEP 503) of the distributions that bring a module.

    `module` is absolute and dotted (`google.cloud.storage`, `sklearn.linear_model`). The longest
    known prefix decides; a name that no table knows is taken for the distribution's own, or for
    that of `python-NAME`.
    """
    known = import_names()
    prefix = module
    while prefix:
        found = known.get(prefix)
        if found is not None:
            return found
        prefix = prefix.rpartition(".")[0]
    name = normalised(module.partition(".")[0])
    return (name, f"python-{name}") if name else ()


def bring(declared: Iterable[str], module: str) -> bool:
    """Tell whether one of the declared distributions brings a module.

    Names count without their dashes: `django-soft-delete` brings `django_softdelete`. So does one
    that is called like the module itself, whatever the index knows: `sklearn`.
    """
    wanted = {*distributions_of(module), normalised(module.partition(".")[0])}
    return not _plain(wanted).isdisjoint(_plain(declared))


def _plain(names: Iterable[str]) -> set[str]:
    return {name.replace("-", "") for name in names}
