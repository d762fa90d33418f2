"""Pipelines written in Python: which functions and commands their stages run.

`node(func=train)` of Kedro or `PythonOperator(python_callable=train)` of Airflow run nothing where
they stand: the pipeline does, when a person or a scheduler starts it. So a test that only builds
the pipeline runs no training, and the stage stands in `started_by`.
"""

from collections.abc import Iterable, Iterator

from debtaudit.domain.picture import ResolvedCall
from debtaudit.domain.python_facts import MODULE
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import node, split_node
from debtaudit.resolve.training.commands import starts
from debtaudit.resolve.training.started_by import Stage, StarterFinder

_OF_FUNCTIONS = vocabulary("stages-of-functions")
_OF_COMMANDS = vocabulary("stages-of-commands")
_PACKAGES = tuple({prefix.partition(".")[0] for prefix in (*_OF_FUNCTIONS, *_OF_COMMANDS)})
_FLOWS = frozenset(vocabulary("flow-bases"))
_SESSIONS = vocabulary("pipeline-sessions")
_RUNS = frozenset(vocabulary("pipeline-runs"))


def declared_stages(graph: CallGraph, starters: StarterFinder) -> list[Stage]:
    """Return the stages of pipelines in the order of their files."""
    outside = (module for part in graph.parts.values() for module in part.imports[1])
    if not any(module.startswith(_PACKAGES) for module in outside):
        return []  # nearly no repository imports a package that declares stages
    found: dict[Stage, None] = {}
    for name in sorted(graph.resolved):
        calls = graph.resolved[name]
        for at, call in enumerate(calls):
            if call.internal:
                continue
            top = call.target.partition(".")[0]
            targets: Iterable[str] = ()
            if call.target.startswith(_OF_COMMANDS):
                targets = _commanded(graph, name, starters)
            elif call.target.startswith(_OF_FUNCTIONS) and _declares(call.target):
                targets = _handed_on(calls[at + 1 :])
            for target in targets:
                found[Stage(name, target, top)] = None
    return list(found)


def _declares(target: str) -> bool:
    last = target.rpartition(".")[2]
    return last in ("node", "Node") or last.endswith("Operator")


def _handed_on(calls: tuple[ResolvedCall, ...]) -> Iterator[str]:
    """Yield the functions among the arguments of a call: they stand right behind it."""
    for call in calls:
        if not call.internal:
            return
        yield call.target


def _commanded(graph: CallGraph, name: str, starters: StarterFinder) -> Iterator[str]:
    """Yield the scripts in the strings of a definition: commands, or words of one."""
    path, symbol = split_node(name)
    source: Source = graph.sources[path]
    strings = source.definitions[symbol].strings
    written = [text for text in strings if text.endswith(".py") and " " not in text]
    written += [each.what for each in starts(strings) if each.kind == "file"]
    for text in dict.fromkeys(written):
        file = starters.file(text, source.folder)
        if file is not None and file != path and file in graph.sources:
            yield node(file, MODULE)


def flow_calls(graph: CallGraph) -> list[CallEdge]:
    """Return the calls by which making a flow runs its steps, from `start` on (Metaflow)."""
    found = []
    for name, line in graph.lines.items():
        start = graph.values.method(name, "start") if not _FLOWS.isdisjoint(line) else None
        if start is not None:
            found.append(CallEdge(name, start, graph.definitions[name].line))
    return found


def runs_a_pipeline(graph: CallGraph, name: str) -> bool:
    """Tell whether a definition runs a pipeline that it was given or made."""
    definition = graph.definitions.get(name)
    return definition is not None and any(
        call.name.rpartition(".")[2] in _RUNS for call in definition.calls
    )


def runs_of_sessions(
    graph: CallGraph, tests: frozenset[str], stages: list[Stage]
) -> list[CallEdge]:
    """Return the calls by which test code runs all stages of a project (Kedro's sessions)."""
    targets = [each.target for each in stages if each.framework == "kedro"]
    return [
        CallEdge(name, target, call.line)
        for name, calls in graph.resolved.items()
        if targets and split_node(name)[0] in tests
        for call in calls
        if call.target.startswith(_SESSIONS) and call.target.endswith(".run")
        for target in targets
    ]
