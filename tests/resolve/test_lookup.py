"""What is looked up while a picture is drawn is taken over where it is the same."""

from debtaudit.domain.files import FileFacts
from debtaudit.resolve.lookup import Lookup, lookup_of
from tests.resolve.drawing import facts_of

FILES = {
    "pkg/__init__.py": "",
    "pkg/net.py": "class Net:\n    def forward(self, x):\n        return x\n",
    "train.py": "from pkg.net import Net\n\nNet()\n",
    "setup.py": "from setuptools import setup\n\nsetup()\n",
}


def _made(
    files: dict[str, str], known: Lookup | None = None, kept: dict[str, FileFacts] | None = None
) -> tuple[Lookup, dict[str, FileFacts]]:
    """Return what is looked up in files, the facts of `kept` taken as they are."""
    entries, facts = facts_of(files)
    facts |= {path: fact for path, fact in (kept or {}).items() if path in files}
    return lookup_of(entries, facts, known), facts


def test_files_of_the_same_facts_and_their_modules_are_taken_over() -> None:
    first, facts = _made(FILES)
    again, _ = _made(FILES, first, facts)
    assert again.index is first.index
    assert all(again.sources[path] is source for path, source in first.sources.items())
    assert list(again.sources) == sorted(again.sources)


def test_a_file_that_was_read_anew_is_looked_up_anew() -> None:
    first, facts = _made(FILES)
    del facts["train.py"]
    again, _ = _made(FILES | {"train.py": "import pkg\n"}, first, facts)
    assert again.sources["train.py"] is not first.sources["train.py"]
    assert again.sources["train.py"].packages == {"pkg"}
    assert again.sources["pkg/net.py"] is first.sources["pkg/net.py"]
    assert again.index is first.index


def test_modules_are_found_anew_where_files_projects_or_requirements_are_others() -> None:
    first, facts = _made(FILES)
    without = {path: text for path, text in FILES.items() if path != "setup.py"}
    changes = (
        FILES | {"more.py": "X = 1\n"},
        without,
        FILES | {"deep/setup.cfg": "[metadata]\nname = deep\n"},
        FILES | {"requirements.txt": "pkg-of-others==1.0\n"},
    )
    for files in changes:
        assert _made(files, first, facts)[0].index is not first.index
    assert "pkg_of_others" in _made(changes[-1], first, facts)[0].index.declared


def test_a_source_tells_what_follows_from_its_own_facts() -> None:
    twice = "if True:\n    def f():\n        pass\nelse:\n    def f():\n        pass\n"
    text = "import a.b\nfrom . import c\n\n@mark\nclass Net:\n    def fit(self):\n        pass\n"
    source = _made({"p/m.py": text + twice})[0].sources["p/m.py"]
    assert source.nodes[0][0] == "p/m.py::<module>"
    assert sorted(name for name, _ in source.nodes)[1:] == [
        *("p/m.py::Net", "p/m.py::Net.fit", "p/m.py::f", "p/m.py::f"),
    ]
    assert source.functions == {"fit", "f"}
    assert source.packages == {"a", ""}
    assert [each.name for each in source.decorated] == ["Net"]
    assert [each.name for each in source.members("Net")] == ["Net.fit"]
    assert source.members("Other") == []
