"""Measured coverage and test outcomes beside what the code says, for each entry point."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from debtaudit.domain.coverage import LineCoverage, Measurement, Outcome
from debtaudit.domain.files import FileFacts
from debtaudit.domain.picture import Picture, TrainingEvidence
from debtaudit.domain.python_facts import MODULE, PythonFacts
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.report_rows import EntryPoint, TestReference
from debtaudit.resolve.training.checkout_paths import repository_paths

_MOST_TESTS = 20
"""Tests that a row names at most: where there may be more, those do not speak for all."""


def with_measurements(
    picture: Picture,
    facts: Mapping[str, FileFacts],
    measurements: Sequence[Measurement],
    newest: Mapping[str, int],
) -> tuple[Picture, tuple[Diagnostic, ...]]:
    """Return the picture with coverage and outcomes, and what could not be used of the reports.

    `newest` maps a path to the time of the newest commit that changed it; a report that is older
    than the file it speaks of says nothing of it.
    """
    judge = _Judge(picture, facts, newest)
    for one in measurements:
        judge.take(one)
    points = tuple(judge.judged(point) for point in picture.entry_points)
    made = replace(picture, entry_points=points, training={**picture.training, **judge.evidence})
    return made, tuple(judge.diagnostics)


class _Judge:
    def __init__(
        self, picture: Picture, facts: Mapping[str, FileFacts], newest: Mapping[str, int]
    ) -> None:
        self.picture = picture
        self.facts = facts
        self.newest = newest
        self.lines: dict[str, tuple[str, LineCoverage]] = {}
        self.outcomes: dict[tuple[str, str], tuple[str, Outcome]] = {}
        self.late: dict[str, int] = {}
        self.diagnostics: list[Diagnostic] = []
        self.evidence: dict[str, TrainingEvidence] = {}
        self._wanted = training_files(picture)

    def take(self, one: Measurement) -> None:
        """Keep what a report says of the files and tests that matter."""
        if one.coverage is not None:
            time = _earliest(one.written, one.coverage.recorded)
            written = one.coverage.files
            paths = repository_paths(written, one.coverage.roots, self.facts)
            if not paths and written:
                self._say(one.name, None, "names no file of this repository; not used")
            for name, path in sorted(paths.items()):
                if path in self._wanted and self._fits(one.name, path, written[name], time):
                    known = self.lines.get(path)
                    lines = _both(known[1], written[name]) if known else written[name]
                    self.lines[path] = (one.name, lines)
        if one.outcomes is not None:
            time = _earliest(one.written, one.outcomes.recorded)
            for test, outcome in one.outcomes.outcomes.items():
                self.outcomes[test] = (one.name, outcome)
            if time is not None:
                self.late[one.name] = time

    def _fits(self, name: str, path: str, lines: LineCoverage, time: int | None) -> bool:
        if self._is_older(time, path):
            self._say(name, path, f"{name} is older than this file and was not used; run the tests")
            return False
        python = self.facts[path].python
        last = max((*lines.executed, *(lines.missing or ())), default=0)
        if python is None or last > python.lines:
            self._say(name, path, f"{name} speaks of another version of this file; not used")
            return False
        return True

    def _is_older(self, time: int | None, path: str) -> bool:
        return time is not None and time < self.newest.get(path, 0)

    def _say(self, name: str, path: str | None, message: str) -> None:
        text = message if path else f"{name}: {message}"
        self.diagnostics.append(Diagnostic("warning", path, text))

    # -- entry points ----------------------------------------------------------------------

    def judged(self, point: EntryPoint) -> EntryPoint:
        """Return the row with its coverage, without tests that were skipped or failed."""
        point = self._without_failed(point)
        share, names = self._share(point)
        if share is None:
            return point
        point = replace(point, line_coverage=share)
        if point.tested == "tested":
            return replace(point, reason=self._contradiction(point, names) or point.reason)
        if not self._fit_ran(point):
            return point
        seen = self._seen_tests(point)
        if seen:
            return replace(point, tested="tested", tests=seen, reason=None)
        reason = f"{names} saw it run, but no test that does so was found ({point.reason})"
        return replace(point, reason=reason)

    def _contradiction(self, point: EntryPoint, names: str) -> str | None:
        """Say where the tests that get there by their code were not seen to run it."""
        if point.line_coverage == 0:
            return f"its tests get there by their code, but {names} saw no line of it run"
        known = self.lines.get(point.path)
        if known and known[1].tests and self._fit_ran(point) and not self._seen_tests(point):
            return f"its tests get there by their code, but {names} saw none of them train"
        return None

    def _seen_tests(self, point: EntryPoint) -> tuple[TestReference, ...]:
        """Return the tests that ran a line that fits the model, as reports with contexts name them.

        A test file that is not in this repository names another project's test.
        """
        seen: dict[str, TestReference] = {}
        for path, line, (name, lines) in self._fit_lines(point):
            for test in lines.tests.get(line, ()):
                if "::" not in test or test.partition("::")[0] in self.facts:
                    how = f"ran line {line} of {path}, as {name} saw"
                    seen.setdefault(test, TestReference(test, how))
        return tuple(seen[test] for test in sorted(seen))[:_MOST_TESTS]

    def _share(self, point: EntryPoint) -> tuple[float | None, str]:
        """Return the share of the lines of the entry point and its helpers that ran."""
        ran = all_of_them = 0
        names: dict[str, None] = {}
        for path, symbol in _parts(point):
            known, python = self.lines.get(path), self.facts[path].python
            if known is None or python is None:
                continue
            own = _own_lines(python, symbol)
            executed = len(own & known[1].executed)
            ran += executed
            missing = known[1].missing or frozenset()
            all_of_them += executed + len(own & (missing - known[1].executed))
            names[known[0]] = None
        share = round(ran / all_of_them, 3) if all_of_them else None
        return share, " and ".join(names)

    def _fit_ran(self, point: EntryPoint) -> bool:
        """Tell whether the line that fits the model ran."""
        return any(line in known[1].executed for _, line, known in self._fit_lines(point))

    def _fit_lines(self, point: EntryPoint) -> Iterator[tuple[str, int, tuple[str, LineCoverage]]]:
        """Yield path, line and coverage of each line that fits the model and was measured.

        Where the evidence is the method itself, that is its body: its `def` runs on import.
        """
        evidence = self.picture.training.get(f"{point.path}::{point.symbol}")
        for site in evidence.sites if evidence else ():
            path, _, line = site.ref.rpartition(":")
            python = self.facts[path].python if path in self.lines else None
            if not line.isdecimal() or python is None:
                continue
            heads = {each.line for each in python.definitions[1:]}
            body = _own_lines(python, point.symbol) if int(line) in heads else (int(line),)
            for each in sorted(body):
                yield path, each, self.lines[path]

    def _without_failed(self, point: EntryPoint) -> EntryPoint:
        if point.tested != "tested" or not self.outcomes or len(point.tests) == _MOST_TESTS:
            return point
        refused = [
            TestReference(test.ref, f"{outcome[1]} in {outcome[0]}")
            for test in point.tests
            if (outcome := self._outcome(test.ref)) is not None and outcome[1] != "passed"
        ]
        gone = {one.ref for one in refused}
        kept = tuple(test for test in point.tests if test.ref not in gone)
        if not refused or kept:
            return replace(point, tests=kept) if refused else point
        key = f"{point.path}::{MODULE if point.symbol == '<notebook>' else point.symbol}"
        known = self.picture.training.get(key)
        smoke = known.smoke if known else ()
        if known is not None:
            self.evidence[key] = replace(known, refused=(*known.refused, *refused))
        return replace(
            point,
            tests=smoke,
            tested="smoke-run" if smoke else "untested",
            reason=f"{refused[0].ref} does not count: {refused[0].how}",
            kinds=(),
        )

    def _outcome(self, ref: str) -> tuple[str, Outcome] | None:
        """Return the outcome of `tests/test_a.py::Class::test_b`, as far as a report is young."""
        path, *symbols = ref.split("::")
        dotted = ".".join([path.removesuffix(".py").replace("/", "."), *symbols[:-1]])
        names = [dotted]
        while "." in names[-1]:
            names.append(names[-1].partition(".")[2])
        for name in names[: path.count("/") + 1]:
            found = self.outcomes.get((name, symbols[-1] if symbols else ""))
            if found is not None and not self._is_older(self.late.get(found[0]), path):
                return found
        return None


def _earliest(*times: int | None) -> int | None:
    return min((time for time in times if time is not None), default=None)


def _both(one: LineCoverage, other: LineCoverage) -> LineCoverage:
    tests = {
        line: tuple(sorted({*one.tests.get(line, ()), *other.tests.get(line, ())}))
        for line in one.tests.keys() | other.tests.keys()
    }
    missing = (one.missing or frozenset()) | (other.missing or frozenset())
    return LineCoverage(one.executed | other.executed, missing, tests)


def _parts(point: EntryPoint) -> list[tuple[str, str]]:
    """Return (path, symbol) of the entry point and its helpers."""
    found = [(point.path, MODULE if point.symbol == "<notebook>" else point.symbol)]
    for helper in point.helpers:
        path, _, symbol = helper.rpartition("::")
        found.append((path or point.path, symbol))
    return found


def training_files(picture: Picture) -> frozenset[str]:
    """Return the paths of all training entry points and their helpers."""
    return frozenset(path for point in picture.entry_points for path, _ in _parts(point))


def _own_lines(python: PythonFacts, symbol: str) -> set[int]:
    """Return the lines of a body: the `def` itself runs when the file is imported."""
    if symbol == MODULE:
        inside = {
            line for each in python.definitions[1:] for line in range(each.line, each.end_line + 1)
        }
        return set(range(1, python.lines + 1)) - inside
    return {
        line
        for each in python.definitions
        if each.name == symbol
        for line in range(each.line + 1, each.end_line + 1)
    }
