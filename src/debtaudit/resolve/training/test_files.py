"""Which files are tests, and which test functions a runner would collect from them."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from msgspec import Struct

from debtaudit.domain.files import FileFacts
from debtaudit.domain.python_facts import Definition, PythonFacts
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, node, split_node
from debtaudit.resolve.values import Values

_FOLDERS = frozenset(vocabulary("test-folders"))
_SUPPORT = frozenset(("conftest.py", "testing.py", "estimator_checks.py", "testing_utils.py"))
_DEFAULT_PATTERNS = ("test_*.py", "*_test.py")

_ALWAYS_RUN = frozenset(vocabulary("set-up-functions"))


class CollectedTest(Struct, frozen=True):
    """A test as pytest or unittest would collect it.

    `name` is its node, `ref` pytest's id of it; `refused` says why it never counts (`skipped`,
    `expected to fail`), `conditions` under which it runs. `is_doctest` tells examples in a
    docstring or document.
    """

    name: str
    ref: str
    owner: str | None = None
    refused: str = ""
    conditions: tuple[str, ...] = ()
    is_doctest: bool = False


def file_patterns(facts: Mapping[str, FileFacts]) -> tuple[str, ...]:
    """Return the file patterns of pytest's configuration, or its defaults."""
    found = [
        word.strip("'\",[]")
        for path in sorted(facts)
        for each in facts[path].settings
        if each.key.rpartition(".")[2].partition("[")[0] == "python_files"
        and "pytest" in path + each.key
        for word in each.value.replace(",", " ").split()
    ]
    return tuple(dict.fromkeys((*_DEFAULT_PATTERNS, *filter(None, found))))


def in_test_folder(path: str) -> bool:
    """Tell whether the path lies in a folder of tests."""
    return any(part.lower() in _FOLDERS for part in path.split("/")[:-1])


def is_test_file(path: str, facts: PythonFacts, patterns: tuple[str, ...]) -> bool:
    """Tell tests and what only they use from the program.

    A file that is only named like a test (`test_net.py` of a research repository) is none.
    """
    base = path.rpartition("/")[2]
    if base in _SUPPORT or in_test_folder(path) or is_found_by_unittest(base, facts):
        return True
    return is_collected(base, patterns) and any(
        each.name.rpartition(".")[2].startswith("test") and each.kind in ("function", "method")
        for each in facts.definitions
    )


