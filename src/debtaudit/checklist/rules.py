"""The evaluator of evidence rules: each kind of rule is one small function over the facts."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from debtaudit.checklist.commands import runs_program
from debtaudit.checklist.found import Found
from debtaudit.checklist.imports import Imports
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass, SettingValue, Step, WorkflowFacts
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.masking import mask, mask_value
from debtaudit.domain.python_facts import PythonFacts
from debtaudit.domain.report import Evidence
from debtaudit.knowledge.checklist_items import (
    CallRule,
    ComputedRule,
    FileRule,
    InstrumentRule,
    Item,
    Rule,
    SettingRule,
    StepRule,
    default_items,
)
from debtaudit.knowledge.instruments import by_distribution
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.started_by import CI_ORIGINS

_MOST = 20
"""Pieces of evidence after which a rule stops looking."""


class Material:
    """Everything that rules look at, prepared once for all items."""

    def __init__(self, facts: RepositoryFacts, results: Sequence[ScanResult]) -> None:
        self.facts = facts
        self.results = results
        self.imports = Imports(facts)

    @cached_property
    def by_stem(self) -> Mapping[str, tuple[str, ...]]:
        """Paths by the stem of their name, lower case and with `_` for `-`."""
        found: dict[str, list[str]] = {}
        for entry in self.facts.files:
            name = entry.path.rpartition("/")[2].lower()
            found.setdefault(name.partition(".")[0].replace("-", "_"), []).append(entry.path)
        return {stem: tuple(paths) for stem, paths in found.items()}

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """The first path in each folder, with the folder's name in lower case."""
        found: dict[str, str] = {}
        for entry in self.facts.files:
            found.setdefault(entry.path.rpartition("/")[0].lower(), entry.path)
        return found

    @cached_property
    def ci_steps(self) -> tuple[tuple[str, WorkflowFacts, Step], ...]:
        """The steps of CI that are not switched off, with their file."""
        return tuple(
            (path, fact.workflow, step)
            for path, fact in sorted(self.facts.facts.items())
            if fact.workflow is not None
            for step in fact.workflow.steps
            if step.origin in CI_ORIGINS and not step.inactive
        )

    @cached_property
    def settings(self) -> tuple[tuple[str, SettingValue], ...]:
        """The leaves of YAML and TOML files whose keys some rule looks for, with their file."""
        keys = tuple(
            key
            for item in default_items()
            for rule in item.rules
            if isinstance(rule, SettingRule)
            for key in rule.keys
        )
        return tuple(
            (path, leaf)
            for path, fact in sorted(self.facts.facts.items())
            if fact.settings and path.endswith((".yml", ".yaml", ".toml"))
            for leaf in fact.settings
            if leaf.key.endswith(keys)
        )

    def scope_of(self, rules: Sequence[Rule]) -> Iterator[PathClass]:
        """Yield the classes of files that rules read; what of them is broken leaves a gap."""
        for rule in rules:
            if isinstance(rule, InstrumentRule | CallRule):
                yield from (PathClass.PYTHON, PathClass.NOTEBOOK)
            elif isinstance(rule, StepRule):
                yield PathClass.WORKFLOW
            elif isinstance(rule, SettingRule):
                yield PathClass.YAML
            elif isinstance(rule, ComputedRule):
                yield from _COMPUTED_SCOPE.get(rule.by, ())


_COMPUTED_SCOPE: Mapping[str, tuple[PathClass, ...]] = {
    "tests-in-ci": (PathClass.WORKFLOW,),
    "seeds": (PathClass.PYTHON, PathClass.NOTEBOOK),
    "lock-file": (PathClass.LOCK,),
    "pinned-environment": (PathClass.LOCK, PathClass.PYPROJECT, PathClass.REQUIREMENTS),
    "dependency-inventory": (PathClass.PYPROJECT, PathClass.REQUIREMENTS, PathClass.SETUP_PY),
    "containers": (PathClass.DOCKERFILE,),
}


def found_by(rule: Rule, material: Material) -> list[Found]:
    """Return what one rule finds; computed rules are answered in `computed.py`."""
    match rule:
        case InstrumentRule():
            found = _instrument(rule, material)
        case CallRule():
            found = _call(rule, material)
        case FileRule():
            found = _file(rule, material)
        case StepRule():
            found = _step(rule, material)
        case SettingRule():
            found = _setting(rule, material)
        case _:
            return []
    return [one for one, _number in zip(found, range(_MOST), strict=False)]


def gap_of(item: Item, material: Material) -> str | None:
    """Return the first file that an item should have looked into and that could not be read."""
    scope = frozenset(material.scope_of(item.rules))
    for entry in material.facts.files:
        if entry.path_class in scope:
            fact = material.facts.facts.get(entry.path)
            if fact is not None and fact.problem is not None and place_of(entry.path) is None:
                return entry.path
    return None


