"""What the gate says: which limits are passed, and what the judged findings were held against."""

from typing import Literal

from msgspec import Struct

Against = Literal["everything", "base", "baseline"]
"""What a gate judges: all findings, or those that are new or worse since a revision or a file."""


class Breach(Struct, frozen=True):
    """A limit of the gate that is passed, by which findings, and the cheapest way back.

    `value_before` is the value at the base, None where there is none or it has no meaning; `owner`
    answers for the paths of a path budget.
    """

    what: str
    limit: str
    value: str
    findings: tuple[str, ...]
    cheapest: tuple[str, ...]
    value_before: str | None = None
    owner: str | None = None


class KnownFinding(Struct, frozen=True):
    """A line of the baseline file: a finding that was there when it was written."""

    id: str
    rule: str
    path: str | None
