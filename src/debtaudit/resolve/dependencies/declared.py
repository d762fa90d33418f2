"""All dependencies that a repository declares, each with what its neighbours say of it.

A manifest alone does not know which version its lock file fixes, who imports the package, when the
line was edited, and whether the file is what a program is deployed with.
"""

import posixpath
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.manifests import Declaration, LockedPackage, ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report_rows import Role
from debtaudit.knowledge.conda_names import conda_names
from debtaudit.knowledge.development_tools import development_tools
from debtaudit.resolve.dependencies.deployed import deployed_manifests
from debtaudit.resolve.dependencies.included_manifests import (
    IncludedManifests,
    included_manifests,
)
from debtaudit.resolve.dependencies.locks import LockFile, admitted_lock, contradicted, locks_of
from debtaudit.resolve.dependencies.users import Users
from debtaudit.resolve.modules import own_packages

_DEVELOPMENT = lazy_pattern(
    r"(?:^|[-_./])(?:dev|devel|development|tests?|testing|docs?|lint|style|ci|build|builder"
    r"|typing|quality|checks?)(?=$|[-_./])"
)
# groups that CI makes its environments with, to see that old versions still work
_OLDEST = lazy_pattern(r"(?:^|[-_])(?:min|minimum|minimal|oldest|lowest)(?=$|[-_])|^py\d")
_DEVELOPMENT_GROUPS = {"ci", "notebook"}


class Declared(Struct, frozen=True):
    """One declaration in its place.

    `distribution` is the normalised name on the Python package index, None where it is none.
    `locked` comes from the lock file at `lock_path`. `edited` is an ISO day. `development` marks
    tools of developers and CI, which no running program needs. `deployed` says how the manifest is
    known to be what a program runs with; empty where it is not. `contradicted` tells that the
    declaration admits no version of the lock file, `own` that it is the repository's own package.
    """

    path: str
    declaration: Declaration
    distribution: str | None
    manifest: ManifestFacts
    edited: str | None
    locked: LockedPackage | None
    lock_path: str | None
    lock_edited: str | None
    used_by: tuple[Role, ...]
    development: bool
    deployed: str
    has_lock: bool
    contradicted: bool = False
    own: bool = False


class _Around(Struct, frozen=True):
    """What the rest of the repository says: manifests that are deployed, own packages, users.

    An image or an example that installs the released package of the same name installs this one.
    """

    deployed: Mapping[str, str]
    own: frozenset[str]
    users: Users


def declared_dependencies(facts: RepositoryFacts) -> tuple[Declared, ...]:
    """Return all declarations of all manifests, by path, line and name."""
    manifests = {
        path: one.manifest for path, one in facts.facts.items() if one.manifest is not None
    }
    includes = included_manifests(facts.facts)
    locks = locks_of(manifests)
    names = {path: _names_in(manifest) for path, manifest in manifests.items()}
    users = Users(facts, _declaring_folders(names))

    def importers(path: str) -> frozenset[str]:
        return frozenset().union(*map(users.importing, names[path]))

    around = _Around(
        deployed_manifests(manifests, includes, facts.picture.roles, importers),
        frozenset(map(normalised, own_packages(facts.picture.module_names))),
        users,
    )
    result: list[Declared] = []
    for path in sorted(manifests):
        manifest = manifests[path]
        lock = locks.governing(path)
        bound = _is_bound(path, manifests, includes)
        result += [
            _declared(facts, path, manifest, declaration, lock, around, bound=bound)
            for declaration in manifest.declarations
        ]
    result.sort(key=lambda one: (one.path, one.declaration.line, one.declaration.name or ""))
    return tuple(result)


