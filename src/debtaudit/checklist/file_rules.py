"""Evidence beside the code: files, the headings of documents, CI steps, settings."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from debtaudit.checklist.found import Found
from debtaudit.checklist.material import Material
from debtaudit.domain.masking import mask, mask_value
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.checklist_items import FileRule, SettingRule, StepRule
from debtaudit.knowledge.places import place_of

_FOR_PEOPLE = frozenset(
    ("", "md", "rst", "txt", "yml", "yaml", "toml", "json", "adoc", "html", "pdf", "properties")
)
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
    for folder, path in material.folders.items() if rule.folders else ():
        if any(folder == name or folder.endswith(f"/{name}") for name in rule.folders):
            paths.add(path)
    if rule.paths:
        paths.update(_matching(rule.paths, material))
    return sorted(paths)


def _matching(patterns: Iterable[str], material: Material) -> Iterator[str]:
    """Yield the paths that one of the patterns means; what is fixed in it is looked for first."""
    lowered = map(str.lower, patterns)
    likely = [one for one in lowered if max(one.split("*"), key=len) in material.lines]
    if likely:
        found = re.findall(rf"^(?:{_either(likely)})$", material.lines, re.MULTILINE)
        yield from (material.lowered[path] for path in found)


def _either(patterns: Iterable[str]) -> str:
    """Return an expression for patterns in which `*` stays within a name."""
    return "|".join(re.escape(one.lower()).replace(r"\*", r"[^/\n]*") for one in patterns)


def _is_read_by_people(path: str) -> bool:
    """Tell a document or settings file from code, weights and pictures of that name."""
    name = path.rpartition("/")[2].lower().lstrip(".")
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


def settings(rule: SettingRule, material: Material) -> Iterator[Found]:
    """Find a setting by the last parts of its key, with one of the words in its value."""
    either = re.compile(_either(rule.files)) if rule.files else None
    words = tuple(map(str.lower, rule.words))
    for wanted in rule.keys:
        for path, key, leaf in material.settings.get(wanted.rpartition(".")[2], ()):
            if not f".{key}".endswith(f".{wanted}") or place_of(path) is not None:
                continue
            if either is not None and not either.fullmatch(path.rpartition("/")[2].lower()):
                continue
            value = leaf.value.lower()
            if not words or any(word in value for word in words):
                ref = f"{path}:{leaf.line}" if leaf.line is not None else path
                detail = f"{wanted}: {mask_value(leaf.key, leaf.value)[:80]}"
                if wanted == _RESOURCE:
                    detail = f"{leaf.value} {key.removesuffix(_RESOURCE).rstrip('.')}".rstrip()
                yield Found(rule.strength, Evidence("setting", ref, detail))
