"""The documents as a whole: the report, the checklist, the model change log, the rules."""

from collections.abc import Sequence

from debtaudit.domain.change_log import ClassifiedCommit, ClassifiedCommits, ModelChangeLog
from debtaudit.domain.digest import (
    RULE_GROUPS,
    checklist_figure,
    counted_changes,
    short_id,
    verdicts_said,
)
from debtaudit.domain.markdown_text import code, inline, prose, row
from debtaudit.domain.plain_words import METHOD
from debtaudit.domain.report import Report
from debtaudit.domain.rules import Rule
from debtaudit.reports.markdown.checklists import checklist_items
from debtaudit.reports.markdown.components import components
from debtaudit.reports.markdown.gate import gate
from debtaudit.reports.markdown.scans import change, scans
from debtaudit.reports.markdown.summary import audited, not_read, risks, summary


def whole_report(report: Report) -> str:
    """Return the whole report."""
    parts = [
        f"# Technical debt of {inline(report.audit.repository)}",
        audited(report),
        gate(report),
        summary(report),
        components(report),
        risks(report),
        scans(report),
        _checklist(report, "## Checklist"),
        not_read(report),
        "\n\n".join(("## Method and limits", *METHOD, _made_by(report))),
    ]
    return _join(parts)


def checklist(report: Report) -> str:
    """Return the checklist as a task list."""
    title = f"# Checklist of {inline(report.audit.repository)}"
    return _join([title, audited(report), _checklist(report, ""), _made_by(report)])


def change_log(log: ModelChangeLog) -> str:
    """Return the model change log, newest change first."""
    audit = log.audit
    window = f"since {audit.window.since}" if audit.window.since else "no history"
    silent = sum(one.documentation == "undocumented" for one in log.model_changes)
    parts = [
        f"# Model changes of {inline(audit.repository)}",
        f"{counted_changes(log.model_changes)}, {silent} undocumented ({window}).",
    ]
    for scan in audit.scans:
        if scan.scan == "model-changes" and scan.status != "complete":
            cure = f" Cure: {prose(scan.cure)}." if scan.cure else ""
            parts.append(f"**{scan.status}**: {prose(scan.reason or '')}.{cure}")
    parts += [change(one, "##") for one in log.model_changes]
    return _join(parts)


def commit_table(commits: ClassifiedCommits) -> str:
    """Return the classified commits as one table."""
    lines = [
        row("Commit", "Model change", "Kinds", "Documentation", "Confidence", "Reason"),
        row("---", "---", "---", "---", "--:", "---"),
    ]
    lines += [_commit(one) for one in commits.commits]
    return _join(["\n".join(lines)])


def _commit(one: ClassifiedCommit) -> str:
    return row(
        code(short_id(one.commit)),
        "possible" if one.possible else "yes" if one.model_change else "no",
        ", ".join(one.kinds),
        one.documentation if one.model_change else "",
        f"{one.confidence:.2f}",
        prose(one.reason),
    )


def rule_tables(rules: Sequence[Rule]) -> str:
    """Return the rules by scan."""
    parts = ["# Rules of debtaudit"]
    for scan, question in RULE_GROUPS:
        of_scan = [rule for rule in rules if rule.scan.value == scan]
        if of_scan:
            judged = any(verdicts_said(one) for one in rules)  # an empty column tells nothing
            more = ["Verdicts"] if judged else []
            table = [
                row("Rule", "What it finds", "Why it matters", *more),
                row("---", "---", "---", *(["---"] if judged else [])),
            ]
            table += [
                row(
                    code(one.id),
                    prose(one.title),
                    prose(one.why),
                    *([verdicts_said(one)] if judged else []),
                )
                for one in of_scan
            ]
            parts += [f"## {question}", "\n".join(table)]
    return _join(parts)


def _checklist(report: Report, heading: str) -> str:
    if not report.checklist:
        return ""
    figure = f"Items: {checklist_figure(report)}."
    return _join([heading, figure, checklist_items(report)]).rstrip("\n")


def _made_by(report: Report) -> str:
    tool = report.tool
    made = f"{inline(tool.name)} {inline(tool.version)} (rules {inline(tool.rules_version)})"
    return f"<sub>Made by {made}.</sub>"


def _join(parts: Sequence[str]) -> str:
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"
