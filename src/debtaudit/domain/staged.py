"""What a look at the staged files alone can say: the answer of `debtaudit staged`."""

from msgspec import Struct


class StagedDebt(Struct, frozen=True):
    """A debt that the next commit would add; `details` say what was seen, one a line."""

    rule: str
    path: str
    line: int | None
    title: str
    details: tuple[str, ...]
    remedy: str


class StagedCheck(Struct, frozen=True):
    """The debts of `files` staged files; `unread` says which could not be judged and why."""

    files: int
    debts: tuple[StagedDebt, ...]
    unread: tuple[str, ...] = ()
