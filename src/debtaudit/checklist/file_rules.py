"""Evidence beside the code: files, the headings of documents, CI steps, settings."""

from collections.abc import Iterable, Iterator
from typing import Literal

from debtaudit.checklist.found import Found
from debtaudit.checklist.material import Material
from debtaudit.checklist.name_patterns import lines_like
from debtaudit.domain.masking import mask, mask_value
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.checklist_items import FileRule, SettingRule, StepRule
from debtaudit.knowledge.places import place_of

_FOR_PEOPLE = frozenset(
    ("", "md", "rst", "txt", "yml", "yaml", "toml", "json", "adoc", "html", "pdf", "properties")
)
_PAGES = (".html", ".txt")
_OF_AN_APPLICATION = frozenset(("templates", "static", "public", "webapp", "frontend"))
"""Folders whose pages an application shows to its users."""
_HELD = {"terms": "states terms of use", "weights": "links to weights"}
_RESOURCE = "resource"
"""The key under which the reader of Terraform gives the type of a resource, behind its name."""


def files(rule: FileRule, material: Material) -> Iterator[Found]:
    """Find a file by its name or folder, with enough of the words in its headings where asked."""
    for path in _named(rule, material):
        place = place_of(path)
        if place is not None and place[0].name != "documentation":
            continue
        if rule.holds is not None:
            yield from _sections(rule.holds, rule, path, material)
            continue
        if not rule.words:
            if _is_read_by_people(path):
                yield Found(rule.strength, Evidence("file", path, "the file is there"))
            continue
        words = _words_in(rule, path, material)
        if len(words) >= rule.least:
            detail = f"it speaks of {', '.join(words[:4])}"
            yield Found(rule.strength, Evidence("file", path, detail))


def _sections(
    holds: Literal["terms", "weights"], rule: FileRule, path: str, material: Material
) -> Iterator[Found]:
    """Find the first section of a document that holds what is asked for."""
    fact = material.facts.facts.get(path)
    for heading in fact.document.headings if fact is not None and fact.document else ():
        if holds in heading.holds:
            detail = f'"{mask(heading.text[:60])}" {_HELD[holds]}'
            yield Found(rule.strength, Evidence("file", f"{path}:{heading.line}", detail))
            return


def _named(rule: FileRule, material: Material) -> list[str]:
    """Return the files that a rule means, by stem, folder and pattern."""
    paths = {path for stem in rule.stems for path in material.by_stem.get(stem, ())}
    for name in rule.folders:
        for folder, path in material.folders.get(name.rpartition("/")[2], {}).items():
            if f"/{folder}".endswith(f"/{name}"):
                paths.add(path)
    if rule.paths:
        found = lines_like(rule.paths, material.lines, never="/")
        paths.update(material.lowered[path] for path in found)
    return sorted(paths)


def _is_read_by_people(path: str) -> bool:
    """Tell a document or settings file from code, weights, pictures and pages of an application."""
    folder, _, name = path.lower().rpartition("/")
    name = name.lstrip(".")
    if name.endswith(_PAGES) and not _OF_AN_APPLICATION.isdisjoint(folder.split("/")):
        return False
    return (name.rpartition(".")[2] if "." in name else "") in _FOR_PEOPLE


def _words_in(rule: FileRule, path: str, material: Material) -> list[str]:
    """Return the words of the rule that the outline of a document holds, each once."""
    fact = material.facts.facts.get(path)
    document = fact.document if fact is not None else None
    if document is None:
        return []
    if rule.front:
        filled = [leaf.key for leaf in document.front_matter if leaf.value not in ("", "null")]
        keys = {key.partition("[")[0].partition(".")[0] for key in filled}
        return [word for word in rule.words if word in keys]
    headings = [heading.text.lower() for heading in document.headings if not heading.empty]
    return [word for word in rule.words if any(word in heading for heading in headings)]


def steps(rule: StepRule, material: Material) -> Iterator[Found]:
    """Find a CI step that runs a program or an action; a schedule makes it operated."""
    names = frozenset(rule.programs)
    for path, workflow, step, run in material.programs_in_ci:
        action = step.uses.lower()
        if not names.isdisjoint(run) or any(one in action for one in rule.actions):
            scheduled = "schedule" in workflow.triggers
            detail = f"{step.name} runs it" + (" on a schedule" if scheduled else "")
            operated = scheduled or rule.keeps_history
            evidence = Evidence("ci", f"{path}:{step.line}", mask(detail))
            yield Found("operated" if operated else "used", evidence)


def _is_called(name: str, patterns: Iterable[str]) -> bool:
    return any(lines_like(patterns, name, never="/"))


def settings(rule: SettingRule, material: Material) -> Iterator[Found]:
    """Find a setting by the last parts of its key, with one of the words in its value."""
    words = tuple(map(str.lower, rule.words))
    for wanted in rule.keys:
        for path, key, leaf in material.settings.get(wanted.rpartition(".")[2], ()):
            if not f".{key}".endswith(f".{wanted}") or place_of(path) is not None:
                continue
            if rule.files and not _is_called(path.rpartition("/")[2].lower(), rule.files):
                continue
            value = leaf.value.lower()
            if not words or any(word in value for word in words):
                ref = f"{path}:{leaf.line}" if leaf.line is not None else path
                detail = f"{wanted}: {mask_value(leaf.key, leaf.value)[:80]}"
                if wanted == _RESOURCE:
                    detail = f"{leaf.value} {key.removesuffix(_RESOURCE).rstrip('.')}".rstrip()
                yield Found(rule.strength, Evidence("setting", ref, detail))
