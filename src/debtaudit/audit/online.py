"""What `--online` and `--osv-db` add to the facts: answers of whom the user chose to ask."""

from pathlib import Path

from msgspec.structs import replace

from debtaudit.audit.request import AuditRequest, Progress
from debtaudit.domain.advisories import AdvisoryFacts
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.package_index import PackageIndexFacts
from debtaudit.domain.settings import Settings
from debtaudit.gather.cache import FactCache
from debtaudit.gather.http_client import Bounds, bounds_of
from debtaudit.gather.osv_dump import read_osv_dump
from debtaudit.gather.osv_service import ask_osv
from debtaudit.gather.package_index import ask_package_indexes
from debtaudit.resolve.dependencies.advisories import concerning, in_force, versions_in_use
from debtaudit.resolve.dependencies.indexed_ages import names_to_ask


def with_answers(
    request: AuditRequest,
    facts: RepositoryFacts,
    settings: Settings,
    cache: FactCache,
    progress: Progress,
    before: RepositoryFacts | None = None,
) -> RepositoryFacts:
    """Ask the user's package index for releases, then the dump or OSV for vulnerabilities.

    In this order, because the version that a range stands for is known from the index only. What
    was answered for `before`, another snapshot, is not asked again: both are judged alike.
    """
    bounds = bounds_of(settings.online)
    if request.online:
        progress("Asking the package index")
        facts = replace(facts, index=_releases(facts, before, bounds, cache))
    progress("Looking vulnerabilities up")
    if request.osv_db is not None:
        return replace(facts, advisories=_of_dump(facts, request.osv_db))
    return replace(facts, advisories=_of_service(facts, before, bounds, cache))


def _releases(
    facts: RepositoryFacts, before: RepositoryFacts | None, bounds: Bounds, cache: FactCache
) -> PackageIndexFacts:
    told = before.index.packages if before is not None and before.index is not None else {}
    names = names_to_ask(facts)
    asked = ask_package_indexes([name for name in names if name not in told], bounds, cache)
    packages = {name: told[name] for name in names if name in told}
    return replace(asked, packages={**packages, **asked.packages})


def _of_service(
    facts: RepositoryFacts, before: RepositoryFacts | None, bounds: Bounds, cache: FactCache
) -> AdvisoryFacts:
    told = before.advisories if before is not None else None
    known = dict(told.known) if told is not None else {}
    problems = dict(told.problems) if told is not None else {}
    wanted = versions_in_use(facts)
    asked = ask_osv([one for one in wanted if one not in {**known, **problems}], bounds, cache)
    for version, advisories in asked.known.items():
        known[version] = tuple(one for one in advisories if in_force(one, facts.as_of))
    problems.update(asked.problems)
    return AdvisoryFacts(
        asked.source,
        {version: known[version] for version in wanted if version in known},
        {version: problems[version] for version in wanted if version in problems},
    )


def _of_dump(facts: RepositoryFacts, path: Path) -> AdvisoryFacts:
    versions = versions_in_use(facts)
    advisories, broken = read_osv_dump(path, frozenset(name for name, _ in versions))
    known = {
        (name, version): concerning(advisories, name, version, facts.as_of)
        for name, version in versions
    }
    return AdvisoryFacts(path.name, known, {}, broken)
