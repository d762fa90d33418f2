"""Which declarations are one debt: equal ones in several files, the versions of one CI matrix."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from debtaudit.domain.distribution_names import normalised
from debtaudit.resolve.dependencies.judged import Judged


def equal_declarations(
    judged: Iterable[Judged], wanted: Callable[[Judged], bool]
) -> Iterator[Sequence[Judged]]:
    """Yield equal declarations together, the place that matters most first.

    The same version of a package is the same debt, whether pip or conda brings it.
    """
    groups: dict[tuple[str, str, str], list[Judged]] = {}
    for one in judged:
        if wanted(one):
            groups.setdefault(_what(one), []).append(one)
    for group in groups.values():
        yield sorted(group, key=_weight)


def _what(one: Judged) -> tuple[str, str, str]:
    """Return package, version and kind of what is declared: `pytorch=1.8.0` is `torch==1.8.0`."""
    declared = one.declared
    declaration = declared.declaration
    if declared.distribution is not None and declaration.kind == "pinned" and one.age.in_use:
        return declared.distribution, one.age.in_use, "package"
    return normalised(declaration.name or ""), declaration.specifier, declaration.ecosystem


def _weight(judged: Judged) -> tuple[float, bool, int, str, int]:
    """Put first the oldest place, then what is deployed, then what is near the root."""
    declared = judged.declared
    path = declared.path
    years = -(judged.years or 0.0)
    return years, not declared.deployed, path.count("/"), path, declared.declaration.line


def only_debts(judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Take off the problems that are none beside the other declarations of the same file.

    A CI file that tests a supported interpreter may test old ones too, and of several old ones the
    newest counts; a version is not open where another line of the file pins the same package.
    """
    matrices = _newest_ended_of_matrix(judged)
    pinned = {
        (one.declared.path, normalised(one.declared.declaration.name or ""))
        for one in judged
        if one.declared.declaration.kind == "pinned"
    }
    return tuple(_debts_of(one, matrices, pinned) for one in judged)


def _debts_of(
    one: Judged, matrices: Mapping[str, str], pinned: AbstractSet[tuple[str, str]]
) -> Judged:
    declared = one.declared
    declaration = declared.declaration
    ended, problems = one.ended, one.problems
    if _is_of_ci(one) and matrices.get(declared.path) != declaration.specifier:
        ended = None
        problems = tuple(problem for problem in problems if problem != "end-of-life")
    if (declared.path, normalised(declaration.name or "")) in pinned:
        problems = tuple(problem for problem in problems if problem != "unpinned")
    return one if problems == one.problems else replace(one, ended=ended, problems=problems)


def _is_of_ci(one: Judged) -> bool:
    """Tell whether a CI file, or a feature that such a matrix is made of, sets the interpreter."""
    declared = one.declared
    matrix = declared.manifest.format == "ci" or (
        declared.manifest.format in ("pixi", "pyproject") and declared.declaration.group is not None
    )
    return matrix and declared.declaration.ecosystem == "python"


def _newest_ended_of_matrix(judged: Iterable[Judged]) -> dict[str, str]:
    """Map a CI file to the one ended interpreter that counts: none while one is supported."""
    newest: dict[str, Judged] = {}
    for one in judged:
        if _is_of_ci(one):
            known = newest.get(one.declared.path)
            if known is None or _end(one) > _end(known):
                newest[one.declared.path] = one
    return {
        path: one.declared.declaration.specifier
        for path, one in newest.items()
        if one.ended is not None
    }


def _end(judged: Judged) -> str:
    return judged.ended.end if judged.ended is not None else "9999"
