"""The evaluator of evidence rules: each kind of rule is one small function over the facts."""

from collections.abc import Iterator, Mapping

from debtaudit.checklist.code_rules import calls, functions, instruments, urls
from debtaudit.checklist.file_rules import files, settings, steps
from debtaudit.checklist.found import Found
from debtaudit.checklist.material import Material
from debtaudit.domain.files import PathClass
from debtaudit.knowledge.checklist_items import (
    CallRule,
    ComputedRule,
    FileRule,
    FunctionRule,
    InstrumentRule,
    Item,
    Rule,
    SettingRule,
    StepRule,
    UrlRule,
)

_MOST = 20
"""Pieces of evidence after which a rule stops looking."""
_SCOPE: Mapping[type[Rule], tuple[PathClass, ...]] = {
    InstrumentRule: (PathClass.PYTHON, PathClass.NOTEBOOK),
    CallRule: (PathClass.PYTHON, PathClass.NOTEBOOK),
    FunctionRule: (PathClass.PYTHON, PathClass.NOTEBOOK),
    StepRule: (PathClass.WORKFLOW,),
    SettingRule: (PathClass.YAML,),
}
_COMPUTED_SCOPE: Mapping[str, tuple[PathClass, ...]] = {
    "tests-in-ci": (PathClass.WORKFLOW,),
    "seeds": (PathClass.PYTHON, PathClass.NOTEBOOK),
    "lock-file": (PathClass.LOCK,),
    "pinned-environment": (PathClass.LOCK, PathClass.PYPROJECT, PathClass.REQUIREMENTS),
    "dependency-inventory": (PathClass.PYPROJECT, PathClass.REQUIREMENTS, PathClass.SETUP_PY),
    "containers": (PathClass.DOCKERFILE,),
}
"""The classes of files that rules read; what of them is broken leaves a gap."""


def found_by(rule: Rule, material: Material) -> list[Found]:
    """Return what one rule finds; rules of the types `computed` and `item` find nothing here."""
    found: Iterator[Found]
    match rule:
        case InstrumentRule():
            found = instruments(rule, material)
        case CallRule():
            found = calls(rule, material)
        case FunctionRule():
            found = functions(rule, material)
        case UrlRule():
            found = urls(rule, material)
        case FileRule():
            found = files(rule, material)
        case StepRule():
            found = steps(rule, material)
        case SettingRule():
            found = settings(rule, material)
        case _:
            return []
    return [one for one, _number in zip(found, range(_MOST), strict=False)]


def gap_of(item: Item, material: Material) -> str | None:
    """Return the first file that an item should have looked into and could not, with the reason.

    `broken` leaves out examples, tests and documentation: they would not have answered it.
    """
    scope = {path_class for rule in item.rules for path_class in _scope_of(rule)}
    found = (f"{path}, {reason}" for path, kind, reason in material.broken if kind in scope)
    return next(found, None)


def _scope_of(rule: Rule) -> tuple[PathClass, ...]:
    if isinstance(rule, ComputedRule):
        return _COMPUTED_SCOPE.get(rule.by, ())
    if isinstance(rule, FileRule):  # a name alone is known without the file
        return (PathClass.DOCUMENT,) if rule.words else ()
    return _SCOPE.get(type(rule), ())
