"""The tables of docs/checklist.md, made from the built-in checklists.

What a rule looks at is said in words from its data, what a computed one does from the first line
of its function.
"""

from collections.abc import Sequence

from debtaudit.checklist.computed import computed_meaning
from debtaudit.knowledge.checklist_items import (
    PROFILES,
    CallRule,
    Checklist,
    ComputedRule,
    FileRule,
    FunctionRule,
    InstrumentRule,
    Item,
    ItemRule,
    Rule,
    SettingRule,
    StepRule,
    UrlRule,
)

_SHOWN = 5


def checklist_table(checklist: Checklist) -> str:
    """Return the table of a checklist: each item with its question, its rules, what it takes."""
    rows = [
        f"| `{item.id}` | {item.question} | {'; '.join(_rules(item))} | {_takes(item)} |"
        for item in checklist.items
    ]
    return "\n".join(["| item | question | evidence | status |", "|---|---|---|---|", *rows])


def _rules(item: Item) -> Sequence[str]:
    return [_said(rule) for rule in item.rules] or ["attestation only"]


def _said(rule: Rule) -> str:
    match rule:
        case InstrumentRule():
            where = " or ".join(rule.roles) + (" or a program of its own" if rule.program else "")
            return f"a library for `{rule.of}` called by {where}"
        case CallRule():
            with_ = f" with `{rule.keyword}`" if rule.keyword else ""
            where = " anywhere but in examples" if rule.anywhere else ""
            return f"a call of {_some(rule.calls)}{with_}{where}{_as(rule.strength, 'used')}"
        case FunctionRule():
            return f"a function {_some(rule.names)} that is called{_as(rule.strength, 'used')}"
        case UrlRule():
            return f"a request to {_some(rule.hosts)}{_as(rule.strength, 'used')}"
        case FileRule():
            held = {"terms": " that states terms of use", "weights": " with links to weights"}
            words = f" with {rule.least} or more of the headings or fields asked for"
            asked = held[rule.holds] if rule.holds else words if rule.words else ""
            named = _some((*rule.stems, *rule.folders, *rule.paths))
            return f"a file {named}{asked}{_as(rule.strength, 'declared')}"
        case StepRule():
            when = "each push or schedule" if rule.keeps_history else "a schedule"
            return f"a CI step that runs {_some(rule.programs)} (operated by {when})"
        case SettingRule():
            of = f" of {_some(rule.words)}" if rule.words else ""
            return f"a setting {_some(rule.keys)}{of}{_as(rule.strength, 'used')}"
        case ItemRule():
            return f"as `{rule.id}`"
        case ComputedRule():
            return computed_meaning(rule.by)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:_SHOWN])
    return f"{shown}, ..." if len(names) > _SHOWN else shown


def _as(strength: str, usual: str) -> str:
    return "" if strength == usual else f" ({strength})"


def _takes(item: Item) -> str:
    """Say which strength passes, what absence means and who owes the item."""
    rules = [rule for rule in item.rules if not isinstance(rule, ComputedRule | ItemRule)]
    parts = []
    if rules:
        number = f" by {item.needs} rules" if item.needs > 1 else ""
        parts.append(f"passes when {item.pass_at}{number}")
    if item.absent == "unknown":
        parts.append("`unknown` without evidence")
    if item.looks_at is not None:
        parts.append(f"`unknown` without {item.looks_at} code")
    if item.general:
        parts.append("*any software*")
    if item.owed_by != PROFILES:
        parts.append(f"owed by {', '.join(item.owed_by)}")
    return "; ".join(parts)
