"""Which declarations are one debt: equal ones in several files, the versions of one CI matrix."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from debtaudit.domain.distribution_names import normalised
from debtaudit.resolve.judged_dependencies import Judged


def equal_declarations(
    judged: Iterable[Judged], wanted: Callable[[Judged], bool]
) -> Iterator[Sequence[Judged]]:
    """Yield equal declarations together, the place that matters most first."""
    groups: dict[tuple[str, str, str], list[Judged]] = {}
    for one in judged:
        if wanted(one):
            declaration = one.declared.declaration
            name = normalised(declaration.name or "")
            key = (name, declaration.specifier, declaration.ecosystem)
            groups.setdefault(key, []).append(one)
    for group in groups.values():
        yield sorted(group, key=_weight)


def _weight(judged: Judged) -> tuple[float, bool, int, str, int]:
    """Put first the oldest place, then what is deployed, then what is near the root."""
    declared = judged.declared
    path = declared.path
    years = -(judged.years or 0.0)
    return years, not declared.deployed, path.count("/"), path, declared.declaration.line


def newest_ended_of_matrix(judged: Iterable[Judged]) -> dict[str, str]:
    """Map a CI file to the one ended interpreter that counts: none while one is supported.

    A matrix that also tests old interpreters is right for a library.
    """
    newest: dict[str, Judged] = {}
    for one in judged:
        if one.declared.manifest.format == "ci" and one.declared.declaration.ecosystem == "python":
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


def has_ended(judged: Judged, matrices: Mapping[str, str]) -> bool:
    """Tell whether a declaration is past its support end and counts as a debt of its own."""
    declared = judged.declared
    if judged.ended is None or judged.retired is not None:
        return False
    if declared.manifest.format == "ci" and declared.declaration.ecosystem == "python":
        return matrices.get(declared.path) == declared.declaration.specifier
    return True