def _instrument(rule: InstrumentRule, material: Material) -> Iterator[Found]:
    """Find libraries: used where one is called in a file that one of the roles reaches."""
    declared = []
    for use in material.imports.uses(rule.of):
        reached = [role for role in rule.roles if role in material.imports.roles(use.path)]
        name = use.instrument.module
        if use.called is not None and reached and not material.imports.aside(use.path):
            detail = f"{name} is called in code that {reached[0]} reaches"
            yield Found("used", Evidence("code", f"{use.path}:{use.called}", detail))
        else:
            how = "imported, but never called"
            if use.instrument.calls:
                how = f"imported, but none of it that serves {rule.of} is called"
            if use.called is not None:
                how = f"called, but not in code that {' or '.join(rule.roles)} reaches"
                if material.imports.aside(use.path):
                    how = f"called in {_kind_of(use.path)} only"
            detail = f"{name} is {how}"
            declared.append(Found("declared", Evidence("code", f"{use.path}:{use.line}", detail)))
    yield from declared
    for path, fact in sorted(material.facts.facts.items()):
        for one in fact.manifest.declarations if fact.manifest is not None else ():
            for instrument in by_distribution().get(one.name or "", ()):
                if rule.of in instrument.purposes:
                    ref = f"{path}:{one.line}"
                    yield Found("declared", Evidence("dependency", ref, f"{one.name} is declared"))


def _call(rule: CallRule, material: Material) -> Iterator[Found]:
    """Find a call by its last name in a file that imports one of the modules."""
    for path, source in material.imports.importing(rule.modules):
        reached = not {"training", "serving"}.isdisjoint(material.imports.roles(path))
        aside = material.imports.aside(path)
        counts = (reached or rule.anywhere) and not aside
        but = f" in {_kind_of(path)}" if aside else ", but not by training or serving"
        for line, name in _calls(source, rule):
            detail = f"{name} is called" + ("" if counts else but)
            strength = rule.strength if counts else "declared"
            yield Found(strength, Evidence("code", f"{path}:{line}", detail))
            break


def _kind_of(path: str) -> str:
    """Return what a file of a place apart is part of: an example, a test, documentation."""
    place = place_of(path)
    return place[0].meaning if place is not None else "code apart"


def _calls(source: PythonFacts, rule: CallRule) -> Iterator[tuple[int, str]]:
    for definition in source.definitions:
        for call in definition.calls:
            given = rule.keyword is None or rule.keyword in call.keywords
            if given and call.name.rpartition(".")[2] in rule.calls:
                yield call.line, call.name
        for base in definition.bases:
            if base.rpartition(".")[2] in rule.calls:
                yield definition.line, base


def _file(rule: FileRule, material: Material) -> Iterator[Found]:
    """Find a file by its name or folder, with enough of the words in its headings where asked."""
    paths = [path for stem in rule.stems for path in material.by_stem.get(stem, ())]
    for folder, path in material.folders.items():
        if any(folder == name or folder.endswith(f"/{name}") for name in rule.folders):
            paths.append(path)
    for path in sorted(set(paths)):
        place = place_of(path)
        if place is not None and place[0].name != "documentation":
            continue
        if not rule.words:
            if _is_read_by_people(path):
                yield Found(rule.strength, Evidence("file", path, "the file is there"))
            continue
        words = _words_in(rule, path, material)
        if len(words) >= rule.least:
            detail = f"it speaks of {', '.join(words[:4])}"
            yield Found(rule.strength, Evidence("file", path, detail))


def _is_read_by_people(path: str) -> bool:
    """Tell a document or settings file from code, weights and pictures of that name."""
    name = path.rpartition("/")[2].lower()
    suffix = name.rpartition(".")[2] if "." in name else ""
    return suffix in ("", "md", "rst", "txt", "yml", "yaml", "toml", "json", "adoc", "html", "pdf")


def _words_in(rule: FileRule, path: str, material: Material) -> list[str]:
    """Return the words of the rule that the outline of a document holds, each once."""
    fact = material.facts.facts.get(path)
    document = fact.document if fact is not None else None
    if document is None:
        return []
    if rule.front:
        keys = {leaf.key.partition("[")[0].partition(".")[0] for leaf in document.front_matter}
        return [word for word in rule.words if word in keys]
    headings = [heading.text.lower() for heading in document.headings]
    return [word for word in rule.words if any(word in heading for heading in headings)]


def _step(rule: StepRule, material: Material) -> Iterator[Found]:
    """Find a CI step that runs a program or an action; a schedule makes it operated."""
    names = frozenset(rule.programs)
    for path, workflow, step in material.ci_steps:
        action = step.uses.lower()
        if runs_program(step.commands, names) or any(one in action for one in rule.actions):
            scheduled = "schedule" in workflow.triggers
            detail = f"{step.name} runs it" + (" on a schedule" if scheduled else "")
            evidence = Evidence("ci", f"{path}:{step.line}", mask(detail))
            yield Found("operated" if scheduled else "used", evidence)


def _setting(rule: SettingRule, material: Material) -> Iterator[Found]:
    """Find a setting by the last part of its key, with one of the words in its value."""
    for path, leaf in material.settings:
        key = leaf.key.rpartition(".")[2]
        if key in rule.keys and place_of(path) is None:
            value = leaf.value.lower()
            if not rule.words or any(word in value for word in rule.words):
                ref = f"{path}:{leaf.line}" if leaf.line is not None else path
                detail = f"{key}: {mask_value(leaf.key, leaf.value)[:80]}"
                yield Found(rule.strength, Evidence("setting", ref, detail))
