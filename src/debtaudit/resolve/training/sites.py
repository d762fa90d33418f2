"""Where a model is fitted: resolved calls, hand-written loops, and estimators' own methods."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from debtaudit.domain.python_facts import MODULE, Call, Definition
from debtaudit.knowledge.frameworks import training_call
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import LOOP_MEMBERS, CallGraph
from debtaudit.resolve.calls_of_file import Suspect
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, node, split_node
from debtaudit.resolve.training.file_frameworks import FileFrameworks
from debtaudit.resolve.training.handed_models import HandedModels
from debtaudit.resolve.training.names import (
    hands_on,
    is_model,
    jax_update,
    loop_steps,
    receiver_prepares,
)
from debtaudit.resolve.training.recorders import only_records

_FITTING_WORDS = frozenset(vocabulary("fitting-keywords"))
_ANY_RECEIVER = {
    "fit_generator": "keras",
    "train_on_batch": "keras",
    "fit_one_cycle": "fastai",
    "fit_flat_cos": "fastai",
}
_ESTIMATOR_BASES = frozenset(vocabulary("estimator-bases"))
_PREDICTS = frozenset(vocabulary("predicting-methods"))
_OWN_FITS = frozenset(vocabulary("own-fit-methods"))

HOOKS = frozenset(vocabulary("framework-hooks"))
"""Methods that a framework's own training method calls."""

_HOOK_OWNERS = ("pytorch_lightning", "lightning", "keras", "tensorflow", "transformers", "trl")

_NEVER = ("test_", "check_", "assert_")
"""Functions that test by their name."""

_ABOUT_TRAINING = vocabulary("about-training")


class Site(Struct, frozen=True):
    """A definition that fits a model itself, the line of the call that does, and how sure.

    `stage`: it declares a pipeline stage that trains; who calls it does not train by that.
    """

    name: str
    line: int
    framework: str
    detail: str
    confidence: float
    stage: bool = False


