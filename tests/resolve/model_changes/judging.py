"""Judged change sets made by hand: the least that findings and their words look at."""

from debtaudit.domain.history import ChangeSet, Commit, SurfaceChange
from debtaudit.domain.report_rows import Documentation, ModelChangeKind
from debtaudit.resolve.model_changes.change_log import JudgedChangeSet
from debtaudit.resolve.model_changes.documentation import Described
from debtaudit.resolve.model_changes.relevance import ModelVerdict
from debtaudit.resolve.model_changes.weighed import WeighedChange


def judged(
    *changes: SurfaceChange,
    kinds: tuple[ModelChangeKind, ...] = ("loss",),
    path: str = "src/net.py",
    status: Documentation = "undocumented",
    number: int = 1,
    initial: bool = False,
) -> JudgedChangeSet:
    """Return a change set that makes these differences in one file."""
    head = Commit(f"{number:040d}", (), 0, "Ada", "ada@example.org", "s", "")
    weighed = tuple(WeighedChange(path, path, one, kinds[0], 0.9) for one in changes)
    return JudgedChangeSet(
        ChangeSet(head, (head.id,), (), (), 0),
        ModelVerdict(0.9, weighed, ""),
        Described(status, ()),
        initial,
        kinds,
    )
