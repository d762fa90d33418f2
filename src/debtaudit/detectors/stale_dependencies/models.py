"""Models and weights that are fetched by a name under which other ones can lie tomorrow."""

from collections.abc import Iterator, Mapping, Sequence

from debtaudit.domain.findings import Finding
from debtaudit.domain.report_rows import Role
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.resolve.models.sources import ModelSource

_MANY_GROUPS = 3  # a library of examples: more are told as one debt
_SHOWN = 20
_MISSING = {
    "hub": "a revision",
    "torch-hub": "a tag",
    "weights": "a checksum",
    "default": "a model",
}
_REMEDIES = {
    "hub": "Pass `revision=` with a commit of the model's repository on the hub.",
    "torch-hub": "Name a tag or commit: `owner/repository:v1.0`.",
    "weights": "Pass the checksum of the file, or keep the weights in a versioned store.",
    "default": "Name the model and its revision.",
}
_USE: Mapping[Role, tuple[float, str]] = {
    "serving": (0.35, "serving loads it"),
    "training": (0.25, "training loads it"),
}


def model_findings(sources: Sequence[ModelSource]) -> Iterator[Finding]:
    """Yield one finding for files that fetch the same, one in all where those are many."""
    by_path: dict[str, list[ModelSource]] = {}
    for one in sources:
        if not one.fixed:
            by_path.setdefault(one.path, []).append(one)
    alike: dict[tuple[str, ...], list[ModelSource]] = {}
    rest: list[ModelSource] = []
    for group in by_path.values():
        if any(role in _USE for one in group for role in one.roles):
            alike.setdefault(tuple(sorted({one.name for one in group})), []).extend(group)
        else:
            rest += group
    groups = [*alike.values()]
    if len(groups) > _MANY_GROUPS:
        groups = [[one for group in groups for one in group]]
    for group in [*groups, rest]:
        if group:
            yield _finding(group)


def _finding(group: Sequence[ModelSource]) -> Finding:
    first = group[0]
    names = list(dict.fromkeys(one.name for one in group))
    files = len({one.path for one in group})
    shown = [f"`{name}`" for name in names[:2]]
    what = ", ".join(shown) + (f" and {len(names) - 2} more" if len(names) > 2 else "")
    more = f" and {files - 1} more file{'s' if files > 2 else ''}" if files > 1 else ""
    where = first.path + more
    verb = "loads" if files == 1 else "load"
    missing = " or ".join(dict.fromkeys(_MISSING[one.kind] for one in group))
    lines = [one.line for one in group if one.path == first.path]
    return Finding(
        rule="model-source-unfixed",
        title=f"{where} {verb} {what} without naming {missing}",
        message="What lies under the name can change, and the same code then loads something else.",
        location=Location(first.path, min(lines), min(lines)),
        factors=(
            Factor("moving-source", "likelihood", 0.35, "what lies under the name can change"),
            *_impact(group),
        ),
        confidence=0.8,
        effort_minutes=min(15 * len(names), 120),
        evidence=tuple(
            Evidence("model", f"{one.path}:{one.line}", f"{one.call}({one.name})")
            for one in group[:_SHOWN]
        ),
        remedy=" ".join(_REMEDIES[kind] for kind in dict.fromkeys(one.kind for one in group)),
        key=" ".join(names[:5]),
    )


def _impact(group: Sequence[ModelSource]) -> Iterator[Factor]:
    yield Factor("dependency", "impact", 0.35, "a model that the program is built on")
    roles = {role for one in group for role in one.roles}
    for role, (effect, because) in _USE.items():
        if role in roles:
            yield Factor(f"used-by-{role}", "impact", effect, because)
            return
    yield Factor("used-by-none", "impact", -0.15, "neither training nor serving reaches it")
