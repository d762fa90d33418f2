"""Whether every model stands in a list or registry: the inventory of the team, held against ours.

What debtaudit derives from the code is evidence of what there is, and never itself the inventory
that a team owes: that is what somebody has written, or what training registers. A document is
taken at its word; a registry must be given every model that is stored, else the item is partial.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.domain.inventory_model import InventoryModel
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.model_store import store_action
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.models.dated import dated_models
from debtaudit.resolve.modules import split_node

_NOTHING = "nothing here trains, stores or fetches a model that a list could name"
_UNNAMED = "no list or registry was found, and code loads models whose names do not stand in it"
_NO_WEIGHTS = ("Tokenizer", "Processor", "Config", "Scheduler")
"""Classes that are fetched from a hub as models are, and are none."""
_MOST_NAMED = 3


def with_inventory(answer: Answer, material: Material, *, listed: bool) -> Answer:
    """Hold an answer against the built inventory; `listed` says that a document is the evidence."""
    if listed and answer.status == "pass":
        return answer
    models = material.facts.picture.models
    if not models:
        return _without_models(answer, material)
    owed = [model for model in models if _is_owed(model)]
    if answer.status == "fail":
        gaps = tuple(map(_gap, _dated((owed or models)[:SHOWN], material)))
        return replace(answer, evidence=gaps, reason=_found(models))
    registered = [model for model in owed if model.registered_as]
    missing = [model for model in owed if not model.registered_as]
    if answer.status != "pass" or listed or not registered or not missing:
        # (where no call could be told which model it registers, all may be in the registry)
        return answer
    reason = f"{len(registered)} of {plural(len(owed), 'stored model')} registered"
    dated = _dated(missing[:SHOWN], material)
    loose = (_with(_gap(model), ", and not registered") for model in dated)
    shown = (*answer.evidence[:2], *loose)[:SHOWN]
    return Answer("partial", shown, reason)


def _without_models(answer: Answer, material: Material) -> Answer:
    """Return the answer where no model is known by a name: code may load those of settings."""
    if answer.evidence:
        return answer
    loaded = tuple(_loaded(material))[:SHOWN]
    if loaded and answer.status == "fail":
        return replace(answer, evidence=loaded, reason=_UNNAMED)
    if material.broken:
        return answer
    return Answer("not-applicable", reason=_NOTHING)


def _loaded(material: Material) -> Iterator[Evidence]:
    """Yield where code of the project fetches a model, whatever its name may be."""
    picture = material.facts.picture
    for node, calls in sorted(picture.calls.items()):
        path = split_node(node)[0]
        if place_of(path) is not None or "test" in picture.roles.get(path, ()):
            continue
        for call in calls:
            known = not call.internal and store_action(call.target, call.target) == "hub"
            if known and not any(word in call.target for word in _NO_WEIGHTS):
                detail = f"{'.'.join(call.target.split('.')[-2:])[:60]} loads a model"
                yield Evidence("code", f"{path}:{call.line}", detail)


def _is_owed(model: InventoryModel) -> bool:
    """Tell a model of the program that is kept: no experiment, no example, nobody else's."""
    if model.kind == "pretrained":
        return False
    stored = model.saved_at or model.registered_as or model.artefacts or model.use == "served"
    code = model.code or model.artefacts
    return bool(stored) and any(
        not path.endswith(".ipynb") and place_of(path) is None for path in code
    )


def _dated(shown: Sequence[InventoryModel], material: Material) -> tuple[InventoryModel, ...]:
    """Return the models that are shown with the days of their last changes."""
    return dated_models(shown, material.facts.history)


def _gap(model: InventoryModel) -> Evidence:
    ref = (*model.trained_by, *model.artefacts, *model.loaded_at)[0]
    known = [f"{model.name} is {'fetched' if model.kind == 'pretrained' else model.kind}"]
    known += [f"changed {model.last_change}"] if model.last_change else []
    known += [f"retrained {model.last_retraining}"] if model.last_retraining else []
    known += [model.use] if model.use != "unknown" else []
    return Evidence("model", ref.partition("::")[0], ", ".join(known))


def _with(evidence: Evidence, more: str) -> Evidence:
    return replace(evidence, detail=evidence.detail + more)


def _found(models: Sequence[InventoryModel]) -> str:
    named = ", ".join(model.name for model in models[:_MOST_NAMED])
    more = f" and {len(models) - _MOST_NAMED} more" if len(models) > _MOST_NAMED else ""
    return f"no list or registry was found, and {plural(len(models), 'model')}: {named}{more}"
