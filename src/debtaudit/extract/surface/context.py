"""What a definition or a call is about, by its names and base classes."""

from functools import cache

from msgspec import Struct

from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface.definitions import SurfaceDefinition
from debtaudit.extract.surface.words import words_of
from debtaudit.knowledge.model_surface import NO_KIND, Mark, surface_knowledge

UNDECIDED = ""
"""The kind of a difference whose place must decide (its file, who reaches it)."""


_VERBS = ("setup", "build", "read", "block", "clean", "scale", "extract", "split", "crop")
"""Verbs that name what a definition does, and say little of a call."""


class Context(Struct, frozen=True, gc=False):
    """Where a difference stands: the kind and weight of its definition, and why."""

    kind: str
    weight: float
    because: str
    factor: float = 1.0


@cache
def call_mark(name: str) -> Mark | None:
    """Return what a resolved dotted call says; weight 0 for calls that never change a model."""
    known = surface_knowledge()
    table, neutral = known.table("call"), known.table("neutral-call")
    prefix = name
    while prefix:
        if prefix in table:
            return table[prefix]
        if prefix in neutral and ("." in name or prefix == name):
            return Mark(NO_KIND, 0.0)
        prefix = prefix.rpartition(".")[0]
    last = name.rpartition(".")[2]
    method = known.table("method").get(last)
    if method is not None:
        return None if name == ".compile" else method  # of a compiler, made for it on the spot
    if "." in name and last in known.table("neutral-method"):
        return None if last in _OF_TENSORS_TOO and not _logs(name) else Mark(NO_KIND, 0.0)
    if not last or _is_silent_verb(last):
        return None
    for word in reversed(words_of(last)):
        found = known.table("class").get(word) if last[:1].isupper() else None
        found = found or (None if word in _VERBS else known.table("function").get(word))
        if found is not None and found.kind == NO_KIND:
            return None
        if found is not None:
            return Mark(found.kind, found.weight * 0.8)
    return None


_SILENT = frozenset(("names", "doc", "docs", "docstring", "docstrings"))
"""Words of functions that give names or texts for people."""
_OF_TENSORS_TOO = frozenset(("log", "head"))
"""Methods of loggers and data frames that are maths or a layer of something else."""
_LOGGERS = frozenset(("logger", "log", "run", "wandb", "experiment", "trainer", "tracker"))


def _logs(name: str) -> bool:
    """Tell whether a method named `log` is one of a logger, by what it is called on."""
    owner = name.rpartition(".")[0]
    return name == "self.log" or not _LOGGERS.isdisjoint(words_of(owner))


def _is_silent_verb(name: str) -> bool:
    """Tell whether a function is no model code by its verb, or gives names: `validate_config`."""
    words = words_of(name)
    if not _SILENT.isdisjoint(words):
        return True
    mark = surface_knowledge().table("function").get(words[0]) if len(words) > 1 else None
    return mark is not None and mark.kind == NO_KIND


def context_of(definition: SurfaceDefinition) -> Context:
    """Return what a definition is about, by its class's bases and by its names."""
    known = surface_knowledge()
    owner, _, name = definition.name.rpartition(".")
    if definition.is_class:
        owner, name = definition.name, ""
    context = _owner_context(owner, definition.owner_bases)
    lowered = name.split("@")[0]
    if not lowered or lowered == "__init__" or definition.name == MODULE:
        return context or Context(UNDECIDED, 0.35, "module level")
    function = known.table("function")
    pretence = known.table("pretence")
    if (
        lowered.strip("_") in known.table("function-exact")
        or "names" in words_of(lowered)
        or any(word in pretence for word in words_of(lowered))
    ):
        return Context(UNDECIDED, 0.1, f"`{name}` is no model code by its name", 0.25)
    marks = [function[lowered]] if lowered in function else []
    marks = marks or [function[word] for word in words_of(lowered) if word in function]
    silent = [mark for mark in marks if mark.kind == NO_KIND]
    if silent and (len(silent) == len(marks) or function.get(words_of(lowered)[0]) in silent):
        return Context(UNDECIDED, 0.1, f"`{name}` is no model code by its name", 0.25)
    loud = [mark for mark in marks if mark.kind != NO_KIND]
    if context is not None and context.factor < 1:
        return context
    if loud:
        best = next((m for m in loud if m.kind == "feature"), None) or max(
            loud, key=lambda mark: mark.weight
        )
        kind = context.kind if context and context.kind not in ("", "architecture") else best.kind
        weight = max(best.weight * 0.85, context.weight if context else 0.0)
        return Context(
            kind, weight, f"`{definition.name}` by its name", context.factor if context else 1.0
        )
    return context or Context(UNDECIDED, 0.35, "a function without a telling name")


def _owner_context(owner: str, bases: tuple[str, ...]) -> Context | None:
    known = surface_knowledge()
    table = known.table("base")
    for base in bases:
        mark = table.get(base) or table.get(base.rpartition(".")[2])
        if mark is not None and mark.kind == NO_KIND:
            return Context(UNDECIDED, mark.weight, f"`{owner}` is a {base}")
        if mark is not None:
            return Context(mark.kind, 0.75, f"`{owner}` is a {base}")
    classes = known.table("class")
    for name in (owner, *bases):
        for word in reversed(words_of(name.rpartition(".")[2])):
            mark = classes.get(word)
            if mark is not None:
                if mark.kind == NO_KIND:
                    return Context(UNDECIDED, 0.1, f"class {owner} by its name", 0.25)
                return Context(mark.kind, mark.weight * 0.75, f"class {owner} by its name")
    return None