def is_collected(base: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a runner looks for tests in a file of that name."""
    return any(fnmatchcase(base, pattern) for pattern in patterns)


def is_found_by_unittest(base: str, facts: PythonFacts) -> bool:
    """Tell what `python -m unittest` finds: `test*.py` with a TestCase that has test methods."""
    if not (base.startswith("test") and base.endswith(".py")):
        return False
    cases = {
        each.name
        for each in facts.definitions
        if each.kind == "class" and any(base.endswith("TestCase") for base in each.bases)
    }
    return any(
        each.kind == "method" and each.name.rpartition(".")[0] in cases
        for each in facts.definitions
        if each.name.rpartition(".")[2].startswith("test")
    )


def is_named_on_command_line(path: str) -> bool:
    """Tell whether a file is a test that runners collect only where they are given its name."""
    return in_test_folder(path) and path.endswith(("_tests.py", "/tests.py"))


def collect(source: Source, values: Values) -> list[CollectedTest]:
    """Return the tests of one file, inherited test methods included."""
    module_refused, module_conditions = _module_marks(source)
    found = []
    for definition in source.facts.definitions:
        if definition.kind == "function" and _is_test_name(definition.name):
            found.append(_collected(source, definition, None, definition.name))
        elif definition.kind == "class" and _is_test_class(source, definition, values):
            found.extend(_of_class(source, definition, values))
    unfinished = _unfinished_fixtures(source)
    if not module_refused and not module_conditions and not unfinished:
        return found
    return [
        CollectedTest(
            each.name,
            each.ref,
            each.owner,
            each.refused or module_refused or _not_filled_in(each, values, unfinished),
            (*module_conditions, *each.conditions),
        )
        for each in found
    ]


def _unfinished_fixtures(source: Source) -> frozenset[str]:
    """Return the fixtures that can only raise NotImplementedError, as a scaffold's first do."""
    return frozenset(
        each.name.rpartition(".")[2]
        for each in source.facts.definitions
        if each.complexity == 1
        and any(call.name == "NotImplementedError" for call in each.calls)
        and any("fixture" in text.partition("(")[0] for text in each.decorators)
    )


def _not_filled_in(test: CollectedTest, values: Values, unfinished: frozenset[str]) -> str:
    path, symbol = split_node(test.name)
    asked = unfinished.intersection(values.sources[path].definitions[symbol].parameters)
    if not asked:
        return ""
    return f"not filled in: the fixture {min(asked)} raises NotImplementedError"


def _is_test_name(name: str) -> bool:
    return name.startswith("test") and "." not in name


def _is_test_class(source: Source, definition: Definition, values: Values) -> bool:
    if "." in definition.name:
        return False
    if definition.name.startswith("Test") and not any(
        each.name.endswith(".__init__") for each in source.members(definition.name)
    ):
        return True
    line = values.line_of(node(source.path, definition.name))
    return any(each.endswith(("TestCase", "unittest.IsolatedAsyncioTestCase")) for each in line)


def _of_class(source: Source, definition: Definition, values: Values) -> list[CollectedTest]:
    owner = node(source.path, definition.name)
    seen: set[str] = set()
    found = []
    for line in values.line_of(owner):
        if not is_internal(line):
            continue
        path, symbol = split_node(line)
        base = values.sources[path]
        for member in base.members(symbol):
            last = member.name.rpartition(".")[2]
            if last.startswith("test") and last not in seen:
                seen.add(last)
                found.append(_collected(base, member, definition, last, source.path))
    return found


def _collected(
    source: Source, definition: Definition, owner: Definition | None, last: str, path: str = ""
) -> CollectedTest:
    marks = definition.decorators + (owner.decorators if owner else ())
    refused, conditions = _judge(marks)
    if not refused and not conditions:
        refused, conditions = _skips_itself(definition)
    place = path or source.path
    ref = f"{place}::{owner.name}::{last}" if owner else f"{place}::{last}"
    return CollectedTest(
        node(source.path, definition.name),
        ref,
        node(place, owner.name) if owner else None,
        refused,
        conditions,
    )


def _judge(marks: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the reason why a test with these decorators never counts, and its conditions."""
    conditions = []
    for text in marks:
        name = text.partition("(")[0]
        last = name.rpartition(".")[2]
        if last == "skip" and ("mark" in name or "unittest" in name or name == "skip"):
            return "skipped without condition", ()
        if last == "xfail":
            return "expected to fail (xfail)", ()
        if last in ("skipif", "skipIf", "skipUnless"):
            conditions.append(text)
        elif last.startswith(("require_", "requires_", "skip_")):
            conditions.append(name)
        elif ".mark." in "." + name and last not in _PLAIN_MARKS:
            conditions.append(f"marker {last}")
    return "", tuple(conditions)


_PLAIN_MARKS = frozenset(vocabulary("plain-marks"))


def _skips_itself(definition: Definition) -> tuple[str, tuple[str, ...]]:
    """Judge `pytest.skip()` in the body: where nothing decides, the test never goes on."""
    for call in definition.calls:
        if call.name in ("pytest.skip", "self.skipTest"):
            if definition.complexity == 1:
                return "skipped without condition", ()
            return "", (f"may skip itself at line {call.line}",)
        if call.name == "pytest.xfail" and definition.complexity == 1:
            return "expected to fail (xfail)", ()
        if call.name == "pytest.importorskip":
            return "", (f"needs {call.text}",)
    return "", ()


def _module_marks(source: Source) -> tuple[str, tuple[str, ...]]:
    values = source.bindings.get("pytestmark", [])
    refused, conditions = _judge(tuple(value.replace("()", "") for value in values))
    module = source.facts.definitions[0]
    for call in module.calls:
        if call.name == "pytest.skip" and "allow_module_level" in call.keywords:
            if module.complexity == 1:
                return "skipped without condition", ()
            conditions += (f"may be skipped at line {call.line}",)
        elif call.name == "pytest.importorskip" and call.text:
            conditions += (f"needs {call.text}",)
    return refused, conditions


def always_run(source: Source, owner: str | None) -> list[str]:
    """Return the set-up functions that run before each test of a class or file."""
    found = []
    for each in source.facts.definitions:
        outer, _, last = each.name.rpartition(".")
        automatic = any("fixture" in text and "autouse=True" in text for text in each.decorators)
        if (last in _ALWAYS_RUN or automatic) and (not outer or node(source.path, outer) == owner):
            found.append(node(source.path, each.name))
    return found


def filled_in(owner: str, values: Values) -> list[str]:
    """Return the methods of a test class that inherited tests call on themselves.

    A base class holds the tests, and each class derived from it says of what: `self.make()`.
    """
    path, symbol = split_node(owner)
    own = {each.name.rpartition(".")[2]: each for each in values.sources[path].members(symbol)}
    found: dict[str, None] = {}
    for base in values.line_of(owner)[1:]:
        if is_internal(base):
            other, inherited = split_node(base)
            for member in values.sources[other].members(inherited):
                for call in member.calls:
                    receiver, _, last = call.name.rpartition(".")
                    if receiver == "self" and last in own and not last.startswith("test"):
                        found[node(path, own[last].name)] = None
    return list(found)
