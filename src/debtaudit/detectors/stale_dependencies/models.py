"""Models and weights that are fetched by a name under which other ones can lie tomorrow."""

from collections.abc import Iterator, Mapping, Sequence

from debtaudit.domain.findings import Finding
from debtaudit.domain.report import Evidence, Factor, Location, Role
from debtaudit.resolve.model_sources import ModelSource

_MANY_FILES = 3  # examples of a library: more are told as one debt
_SHOWN = 20
_WORDS = {
    "hub": "no `revision=`",
    "torch-hub": "no tag behind the repository",
    "weights": "no checksum",
    "default": "no `model=`: the library chooses",
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
    """Yield one finding a file that fetches what is not fixed, one in all where they are many."""
    by_path: dict[str, list[ModelSource]] = {}
    for one in sources:
        if not one.fixed:
            by_path.setdefault(one.path, []).append(one)
    used = {
        path: group
        for path, group in by_path.items()
        if any(role in _USE for one in group for role in one.roles)
    }
    rest = [one for path, group in by_path.items() if path not in used for one in group]
    groups = [*used.values()]
    if len(used) > _MANY_FILES:
        groups = [[one for group in used.values() for one in group]]
    for group in [*groups, rest]:
        if group:
            yield _finding(group)


def _finding(group: Sequence[ModelSource]) -> Finding:
    first = group[0]
    names = list(dict.fromkeys(one.name for one in group))
    files = len({one.path for one in group})
    what = ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")
    where = first.path if files == 1 else f"{first.path} and {files - 1} more"
    verb = "loads" if files == 1 else "load"
    reasons = list(dict.fromkeys(_WORDS[one.kind] for one in group))
    lines = [one.line for one in group if one.path == first.path]
    return Finding(
        rule="model-source-unfixed",
        title=f"{where} {verb} {what} from a place where it can change",
        message=f"The call gives {' or '.join(reasons)}, so the same code can load other weights.",
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
