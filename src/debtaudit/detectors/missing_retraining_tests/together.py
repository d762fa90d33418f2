"""Untested training that is one debt: the examples of a folder, and the notebooks of a folder.

One CI job runs them all, and a page of twenty tutorials is no twenty things to repair. What is the
program itself stays one finding an entry point.
"""

import posixpath
from collections.abc import Callable, Iterable, Sequence

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.globs import path_filter
from debtaudit.domain.quantities import plural
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.settings import Settings
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.modules import node_of

Group = tuple[str, tuple[EntryPoint, ...]]
"""A folder (or another name), and the untested entry points that are told together."""

_NAMED, _SHOWN = 3, 12
_DEEPEST = 2
"""Folders that tell notebooks apart: those of a cohort of a course, of a project among several."""
_MOST_FOLDERS = 5
"""Folders of notebooks that are told apart: more than these nobody mends one by one."""
_JOB_MINUTES, _EACH_MINUTES = 120, 30
"""Effort of a job that runs them, and of making each of them small enough for it."""
_LOW_CONFIDENCE = 0.7


def grouped(
    points: Iterable[EntryPoint],
    rule: str,
    facts: RepositoryFacts,
    settings: Settings,
    group_of: Callable[[EntryPoint], str | None],
) -> tuple[tuple[Group, ...], tuple[EntryPoint, ...]]:
    """Split untested entry points into those that are told together and those told alone.

    `group_of` names the group of one, None where it is told alone. What is waived is never
    told with what is not: a waiver stands for whole findings.
    """
    waiver_of = _waiver_of(rule, settings)
    found: dict[tuple[str, tuple[bool, ...]], list[EntryPoint]] = {}
    alone: list[EntryPoint] = []
    for point in points:
        folder = group_of(point)
        waivers = facts.facts[point.path].waivers
        if folder is None or any(rule in waiver.rules for waiver in waivers):
            alone.append(point)
        else:
            found.setdefault((folder, waiver_of(point.path)), []).append(point)
    alone += [one for members in found.values() if len(members) == 1 for one in members]
    groups = [
        (folder, tuple(members)) for (folder, _), members in sorted(found.items()) if members[1:]
    ]
    return tuple(groups), tuple(sorted(alone, key=lambda one: (one.path, one.line, one.symbol)))


def _waiver_of(rule: str, settings: Settings) -> Callable[[str], tuple[bool, ...]]:
    """Return what tells which waivers of the settings are for a path."""
    filters = [
        path_filter(one.paths) for one in settings.waiver if one.paths and one.rule in ("", rule)
    ]
    return lambda path: tuple(inside(path) for inside in filters)


def folder_of_each(points: Iterable[EntryPoint]) -> Callable[[EntryPoint], str | None]:
    """Return what names the folder whose examples or notebooks an entry point is one of.

    Notebooks that stand in many folders, like those of a course, are all of the top folder.
    """
    folders = {_folder(point.path) for point in points if _is_plain_notebook(point.path)}
    if len(folders) <= _MOST_FOLDERS:
        return lambda point: _folder(point.path)
    return lambda point: "" if _is_plain_notebook(point.path) else _folder(point.path)


def _folder(path: str) -> str | None:
    place = place_of(path)
    if place is not None:
        return posixpath.dirname(path) if place[1] == path else place[1]
    if not _is_notebook(path):
        return None
    return "/".join(posixpath.dirname(path).split("/")[:_DEEPEST])


def _is_plain_notebook(path: str) -> bool:
    """Tell a notebook that is in no folder of examples."""
    return _is_notebook(path) and place_of(path) is None


def _is_notebook(path: str) -> bool:
    return path.endswith(".ipynb")


def finding_of_group(
    rule: str, group: Group, facts: RepositoryFacts, factors: tuple[Factor, ...]
) -> Finding:
    """Make one finding of the untested entry points of a folder.

    `factors` are those of the one among them that changes most.
    """
    folder, points = group
    paths = tuple(dict.fromkeys(point.path for point in points))
    what, where = _what(paths), folder or _many_folders(paths)
    known = [facts.picture.training.get(node_of(point)) for point in points]
    names = [posixpath.basename(path) for path in paths]
    others = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return Finding(
        rule=rule,
        title=f"No test runs the training in {what} of {where}",
        message=(
            f"{', '.join(names[:_NAMED])}{others} fit models, and no test and no CI step runs "
            "them. What no longer works there is found by whoever copies it."
        ),
        location=Location(paths[0], None if _is_notebook(paths[0]) else points[0].line),
        factors=factors,
        confidence=max((one.confidence for one in known if one), default=_LOW_CONFIDENCE),
        effort_minutes=_JOB_MINUTES + _EACH_MINUTES * min(len(paths), _SHOWN),
        evidence=tuple(
            one.sites[0] if one and one.sites else Evidence("training", point.path, point.symbol)
            for point, one in list(zip(points, known, strict=True))[:_SHOWN]
        ),
        remedy=_remedy(folder, paths),
        key="together",
        members=paths,
    )


def _many_folders(paths: Sequence[str]) -> str:
    folders = {posixpath.dirname(path) for path in paths}
    return plural(len(folders), "folder") if len(folders) > 1 else "the top folder"


def _what(paths: Sequence[str]) -> str:
    notebooks = sum(map(_is_notebook, paths))
    scripts = len(paths) - notebooks
    parts = [plural(scripts, "script")] if scripts else []
    return " and ".join([*parts, plural(notebooks, "notebook")] if notebooks else parts)


def _remedy(folder: str, paths: Sequence[str]) -> str:
    notebooks = sum(map(_is_notebook, paths))
    runs = [f"`pytest --nbmake {folder or '.'}`"] if notebooks else []
    if notebooks < len(paths):
        runs.append("each script for one step on a few rows")
    return f"Add one CI job, weekly if it takes long, that runs {' and '.join(runs)}."
