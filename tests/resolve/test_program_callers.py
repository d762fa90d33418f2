"""Who calls a node: the same from the picture, and while it is drawn."""

from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.lookup import lookup_of
from debtaudit.resolve.picture import draw
from debtaudit.resolve.program_callers import ProgramCallers, callers_of
from tests.resolve.drawing import facts_of

FILES = {
    "work.py": "def step():\n    step()\n\ndef run():\n    step()\n    step()\n",
    "main.py": "from work import run, step\n\nrun()\nstep()\n",
    "tests/test_work.py": "from work import step\n\ndef test_it():\n    step()\n",
    "tests/test_alone.py": "def aid():\n    pass\n\ndef test_it():\n    aid()\n",
}


def test_both_name_the_same_callers_in_the_same_order() -> None:
    entries, facts = facts_of(FILES)
    lookup = lookup_of(entries, facts)
    graph = CallGraph(lookup.index, lookup.sources)
    tests = frozenset(path for path in FILES if path.startswith("tests/"))
    drawing, drawn = ProgramCallers(graph.called, tests), callers_of(draw(entries, facts))
    for name in graph.definitions:
        assert tuple(drawing.get(name, ())) == tuple(drawn.get(name, ())), name
    callers = ["main.py::<module>", "work.py::step", "work.py::run"]
    assert drawing.get("work.py::step", ()) == callers
    assert drawing.get("tests/test_alone.py::aid", ("nobody",)) == ("nobody",)