def _declared(
    facts: RepositoryFacts,
    path: str,
    manifest: ManifestFacts,
    declaration: Declaration,
    lock: LockFile | None,
    around: _Around,
    *,
    bound: bool,
) -> Declared:
    distribution = distribution_of(declaration)
    used_by = _used_by(around.users, path, declaration, distribution)
    versions: tuple[LockedPackage, ...] = ()
    if lock is not None and distribution is not None and declaration.group not in ("build", "ci"):
        versions = lock.packages.get(distribution, ())
    locked = admitted_lock(declaration, versions)
    return Declared(
        path,
        declaration,
        distribution,
        manifest,
        _day(facts, path, declaration.line),
        locked,
        lock.path if lock is not None else None,
        _day(facts, lock.path, locked.line) if lock is not None and locked is not None else None,
        used_by,
        is_development(path, declaration, manifest) or distribution in development_tools(),
        around.deployed.get(path, ""),
        bound or lock is not None,
        contradicted(declaration, versions),
        own=distribution in around.own and used_by == ("none",),
    )


def _names_in(manifest: ManifestFacts) -> frozenset[str]:
    """Return what a manifest declares, by the names that imports tell."""
    names = (_looked_for(one, distribution_of(one)) for one in manifest.declarations)
    return frozenset(name for name in names if name is not None)


def _declaring_folders(names: Mapping[str, AbstractSet[str]]) -> dict[str, set[str]]:
    """Return the folders in which each distribution is declared."""
    found: dict[str, set[str]] = {}
    for path, declared in names.items():
        for name in declared:
            found.setdefault(name, set()).add(posixpath.dirname(path))
    return found


def _used_by(
    users: Users, path: str, declaration: Declaration, distribution: str | None
) -> tuple[Role, ...]:
    """Return the roles of the files that import it where the manifest counts."""
    name = _looked_for(declaration, distribution)
    return users.of(path, name) if name else ("none",)


def _looked_for(declaration: Declaration, distribution: str | None) -> str | None:
    """Return the name that an import tells; of an unnamed repository its own."""
    if distribution is None and declaration.kind == "url":
        return normalised(repository_name(declaration.specifier))
    return distribution


def repository_name(url: str) -> str:
    """Return the last part of a VCS or archive URL without revision and suffix."""
    path = url.partition("#")[0].partition("?")[0].rstrip("/")
    tail = path.rpartition("/")[2].partition("@")[0]
    return tail.removesuffix(".git")


def _day(facts: RepositoryFacts, path: str, line: int) -> str | None:
    dates = facts.line_dates.get(path)
    return dates.days.get(line) if dates is not None else None


def distribution_of(declaration: Declaration) -> str | None:
    """Return the normalised name on the Python package index, None where there is none."""
    if declaration.name is None or declaration.ecosystem in ("docker", "python"):
        return None
    name = normalised(declaration.name)
    if declaration.ecosystem == "conda":
        return conda_names().get(name, name)
    return name


def is_development(path: str, declaration: Declaration, manifest: ManifestFacts) -> bool:
    """Tell tools of development and CI by their group or by the name of their file."""
    group = declaration.group
    if group in _DEVELOPMENT_GROUPS or (group is not None and group != "pip"):
        low = (group or "").lower()
        if low in _DEVELOPMENT_GROUPS or manifest.format in ("tox", "nox"):
            return True
        if _DEVELOPMENT.search(low) or _OLDEST.search(low):
            return True
    stem = posixpath.basename(path).lower()
    if manifest.format == "requirements" and _DEVELOPMENT.search(stem.rpartition(".")[0]):
        return True
    folder = posixpath.dirname(path).lower()
    return manifest.format == "requirements" and folder.rpartition("/")[2] in ("docs", "doc")


def _is_bound(
    path: str, manifests: Mapping[str, ManifestFacts], includes: IncludedManifests
) -> bool:
    """Tell whether versions are fixed elsewhere: a constraints file, or pip-compile's output."""
    if path in includes.constraints:
        return True
    if path.endswith(".in"):
        return f"{path[:-3]}.txt" in manifests
    return posixpath.basename(path).startswith("constraints")
