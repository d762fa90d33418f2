"""How old a declared dependency is, as far as that is known and never further.

The snapshot knows the newest release of a package and its month. A version that is older was there
on the day on which the line that names it was last edited, which bounds its age from below: a pin,
a lock, or a range that begins with it. A lock file with upload times gives the age itself.
"""

from datetime import date

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.pypi_snapshot import newest_release, taken
from debtaudit.resolve.dependencies.declared import Declared
from debtaudit.resolve.dependencies.versions import admits, begins_with, compared, pinned_version

_YEAR = 365.25
_CONDA_LINE = lazy_pattern(r"=[^=]+\Z")


class Age(Struct, frozen=True):
    """What is known of the age; `newest_released` is a month, `released` a month or a day.

    `in_use` is the version that a pin or a lock fixes. `fresh` is True where the newest release is
    what is used or would be installed, False where something newer is there, None if unknown.

    Where a package index was asked: `index_day` is the ISO day for which its answer holds,
    `resolved` the version in use or the one that the specifier resolves to, `yanked` the reason
    (perhaps empty) for which that one was taken back, `problem` why its age is not known.
    """

    in_use: str | None = None
    newest: str | None = None
    newest_released: str | None = None
    released: str | None = None
    libyears: float | None = None
    at_least: float | None = None
    fresh: bool | None = None
    resolved: str | None = None
    yanked: str | None = None
    problem: str | None = None
    index_day: str | None = None


def age_of(declared: Declared, facts: RepositoryFacts) -> Age:
    """Return what the snapshot, the lock file and git tell of a declaration at `facts.as_of`."""
    declaration = declared.declaration
    in_use = version_in_use(declared)
    if declared.distribution is None or declaration.kind in ("url", "local"):
        return Age(in_use)
    release = newest_release(declared.distribution)
    uploaded = declared.locked.uploaded if declared.locked is not None else None
    if declared.locked is not None and in_use != declared.locked.version:
        uploaded = None
    if release is None or release.month > facts.as_of.isoformat()[:7]:
        return Age(in_use, released=uploaded)
    if in_use is None:
        fuzzy = declaration.ecosystem == "conda"
        fresh = admits(declaration.specifier, release.version, fuzzy=fuzzy)
        return Age(None, release.version, release.month, fresh=fresh)
    return _of_version(declared, in_use, uploaded, release.version, release.month)


def _of_version(
    declared: Declared, in_use: str, uploaded: str | None, newest: str, month: str
) -> Age:
    order = compared(in_use, newest)
    if order is not None and order >= 0:
        # the same release came in that month; a newer one is younger than the snapshot
        released = uploaded or (month if order == 0 else None)
        years = 0.0 if order == 0 else None
        return Age(in_use, newest, month, released, years, None, True)
    if declared.declaration.ecosystem == "conda" and admits(
        declared.declaration.specifier, newest, fuzzy=True
    ):
        return Age(in_use, newest, month, None, None, None, True)
    if order is None:
        return Age(in_use, newest, month, uploaded)
    if uploaded is not None:
        years = max(_years(uploaded, month), 0.0)
        return Age(in_use, newest, month, uploaded, round(years, 2), None, False)
    _what, edited = first_written(declared, in_use)
    bound = _years(edited, month) if edited is not None else 0.0
    return Age(in_use, newest, month, None, None, round(bound, 2) if bound > 0 else None, False)


def first_written(declared: Declared, in_use: str) -> tuple[str, str | None]:
    """Return which line named the version in use first, in words, and its ISO day."""
    if declared.declaration.kind == "pinned" or declared.locked is None:
        return "this pin", declared.edited
    lock, line = declared.lock_edited, declared.edited
    begins = begins_with(declared.declaration.specifier, in_use)
    if begins and line is not None and (lock is None or line < lock):
        return "this range, which begins with the locked version,", line
    return f"the lock of {in_use}", lock


def version_in_use(declared: Declared) -> str | None:
    """Return the version that is fixed: by the pin itself, else by the lock file."""
    if declared.declaration.kind == "pinned" and declared.declaration.ecosystem != "docker":
        pinned = pinned_version(declared.declaration.specifier)
        if pinned is not None:
            return pinned
    return declared.locked.version if declared.locked is not None else None


def exact_version(declared: Declared) -> str | None:
    """Return the one version that is in use; conda's `=1.2` names a line of versions, and none."""
    specifier = declared.declaration.specifier.strip()
    if declared.declaration.ecosystem == "conda" and _CONDA_LINE.match(specifier):
        return declared.locked.version if declared.locked is not None else None
    return version_in_use(declared)


def _years(day: str, month: str) -> float:
    """Return the years from a day to the first day of a month, the earliest it can mean."""
    start = date.fromisoformat(day if len(day) == 10 else f"{day}-01")
    return (date.fromisoformat(f"{month}-01") - start).days / _YEAR


def snapshot_age(as_of: date) -> float:
    """Return the years between the snapshot and the day of the audit."""
    return (as_of - date.fromisoformat(f"{taken()}-01")).days / _YEAR
