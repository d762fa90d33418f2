"""The rules of the findings, each with its page as help."""

from collections.abc import Sequence

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import LEVELS
from debtaudit.domain.text import visible
from debtaudit.knowledge.rule_pages import find_rule_page
from debtaudit.reports.sarif.limits import MAX_DESCRIPTION, MAX_TAGS
from debtaudit.reports.sarif.log import (
    Configuration,
    Message,
    ReportingDescriptor,
    RuleProperties,
)
from debtaudit.reports.sarif.results import plain

SECURITY_RULES = frozenset(
    {"dependency-end-of-life", "dependency-retired", "dependency-source-unfixed"}
)
"""Rules about code that gets no security repairs, or that somebody else can exchange.

Code scanning shows a rule with `security-severity` among the vulnerabilities. Debt is none: all
other rules go by their level.
"""
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
_PRECISION = ((0.9, "very-high"), (0.75, "high"), (0.5, "medium"), (0.0, "low"))
_RELATIVE_LINK = lazy_pattern(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")


def rules_of(findings: Sequence[ReportedFinding]) -> tuple[ReportingDescriptor, ...]:
    """Return the rules of the findings, sorted by their visible ids."""
    of_rule: dict[str, list[ReportedFinding]] = {}
    for finding in findings:
        of_rule.setdefault(visible(finding.rule), []).append(finding)
    return tuple(_rule(rule, of_rule[rule]) for rule in sorted(of_rule))


def _rule(rule: str, findings: Sequence[ReportedFinding]) -> ReportingDescriptor:
    worst = max(findings, key=lambda finding: finding.risk.score)
    page = find_rule_page(rule)
    summary = _summary(page) if page else plain(worst.title)
    described = Message(text=summary[:MAX_DESCRIPTION])
    level = LEVELS[worst.severity]
    security = rule in SECURITY_RULES
    tags = ("technical-debt", worst.scan, *(("security",) if security else ()))
    confidence = sum(finding.risk.confidence for finding in findings) / len(findings)
    return ReportingDescriptor(
        id=rule,
        short_description=described,
        full_description=described,
        help=_help(page, worst),
        default_configuration=Configuration(level=level),
        properties=RuleProperties(
            tags=tags[:MAX_TAGS],
            precision=next(word for least, word in _PRECISION if confidence >= least),
            problem_severity=_PROBLEM[level],
            security_severity=f"{worst.risk.score / 10:.1f}" if security else None,
        ),
    )


def _summary(page: str) -> str:
    """Return the first paragraph of a page below its title."""
    paragraphs = (part.strip() for part in page.split("\n\n"))
    return " ".join(next(part for part in paragraphs if part and part[0] != "#").split())


def _help(page: str | None, worst: ReportedFinding) -> Message:
    if page is None:
        return Message(text=plain(worst.remedy))
    # Where the help is shown, the other pages are not: their names stay, the links go.
    markdown = _RELATIVE_LINK.sub(r"\1", page).strip()
    return Message(text=markdown, markdown=markdown)
