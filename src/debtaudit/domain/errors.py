"""What can end an audit, each with the exit code that the report contract gives it.

A broken file of the audited repository is never one of these: it costs a `Diagnostic`.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the report contract."""

    DONE = 0
    BREACHED = 1
    WRONG_CALL = 2
    NO_REPORT = 3
    FAULT = 70
    INTERRUPTED = 130


class DebtauditError(Exception):
    """An end of the audit that the person at the keyboard can do something about.

    The message is one line and says what to do.
    """

    exit_code = ExitCode.NO_REPORT


class WrongCallError(DebtauditError):
    """An argument that cannot be meant: a path that does not exist, an unknown revision."""

    exit_code = ExitCode.WRONG_CALL


class ConfigurationError(DebtauditError):
    """A configuration file that says what debtaudit does not know: file, key and cure."""

    exit_code = ExitCode.WRONG_CALL


class NoReportError(DebtauditError):
    """The report could not be made or written."""

    exit_code = ExitCode.NO_REPORT
