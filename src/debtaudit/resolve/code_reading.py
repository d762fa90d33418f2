"""How much of the Python code could be read: what every scan of code has to say of itself first."""

from collections.abc import Sequence

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.domain.findings import ScanStatus, Status
from debtaudit.domain.quantities import plural

CODE = frozenset((PathClass.PYTHON, PathClass.NOTEBOOK, PathClass.SETUP_PY))
NO_CODE = ScanStatus(
    Status.NOT_APPLICABLE,
    "there is no Python file and no notebook",
    "nothing to do, unless `exclude` hides them",
)


def reading_status(facts: RepositoryFacts, unknown: str) -> ScanStatus:
    """Return whether all code was read; `unknown` says what is not known of files that were not.

    A notebook with a cell that does not parse is not read whole either.
    """
    code = [entry.path for entry in facts.files if entry.path_class in CODE]
    if not code:
        return NO_CODE
    absent = facts.absent(CODE)
    if absent:
        return absent_status(absent, "Python file")
    broken = [path for path in code if path in facts.facts and facts.facts[path].problem]
    if not broken:
        return ScanStatus(Status.COMPLETE)
    count = "1 Python file" if len(broken) == 1 else f"{len(broken)} Python files"
    return ScanStatus(
        Status.PARTIAL,
        f"{count} could not be read whole, {broken[0]} for one",
        f"mend them, or leave out with `exclude` what is no code of the project: {unknown} is not "
        "known",
    )


def absent_status(paths: Sequence[str], what: str) -> ScanStatus:
    """Return the status of a scan that lacks the bytes of some files, each of them a `what`."""
    return ScanStatus(
        Status.PARTIAL,
        f"{plural(len(paths), what)} could not be read, {paths[0]} for one",
        "see the diagnostics; what a partial clone lacks comes with `git fetch --refetch`, or "
        "with a clone made without `--filter`",
    )
