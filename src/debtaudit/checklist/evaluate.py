"""The checklist answered: every item with its status, from the facts and the scans alone.

`pass` stands only with evidence that can be opened. `fail` means that all was read and nothing
was found; where something could not be read, or is likely to be kept elsewhere, it is `unknown`.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from debtaudit.checklist.computed import computed
from debtaudit.checklist.found import Answer, reported, weigh
from debtaudit.checklist.rules import Material, found_by, gap_of
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.python_facts import reference
from debtaudit.domain.report import ChecklistItem, Evidence
from debtaudit.domain.settings import Settings
from debtaudit.knowledge.checklist_items import ComputedRule, Item, default_items

_WEIGHTS = (".pt", ".pth", ".ckpt", ".onnx", ".safetensors", ".tflite", ".keras", ".h5", ".gguf")
_NO_MODEL = "no training, no model code and no weights were found in this repository"


def item_ids() -> tuple[str, ...]:
    """Return the ids of the default checklist in their order."""
    return tuple(item.id for item in default_items())


def evaluate(
    facts: RepositoryFacts,
    results: Sequence[ScanResult],
    _settings: Settings,
) -> tuple[ChecklistItem, ...]:
    """Return the status of every item of the default checklist, in its order."""
    material = Material(facts, results)
    has_models = _has_models(material)
    rows = []
    for item in default_items():
        if not has_models and not item.general:
            answer = Answer("not-applicable", reason=_NO_MODEL)
        else:
            answer = _answer(item, material)
        evidence = tuple(_in_its_cell(one, facts) for one in answer.evidence)
        rows.append(reported(item, replace(answer, evidence=evidence)))
    return tuple(rows)


def _in_its_cell(evidence: Evidence, facts: RepositoryFacts) -> Evidence:
    """Name the cell of a place in a notebook: its lines are counted over all cells."""
    path, _, line = evidence.ref.rpartition(":")
    known = facts.facts.get(path)
    if known is None or evidence.kind != "code" or not line.isdigit():
        return evidence
    return replace(evidence, ref=reference(path, int(line), known.python))


def _answer(item: Item, material: Material) -> Answer:
    rule = item.rules[0]
    if isinstance(rule, ComputedRule):
        answer = computed(rule.by, material)
    else:
        answer = weigh(item, [found_by(rule, material) for rule in item.rules])
    if answer.status != "fail":
        return answer
    # What was not read may hold the evidence: then it is not known to be absent.
    gap = gap_of(item, material)
    if gap is not None:
        return Answer("unknown", answer.evidence, f"could not be read: {gap}")
    if item.looks_at is not None and not _has_role(item, material):
        reason = f"no {item.looks_at} code was found here; where it is kept elsewhere, look there"
        return Answer("unknown", answer.evidence, reason)
    return answer


def _has_role(item: Item, material: Material) -> bool:
    return any(item.looks_at in roles for roles in material.facts.picture.roles.values())


def _has_models(material: Material) -> bool:
    """Tell whether there is anything that a checklist of machine learning can be asked of."""
    facts = material.facts
    return bool(
        facts.picture.entry_points
        or material.imports.model_code
        or any(
            entry.path_class is PathClass.ARTEFACT and entry.path.lower().endswith(_WEIGHTS)
            for entry in facts.files
        )
    )
