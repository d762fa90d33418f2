"""Command-line options that are declared and that nothing reads."""

from collections.abc import Iterator, Sequence

from debtaudit.detectors.infrastructure_debt import rules
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.python_facts import RETURNED, Definition, PythonFacts
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.resolve.placed_values import PlacedValue

_LOGGED = frozenset(("info", "debug", "print", "pprint", "log", "write", "format", "dumps"))
"""Calls (by their last name) that show what they are given and use none of it."""
_PARSE = ".parse_args()"
_PARAMETER = "parameter"
"""An option of click or typer: it is told for every command of the project, so sure it is."""
_NAMED = 5


def option_findings(values: Sequence[PlacedValue], facts: RepositoryFacts) -> Iterator[Finding]:
    """Yield a finding for each file with options that nothing reads."""
    by_path: dict[str, list[PlacedValue]] = {}
    for one in values:
        if one.value.kind == "option" and (one.roles or one.value.call == _PARAMETER):
            by_path.setdefault(one.path, []).append(one)
    for path, found in by_path.items():
        python = facts.facts[path].python
        # a parameter stays in its function; what argparse returns may get anywhere
        kept = [one for one in found if one.value.call == _PARAMETER]
        if python is not None and len(kept) < len(found) and not _leaves(path, python, facts):
            kept = found
        if kept:
            yield _finding(path, kept)


def _leaves(path: str, python: PythonFacts, facts: RepositoryFacts) -> bool:
    """Tell whether the parsed options get out of their file, where anything may read them."""
    makers, names = _namespaces(python.definitions)
    own = {each.name for each in python.definitions}
    for definition in python.definitions:
        for binding in definition.bindings:
            if binding.value in names and "." in binding.target:
                return True  # `self.args = args`
        for call in definition.calls:
            last = call.name.rpartition(".")[2]
            if names.isdisjoint(call.names) or last in _LOGGED:
                continue
            if call.name not in own:
                return True
    return _is_imported(path, makers | names, facts)


def _namespaces(definitions: Sequence[Definition]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the functions that return the parsed options, and the variables that hold them."""
    makers: set[str] = set()
    names: set[str] = set()
    for _ in range(3):  # (`main` calls `options`, which calls `parse`)
        for definition in definitions:
            for binding in definition.bindings:
                value = binding.value
                if not (
                    value.endswith(_PARSE) or value in names or value.removesuffix("()") in makers
                ):
                    continue
                if binding.target == RETURNED:
                    makers.add(definition.name)
                elif "." not in binding.target:
                    names.add(binding.target)
    return frozenset(makers), frozenset(names)


def _is_imported(path: str, names: frozenset[str], facts: RepositoryFacts) -> bool:
    """Tell whether another file imports what holds or makes the options, or the whole file."""
    stem = path.rpartition("/")[2].removesuffix(".py")
    for other, known in facts.facts.items():
        if known.python is not None and other != path:
            for each in known.python.imports:
                if each.name in names or stem in (each.name, each.module.rpartition(".")[2]):
                    return True
    return False


def _finding(path: str, found: Sequence[PlacedValue]) -> Finding:
    base = path.rpartition("/")[2]
    shown = ", ".join(f"`{one.value.text}`" for one in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    number = plural(len(found), "option")
    return Finding(
        rule=rules.OPTION.id,
        title=f"{number} of {base} that nothing reads",
        message=f"{base} declares {shown}{more}; no code of it reads the value.",
        location=Location(path, found[0].line),
        factors=(
            Factor("misleads", "likelihood", 0.25, "somebody will set it and trust the result"),
            Factor("wrong-belief", "impact", 0.25, "two runs are compared that are the same"),
        ),
        confidence=0.4,
        effort_minutes=10,
        evidence=tuple(
            Evidence("code", one.ref, f"declares {one.value.text}") for one in found[:_NAMED]
        ),
        remedy=rules.OPTION.remedy,
        key="",
    )
