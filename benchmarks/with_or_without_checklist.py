"""The command with the checklist switched off, to measure what it adds.

    python benchmarks/with_or_without_checklist.py with|without scan REPOSITORY ...

Both ways import the same modules, so that only the answering differs, and neither takes the whole
report from the cache.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

from debtaudit.audit.request import AuditRequest, Workplace
from debtaudit.checklist.evaluate import Evaluated
from debtaudit.checklist.plan import Plan
from debtaudit.cli.app import main as run
from debtaudit.domain.checklist_report import ProfileInfo
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import ScanResult


def nothing(_facts: RepositoryFacts, _results: Sequence[ScanResult], _plan: Plan) -> Evaluated:
    """Answer no item."""
    return Evaluated((), ProfileInfo("research", ()), ())


def unkept(_request: AuditRequest, _place: Workplace, _judged_by: str) -> None:
    """Let every audit be made: its report is kept nowhere."""


def main() -> None:
    """Run the command that follows `with` or `without`."""
    import_module("debtaudit.audit.keeping").kept_under = unkept
    checklist = import_module("debtaudit.checklist.evaluate")
    if sys.argv.pop(1) == "without":
        checklist.evaluate = nothing
    run()


if __name__ == "__main__":
    main()
