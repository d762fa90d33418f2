"""What runs tests: calls of pytest, doctest, nbmake and treon, in configuration, CI and targets."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec.structs import replace

from debtaudit.domain.files import FileFacts, Step
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.modules import ModuleIndex
from debtaudit.resolve.training.commands import starts
from debtaudit.resolve.training.doctest_runs import doctest_runs
from debtaudit.resolve.training.doctests import Doctests
from debtaudit.resolve.training.inner_commands import CI_ORIGINS
from debtaudit.resolve.training.pytest_calls import (
    TEST_RUNNERS,
    Configuration,
    PytestCall,
    configurations,
    outside_testpaths,
    pytest_calls,
)
from debtaudit.resolve.training.started_by import CHECKING_TARGETS
from debtaudit.resolve.training.test_files import CollectedTest

_OF_NOTEBOOKS = frozenset({"--nbmake", "--nbval", "--nbval-lax", "--notebooks"})


class TestRunners:
    """The calls of test runners, read when they are asked for.

    `steps` are the active ones with their path; those that run tests are kept.
    """

    __test__ = False

    def __init__(
        self, facts: Mapping[str, FileFacts], steps: Sequence[tuple[str, Step]], index: ModuleIndex
    ) -> None:
        self.facts = facts
        self.index = index
        self._all_steps = steps
        self.steps = tuple((path, step) for path, step in steps if _runs_tests(path, step))

    @cached_property
    def configured(self) -> tuple[Configuration, ...]:
        """The configurations of pytest."""
        return configurations(self.facts)

    @cached_property
    def pytest_calls(self) -> tuple[PytestCall, ...]:
        """The calls of pytest by configuration and steps, whoever starts these."""
        return pytest_calls(self.facts, self._all_steps, self.configured)

    @cached_property
    def _calls_in_ci(self) -> tuple[PytestCall, ...]:
        """The calls of pytest by steps that run tests."""
        return pytest_calls(self.facts, self.steps, self.configured)[len(self.configured) :]

    def as_run(self, path: str, tests: list[CollectedTest]) -> list[CollectedTest]:
        """Return the tests of a file, refused where pytest is told to look elsewhere.

        Of a marker it is said where the steps that run tests leave it out.
        """
        own = outside_testpaths(path, self.configured, self.pytest_calls)
        reason = f"outside the testpaths of {own}, and no call of pytest names it" if own else ""
        return [
            replace(
                each,
                refused=each.refused or reason,
                conditions=tuple(map(self._condition, each.conditions)),
            )
            if reason or each.conditions
            else each
            for each in tests
        ]

    def _condition(self, text: str) -> str:
        mark, _, name = text.partition("marker ")
        calls = self._calls_in_ci if not mark and name else ()
        if not calls or any(call.selects(name) for call in calls):
            return text
        return f"{text}, which no CI step selects"

    def doctests(
        self, graph: CallGraph, tests: frozenset[str]
    ) -> tuple[dict[str, list[CollectedTest]], list[CallEdge]]:
        """Read the doctests that are run into the graph; return them, and the calls of them.

        `tests` are the files of test code.
        """
        runs = doctest_runs(self.facts, self.steps, self.pytest_calls, self.index)
        return Doctests(self.facts, self.index).collected(graph, runs, tests)

    def nested_notebooks(self) -> list[tuple[str, str]]:
        """Return (what calls it, folder or file) where a test runner executes notebooks."""
        found = [
            (call.ref, place)
            for call in self.pytest_calls
            if not _OF_NOTEBOOKS.isdisjoint(call.options)
            for place in call.places
        ]
        for path, step in self.steps:
            if any("treon" in command for command in step.commands):
                for start in starts(step.commands):
                    if start.what == "treon":
                        places = [word for word in start.words if not word.startswith("-")]
                        found.extend((f"{path}:{step.name}", each) for each in places or [""])
        return found


def _runs_tests(path: str, step: Step) -> bool:
    """Tell the steps of CI, tox and nox, and targets and scripts that are named after tests."""
    if step.origin in CI_ORIGINS or step.origin in TEST_RUNNERS:
        return True
    if step.origin == "makefile":
        return any(word in step.name.lower() for word in CHECKING_TARGETS)
    return step.origin == "shell" and "test" in path.rpartition("/")[2]
