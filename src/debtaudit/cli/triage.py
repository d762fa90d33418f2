"""`debtaudit triage`: a person's verdict on a finding."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Argument, Option, supplied
from debtaudit.cli.options import audit_request
from debtaudit.cli.output import print_text
from debtaudit.cli.progress import progress
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.text import visible

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


class Verdict(str, Enum):
    """What a person can say of a finding."""

    CONFIRM = "confirm"
    FALSE_ALARM = "false-alarm"


@supplied(request=audit_request)
def command(
    *,
    finding: Annotated[str, Argument("The id of the finding, or its first digits.", "FINDING")],
    verdict: Annotated[Verdict, Argument("confirm or false-alarm.", "VERDICT")],
    because: Annotated[str, Option("Why.", "TEXT")] = "",
    by: Annotated[str, Option("Who says so.", "NAME")] = "",
    request: "AuditRequest",
) -> None:
    """Record whether a finding is right or a false alarm.

    A false alarm does not count any more. The verdict goes into the baseline file, and
    `debtaudit rules` shows the share of false alarms.
    """
    from debtaudit.audit import baseline
    from debtaudit.cli.files import check_targets, write_files

    if not because.strip():
        raise WrongCallError("--because TEXT: say why; the next reader has nothing else to go by")
    check_targets([baseline.target(request)])
    with progress(False) as step:
        made = baseline.triaged(
            request, finding, (verdict.value, because.strip(), by.strip()), step
        )
    write_files([(made.path, made.text)])
    print_text(f"{visible(made.name)}: {visible(made.said)}\n")
