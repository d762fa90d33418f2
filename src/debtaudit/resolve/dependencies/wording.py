"""What is said of a dependency: title, message and remedy of each kind of debt."""

from collections.abc import Sequence

from msgspec import Struct

from debtaudit.domain.report_rows import Role
from debtaudit.knowledge.unimported_packages import works_unimported
from debtaudit.resolve.dependencies.ages import first_written
from debtaudit.resolve.dependencies.declared import repository_name
from debtaudit.resolve.dependencies.judged import Judged
from debtaudit.resolve.dependencies.versions import DATED, major

IMAGE = "Name a numbered tag or the digest of the image."
LOCK = "Lock the versions (uv lock, pip-compile, conda-lock) and install from the lock file."


class Words(Struct, frozen=True):
    """The sentences of one finding."""

    title: str
    message: str
    remedy: str


def declaration_text(judged: Judged) -> str:
    """Return the declaration as its ecosystem writes it: `torch==1.13.1`, `python:3.7-slim`."""
    declaration = judged.declared.declaration
    if declaration.kind in ("url", "local"):
        return declaration.specifier
    specifier = declaration.specifier
    if declaration.ecosystem == "pypi" and specifier[:1].isdigit():
        specifier = f" {specifier}"  # a bare version of Poetry
    return f"{declaration.name}{specifier}"


def stale(group: Sequence[Judged]) -> Words:
    """Say how far behind the version in use is, and how that is known."""
    one = group[0]
    if one.years is None:
        return _majors_behind(group)
    bound = "" if one.age.libyears is not None else "at least "
    title = (
        f"{version_text(one)} is {bound}{one.years or 0.0:.1f} years behind {one.age.newest}"
        f"{standing(one.declared.used_by)}"
    )
    return Words(title, _how_known(group), _next_step(one))


def version_text(one: Judged) -> str:
    """Return the package with its version: the fixed one, or the newest that a range admits."""
    if one.age.in_use is None and one.age.resolved is not None:
        return f"{declaration_text(one)}, so {one.age.resolved} at the newest,"
    return f"{one.declared.declaration.name} {one.age.in_use}"


def _majors_behind(group: Sequence[Judged]) -> Words:
    """Say how many majors lie between, where the years are not known."""
    one = group[0]
    name = one.declared.declaration.name
    what = f"{name} {one.age.in_use}" if one.age.in_use is not None else declaration_text(one)
    title = (
        f"{what} is {one.majors} major versions behind {one.age.newest}"
        f"{standing(one.declared.used_by)}"
    )
    source = "index" if one.age.index_day else "declaration"
    message = f"How old the version in use is cannot be told from the {source}{places(group)}."
    if one.age.newest_released is not None:
        came = "on" if len(one.age.newest_released) == len("2026-10-31") else "in"
        message = f"{one.age.newest} came {came} {one.age.newest_released}. {message}"
    return Words(title, message, _next_step(one))


def _how_known(group: Sequence[Judged]) -> str:
    one = group[0]
    age, declared = one.age, one.declared
    newest = f"{age.newest} came in {age.newest_released}"
    if age.index_day is not None:
        newest = f"{age.newest} came on {age.newest_released}"
    if age.libyears is not None:
        return f"{newest}, {age.in_use or age.resolved} on {age.released}{places(group)}."
    what, edited = first_written(declared, age.in_use or "")
    return f"{newest}, and {what} was written on {edited}: it cannot be newer{places(group)}."


def _next_step(one: Judged) -> str:
    """Name the next realistic step towards the newest release, one major at a time.

    What nothing imports came along with something else, and moves with it.
    """
    declared = one.declared
    if (
        declared.used_by == ("none",)
        and declared.declaration.ecosystem in ("pypi", "conda")
        and not declared.development
        and not works_unimported(declared.distribution or "")
    ):
        return (
            f"Move to {one.age.newest} together with what needs it: no file here imports it by a "
            "known name. Where nothing needs it, take it out. Run the tests."
        )
    here, there = major(one.age.in_use or one.age.resolved or ""), major(one.age.newest or "")
    if here is None and there is not None and one.majors is not None:
        here = there - one.majors
    if here is None or there is None or there >= DATED or there - here < 2:
        return f"Move to {one.age.newest}; {trial(one)} with it."
    return (
        f"Move to the last {here}.x, then to {here + 1}.x, and on to {one.age.newest}, one major "
        f"at a time; {trial(one)} after each."
    )


def trial(one: Judged) -> str:
    """Say how to see that a newer version fits: training is run where it imports the package."""
    trains = "training" in one.declared.used_by
    return "run the tests and one training run" if trains else "run the tests"


def retired(group: Sequence[Judged]) -> Words:
    """Say what became of a package and what takes its place."""
    one = group[0]
    row = one.retired
    if row is None:
        raise ValueError("not retired")
    name = one.declared.declaration.name
    renamed = row.what == "was renamed" and row.successor is not None
    what = f"{name} {row.what} to {row.successor}" if renamed else f"{name} {row.what}"
    if "standard library" in row.what:
        remedy = f"Take {name} out: Python brings it."
    elif row.successor is None:
        remedy = f"Plan the way off {name}: its makers name no successor and fix nothing more."
    else:
        remedy = f"Replace {name} by {row.successor}, in the imports too where names differ."
    title = f"{what}{standing(one.declared.used_by)}"
    return Words(title, f"{what} ({row.since}){places(group)}.", remedy)


