"""What the names in a call say: is the receiver a model, is the step an optimiser's."""

from collections.abc import Iterable, Mapping

from debtaudit.domain.python_facts import Call, Definition
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import TRAINING_NAMES
from debtaudit.resolve.calls_of_file import Suspect
from debtaudit.resolve.modules import is_internal

_MODEL_WORDS = frozenset(vocabulary("model-names"))
_PREPARING_WORDS = vocabulary("preprocessor-names")
_UNFIT = ("sched", "env", "pbar", "progress", "bar", "timer", "sim", "profiler", "prof", "warmup")


def loop_steps(suspects: Iterable[Suspect]) -> dict[str, Suspect]:
    """Return the parts of a hand-written training loop among the calls, by their last name."""
    found: dict[str, Suspect] = {}
    for suspect in suspects:
        written = suspect.call.name
        receiver, _, member = written.rpartition(".")
        if suspect.target and is_internal(suspect.target):
            continue
        last = receiver.rpartition(".")[2].lower()
        if member == "manual_backward":
            member = "backward"
        if member == "step" and (not receiver or any(word in last for word in _UNFIT)):
            continue
        if member == "minimize" and (suspect.target or "").startswith("scipy"):
            continue
        if member == "backward" and not receiver:
            continue
        if receiver == "super()":
            continue
        found.setdefault(member, suspect)
    return found


def jax_update(steps: Mapping[str, Suspect], definition: Definition) -> Call | None:
    """Return the call that moves parameters along a gradient of JAX, None where none does.

    That is `optimizer.update(grads)` of Flax NNX, or a map over the trees of parameters and
    gradients in a function whose name is about training.
    """
    gradient = steps.get("value_and_grad") or steps.get("grad")
    if gradient is None or not (gradient.target or "").startswith(("jax.", "flax.")):
        return None
    last = definition.name.rpartition(".")[2].lower()
    trains = any(word in last for word in ("train", "update", "step", "fit"))
    for call in definition.calls:
        receiver, _, member = call.name.rpartition(".")
        if member == "update" and "opt" in receiver.rpartition(".")[2].lower():
            return call
        if trains and (member == "tree_map" or call.name.endswith("tree.map")):
            return call
    return None


def is_model(last: str) -> bool:
    """Tell whether a variable of that name holds a model."""
    words = last.strip("_").split("_")
    return bool(_MODEL_WORDS.intersection(words)) or last.endswith(
        ("model", "clf", "classifier", "regressor", "estimator", "learner", "trainer", "net")
    )


def receiver_prepares(written: str) -> bool:
    """Tell whether the receiver of a call is named like a scaler, an encoder or a tokeniser."""
    last = written.rpartition(".")[0].rpartition(".")[2].lower()
    return any(word in last for word in _PREPARING_WORDS) or last in ("le", "oe", "mlb", "lb", "sc")


def hands_on(definition: Definition) -> bool:
    """Tell whether a method does nothing, or only calls another one that trains."""
    calls = [call for call in definition.calls if call.name != "super"]
    if len(calls) > 1:
        return False
    return not calls or (not calls[0].loop and calls[0].name.rpartition(".")[2] in TRAINING_NAMES)
