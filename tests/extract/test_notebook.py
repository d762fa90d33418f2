"""Notebooks as they come: magics, shell lines, other kernels, old formats, broken cells."""

from __future__ import annotations

import json

import pytest

from debtaudit.domain.python_facts import CellSpan, cell_place
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.notebook import NotebookCell, NotebookSource, notebook_facts, source_and_tree


def _notebook(*cells: str, language: str | None = "python", **more: object) -> bytes:
    """Return a notebook of code cells; a cell that starts with `md:` is Markdown."""
    made = [
        {"cell_type": "markdown", "metadata": {}, "source": [cell[3:]]}
        if cell.startswith("md:")
        else {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {"collapsed": False},
            "outputs": [{"output_type": "stream", "text": ["def fake(): pass\n"]}],
            "source": cell.splitlines(keepends=True),
        }
        for cell in cells
    ]
    metadata = {"language_info": {"name": language}} if language else {}
    content = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5, **more}
    return json.dumps(content).encode()


def source_of(data: bytes) -> NotebookSource:
    return source_and_tree(data)[0]


def _code(cell: str) -> str:
    return source_of(_notebook(cell)).source


def test_code_cells_are_joined_and_keep_their_places() -> None:
    source = source_of(_notebook("md:# Title", "import a\nb = a", "md:text", "c()"))
    assert source.source == "import a\nb = a\nc()"
    assert source.cells == (NotebookCell(1, 1, 2), NotebookCell(3, 3, 1))
    assert source.problem is None


def test_lines_of_facts_lead_back_to_cell_and_line() -> None:
    facts = notebook_facts(
        _notebook("md:x", "import a\n\ndef f():\n    pass", "md:y", "", "def g():\n    h()\n")
    )
    assert [(made.name, made.line, made.cell) for made in facts.definitions] == [
        ("<module>", 1, None),
        ("f", 3, 1),
        ("g", 6, 4),
    ]
    call = facts.definitions[2].calls[0]
    assert cell_place(facts, call.line) == (4, 2)
    assert cell_place(facts, facts.imports[0].line) == (1, 1)


@pytest.mark.parametrize("engine", ["fused", "radon"])
def test_cells_have_a_complexity_of_their_own(engine: str) -> None:
    cells = (
        "if a or b:\n    pass",
        "def f():\n    return 1 if a else 2\nfor f in g: pass",
        "x = 1",
    )
    facts = notebook_facts(_notebook(*cells), engine)
    assert facts.cells == (CellSpan(0, 1, 2, 3), CellSpan(1, 3, 3, 4), CellSpan(2, 6, 1, 1))
    assert facts.definitions[0].complexity == 4
    assert (facts.lines, facts.logical_lines) == (6, 7)


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install a\nx = 1", "pass\nx = 1"),
        ("x = !ls\nfiles = %sql select", "x = None\nfiles = None"),
        ("a.b = !ls", "a.b = None"),
        ("if a:\n    %time b = fit()\n    !ls", "if a:\n    b = fit()\n    pass"),
        ("%timeit -n 10 -r 3 fit(x)\n", "fit(x)\n"),
        ("%time\nfit()", "pass\nfit()"),
        ("model.fit?\n??model\nx = 1", "pass\npass\nx = 1"),
        ("%%time\nfit()", "\nfit()"),
        ("\n%%capture out\nfit()", "\n\nfit()"),
        ("%%capture\n\n%%time\nfit()", "\n\n\nfit()"),
        ("pip install spleeter", "pass"),
        ("time b = fit(x)", "b = fit(x)"),
        ("ls = 3", "ls = 3"),
        ("run -= 1", "run -= 1"),
        ("!pip install a \\\n  b\nx = 1", "pass\n\nx = 1"),
        ("  x = 1\n  if x:\n    y()", "x = 1\nif x:\n  y()"),
        ("x = 10 % 3\ny = a != b\nz = 'why?'", "x = 10 % 3\ny = a != b\nz = 'why?'"),
        ("x = (a\n     % b)", "x = (a\n     % b)"),
        ("x = '''\n%s\n!important\n'''", "x = '''\n%s\n!important\n'''"),
        ("await client.run(x)", "await client.run(x)"),
    ],
)
def test_ipython_syntax_becomes_plain_python_line_by_line(cell: str, python: str) -> None:
    assert _code(cell) == python


@pytest.mark.parametrize(
    "cell",
    [
        "%%bash\npython train.py",
        "%%capture out\n%%sh --no-raise-error\npython train.py",
        "%%html\n<b>",
        "%%writefile train.py\nimport torch",
        "%%sql\nselect 1",
        "%sql\nselect 1\nfrom x",
        "%md\n# Title\ntext",
        "%%R\nx <- 1",
        "%%javascript\nlet x = 1",
    ],
)
def test_cells_in_other_languages_are_no_python(cell: str) -> None:
    source = source_of(_notebook("x = 1", cell, "y = 2"))
    assert source.source == "x = 1\ny = 2"
    assert [place.index for place in source.cells] == [0, 2]
    assert source.problem is None


def test_commands_without_their_sign_are_kept() -> None:
    facts = notebook_facts(_notebook("pip install torch==2.1", "x = 1", "pip install a\nx = 2"))
    assert facts.shell == ("pip install torch==2.1",)
    # in a cell of several lines IPython does not take it either
    assert facts.problem == "not parsed: cell 2: invalid syntax (line 1)"


def test_cell_magics_without_end_are_read_in_time() -> None:
    source = source_of(_notebook("%%time\n" * 20_000 + "x = 1"))
    assert source.source.strip() == "x = 1"


