"""Draws the one picture of the repository that every detector stands on."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from debtaudit.domain.files import FileEntry, FileFacts
from debtaudit.domain.picture import Picture, Reach, ResolvedCall, TrainingEvidence
from debtaudit.domain.python_facts import MODULE, reference
from debtaudit.domain.report import EntryPoint, Evidence, Role, TestReference
from debtaudit.resolve.caller_relations import CallerRelations
from debtaudit.resolve.callers import reversed_calls, with_makers
from debtaudit.resolve.calls import Before, CallGraph
from debtaudit.resolve.calls_of_file import CallsOfFile
from debtaudit.resolve.distributions import distributions_of
from debtaudit.resolve.entry_points import Chain, EntryPointFinder
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import ModuleIndex, node, split_node
from debtaudit.resolve.projects import declared, library_folders, project_folders
from debtaudit.resolve.reach import ROLES, reach, serving_roots
from debtaudit.resolve.started_by import StarterFinder
from debtaudit.resolve.submitted_jobs import submitted_jobs
from debtaudit.resolve.test_edges import TestEdges, command_functions
from debtaudit.resolve.test_files import (
    CollectedTest,
    collect,
    file_patterns,
    is_collected,
    is_named_on_command_line,
    is_test_file,
)
from debtaudit.resolve.test_runners import TestRunners
from debtaudit.resolve.traces import Trace, Tracer, Way, importers_of
from debtaudit.resolve.training_sites import Site, SiteFinder


class Drawn(Struct, frozen=True):
    """A picture, and the calls of those files that had to be read for it, by path."""

    picture: Picture
    read: Mapping[str, CallsOfFile]


def draw(files: tuple[FileEntry, ...], facts: Mapping[str, FileFacts]) -> Picture:
    """Return the picture of a snapshot from the facts of its files. Nothing is read."""
    return draw_anew(files, facts, None).picture


def draw_anew(
    files: tuple[FileEntry, ...], facts: Mapping[str, FileFacts], before: Before | None
) -> Drawn:
    """Return the same picture, with the calls of `before` wherever they still hold."""
    sources = {
        path: Source(path, each.python)
        for path, each in sorted(facts.items())
        if each.python is not None and each.python.definitions
    }
    folders = project_folders(files)
    index = ModuleIndex(sources, folders, declared(facts))
    graph = CallGraph(index, sources, before)
    patterns = file_patterns(facts)
    tests = frozenset(
        path for path, source in sources.items() if is_test_file(path, source.facts, patterns)
    )
    inside = {path: each[0] for path, each in graph.imports.items()}
    calls, classes = dict(graph.resolved), _classes(graph)  # before doctests come into the graph
    training = _Training(graph, index, facts, tests, patterns)
    entry_points, evidence = training.find(library_folders(sources, folders), inside)
    reached = _reach(graph, entry_points, tests, sources.keys() - tests, inside)
    if training.ways:
        from debtaudit.resolve.test_kinds import with_kinds

        serving = reached["serving"].because.keys() - reached["training"].because.keys() - tests
        code = training.tests
        entry_points = with_kinds(graph, entry_points, training.ways, code, frozenset(serving))
    roles = _roles(sources, tests, reached)
    picture = Picture(
        module_names={path: index.names_of(path) for path in sources},
        calls=calls,
        classes=classes,
        reach=reached,
        roles=roles,
        distributions=_distributions(graph.imports, roles),
        entry_points=entry_points,
        training=evidence,
        outside=_outside(graph.imports),
    )
    return Drawn(picture, graph.resolved_anew)


def _classes(graph: CallGraph) -> dict[str, tuple[str, ...]]:
    return {
        name: graph.values.line_of(name)[1:]
        for name, definition in graph.definitions.items()
        if definition.kind == "class"
    }


class _Training:
    """Finds the entry points and what runs each of them.

    `ways` maps a tested one (`path::symbol` of its row) to how its tests get there.
    """

    def __init__(
        self,
        graph: CallGraph,
        index: ModuleIndex,
        facts: Mapping[str, FileFacts],
        tests: frozenset[str],
        patterns: tuple[str, ...],
    ) -> None:
        self.graph = graph
        self.tests = tests
        self.patterns = patterns
        self.starters = StarterFinder(facts, index)
        self.runners = TestRunners(facts, self.starters.steps, index)
        self.ways: dict[str, tuple[Way, ...]] = {}

    def find(
        self, libraries: frozenset[str], inside: Mapping[str, tuple[str, ...]]
    ) -> tuple[tuple[EntryPoint, ...], dict[str, TrainingEvidence]]:
        graph = self.graph
        relations = CallerRelations(graph, libraries)
        sites = SiteFinder(graph, relations.library_of).find(
            path for path in graph.sources if path not in self.tests
        )
        if not sites:
            return (), {}
        edges = TestEdges(graph, self.tests, self.starters).find()
        commands = self._command_edges()
        collected = self._collected()
        doctests, runs = self.runners.doctests(graph, self.tests)
        self.tests |= doctests.keys()
        jobs = submitted_jobs(graph, sites, self.starters)
        for job in jobs:
            sites.pop(job.caller, None)
        extra = [*edges, *commands, *runs, *jobs]
        callers = reversed_calls(graph, extra)
        finder = EntryPointFinder(graph, relations, self.tests)
        chains = finder.chains(sites, with_makers(callers, sites))
        tests = {**collected, **doctests}
        tracer = Tracer(graph, callers, tests, self.starters.find(), importers_of(graph, inside))
        notebooks = self.runners.nested_notebooks()
        shared = _shared_sites(chains)
        points, evidence = [], {}
        for chain in chains:
            trace = tracer.trace(chain, _goals(chain, shared, relations.prepares(chain.name)))
            point = self._entry_point(chain, trace, notebooks)
            if chain.sites:
                points.append(point)
                if trace.ways:
                    self.ways[f"{point.path}::{point.symbol}"] = trace.ways
            evidence[chain.name] = self._evidence(chain, trace)
        return tuple(points), evidence

    def _command_edges(self) -> list[ResolvedCall]:
        """Return the ways from a script to the Click or Typer commands that it runs."""
        found: list[ResolvedCall] = []
        for path in sorted(self.graph.sources):
            commands = command_functions(self.graph, path).values()
            found.extend(ResolvedCall(node(path, MODULE), name, 0, True) for name in commands)
        return found

    def _collected(self) -> dict[str, list[CollectedTest]]:
        found: dict[str, list[CollectedTest]] = {}
        for path in sorted(self.tests):
            base = path.rpartition("/")[2]
            if is_collected(base, self.patterns) or is_named_on_command_line(path):
                tests = collect(self.graph.sources[path], self.graph.values)
                found[path] = self.runners.within_testpaths(path, tests)
        return {path: tests for path, tests in found.items() if tests}

    def _entry_point(
        self, chain: Chain, trace: Trace, notebooks: list[tuple[str, str]]
    ) -> EntryPoint:
        path, symbol = split_node(chain.name)
        source = self.graph.sources[path]
        tests, smoke = trace.tests, trace.smoke
        if source.is_notebook:
            symbol = "<notebook>" if symbol == MODULE else symbol
            tests += tuple(
                TestReference(ref, f"executes notebooks under {place}")
                for ref, place in notebooks
                if path.startswith(place.strip("./").partition("*")[0])
            )
        lead = chain.sites[0] if chain.sites else None
        line = self.graph.definitions[chain.name].line
        if lead is not None and symbol.startswith("<"):
            line = lead.line if lead.name == chain.name else self._call_line(chain)
        return EntryPoint(
            path=path,
            symbol=symbol,
            line=line,
            framework=lead.framework if lead else "own code",
            started_by=trace.started_by,
            helpers=tuple(_helper(path, each) for each in chain.helpers),
            tested="tested" if tests else "smoke-run" if smoke else "untested",
            tests=tests or smoke,
            reason=_reason(tests, smoke, trace.refused),
        )

    def _call_line(self, chain: Chain) -> int:
        below = set(chain.helpers)
        for call in self.graph.resolved.get(chain.name, ()):
            if call.target in below:
                return call.line
        return self.graph.definitions[chain.name].line

    def _evidence(self, chain: Chain, trace: Trace) -> TrainingEvidence:
        found = [self._site_evidence(site) for site in chain.sites[:5]]
        return TrainingEvidence(
            tuple(found),
            trace.refused,
            max((site.confidence for site in chain.sites), default=0.5),
            trace.smoke,
        )

    def _site_evidence(self, site: Site) -> Evidence:
        path, symbol = split_node(site.name)
        where = reference(path, site.line, self.graph.sources[path].facts)
        return Evidence("training", where, f"{site.detail} in {symbol}")


def _goals(chain: Chain, shared: frozenset[str], prepares: bool) -> list[str]:
    """Return the nodes a test of which is a test of the entry point.

    Those are what fits the model for it alone in its own file; in another file only where the
    entry point `prepares` nothing itself. Who builds data, model or devices and hands them on
    can break while a test of what it calls passes.
    """
    path, symbol = split_node(chain.name)
    found = [chain.name]
    for site in chain.sites:
        other = split_node(site.name)[0]
        own = other == path and symbol != MODULE
        if site.name != chain.name and (
            own or (not prepares and site.name not in shared and symbol != MODULE)
        ):
            found.append(site.name)
    return found


def _shared_sites(chains: Iterable[Chain]) -> frozenset[str]:
    seen: dict[str, int] = {}
    for chain in chains:
        for site in chain.sites:
            seen[site.name] = seen.get(site.name, 0) + 1
    return frozenset(name for name, count in seen.items() if count > 1)


def _helper(path: str, name: str) -> str:
    other, symbol = split_node(name)
    return symbol if other == path else name


def _reason(
    tests: tuple[TestReference, ...],
    smoke: tuple[TestReference, ...],
    refused: tuple[TestReference, ...],
) -> str | None:
    if tests:
        return None
    if smoke:
        return "only a CI step runs it" if any(map(_by_ci, smoke)) else "only tox or nox runs it"
    if refused:
        return f"{refused[0].ref} does not count: {refused[0].how}"
    return "no test and no CI step runs it"


def _by_ci(step: TestReference) -> bool:
    return step.ref.partition(":")[0].rpartition("/")[2] not in ("tox.ini", "noxfile.py")


def _reach(
    graph: CallGraph,
    entry_points: tuple[EntryPoint, ...],
    tests: frozenset[str],
    program: Iterable[str],
    inside: Mapping[str, tuple[str, ...]],
) -> dict[Role, Reach]:
    roots: dict[Role, set[str]] = {
        "training": {
            node(each.path, MODULE if each.symbol == "<notebook>" else each.symbol)
            for each in entry_points
        },
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
