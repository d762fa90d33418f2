"""Anatomies: pieces that are cut and looked up amount to what the one walk says of the whole."""

from __future__ import annotations

import json
import random
import sysconfig
from pathlib import Path

import pytest

from debtaudit.domain.anatomy import Anatomy, Part
from debtaudit.domain.files import PathClass
from debtaudit.extract.anatomy import Known, anatomy, is_nameless
from debtaudit.extract.complexity import file_complexity
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.python_source import python_facts

SOURCE = Path(__file__).parents[2] / "src"


def _python(source: str, known: Known | None = None) -> Anatomy:
    return anatomy(PathClass.PYTHON, source.encode(), {} if known is None else known)


def _differences(data: bytes) -> list[str]:
    try:
        facts = python_facts(data)
    except NotParsedError:
        return []
    cut = anatomy(PathClass.PYTHON, data, {})
    mine = [
        (one.name.partition("#")[0], one.line, one.end_line, one.complexity)
        for one in cut.parts
        if not is_nameless(one.name)
    ]
    walked = [
        (made.name, made.line, made.end_line, made.complexity)
        for made in facts.definitions
        if made.kind in {"function", "method"}
    ]
    whole = (cut.complexity, cut.module, cut.logical_lines)
    walked_whole = (
        file_complexity(facts.definitions),
        facts.definitions[0].complexity,
        facts.logical_lines,
    )
    return [f"{a} {b}" for a, b in ((mine, walked), (whole, walked_whole)) if a != b]


def test_equals_the_walk_on_the_standard_library() -> None:
    library = Path(sysconfig.get_paths()["stdlib"])
    files = [
        path
        for path in sorted(library.rglob("*.py"))
        if "site-packages" not in path.parts and path.stat().st_size < 60_000
    ]
    chosen = random.Random(8).sample(files, 80)
    assert {str(path): found for path in chosen if (found := _differences(path.read_bytes()))} == {}


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("extract/*.py")), ids=lambda path: path.name)
def test_equals_the_walk_on_ourselves(path: Path) -> None:
    assert _differences(path.read_bytes()) == []


@pytest.mark.parametrize(
    "source",
    [
        'x = """\ndef f():\n    if a: pass\n"""\n\ndef g():\n    pass\n',
        "@decorated\n@twice(\n    1,\n)\ndef f():\n    if a:\n        b()\n",
        "if a:\n    def f(): pass\nelse:\n    def f(): pass\n",
        "x = '\\\ndef f(): pass\\\n'\n",
        "def f():\r\n    if a:\r\n        pass\r\n",
        "\ufeffdef f():\n    pass\n",
        "",
        "# only a comment",
    ],
)
def test_odd_cuts_are_parsed_whole(source: str) -> None:
    assert _differences(source.encode()) == []


def test_pieces_of_an_earlier_version_are_not_parsed_again() -> None:
    known: Known = {}
    first = _python("import a\n\ndef f():\n    if a:\n        b()\n\ndef g():\n    pass\n", known)
    assert len(known) == 3
    second = _python(
        "import a\n# moved\n\n\ndef f():\n    if a:\n        b()\n\ndef g(x):\n    pass\n", known
    )
    assert len(known) == 5  # the imports with the comment, and the edited function
    assert first.named()["f"].digest == second.named()["f"].digest
    assert (first.named()["f"].line, second.named()["f"].line) == (3, 5)


def _digest(source: str) -> int:
    return _python(source).parts[0].digest


BASE = "def f(a, b):\n    x = 'one'\n    return g(a,\n             b)\n"


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ("def f(a, b):\n  x = 'one'\n  return g(a, b)\n", True),
        ("def f(a, b):\n    # why\n    x = 'one'\n\n    return g(a,\n             b)\n", True),
        (
            'def f(\n    a,\n    b,\n):\n    x = "one"\n    return g(\n        a, b,\n    )\n',
            True,
        ),
        ("def renamed(a, b):\n    x = 'one'\n    return g(a, b)\n", True),
        ("def f(a, b):\n    x = 'two'\n    return g(a, b)\n", False),
        ("def f(a, c):\n    x = 'one'\n    return g(a, b)\n", False),
        ("def f(a, b):\n    x = 'one'\n    return g(a)\n", False),
    ],
    ids=["indentation", "comment", "black", "name", "constant", "parameter", "call"],
)
def test_a_digest_tells_what_the_code_says(changed: str, same: bool) -> None:
    assert (_digest(BASE) == _digest(changed)) is same


