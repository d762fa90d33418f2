"""The options that several commands take, each declared once."""

from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Argument, Option
from debtaudit.cli.output import Output
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.rules import ScanChoice

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest

_SCANS = ", ".join(scan.value for scan in ScanChoice)

Coverage = Annotated[
    list[Path] | None,
    Option("Coverage of tests: .coverage, its JSON, Cobertura, lcov (repeatable).", "FILE"),
]
Junit = Annotated[list[Path] | None, Option("Outcomes of tests, JUnit XML (repeatable).", "FILE")]
Checklists = Annotated[
    list[str] | None,
    Option("Answer default, ml-test-score, or a checklist in YAML (repeatable).", "FILE"),
]
Online = Annotated[
    bool, Option("Ask your package index for releases, and OSV for vulnerabilities.")
]
OsvDump = Annotated[
    Path | None,
    Option("Look vulnerabilities up in this dump of OSV: all.zip, folder, JSON.", "FILE"),
]


def audit_request(
    *,
    path: Annotated[
        Path, Argument("The repository, or a folder in one (default: .).", "PATH")
    ] = Path(),
    rev: Annotated[str | None, Option("Audit this revision, not the files.", "REV")] = None,
    since: Annotated[str | None, Option("Read the history from this day on.", "DATE")] = None,
    as_of: Annotated[
        str | None, Option("Measure every age at this day (default: today).", "DATE")
    ] = None,
    exclude: Annotated[
        list[str] | None, Option("Leave these paths out (repeatable).", "GLOB")
    ] = None,
    scan: Annotated[
        list[ScanChoice] | None, Option(f"Run only this scan (repeatable): {_SCANS}.", "SCAN")
    ] = None,
    select: Annotated[
        list[str] | None, Option("Report only this rule (repeatable).", "RULE")
    ] = None,
    ignore: Annotated[
        list[str] | None, Option("Do not report this rule (repeatable).", "RULE")
    ] = None,
    coverage: Coverage = None,
    junit: Junit = None,
    checklist: Checklists = None,
    config: Annotated[
        Path | None, Option("Read this configuration, not the repository's.", "FILE")
    ] = None,
    no_cache: Annotated[bool, Option("Neither read nor write the fact cache.")] = False,
    jobs: Annotated[int | None, Option("Use at most N processes.", "N", minimum=1)] = None,
    offline: Annotated[bool, Option("Ask no network service (the default).")] = False,
    online: Online = False,
    osv_db: OsvDump = None,
) -> "AuditRequest":
    """Make the request for an audit."""
    from debtaudit.audit import AuditRequest

    if offline and online:
        raise WrongCallError("--online and --offline: choose one")
    return AuditRequest(
        path=path,
        as_of=_day("--as-of", as_of) or today(),
        revision=rev,
        since=_day("--since", since),
        exclude=tuple(exclude or ()),
        scans=tuple(one.value for one in scan or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        config=config,
        use_cache=not no_cache,
        jobs=jobs,
        coverage=tuple(coverage or ()),
        junit=tuple(junit or ()),
        checklists=tuple(checklist or ()),
        online=online,
        osv_db=osv_db,
    )


def imported(
    *,
    reports: Annotated[
        list[Path] | None,
        Option(
            "Findings of another tool: SARIF, pip-audit's JSON (repeatable).", "FILE", ("--import",)
        ),
    ] = None,
) -> tuple[Path, ...]:
    """Return the reports of other tools that are to be taken up."""
    return tuple(reports or ())


def today() -> date:
    """Return the day in UTC: the dates of commits are read in UTC, too."""
    return datetime.now(timezone.utc).date()


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        if len(text) != len("2026-01-31"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise WrongCallError(f"{option} {text}: no day; write it as 2026-01-31") from None


def output(
    *,
    to: Annotated[
        list[str] | None,
        Option(
            "Write to FILE too, by its ending (.md .json .sarif .csv ...) or as FORMAT:FILE.",
            "FILE",
            ("--output", "-o"),
        ),
    ] = None,
    format_name: Annotated[
        str | None,
        Option(
            "Print terminal (default), markdown, json, sarif, comment, csv, ...: docs/formats.md.",
            "FORMAT",
            ("--format", "-f"),
        ),
    ] = None,
    quiet: Annotated[bool, Option("Print nothing but errors.", names=("--quiet", "-q"))] = False,
    verbose: Annotated[
        bool, Option("Print every finding and table.", names=("--verbose", "-v"))
    ] = False,
) -> Output:
    """Check the outputs that were asked for."""
    return Output(to or [], format_name, quiet, verbose)
