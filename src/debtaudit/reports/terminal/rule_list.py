"""`debtaudit rules` on a terminal."""

from collections.abc import Sequence

from debtaudit.domain.digest import RULE_GROUPS, verdicts_said
from debtaudit.domain.rules import Rule
from debtaudit.reports.terminal.ink import MARGIN, Ink


def rule_list(rules: Sequence[Rule], ink: Ink, verbose: bool) -> list[str]:
    """Return the rules under the question of their scan."""
    lines: list[str] = []
    width = max((len(rule.id) for rule in rules), default=0)
    for scan, question in RULE_GROUPS:
        of_scan = [rule for rule in rules if rule.scan.value == scan]
        if not of_scan:
            continue
        lines += [*([""] if lines else []), ink.heading(question, scan)]
        for rule in of_scan:
            name = ink.paint(rule.id, "link") + " " * (width - len(rule.id))
            judged = verdicts_said(rule)
            said = f"{rule.title} ({judged})" if judged else rule.title
            lines.append(f"{MARGIN}{name}  {ink.cut(said, ink.width - width - 4)}")
            if verbose:
                lines += ink.paragraph(f"{rule.why} {rule.remedy}", MARGIN * 2, role="dim")
    return [*lines, "", ink.paint("debtaudit explain RULE shows the page of a rule", "dim")]
