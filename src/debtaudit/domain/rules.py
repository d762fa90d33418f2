"""Scans, severities and rules: the names by which findings are grouped."""

from enum import Enum

from msgspec import Struct


class Scan(str, Enum):
    """The four questions that an audit answers; each has a row in every report."""

    MODEL_CHANGES = "model-changes"
    DEPENDENCIES = "dependencies"
    HOTSPOTS = "hotspots"
    RETRAINING_TESTS = "retraining-tests"


class Aside(str, Enum):
    """Where findings are from that answer none of the four questions; none has a row.

    A program that reads "always all four" finds four. What an aside cannot read is in the
    diagnostics, like everything that no scan could.
    """

    INFRASTRUCTURE = "infrastructure"
    WAIVERS = "waivers"
    IMPORTED = "imported"


class ScanChoice(str, Enum):
    """What `--scan` takes: the scans, and the aside that is worth running alone."""

    MODEL_CHANGES = Scan.MODEL_CHANGES.value
    DEPENDENCIES = Scan.DEPENDENCIES.value
    HOTSPOTS = Scan.HOTSPOTS.value
    RETRAINING_TESTS = Scan.RETRAINING_TESTS.value
    INFRASTRUCTURE = Aside.INFRASTRUCTURE.value


Source = Scan | Aside


class Severity(str, Enum):
    """How bad a finding is, read off its risk score (see `risk/score.py`)."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for critical to 3 for low, so that sorting puts the worst first."""
        return list(Severity).index(self)


class Rule(Struct, frozen=True):
    """One kind of debt: what is looked for, why it matters and what a person does about it.

    `id` is a slug and the name of the rule's page under docs/rules/. `confirmed` and `false_alarms`
    count what people said of its findings in one repository (`debtaudit triage`).
    """

    id: str
    scan: Source
    title: str
    why: str
    remedy: str
    confirmed: int = 0
    false_alarms: int = 0
