"""Tests that replace by a mock what they would run: they test something else."""

from collections.abc import Container

from debtaudit.domain.python_facts import Definition
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.modules import split_node
from debtaudit.resolve.training.entry_points import Chain
from debtaudit.resolve.training.test_files import CollectedTest

_PATCHES = ("patch", "patch.object", "patch.multiple", "setattr", "patch.dict")


def mocked(
    graph: CallGraph,
    tests: Container[str],
    test: CollectedTest,
    nodes: list[str],
    chain: Chain,
) -> str:
    """Say what a test replaces of what it would run, empty where it replaces nothing of it.

    `nodes` lead from the test to the training code, `tests` are the files of tests.
    """
    definition = graph.definitions[test.name]
    owner = graph.definitions.get(test.owner or "")
    replaced = _mocked_names(definition) | (_in_decorators(owner) if owner else set())
    for name in nodes:
        if split_node(name)[0] in tests and name in graph.definitions:
            replaced |= _mocked_names(graph.definitions[name])
    if not replaced:
        return ""
    run = {
        part
        for name in nodes
        if split_node(name)[0] not in tests
        for part in split_node(name)[1].split(".")
    }
    if nodes[-1] == chain.name:
        run.update(split_node(each)[1].rpartition(".")[2] for each in chain.helpers)
    for site in chain.sites:
        run.update(_parts_of_site(graph, site.name, site.line))
    hit = sorted(replaced & run)
    return f"mocked: {', '.join(hit)}" if hit else ""


def _parts_of_site(graph: CallGraph, name: str, line: int) -> set[str]:
    """Return the names in the call that fits a model, and in what it is called on."""
    definition = graph.definitions[name]
    found: set[str] = set()
    for call in definition.calls:
        if call.line != line:
            continue
        parts = call.name.replace("()", "").replace("[]", "").split(".")
        found.update(parts)
        for binding in definition.bindings:
            if binding.target in (parts[0], ".".join(parts[:2])):
                found.update(binding.value.replace("()", "").split("."))
    return found - {"self", "cls"}


def _mocked_names(definition: Definition) -> set[str]:
    """Return the last names of what a test replaces: `patch("a.b.train")` gives `train`."""
    found = set()
    for call in definition.calls:
        if call.name.endswith(_PATCHES) and call.text:
            found.add(call.text.rpartition(".")[2])
    return found | _in_decorators(definition)


def _in_decorators(definition: Definition) -> set[str]:
    """Return what the decorators of a test replace, or those of its class for all its tests.

    The calls of a class are no sign: the decorators of its methods are among them.
    """
    found = set()
    for text in definition.decorators:
        name, _, arguments = text.partition("(")
        if name.endswith(_PATCHES):
            quoted = arguments.partition("'")[2].partition("'")[0]
            if quoted:
                found.add(quoted.rpartition(".")[2])
    return found
