"""The training entry points of a repository, and what runs each of them."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from debtaudit.domain.files import FileFacts
from debtaudit.domain.picture import TrainingEvidence
from debtaudit.domain.python_facts import MODULE, reference
from debtaudit.domain.report_rows import EntryPoint, TestReference
from debtaudit.domain.reported_finding import Evidence
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.modules import ModuleIndex, node, split_node
from debtaudit.resolve.training.caller_relations import CallerRelations
from debtaudit.resolve.training.callers import reversed_calls, with_makers
from debtaudit.resolve.training.declared_stages import declared_stages, flow_calls, runs_of_sessions
from debtaudit.resolve.training.entry_points import Chain, EntryPointFinder
from debtaudit.resolve.training.event_hooks import event_calls
from debtaudit.resolve.training.factories import factory_calls
from debtaudit.resolve.training.handed import HandedObjects
from debtaudit.resolve.training.sites import Site, SiteFinder
from debtaudit.resolve.training.started_by import Starter, StarterFinder
from debtaudit.resolve.training.submitted_jobs import is_submission, submitted_jobs
from debtaudit.resolve.training.test_edges import TestEdges, command_functions
from debtaudit.resolve.training.test_files import (
    CollectedTest,
    collect,
    is_collected,
    is_found_by_unittest,
    is_named_on_command_line,
)
from debtaudit.resolve.training.test_runners import TestRunners
from debtaudit.resolve.training.traces import Trace, Tracer, Way, importers_of

_ELSEWHERE = "the code that it trains is not in this repository"


class Training:
    """Finds the entry points and what runs each of them.

    `ways` maps a tested one (`path::symbol` of its row) to how its tests get there; `elsewhere`
    holds those that only start code of another repository.
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
        self.elsewhere: list[EntryPoint] = []

    def find(
        self, libraries: frozenset[str], inside: Mapping[str, tuple[str, ...]]
    ) -> tuple[tuple[EntryPoint, ...], dict[str, TrainingEvidence]]:
        """Return the entry points, and what is known of each besides its row.

        `libraries` are the folders of installable packages, `inside` the files that each imports.
        """
        graph = self.graph
        relations = CallerRelations(graph, libraries)
        sites = SiteFinder(graph, relations.library_of).find(
            path for path in graph.sources if path not in self.tests
        )
        if not sites:
            return (), {}
        jobs = submitted_jobs(graph, sites, self.starters)
        for job in jobs:
            sites.pop(job.caller, None)
        self.starters.stages = stages = declared_stages(graph, self.starters)
        test_edges = TestEdges(graph, self.tests, self.starters)
        edges = test_edges.find()
        edges += [*runs_of_sessions(graph, self.tests, stages), *flow_calls(graph)]
        edges += [*self._command_edges(), *factory_calls(graph)]
        edges += HandedObjects(graph, self.tests).calls()
        collected = self._collected()
        doctests, runs = self.runners.doctests(graph, self.tests)
        self.tests |= doctests.keys()
        callers = reversed_calls(graph, [*edges, *runs])
        finder = EntryPointFinder(graph, relations, self.tests)
        chains = finder.chains(sites, with_makers(callers, sites))
        tracer = Tracer(
            graph,
            _with(callers, [*jobs, *event_calls(graph)]),
            {**collected, **doctests},
            [*self.starters.find(), *map(_submitted, jobs)],
            importers_of(graph, inside),
            stages,
            test_edges.fixtures_before,
        )
        return self._points(chains, tracer, relations)

    def _points(
        self, chains: tuple[Chain, ...], tracer: Tracer, relations: CallerRelations
    ) -> tuple[tuple[EntryPoint, ...], dict[str, TrainingEvidence]]:
        notebooks = self.runners.nested_notebooks()
        shared = _shared_sites(chains)
        points, evidence = [], {}
        for chain in chains:
            trace = tracer.trace(chain, _goals(chain, shared, relations.prepares(chain.name)))
            point = self._entry_point(chain, trace, notebooks)
            if chain.sites and self._is_elsewhere(chain):
                self.elsewhere.append(replace(point, reason=_ELSEWHERE))
            elif chain.sites:
                points.append(point)
                if trace.ways:
                    self.ways[f"{point.path}::{point.symbol}"] = trace.ways
            evidence[chain.name] = self._evidence(chain, trace)
        return tuple(points), evidence

    def _is_elsewhere(self, chain: Chain) -> bool:
        """Tell a job that trains code from elsewhere; a notebook is what a person starts."""
        path = split_node(chain.name)[0]
        return not self.graph.sources[path].is_notebook and all(map(is_submission, chain.sites))

    def _command_edges(self) -> list[CallEdge]:
        """Return the ways from a script to the Click or Typer commands that it runs."""
        found: list[CallEdge] = []
        for path in sorted(self.graph.sources):
            commands = command_functions(self.graph, path).values()
            found.extend(CallEdge(node(path, MODULE), name, 0) for name in commands)
        return found

    def _collected(self) -> dict[str, list[CollectedTest]]:
        found: dict[str, list[CollectedTest]] = {}
        for path in sorted(self.tests):
            base = path.rpartition("/")[2]
            source = self.graph.sources[path]
            if (
                is_collected(base, self.patterns)
                or is_named_on_command_line(path)
                or is_found_by_unittest(base, source.facts)
            ):
                tests = collect(source, self.graph.values)
                found[path] = self.runners.as_run(path, tests)
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


def _with(
    callers: Mapping[str, list[CallEdge]], more: Iterable[CallEdge]
) -> dict[str, list[CallEdge]]:
    """Return the callers with those that run code by its name: a test of them runs it too."""
    found = dict(callers)
    for call in more:
        found[call.target] = [*found.get(call.target, ()), call]
    return found


def _submitted(job: CallEdge) -> Starter:
    path, symbol = split_node(job.caller)
    ref = path if symbol == MODULE else f"{path}:{symbol}"
    return Starter(ref, job.target, (), False, "job")


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