def ended(group: Sequence[Judged]) -> Words:
    """Say which cycle is over, since when, and how far behind the version is besides."""
    one = group[0]
    what = one.ended
    if what is None:
        raise ValueError("not ended")
    title = f"{what.title} {what.cycle} is unsupported since {what.end}"
    message = (
        f"{declaration_text(one)} holds {what.title} {what.cycle}, which gets no fixes since "
        f"{what.end}{places(group)}."
    )
    if "stale" in one.problems:
        message = f"{message} {_how_known(group[:1])}"
    return Words(
        f"{title}{standing(one.declared.used_by)}",
        message,
        f"Move to a supported cycle of {what.title}; {trial(one)}.",
    )


def yanked(group: Sequence[Judged]) -> Words:
    """Say that a release was taken back, and for which reason."""
    one = group[0]
    name, version = one.declared.declaration.name, one.age.resolved
    why = f": {one.age.yanked.rstrip('.')}" if one.age.yanked else ", without a reason"
    return Words(
        f"{name} {version} was yanked from the index{standing(one.declared.used_by)}",
        f"Its makers took {name} {version} back{why}{places(group)}.",
        f"Move to the nearest release that stands, {one.age.newest} at the newest; {trial(one)}.",
    )


def unfixed(group: Sequence[Judged]) -> Words:
    """Say that a source can change under the same name."""
    one = group[0]
    declaration = one.declared.declaration
    name = declaration.name or repository_name(declaration.specifier) or "A dependency"
    return Words(
        f"{name} is installed from a source that moves{standing(one.declared.used_by)}",
        f"{declaration_text(one)} names no commit, numbered tag or hash{places(group)}.",
        "Add `@` and a commit or a release tag to the URL, or a hash.",
    )


def conflicting(first: Judged, other: Judged) -> Words:
    """Say that two files ask for what no version can be."""
    one, two = first.declared, other.declared
    name = one.declaration.name
    return Words(
        f"{one.path} and {two.path} ask for different versions of {name}{standing(one.used_by)}",
        f"`{declaration_text(first)}` in {one.path} and `{declaration_text(other)}` in {two.path} "
        "have no version in common.",
        f"Declare {name} once, and let the other file include that one (`-r`) or repeat it.",
    )


def contradicted(group: Sequence[Judged]) -> Words:
    """Say that the lock file fixes what the declaration shuts out."""
    one = group[0]
    declared = one.declared
    locked = declared.locked.version if declared.locked is not None else "another version"
    return Words(
        f"{declared.lock_path} locks {declared.declaration.name} {locked}, which {declared.path} "
        f"does not admit{standing(declared.used_by)}",
        f"{declared.path} says `{declaration_text(one)}`; who installs from the lock file gets "
        f"{locked}{places(group)}.",
        "Make the lock file anew (uv lock, poetry lock, pip-compile, conda-lock), or correct the "
        "declaration.",
    )


def unpinned(group: Sequence[Judged]) -> Words:
    """Say what a manifest leaves open, and how many others do the same."""
    first = group[0].declared
    others = len({one.declared.path for one in group}) - 1
    where, verb, more = first.path, "leaves", ""
    if others:
        where = f"{where} and {others} more {'files' if others > 1 else 'file'}"
        verb = "leave"
        more = f" {len(group)} declarations in {others + 1} manifests are open."
    names = _names(group)
    what = f"the version of {names} open"
    if len({one.declared.declaration.name for one in group}) > 1:
        what = f"{len(group)} versions open: {names}"
    message = f"{first.deployed}, and what is installed depends on the day.{more}"
    images = [one.declared.declaration.ecosystem == "docker" for one in group]
    remedy = f"{IMAGE} {LOCK}" if any(images) else LOCK
    return Words(f"{where} {verb} {what}", message, IMAGE if all(images) else remedy)


def unlocked(group: Sequence[Judged]) -> Words:
    """Say what is given as a range with no lock file beside it."""
    first = group[0].declared
    return Words(
        f"{first.path} gives {len(group)} ranges and no lock file fixes them: {_names(group)}",
        f"{first.deployed}; a rebuild can take other versions than the last one.",
        LOCK,
    )


def standing(used_by: Sequence[Role]) -> str:
    """Complete a title: `, and training stands on it`; empty where nothing of weight does."""
    roles = [role for role in ("training", "serving") if role in used_by]
    if not roles:
        return ""
    verb = "stand" if len(roles) > 1 else "stands"
    return f", and {' and '.join(roles)} {verb} on it"


def places(group: Sequence[Judged]) -> str:
    """Return ` (in 3 manifests)` where a declaration is repeated."""
    count = len({one.declared.path for one in group})
    return f" (in {count} manifests)" if count > 1 else ""


def _names(group: Sequence[Judged], limit: int = 3) -> str:
    """Return the names of a group, the first few of many."""
    known = list(dict.fromkeys(one.declared.declaration.name or "?" for one in group))
    shown = ", ".join(known[:limit])
    return f"{shown} and {len(known) - limit} more" if len(known) > limit else shown
