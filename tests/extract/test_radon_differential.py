"""The walk's complexity against radon's own visitor: the same number for every block.

The standard library is the corpus that every machine has. A seeded sample of it runs with the
other tests; DEBTAUDIT_DIFFERENTIAL=all takes the whole of it, and a folder as its value takes the
Python files below that.
"""

from __future__ import annotations

import os
import random
import sysconfig
from pathlib import Path

import pytest
from radon.visitors import Class, ComplexityVisitor, Function

from debtaudit.domain.python_facts import MODULE, PythonFacts
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.python_source import facts_of_tree, parse, python_facts

SAMPLE = 300
FIXTURES = Path(__file__).parents[2] / "fixtures"
SOURCE = Path(__file__).parents[2] / "src"


def _radon_blocks(visitor: ComplexityVisitor) -> dict[int, tuple[str, int]]:
    """Every block that radon knows, closures and inner classes too: line -> (name, complexity)."""
    pending: list[Function | Class] = [*visitor.functions, *visitor.classes]
    found = {}
    while pending:
        block = pending.pop()
        if isinstance(block, Class):
            found[block.lineno] = (block.name, block.real_complexity)
            pending += [*block.methods, *block.inner_classes]
        else:
            found[block.lineno] = (block.name, block.complexity)
            pending += block.closures
    return found


def _total(facts: PythonFacts) -> int:
    """Put the total that radon gives a file together from our definitions."""
    module = facts.definitions[0]
    top = [made for made in facts.definitions[1:] if "." not in made.name]
    return module.complexity + sum(made.complexity - 1 for made in top)


def _differences(data: bytes) -> list[str]:
    tree = parse(data)
    facts = facts_of_tree(tree, 0)
    radon = ComplexityVisitor.from_ast(tree)
    ours = {made.line: made for made in facts.definitions if made.name != MODULE}
    wrong = [
        f"{name} (line {line}): radon {complexity}, we {ours[line].complexity}"
        for line, (name, complexity) in _radon_blocks(radon).items()
        if ours[line].complexity != complexity or ours[line].name.rpartition(".")[2] != name
    ]
    if facts.definitions[0].complexity != radon.complexity:
        wrong.append(f"module: radon {radon.complexity}, we {facts.definitions[0].complexity}")
    if _total(facts) != radon.total_complexity:
        wrong.append(f"total: radon {radon.total_complexity}, we {_total(facts)}")
    return wrong


def _corpus() -> list[Path]:
    chosen = os.environ.get("DEBTAUDIT_DIFFERENTIAL", "")
    if chosen not in {"", "all"}:
        return sorted(Path(chosen).rglob("*.py"))
    library = Path(sysconfig.get_paths()["stdlib"])
    files = [
        path
        for path in sorted(library.rglob("*.py"))
        if "site-packages" not in path.parts and path.stat().st_size < 200_000
    ]
    return files if chosen else random.Random(8).sample(files, min(SAMPLE, len(files)))


def test_equals_radon_on_the_standard_library() -> None:
    compared = 0
    wrong = []
    for path in _corpus():
        try:
            differences = _differences(path.read_bytes())
        except (NotParsedError, RecursionError):  # the library tests the parser; radon overflows
            continue
        wrong += [f"{path}: {difference}" for difference in differences]
        compared += 1
    assert wrong == []
    assert compared > SAMPLE * 0.9 or os.environ.get("DEBTAUDIT_DIFFERENTIAL")


@pytest.mark.parametrize(
    "path",
    sorted([*FIXTURES.rglob("*.py"), *SOURCE.rglob("*.py")]),
    ids=lambda path: "/".join(path.parts[-3:]),
)
def test_equals_radon_on_every_fixture_and_on_ourselves(path: Path) -> None:
    data = path.read_bytes()
    try:
        parse(data)
    except NotParsedError:
        with pytest.raises(NotParsedError):
            python_facts(data)
        return
    assert _differences(data) == []


CORNERS = {
    "nothing in an assertion counts but itself": "def f(a):\n    assert a or b if c else d\n",
    "a lambda counts for the function around it": "def f():\n    return lambda x=a or b: x or y\n",
    "decorators, defaults and bases do not count": (
        "@d(a or b)\nclass C(x if y else z, metaclass=m or n):\n"
        "    @p(a and b)\n    def f(self, q=[i for i in r]):\n        pass\n"
    ),
    "closures are not in their function": (
        "def f():\n    def g():\n        if a:\n            pass\n    if b:\n        pass\n"
    ),
    "methods are in their class, inner classes are not": (
        "class C:\n    x = 1 if y else 2\n    def f(self):\n        if a:\n            pass\n"
        "    class D:\n        def g(self):\n            if b or c:\n                pass\n"
    ),
    "functions under a condition": (
        "if a:\n    def f():\n        if b:\n            pass\nelse:\n    def f():\n        pass\n"
        "class C:\n    if a:\n        def m(self):\n            return a or b\n"
    ),
    "loops with else, and comprehensions with conditions": (
        "for i in r:\n    pass\nelse:\n    pass\nwhile a:\n    pass\nelse:\n    pass\n"
        "x = {k: v for k, v in r if k if v for w in v}\n"
    ),
    "try with else and finally": (
        "try:\n    pass\nexcept A:\n    pass\nexcept B:\n    pass\nelse:\n    pass\n"
        "finally:\n    a or b\n"
    ),
    "match with and without a default": (
        "match a:\n    case 1:\n        pass\n    case [x, *r] if x or r:\n        pass\n"
        "    case C(y=2) | {'k': 3, **z}:\n        pass\n    case _:\n        b or c\n"
        "match d:\n    case 1:\n        pass\n    case x if a and b:\n        pass\n"
    ),
    "async code": (
        "async def f():\n    async for i in r:\n        await g(a or b)\n    else:\n        pass\n"
        "    async with h() as j:\n        yield [k async for k in j if k]\n"
    ),
    "an annotation in a body": "def f(p: a or b) -> c or d:\n    x: (e or f) = 1\n",
    "strings with expressions": "x = f'{a or b:{c if d else e}}'\n",
    "a walrus, a slice, a starred call": "f(*(a or b), **(c or d))[e or f : (g := h or i)]\n",
    "deletion, raise, global": (
        "def f():\n    global a\n    del a[b or c]\n    raise d or e from (f or g)\n"
    ),
}


@pytest.mark.parametrize("source", CORNERS.values(), ids=CORNERS.keys())
def test_equals_radon_in_the_corners(source: str) -> None:
    assert _differences(source.encode()) == []


@pytest.mark.parametrize("source", CORNERS.values(), ids=CORNERS.keys())
def test_radon_engine_gives_the_same_facts(source: str) -> None:
    assert python_facts(source.encode(), "radon") == python_facts(source.encode(), "fused")


def test_radon_engine_counts_what_radon_itself_drops() -> None:
    source = b"def f():\n  class C:\n    def m(self):\n      if a or b:\n        pass\n"
    by_name = {made.name: made.complexity for made in python_facts(source, "radon").definitions}
    assert by_name == {MODULE: 1, "f": 1, "f.C": 4, "f.C.m": 3}
    assert python_facts(source, "radon") == python_facts(source, "fused")
