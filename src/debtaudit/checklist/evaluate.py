"""The checklists answered: every item with its status, from the facts and the scans alone.

`pass` stands only with evidence that can be opened. `fail` means that all was read and nothing
was found; where something could not be read, or is likely to be kept elsewhere, it is `unknown`.
What the profile does not owe is `not-applicable`, and what a person has attested is `attested`.
"""

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.checklist.attestations import attested, by_item
from debtaudit.checklist.computed import computed
from debtaudit.checklist.found import RANK, Answer, Found, reported, weigh
from debtaudit.checklist.material import Material
from debtaudit.checklist.model_lists import with_inventory
from debtaudit.checklist.plan import Plan
from debtaudit.checklist.profile import inferred_profile
from debtaudit.checklist.rules import found_by, gap_of
from debtaudit.checklist.scores import score_of
from debtaudit.domain.checklist_report import (
    UNREAD,
    ChecklistItem,
    ChecklistScore,
    Profile,
    ProfileInfo,
)
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.python_facts import reference
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.checklist_items import CallRule, ComputedRule, Item, ItemRule
from debtaudit.knowledge.checklists import default_items
from debtaudit.knowledge.weight_files import ANYTHING, MODEL_ONLY, OBJECTS
from debtaudit.resolve.models.listed import listed_models

_NO_MODEL = "no training, no model code and no weights were found in this repository"
_WHO: dict[Profile, str] = {
    "service": "a service",
    "library": "a library",
    "research": "a research project",
}
_ONLY_ATTESTED = "a repository does not show it; a person can attest it"


class Evaluated(Struct, frozen=True):
    """The rows of all checklists in their order, the profile, and the scores of scored ones."""

    items: tuple[ChecklistItem, ...]
    profile: ProfileInfo
    scores: tuple[ChecklistScore, ...]


def evaluate(facts: RepositoryFacts, results: Sequence[ScanResult], plan: Plan) -> Evaluated:
    """Answer every item of the plan's checklists."""
    return _Evaluation(facts, results, plan).whole()


class _Evaluation:
    """One evaluation: each item is answered once, also where items of two checklists ask it."""

    def __init__(self, facts: RepositoryFacts, results: Sequence[ScanResult], plan: Plan) -> None:
        self.facts = facts
        self.plan = plan
        self.material = Material(facts, results, plan.checklists)
        self.attestations = by_item(plan.attestations)
        self._by_evidence: dict[str, Answer] = {}

    def whole(self) -> Evaluated:
        rows: list[ChecklistItem] = []
        scores: list[ChecklistScore] = []
        for checklist in self.plan.checklists:
            own = [reported(item, self.answer(item), checklist.id) for item in checklist.items]
            rows += own
            if checklist.scored:
                scores.append(score_of(checklist, own))
        return Evaluated(tuple(rows), self.profile, tuple(scores))

    @cached_property
    def profile(self) -> ProfileInfo:
        if self.plan.profile is not None:
            return ProfileInfo(self.plan.profile, ("the settings say so",), chosen=True)
        return inferred_profile(self.material)

    def answer(self, item: Item) -> Answer:
        """Answer an item by its evidence, then by what is owed, then by what people attest."""
        if not self.has_models and not item.general:
            answer = Answer("not-applicable", reason=_NO_MODEL)
        else:
            answer = self._owed(item, self._shown(item))
        answer = attested(answer, self.attestations.get(item.id), self.facts.as_of)
        evidence = tuple(_in_its_cell(one, self.facts) for one in answer.evidence)
        return replace(answer, evidence=evidence)

    def _owed(self, item: Item, answer: Answer) -> Answer:
        """Take an item off that the profile does not owe; what holds all the same is shown."""
        name = self.profile.name
        if answer.status in ("pass", "not-applicable") or name in item.owed_by:
            return answer
        if item.id in self.plan.required:
            return answer
        return replace(answer, status="not-applicable", reason=f"{_WHO[name]} does not owe it")

    def _shown(self, item: Item) -> Answer:
        if item.id not in self._by_evidence:
            self._by_evidence[item.id] = self._by_rules(item)
        return self._by_evidence[item.id]

    def _by_rules(self, item: Item) -> Answer:
        if not item.rules:
            return Answer("unknown", reason=_ONLY_ATTESTED)
        rule = item.rules[0]
        if isinstance(rule, ItemRule):
            same = next(one for one in default_items() if one.id == rule.id)
            return self._shown(same)
        if isinstance(rule, ComputedRule):
            answer = computed(rule.by, self.material)
        else:
            found = [found_by(rule, self.material) for rule in item.rules]
            answer = weigh(item, found)
            if item.every_model:
                answer = with_inventory(answer, self.material, listed=_is_listed(item, found))
        if answer.status != "fail":
            return answer
        # What was not read may hold the evidence: then it is not known to be absent.
        gap = gap_of(item, self.material)
        if gap is not None:
            return Answer("unknown", answer.evidence, UNREAD + gap)
        if item.looks_at is not None and not self._has_role(item):
            reason = f"no {item.looks_at} code was found; where it is kept elsewhere, look there"
            return Answer("unknown", answer.evidence, reason)
        return answer

    def _has_role(self, item: Item) -> bool:
        return any(item.looks_at in roles for roles in self.facts.picture.roles.values())

    @cached_property
    def has_models(self) -> bool:
        """Tell whether there is anything that a checklist of machine learning can be asked of."""
        return bool(
            self.facts.picture.entry_points
            or self.material.imports.model_code
            or self.material.imports.remote_training
            or any(
                entry.path_class is PathClass.ARTEFACT and _is_model(entry.path.lower())
                for entry in self.facts.files
            )
            or self.facts.picture.ordering
            or listed_models(self.facts.facts)
        )


def _is_listed(item: Item, found_by_rule: Sequence[Sequence[Found]]) -> bool:
    """Tell whether something else than a call passes: a document or setting lists what there is."""
    return any(
        not isinstance(rule, CallRule) and RANK[one.strength] >= RANK[item.pass_at]
        for rule, found in zip(item.rules, found_by_rule, strict=True)
        for one in found
    )


def _is_model(path: str) -> bool:
    """Tell the weights of a model from pickled data: by the suffix, or the path."""
    unsure = path.endswith(OBJECTS + ANYTHING)
    return path.endswith(MODEL_ONLY) or (unsure and "model" in path)


def _in_its_cell(evidence: Evidence, facts: RepositoryFacts) -> Evidence:
    """Name the cell of a place in a notebook: its lines are counted over all cells."""
    path, _, line = evidence.ref.rpartition(":")
    known = facts.facts.get(path)
    if known is None or evidence.kind != "code" or not line.isdigit():
        return evidence
    return replace(evidence, ref=reference(path, int(line), known.python))
