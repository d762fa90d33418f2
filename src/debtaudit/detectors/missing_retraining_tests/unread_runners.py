"""Files that could not be read and that may run the training: tests, CI files and what these call.

What lies in them is not known, so nothing is said to be untested; an example or a notebook beside
the program runs no test, and one that is lacking leaves the findings as they are.
"""

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.domain.findings import ScanStatus, Status
from debtaudit.domain.quantities import plural
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.code_reading import absent_status

_STARTS = frozenset((PathClass.WORKFLOW, PathClass.MAKEFILE, PathClass.SHELL))
_MAY_RUN_IT = _STARTS | {PathClass.PYTHON, PathClass.NOTEBOOK}
_ON_THE_WAY = {PathClass.PYTHON: (None, "test"), PathClass.NOTEBOOK: ("test",)}
"""Places (`None` is the program's own code) whose files a test is in, or gets to training through.

A module of the program may be what a test calls and what calls the training.
"""


def unread_runners(facts: RepositoryFacts) -> tuple[str, ...]:
    """Return the files without bytes that a test or CI step may be in, or may go through."""
    classes = {entry.path: entry.path_class for entry in facts.files}
    return tuple(path for path in facts.absent(_MAY_RUN_IT) if _may_run(path, classes[path]))


def _may_run(path: str, path_class: PathClass) -> bool:
    if path_class in _STARTS:
        return True
    place = place_of(path)
    return (place[0].name if place else None) in _ON_THE_WAY[path_class]


def held_back(unread: tuple[str, ...], untested: int) -> ScanStatus:
    """Return the status of the scan where findings were left out because of unread files."""
    files = plural(len(unread), "file")
    points = plural(untested, "entry point")
    verb = "is" if untested == 1 else "are"
    return ScanStatus(
        Status.PARTIAL,
        f"{files} that may run training could not be read, {unread[0]} for one; {points} without "
        f"a known test {verb} not reported because of that",
        absent_status(unread, "file").cure,
    )
