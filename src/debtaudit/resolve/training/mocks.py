"""Tests that replace by a mock what they would run: they test something else."""

from collections.abc import Container, Iterable

from debtaudit.domain.python_facts import Definition
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.modules import split_node
from debtaudit.resolve.training.entry_points import Chain
from debtaudit.resolve.training.test_files import CollectedTest

_SEVERAL = "patch.multiple"
_PATCHES = ("patch", "patch.object", _SEVERAL, "setattr", "patch.dict")
_WRAPS = "wraps"
"""The keyword by which a mock hands on to what it stands for, which then runs all the same."""
_MOCKS = ("Mock()", "create_autospec()")
_UNDONE_LATER = ("mocker.", "monkeypatch.")
"""Fixtures of pytest that undo their patches when the test is over."""


def mocked(
    graph: CallGraph,
    tests: Container[str],
    test: CollectedTest,
    nodes: list[str],
    chain: Chain,
    before: Iterable[str],
) -> str:
    """Say what a test replaces of what it would run, empty where it replaces nothing of it.

    `nodes` lead from the test to the training code, `tests` are the files of tests; `before` are
    the fixtures and set-up functions that run before the test.
    """
    definition = graph.definitions[test.name]
    owner = graph.definitions.get(test.owner or "")
    replaced = _mocked_names(definition) | (_in_decorators(owner) if owner else set())
    for name in nodes:
        if split_node(name)[0] in tests and name in graph.definitions:
            replaced |= _mocked_names(graph.definitions[name])
    for name in before:
        if name in graph.definitions:
            replaced |= _lasting(graph.definitions[name])
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
    found: set[str] = set()
    for call in definition.calls:
        if not call.name.endswith(_PATCHES) or _WRAPS in call.keywords:
            continue
        if call.name.endswith(_SEVERAL):
            found.update(call.keywords)
        elif call.text:
            found.add(call.text.rpartition(".")[2])
    for binding in definition.bindings:  # `work.train = Mock()`
        owner, _, last = binding.target.rpartition(".")
        if owner not in ("", "self", "cls") and binding.value.endswith(_MOCKS):
            found.add(last)
    return found | _in_decorators(definition)


def _lasting(definition: Definition) -> set[str]:
    """Return what a fixture or set-up function replaces for as long as the test runs.

    A patch that ends with the function itself (`with patch(...)` in one that only returns) is none.
    """
    lasts = definition.yields or any(
        call.name.startswith(_UNDONE_LATER) or call.name.rpartition(".")[2] == "start"
        for call in definition.calls
    )
    return _mocked_names(definition) if lasts else set()


def _in_decorators(definition: Definition) -> set[str]:
    """Return what the decorators of a test replace, or those of its class for all its tests.

    The calls of a class are no sign: the decorators of its methods are among them.
    """
    found: set[str] = set()
    for text in definition.decorators:
        name, _, arguments = text.partition("(")
        if not name.endswith(_PATCHES) or f"{_WRAPS}=" in arguments:
            continue
        quoted = arguments.partition("'")[2].partition("'")[0]
        if name.endswith(_SEVERAL):
            found.update(part.partition("=")[0] for part in arguments.split(", ") if "=" in part)
        elif quoted:
            found.add(quoted.rpartition(".")[2])
    return found