def test_shell_commands_are_kept_with_their_cell() -> None:
    source = source_of(
        _notebook(
            "!pip install -q a==1.0 \\\n    b\n%pip install c",
            "x = !ls data",
            "%%bash\n# comment\npython train.py \\\n  --fast\n\nmake",
            "%run train.py",
        )
    )
    assert list(zip(source.shell_cells, source.shell, strict=True)) == [
        (0, "pip install -q a==1.0 b"),
        (0, "pip install c"),
        (1, "ls data"),
        (2, "python train.py --fast"),
        (2, "make"),
        (3, "run train.py"),
    ]


def test_a_broken_cell_costs_only_that_cell() -> None:
    facts = notebook_facts(_notebook("import a", "print 'old'", "def f(): pass", "x = = 1"))
    assert [made.name for made in facts.definitions] == ["<module>", "f"]
    assert [cell.index for cell in facts.cells] == [0, 2]
    assert facts.problem is not None
    assert facts.problem.startswith("not parsed: cell 1: print statement (line 1); cell 3: ")


def test_many_broken_cells_are_counted() -> None:
    facts = notebook_facts(_notebook("x = 1", *["= ="] * 20))
    assert facts.problem is not None
    assert facts.problem.endswith("; and 15 more cells")


def test_no_good_cell_is_no_notebook() -> None:
    with pytest.raises(NotParsedError, match="not parsed: cell 0: print statement"):
        notebook_facts(_notebook("print 'old'", "exec 'x'"))


@pytest.mark.parametrize("language", ["R", "julia", "scala", "bash"])
def test_another_kernel_is_no_problem_and_no_python(language: str) -> None:
    facts = notebook_facts(_notebook("x <- c(1, 2)", "!pip install a", language=language))
    assert (facts.problem, facts.cells, facts.lines, facts.shell) == (None, (), 0, ())
    assert [made.name for made in facts.definitions] == ["<module>"]


def test_the_kernel_is_read_where_the_language_is_not_given() -> None:
    kernel = {"kernelspec": {"name": "ir", "display_name": "R"}}
    assert notebook_facts(_notebook("x <- 1", metadata=kernel)).cells == ()
    kernel = {"kernelspec": {"name": "conda-tf", "language": "python"}}
    assert len(notebook_facts(_notebook("x = 1", metadata=kernel)).cells) == 1
    assert len(notebook_facts(_notebook("x = 1", language=None)).cells) == 1


def test_a_cell_may_say_that_it_is_another_language() -> None:
    cell = {
        "cell_type": "code",
        "source": "select 1",
        "metadata": {"vscode": {"languageId": "sql"}},
    }
    good = {"cell_type": "code", "source": "x = 1", "metadata": {"vscode": {}}}
    assert source_of(json.dumps({"cells": [cell, good]}).encode()).source == "x = 1"


def test_the_third_format_is_read() -> None:
    old = {
        "metadata": {"name": "x"},
        "nbformat": 3,
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 1, "source": ["Title"]},
                    {"cell_type": "code", "input": ["import a\n", "b()"], "language": "python"},
                ]
            }
        ],
    }
    facts = notebook_facts(json.dumps(old).encode())
    assert facts.imports[0].module == "a"
    assert facts.cells == (CellSpan(1, 1, 2, 1),)


@pytest.mark.parametrize(
    "content",
    [
        b'{"cells": null}',
        b'{"cells": []}',
        b"{}",
        b'{"cells": [{"cell_type": "code", "source": null}]}',
        b'{"cells": [{"cell_type": "code"}]}',
        b'{"cells": [{"cell_type": null, "source": "x"}]}',
        b'{"worksheets": [{"cells": null}]}',
        b'{"worksheets": null, "metadata": null}',
        b'{"metadata": {"kernelspec": null, "language_info": {"name": null}}}',
        b'\xef\xbb\xbf{"cells": []}',
    ],
)
def test_empty_notebooks_have_no_problem(content: bytes) -> None:
    facts = notebook_facts(content)
    assert facts.problem is None
    assert facts.logical_lines == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1, 2]",
        b'"text"',
        b'{"cells": 3}',
        b'{"cells": [{"cell_type": "code", "source": [1]}]}',
        b'{"cells": ["\xff"]}',
        b"[" * 100_000,
        b'{"x": ' * 200_000 + b"1" + b"}" * 200_000,
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_is_no_notebook_costs_one_line(content: bytes) -> None:
    with pytest.raises(NotParsedError) as caught:
        notebook_facts(content)
    assert str(caught.value).startswith("not parsed: ")
    assert "\n" not in str(caught.value)


def test_numbers_that_only_python_writes_are_read() -> None:
    content = _notebook("x = 1").replace(b'"execution_count": 1', b'"execution_count": NaN')
    assert len(notebook_facts(content).cells) == 1


def test_characters_that_no_cache_can_hold_are_replaced() -> None:
    facts = notebook_facts(
        b'{"cells": [{"cell_type": "code", "source": "f(\'\\ud800\')"}], "x": NaN}'
    )
    assert facts.definitions[0].calls[0].text == "?"


def test_carriage_returns_end_lines_as_in_python() -> None:
    content = json.dumps(
        {"cells": [{"cell_type": "code", "source": "import a\r\nimport b\rimport c"}]}
    ).encode()
    assert [made.line for made in notebook_facts(content).imports] == [1, 2, 3]


def test_outputs_are_not_code() -> None:
    assert "fake" not in {made.name for made in notebook_facts(_notebook("x = 1")).definitions}


def test_a_large_notebook_is_mostly_skipped() -> None:
    huge = [{"output_type": "display_data", "data": {"image/png": "A" * 1_000_000}}] * 5
    cells = [{"cell_type": "code", "source": "x = 1", "outputs": huge}]
    assert notebook_facts(json.dumps({"cells": cells}).encode()).lines == 1