class SiteFinder:
    """Finds the definitions that fit a model by themselves."""

    def __init__(self, graph: CallGraph, is_library: Callable[[str], object]) -> None:
        self.graph = graph
        self.is_library = is_library
        self.frameworks = FileFrameworks(graph)
        self.handed = HandedModels(graph)

    def find(self, paths: Iterable[str]) -> dict[str, Site]:
        """Return the sites of the given files by node."""
        found: dict[str, Site] = {}
        marks: dict[str, dict[str, Suspect]] = {}
        suspects = self.graph.suspects
        for path in sorted(paths):
            source = self.graph.sources[path]
            fits = not _OWN_FITS.isdisjoint(source.functions)
            if not fits and not self.graph.parts[path].suspects:
                continue
            for name, definition in source.nodes:
                if name not in suspects and not (fits and _last(definition) in _OWN_FITS):
                    continue  # it calls nothing that trains
                site = self._site(source, definition, name, marks)
                if site is not None:
                    found[name] = site
        self._across_functions(marks, found)
        return found

    def _site(
        self,
        source: Source,
        definition: Definition,
        name: str,
        marks: dict[str, dict[str, Suspect]],
    ) -> Site | None:
        last = _last(definition)
        if last.startswith(_NEVER) or "resampl" in last or self._is_hook(source, definition):
            return None
        suspects = self.graph.suspects.get(name, ())
        for suspect in suspects:
            site = self._called(source, definition, name, suspect)
            if site is not None:
                return site
        if suspects:
            steps = loop_steps(suspects)
            if steps:
                marks[name] = steps
                site = self._loop(source, name, steps)
                if site is not None:
                    return site
        return self._own_method(source, definition, name)

    def _is_about_training(self, source: Source, definition: Definition) -> bool:
        if definition.name == MODULE or source.is_notebook:
            return True
        last = _last(definition).lower()
        if any(word in last for word in _ABOUT_TRAINING):
            return True
        return not self.is_library(source.path) and self.frameworks.direct(source) == "sklearn"

    def _is_hook(self, source: Source, definition: Definition) -> bool:
        if _last(definition) not in HOOKS:
            return False
        owner = source.class_of(definition)
        if owner is None:
            return False
        return any(each.startswith(_HOOK_OWNERS) for each in self.graph.values.line_of(owner))

    # -- calls -----------------------------------------------------------------------------

    def _called(
        self, source: Source, definition: Definition, name: str, suspect: Suspect
    ) -> Site | None:
        target, call = suspect.target, suspect.call
        if target and is_internal(target):
            return None
        row = training_call(target) if target else None
        if row is not None:
            gives_data = row.kind == "constructor" and (call.positional or len(call.keywords) > 2)
            about = row.kind == "auxiliary" and self._is_about_training(source, definition)
            if row.kind not in ("training", "stage") and not gives_data and not about:
                return None
            if receiver_prepares(call.name) and row.framework == "sklearn":
                return None
            if call.name.startswith("super()") and hands_on(definition):
                return None
            return Site(name, call.line, row.framework, call.name, 0.95, row.kind == "stage")
        return self._unknown_receiver(source, name, call, suspect.member)

    def _unknown_receiver(self, source: Source, name: str, call: Call, member: str) -> Site | None:
        receiver, _, written = call.name.rpartition(".")
        if not receiver or written != member or receiver == "super()":
            return None
        if member in _ANY_RECEIVER:
            return Site(name, call.line, _ANY_RECEIVER[member], call.name, 0.85)
        last = receiver.rpartition(".")[2].replace("()", "").replace("[]", "").lower()
        if receiver_prepares(call.name) or receiver in ("self", "cls"):
            return None
        framework = self.frameworks.of(source)
        if framework is None:
            trains = self.handed.trains(name, call)
            return Site(name, call.line, "own code", call.name, 0.7) if trains else None
        if member in ("fit", "partial_fit", "fit_predict"):
            sure = bool(_FITTING_WORDS.intersection(call.keywords))
            if sure or (is_model(last) and (call.positional or call.keywords)):
                return Site(name, call.line, framework, call.name, 0.8)
            if call.positional >= 2:
                return Site(name, call.line, framework, call.name, 0.7)
        elif member == "train" and ("trainer" in last or last == "booster"):
            return Site(name, call.line, framework, call.name, 0.8)
        elif member == "learn" and "total_timesteps" in call.keywords:
            return Site(name, call.line, framework, call.name, 0.85)
        elif member == "fine_tune" and last in ("learn", "learner"):
            return Site(name, call.line, "fastai", call.name, 0.8)
        return None

    # -- loops and estimators --------------------------------------------------------------

    def _loop(self, source: Source, name: str, steps: dict[str, Suspect]) -> Site | None:
        call = None
        if "backward" in steps and "step" in steps:
            call, framework = steps["step"].call, self.frameworks.of(source) or "pytorch"
            if framework in ("sklearn", "transformers", "lightning"):
                framework = "pytorch"
        elif _applies_gradients(name, steps):
            jax = "gradient" not in steps and self._imports(source, ("jax", "flax", "optax"))
            call, framework = steps["apply_gradients"].call, "jax" if jax else "tensorflow"
        elif "apply_updates" in steps:
            call, framework = steps["apply_updates"].call, "jax"
        elif (moved := jax_update(steps, self.graph.definitions[name])) is not None:
            call, framework = moved, "jax"
        elif self._minimizes(source, name, steps):
            call, framework = steps["minimize"].call, "tensorflow"
        if call is None or _shows_one_step(source, name, call):
            return None
        return Site(name, call.line, framework, call.name, 0.9)

    def _minimizes(self, source: Source, name: str, steps: dict[str, Suspect]) -> bool:
        """Tell whether `minimize` runs: in graph mode it only builds an operation."""
        if "minimize" not in steps or not self._imports(source, ("tensorflow", "paddle", "keras")):
            return False
        calls = self.graph.definitions[name].calls
        return bool(steps["minimize"].call.loop) or any(
            call.loop and call.name.endswith(".run") for call in calls
        )

    def _imports(self, source: Source, packages: tuple[str, ...]) -> bool:
        return not source.packages.isdisjoint(packages)

    def _across_functions(
        self, marks: dict[str, dict[str, Suspect]], found: dict[str, Site]
    ) -> None:
        """Find loops whose backward pass and step stand in different functions."""
        if not marks:
            return
        callers = {edge.caller for target in marks for edge in self.graph.called.get(target, ())}
        for name in [each for each in self.graph.inside if each in callers]:
            if name in found:
                continue
            own = marks.get(name, {})
            steps = dict(own)
            for target in self.graph.targets(name):
                if target in found:
                    continue
                for member, suspect in marks.get(target, {}).items():
                    steps.setdefault(member, suspect)
            if len(steps) > len(own) and "backward" in steps and "step" in steps:
                source = self.graph.sources[split_node(name)[0]]
                line = own["step"].call.line if "step" in own else self._line(name)
                framework = self.frameworks.of(source) or "pytorch"
                found[name] = Site(name, line, framework, "backward and step", 0.8)

    def _line(self, name: str) -> int:
        return self.graph.definitions[name].line

    def _own_method(self, source: Source, definition: Definition, name: str) -> Site | None:
        owner, _, last = definition.name.rpartition(".")
        if last not in _OWN_FITS or definition.kind != "method" or hands_on(definition):
            return None
        if definition.parameters[:1] not in (("self",), ("cls",)):
            return None  # a function in a class keeps nothing: it fits a distribution, no model
        values = self.graph.values
        line = values.line_of(node(source.path, owner))
        members: set[str] = set()
        for each in line:
            if is_internal(each):
                path, symbol = split_node(each)
                members.update(
                    one.name.rpartition(".")[2] for one in values.sources[path].members(symbol)
                )
        estimator = _ESTIMATOR_BASES.intersection(line) or any(
            not is_internal(each) and _trains(f"{each}.fit") for each in line
        )
        if not estimator and not (_PREDICTS & members):
            return None
        if any(each.name.endswith("NotImplementedError") for each in definition.calls):
            return None
        if "transform" in members and not estimator and "predict" not in members:
            return None
        if any(each.name == f"super().{last}" for each in definition.calls):
            return None  # it prepares, and the method of the base class trains
        if only_records(self.graph, name):
            return None
        framework = "sklearn" if estimator else self.frameworks.of(source) or "own code"
        return Site(name, definition.line, framework, f"the method {definition.name}", 0.75)


def _last(definition: Definition) -> str:
    return definition.name.rpartition(".")[2]


def _shows_one_step(source: Source, name: str, call: Call) -> bool:
    """Tell the trial of a module in its main block, one step without a loop, from training."""
    block = source.facts.main_block
    return (
        name.endswith(f"::{MODULE}")
        and not call.loop
        and block is not None
        and block[0] <= call.line <= block[1]
    )


def _applies_gradients(name: str, steps: dict[str, Suspect]) -> bool:
    """Tell a training step from an optimiser that hands gradients on to another one."""
    suspect = steps.get("apply_gradients")
    if suspect is None or name.rpartition("::")[2].rpartition(".")[2] in LOOP_MEMBERS:
        return False
    receiver = suspect.call.name.rpartition(".")[0].rpartition(".")[2].lower()
    named = any(word in receiver for word in ("opt", "state", "adam", "sgd"))
    return named or not {"gradient", "value_and_grad", "grad"}.isdisjoint(steps)


def _trains(name: str) -> bool:
    row = training_call(name)
    return row is not None and row.kind == "training"
