"""Packages on one side only: declared and never imported, imported and never declared."""

from collections.abc import Iterator, Sequence

from debtaudit.detectors.stale_dependencies.finding import lines_of
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.resolve.dependencies.imported_packages import (
    Undeclared,
    undeclared_imports,
    unused_declarations,
)
from debtaudit.resolve.dependencies.judged import Judged
from debtaudit.resolve.dependencies.wording import declaration_text

_SHOWN = 20


def import_findings(facts: RepositoryFacts, judged: Sequence[Judged]) -> Iterator[Finding]:
    """Yield one finding of all that is not declared, and one a manifest of what is not used."""
    declared = [one.declared for one in judged]
    missing = undeclared_imports(facts, declared)
    if missing:
        yield _undeclared(missing)
    for path, unused in unused_declarations(facts, declared).items():
        places = {(one.declaration.line, one.distribution) for one in unused}
        yield _unused(
            path,
            [
                one
                for one in judged
                if one.declared.path == path
                and (one.declared.declaration.line, one.declared.distribution) in places
            ],
        )


def _undeclared(missing: Sequence[Undeclared]) -> Finding:
    weighty = [one for one in missing if {"training", "serving"} & set(one.roles)]
    first = (weighty or missing)[0]
    path, _, line = first.places[0].rpartition(":")
    number = int(line)
    names = [one.distributions[0] for one in missing if one in weighty]
    names += [one.distributions[0] for one in missing if one not in weighty]
    several = len(missing) > 1
    what = f"{len(missing)} imported packages are" if several else "1 imported package is"
    it, they_are = ("them", "they are") if several else ("it", "it is")
    use = Factor("used-by-none", "impact", -0.1, "neither training nor serving imports it")
    if weighty:
        use = Factor("used-by-program", "impact", 0.1, "training or serving imports it")
    return Finding(
        rule="dependency-undeclared",
        title=f"{what} declared nowhere: {_few(names)}",
        message=f"No manifest and no lock file names a distribution that is known to bring {it}: "
        f"{they_are} there only where another package happens to bring {it} along.",
        location=Location(path, number, number),
        factors=(
            Factor("undeclared", "likelihood", 0.4, "a clean environment does not have it"),
            Factor("dependency", "impact", 0.35, "a package that the program imports"),
            use,
        ),
        confidence=0.5,
        effort_minutes=min(10 * len(missing), 120),
        evidence=tuple(
            Evidence("import", one.places[0], f"imports {one.module} ({one.distributions[0]})")
            for one in missing[:_SHOWN]
        ),
        remedy=f"Declare {it} with the version that is in use, as an extra where "
        f"{they_are} optional.",
        key="undeclared",
        members=tuple(sorted(names)),
    )


def _unused(path: str, group: Sequence[Judged]) -> Finding:
    names = [one.declared.declaration.name or "" for one in group]
    what = f"{len(group)} packages" if len(group) > 1 else names[0]
    more = f": {_few(names)}" if len(group) > 1 else ""
    return Finding(
        rule="dependency-unused",
        title=f"{path} declares {what}, which no file imports{more}",
        message="No Python file or notebook imports it, and no command or setting names it. It may "
        "still be needed by another package; then say so beside it.",
        location=lines_of(group),
        factors=(
            Factor("unused", "likelihood", 0.3, "nothing imports it by a known name"),
            Factor("dependency", "impact", 0.2, "it is installed, and must be kept compatible"),
        ),
        confidence=0.4,
        effort_minutes=min(10 * len(group), 120),
        evidence=tuple(
            Evidence(
                "declaration", f"{path}:{one.declared.declaration.line}", declaration_text(one)
            )
            for one in group[:_SHOWN]
        ),
        remedy="Take it out and run the tests, or write beside it what needs it.",
        key=f"unused {path}",
        members=tuple(sorted(names)),
    )


def _few(names: Sequence[str], limit: int = 4) -> str:
    shown = ", ".join(names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown
