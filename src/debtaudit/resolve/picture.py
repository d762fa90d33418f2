"""Draws the one picture of the repository that every detector stands on."""

from collections.abc import Iterable, Mapping

from debtaudit.domain.files import FileEntry, FileFacts
from debtaudit.domain.picture import Picture, Reach
from debtaudit.domain.report_rows import EntryPoint, Role
from debtaudit.resolve.calls import Before, CallGraph
from debtaudit.resolve.distributions import distributions_of
from debtaudit.resolve.imports import Source
from debtaudit.resolve.lookup import lookup_of
from debtaudit.resolve.models.drawn import Drawn
from debtaudit.resolve.models.inventory import with_models
from debtaudit.resolve.modules import node, node_of
from debtaudit.resolve.program_callers import ProgramCallers
from debtaudit.resolve.projects import library_folders
from debtaudit.resolve.reach import ROLES, reach, serving_roots
from debtaudit.resolve.training.evidence import Training
from debtaudit.resolve.training.named_in_texts import NamedInTexts, with_names
from debtaudit.resolve.training.test_files import file_patterns, is_test_file


def draw(
    files: tuple[FileEntry, ...], facts: Mapping[str, FileFacts], before: Before | None = None
) -> Picture:
    """Return the picture of a snapshot from the facts of its files. Nothing is read.

    The calls of `before` are taken over wherever they still hold; the picture is the same.
    """
    lookup = before.lookup if before is not None else lookup_of(files, facts)
    sources, index = lookup.sources, lookup.index
    graph = CallGraph(index, sources, before)
    patterns = file_patterns(facts)
    tests = frozenset(
        path for path, source in sources.items() if is_test_file(path, source.facts, patterns)
    )
    imports = {path: part.imports for path, part in graph.parts.items()}
    inside = {path: each[0] for path, each in imports.items()}
    calls = dict(graph.resolved)  # before doctests come into the graph
    classes = {name: line[1:] for name, line in graph.lines.items()}
    training = Training(graph, index, facts, tests, patterns)
    entry_points, evidence = training.find(library_folders(sources, lookup.folders), inside)
    reached = _reach(graph, entry_points, tests, sources.keys() - tests, inside)
    if training.ways:
        entry_points = _with_test_kinds(graph, training, entry_points, reached, tests)
    if any(point.tested == "untested" for point in entry_points):
        texts = NamedInTexts(graph, facts, tests, reached["test"])
        entry_points, evidence = with_names(entry_points, evidence, texts)
    roles = _roles(sources, tests, reached)
    picture = Picture(
        module_names={path: index.names_of(path) for path in sources},
        calls=calls,
        classes=classes,
        reach=reached,
        roles=roles,
        distributions=_distributions(imports, roles),
        entry_points=entry_points,
        training=evidence,
        outside=_outside(imports),
        elsewhere=tuple(training.elsewhere),
    )
    return with_models(Drawn(files, facts, picture, ProgramCallers(graph.called, tests)))


def _with_test_kinds(
    graph: CallGraph,
    training: Training,
    entry_points: tuple[EntryPoint, ...],
    reached: Mapping[Role, Reach],
    tests: frozenset[str],
) -> tuple[EntryPoint, ...]:
    """Say of tested entry points what their tests check, also against code that only serves."""
    from debtaudit.resolve.training.test_kinds import with_kinds

    serving = reached["serving"].because.keys() - reached["training"].because.keys() - tests
    return with_kinds(graph, entry_points, training.ways, training.tests, frozenset(serving))


def _reach(
    graph: CallGraph,
    entry_points: tuple[EntryPoint, ...],
    tests: frozenset[str],
    program: Iterable[str],
    inside: Mapping[str, tuple[str, ...]],
) -> dict[Role, Reach]:
    roots: dict[Role, set[str]] = {
        "training": set(map(node_of, entry_points)),
        "serving": serving_roots(graph, program),
        "test": {
            node(path, each.name)
            for path in tests
            for each in graph.sources[path].facts.definitions
        },
    }
    return {role: reach(graph, roots[role], inside) for role in roots}


def _roles(
    sources: Mapping[str, Source], tests: frozenset[str], reached: Mapping[Role, Reach]
) -> dict[str, tuple[Role, ...]]:
    found: dict[str, tuple[Role, ...]] = {}
    for path in sources:
        roles: list[Role] = []
        if path not in tests:
            roles = [role for role in ROLES[:2] if path in reached[role].because]
        else:
            roles = ["test"]
        found[path] = tuple(roles) or ("other",)
    return found


def _outside(
    imports: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]],
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path, (_, outside) in sorted(imports.items()):
        for module in outside:
            found.setdefault(module, []).append(path)
    return {module: tuple(found[module]) for module in sorted(found)}


def _distributions(
    imports: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]],
    roles: Mapping[str, tuple[Role, ...]],
) -> dict[str, tuple[Role, ...]]:
    users: dict[str, set[Role]] = {}
    for path, (_, outside) in imports.items():
        for module in outside:
            users.setdefault(module, set()).update(roles[path])
    found: dict[str, set[Role]] = {}
    for module, used in users.items():
        for name in distributions_of(module):
            found.setdefault(name, set()).update(used)
    return {name: tuple(role for role in ROLES if role in found[name]) for name in sorted(found)}
