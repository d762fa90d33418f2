"""Annotations of GitHub Actions: workflow commands that GitHub shows beside the changed lines.

GitHub shows ten errors, ten warnings and ten notices of a step, the first that are printed, and
drops the rest without a word. So the most urgent come first, only findings that a change adds or
makes worse where there is something to compare with, and a notice says how many are not shown.
"""

from collections.abc import Iterator

from debtaudit.domain.quantities import duration, plural
from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import LEVELS, path_in_repository, review
from debtaudit.domain.style import Style
from debtaudit.domain.text import visible
from debtaudit.reports import Format

PER_LEVEL = 10
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, _style: Style) -> str:
    """Return one workflow command a line: the verdict of the gate, then findings, then a note."""
    shown: dict[str, list[str]] = {"error": [], "warning": [], "notice": []}
    for level, line in _verdict(report.gate):
        shown[level].append(line)
    left = 0
    for finding in review(report).asked:
        level = _COMMANDS[LEVELS[finding.severity]]
        # One notice is kept for the note below.
        if len(shown[level]) < (PER_LEVEL - 1 if level == "notice" else PER_LEVEL):
            shown[level].append(_annotation(report, finding, level))
        else:
            left += 1
    if left:
        text = f"{plural(left, 'finding')} more: GitHub shows {PER_LEVEL} of a level and step."
        shown["notice"].append(_command("notice", {"title": "debtaudit"}, text))
    lines = [line for level in shown.values() for line in level]
    return "".join(f"{line}\n" for line in lines)


def _verdict(verdict: GateVerdict | None) -> Iterator[tuple[str, str]]:
    """Yield what no finding tells: breached limits without one, and what was not assessed."""
    if verdict is None:
        return
    level = "warning" if verdict.advisory else "error"
    limits = [one for one in verdict.breaches if not one.findings][: PER_LEVEL // 2]
    for breach in limits:
        text = f"{breach.value} (limit: {breach.limit})"
        yield level, _command(level, {"title": f"debtaudit gate: {breach.what}"}, text)
    if verdict.incomplete:
        level = "warning" if verdict.passed else "error"
        title = {"title": "debtaudit gate: could not be assessed"}
        yield level, _command(level, title, "; ".join(verdict.incomplete))


def _annotation(report: Report, finding: ReportedFinding, level: str) -> str:
    where = finding.location
    properties: dict[str, str] = {}
    path = path_in_repository(report, finding)
    if path is not None:
        properties["file"] = path
        # A line of a notebook counts in its cell, and GitHub would look for it in the file.
        if where.line is not None and where.cell is None:
            properties["line"] = str(where.line)
            if where.end_line is not None and where.end_line >= where.line:
                properties["endLine"] = str(where.end_line)
    cell = f", cell {where.cell}" if where.cell is not None else ""
    properties["title"] = f"{finding.rule} ({finding.severity}{cell})"
    effort = duration(finding.effort_minutes)
    text = f"{finding.title}. {finding.message} Remedy, about {effort}: {finding.remedy}"
    return _command(level, properties, text)


def _command(name: str, properties: dict[str, str], text: str) -> str:
    """Return a workflow command, escaped as the toolkit of GitHub Actions does (`command.ts`)."""
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {said}::{_data(text)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMAT = Format(name="github", suffixes=(), report=render)
