"""Which projects of a monorepo hold no model: clients, services and tools beside the one that does.

What is set or computed in a client library for a web service is no model, however much its words
look like one. The repository as a whole is judged in `model_scan_status`.
"""

from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileFacts
from debtaudit.domain.history import ChangeSetComparison
from debtaudit.knowledge.model_surface import surface_knowledge
from debtaudit.resolve.model_changes.model_signs import is_artefact, surface_imports
from debtaudit.resolve.projects import project_folders

Without = Callable[[ChangeSetComparison], ChangeSetComparison]
"""Leaves out of a comparison the files of projects that hold no model."""


def leaving_out_projects_without_model(facts: RepositoryFacts) -> Without:
    """Return what leaves out files of projects that import no package that computes.

    A project is a folder with a setup.py, setup.cfg or pyproject.toml of its own, below the root.
    One that imports a project with a model, or that holds weights, has one too; so has, to be on
    the safe side, one without any Python, which may hold the settings of another.
    """
    folders = [folder for folder in project_folders(facts.files) if folder]
    without = _without_model(facts, folders) if folders else frozenset()
    if not without:
        return lambda comparison: comparison

    def leave_out(comparison: ChangeSetComparison) -> ChangeSetComparison:
        kept = tuple(one for one in comparison.files if _home(one.path, folders) not in without)
        return replace(comparison, files=kept)

    return leave_out


def _without_model(facts: RepositoryFacts, folders: list[str]) -> frozenset[str]:
    imported = _imported(facts.facts, folders)
    packages = surface_knowledge().table("model-package")
    bearing = {home for home, names in imported.items() if not names.isdisjoint(packages)}
    bearing.update(_home(entry.path, folders) for entry in facts.files if is_artefact(entry))
    own = _own_packages(facts.facts, folders)
    spreading = True
    while spreading:
        names = {name for home in bearing for name in own.get(home, ())}
        more = {home for home, used in imported.items() if not used.isdisjoint(names)} - bearing
        bearing |= more
        spreading = bool(more)
    return frozenset(home for home in imported if home and home not in bearing)


def _imported(facts: Mapping[str, FileFacts], folders: list[str]) -> dict[str, set[str]]:
    """Return the top names that the code of each project imports; tests do not count."""
    found: dict[str, set[str]] = {}
    for path, names in surface_imports(facts):
        found.setdefault(_home(path, folders), set()).update(names)
    return found


def _own_packages(paths: Iterable[str], folders: list[str]) -> dict[str, set[str]]:
    """Return the top names that each project can be imported by."""
    found: dict[str, set[str]] = {}
    for path in paths:
        home = _home(path, folders)
        inside = path[len(home) :].lstrip("/").removeprefix("src/")
        found.setdefault(home, set()).add(inside.partition("/")[0].removesuffix(".py"))
    return found


def _home(path: str, folders: Iterable[str]) -> str:
    """Return the deepest project folder that holds the path, "" for the repository's own."""
    return max((each for each in folders if path.startswith(f"{each}/")), key=len, default="")