def test_functions_of_one_name_are_told_apart() -> None:
    found = _python("class C:\n    def x(self): pass\n    def x(self, v): pass\n")
    assert [part.name for part in found.parts] == ["C.x", "C.x#2"]


def test_branches_and_loops_at_the_top_level_are_parts_and_tables_are_none() -> None:
    source = (
        "ROWS = [{'a': 1 if x else 2}, *[row for row in more]]\n\n"
        "# the loop\nfor row in ROWS:\n    if row:\n        use(row)\n\n"
        "class A:\n    if x:\n        y = 1\n\n"
        "with opened:\n    pass\n\n"
        "try:\n    import one\nexcept ImportError:\n    one = None\n"
    )
    parts = _python(source).parts
    assert [(part.name, part.line, part.end_line, part.complexity) for part in parts] == [
        ("<module>", 4, 6, 3),
        ("<module>#2", 15, 18, 2),
    ]
    assert [part.cognitive for part in parts] == [3, 1]
    moved = _python("import two\n\n" + source.replace("# the loop\n", "")).parts
    assert [part.digest for part in moved] == [part.digest for part in parts]


def test_a_notebook_has_cells_and_functions() -> None:
    cells = ["if a:\n    b()\n", "def f():\n    return 1 if a else 2\nfor x in y:\n    pass\n"]
    data = json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})
    found = anatomy(PathClass.NOTEBOOK, data.encode(), {})
    assert [(part.name, part.cell, part.line, part.complexity) for part in found.parts] == [
        ("<cell 0>", 0, 1, 2),
        ("<cell 1>", 1, 1, 2),
        ("f", 1, 1, 2),
    ]
    assert (found.complexity, found.module) == (2 + 3, 3)


def test_a_cell_has_the_cognitive_complexity_of_its_own_code() -> None:
    cells = [
        "for x in y:\n    if x:\n        if a and b:\n            pass\n",
        "def f():\n    if a:\n        return 1\n",
        "class C:\n    if a:\n        b = 1\nd = 1 if a else 2\n",
    ]
    data = json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})
    found = anatomy(PathClass.NOTEBOOK, data.encode(), {})
    own = {part.name: part.cognitive for part in found.parts}
    assert own == {"<cell 0>": 7, "<cell 1>": 0, "f": 1, "<cell 2>": 2}
    assert found.cognitive == sum(own.values())
    assert found.module_cognitive == 9


@pytest.mark.parametrize("data", [b"{", b'{"cells": 3}', b"\xff\xfe"])
def test_a_broken_notebook_has_a_problem(data: bytes) -> None:
    assert anatomy(PathClass.NOTEBOOK, data, {}).problem is not None


@pytest.mark.parametrize("data", [b'{"cells": null}', b"{}"])
def test_a_notebook_without_cells_has_no_parts(data: bytes) -> None:
    found = anatomy(PathClass.NOTEBOOK, data, {})
    assert (found.parts, found.problem) == ((), None)


def test_code_that_does_not_parse_has_a_problem() -> None:
    assert _python("def f(:\n").problem == "not parsed: invalid syntax (line 1)"
    assert _python("print 'x'\n").problem is not None


def test_thousands_of_branches_and_deep_nesting_end_in_numbers_or_a_problem() -> None:
    chain = "def f(a):\n    if a == 0:\n        pass\n" + "".join(
        f"    elif a == {number}:\n        pass\n" for number in range(1, 700)
    )
    (part,) = _python(chain).parts
    assert (part.complexity, part.cognitive) == (701, 700)
    branches = "def f(a):\n" + "".join(f"    if a == {n}:\n        b()\n" for n in range(5_000))
    assert _python(branches).parts[0].complexity == 5_001
    deep = "x = " + "(" * 5_000 + ")" * 5_000 + "\n"
    assert _python(deep).problem is not None


def test_parts_are_values() -> None:
    assert Part("f", 1, 2, 3, 4, 5) == Part("f", 1, 2, 3, 4, 5)
