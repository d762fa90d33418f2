"""pyproject.toml and Pipfile: every table of every tool, each declaration on its line."""

import pytest

from debtaudit.extract.manifests import pipfile, poetry, pyproject
from debtaudit.extract.manifests.toml_positions import positions
from tests.extract.manifests.expected import brief, grouped

STANDARD = b"""\
[build-system]
requires = ["hatchling>=1.21", 'setuptools']   # two on a line
[project]
name = "demand"
requires-python = ">=3.9"
dependencies = [
  # torch==0.1 is not one
  "torch==2.0.1; sys_platform == 'linux'",
  "numpy>=1.20,<2", "pandas",
  'scipy',
  "broken==",
]
[project.optional-dependencies]
gpu = [ "cupy", ]
"dev tools" = ["torch"]
[dependency-groups]
test = ["pytest", {include-group = "gpu"}]
gpu = ["torch"]
docs = [{include-group = "nowhere"}]
"""


def test_standard_tables_with_their_groups_and_lines() -> None:
    facts = pyproject.read(STANDARD)
    assert facts is not None
    assert grouped(facts) == [
        (2, "hatchling", "build"),
        (2, "setuptools", "build"),
        (8, "torch", None),
        (9, "numpy", None),
        (9, "pandas", None),
        (10, "scipy", None),
        (14, "cupy", "gpu"),
        (15, "torch", "dev tools"),
        (17, "pytest", "test"),
        (18, "torch", "gpu"),
    ]
    assert facts.problems == (
        "line 11: not a requirement: broken==",
        "line 19: no such group: nowhere",
    )
    assert (facts.requires_python, facts.requires_python_line, facts.packaged) == (">=3.9", 5, True)
    assert facts.declarations[2].marker == "sys_platform == 'linux'"


POETRY = b"""\
[tool.poetry]
name = "x"
[tool.poetry.dependencies]
python = "^3.8"
numpy = "^1.19"
torch = "1.13.1"
scipy = "*"
pandas = {version = "~1.5", extras = ["excel"], python = "<3.12"}
mine = {path = "../mine", develop = true}
det = {git = "https://host.example/a/det.git", branch = "main"}
fixed = {git = "https://host.example/a/f.git", rev = "0123abcd"}
tagged = {git = "https://host.example/a/f.git", tag = "nightly"}
wheel = {url = "https://host.example/w-1.0-py3-none-any.whl"}
two = [
  {version = "<1.0", python = "<3.9"},
  {version = ">=1.0", python = ">=3.9"},
]
[tool.poetry.dependencies.long]
version = "==2.0"
[tool.poetry.dev-dependencies]
pytest = ">=6"
[tool.poetry.group.docs.dependencies]
sphinx = "1.2.*"
[build-system]
requires = ["poetry-core"]
"""


def test_poetry_constraints_are_told_by_their_form() -> None:
    facts = pyproject.read(POETRY)
    assert facts is not None
    assert brief(facts)[1:] == [
        (5, "numpy", "^1.19", "bounded"),
        (6, "torch", "1.13.1", "pinned"),
        (7, "scipy", "*", "unbounded"),
        (8, "pandas", "~1.5", "bounded"),
        (9, "mine", "../mine", "local"),
        (10, "det", "git+https://host.example/a/det.git@main", "url"),
        (11, "fixed", "git+https://host.example/a/f.git@0123abcd", "url"),
        (12, "tagged", "git+https://host.example/a/f.git@nightly", "url"),
        (13, "wheel", "https://host.example/w-1.0-py3-none-any.whl", "url"),
        (15, "two", "<1.0", "bounded"),
        (16, "two", ">=1.0", "bounded"),
        (18, "long", "==2.0", "pinned"),
        (21, "pytest", ">=6", "bounded"),
        (23, "sphinx", "1.2.*", "bounded"),
    ]
    assert facts.requires_python == "^3.8"
    by_name = {one.name: one for one in facts.declarations}
    assert not by_name["det"].fixed
    assert by_name["fixed"].fixed
    assert by_name["tagged"].fixed
    assert by_name["pandas"].extras == ("excel",)
    assert by_name["pandas"].marker == "python <3.12"
    assert [by_name[name].group for name in ("torch", "pytest", "sphinx")] == [None, "dev", "docs"]


@pytest.mark.parametrize(
    ("constraint", "kind"),
    [
        *(("1.2", "pinned"), ("=1.2", "pinned"), ("==1.2", "pinned"), ("==1.*", "bounded")),
        *(("*", "unbounded"), ("", "unbounded"), ("^1", "bounded"), ("~1.2", "bounded")),
        *((">=1,<2", "bounded"), ("1.* || 2.*", "bounded"), ("1 || 2", "bounded")),
    ],
)
def test_poetry_kinds(constraint: str, kind: str) -> None:
    assert poetry.constraint_kind(constraint) == kind


def test_tables_of_other_tools() -> None:
    facts = pyproject.read(
        b"""[project]
name = "x"
dependencies = ["mine", "api>=1"]
[tool.uv]
dev-dependencies = ["ruff"]
[tool.uv.sources]
mine = { git = "https://host.example/a/mine", branch = "dev" }
api = { workspace = true }
[tool.pdm.dev-dependencies]
test = ["pytest", "-e file:///x"]
[tool.hatch.envs.docs]
dependencies = ["mkdocs"]
extra-dependencies = ["black"]
"""
    )
    assert facts is not None
    assert [(one.line, one.name, one.kind, one.group) for one in facts.declarations] == [
        (3, "mine", "url", None),
        (3, "api", "local", None),
        (10, "pytest", "unbounded", "test"),
        (10, None, "local", "test"),
        (12, "mkdocs", "unbounded", "docs"),
        (13, "black", "unbounded", "docs"),
        (5, "ruff", "unbounded", "dev"),
    ]
    assert not facts.packaged


def test_dynamic_fields_of_setuptools_are_includes() -> None:
    facts = pyproject.read(
        b"""[project]
name = "x"
dynamic = ["dependencies"]
[tool.setuptools.dynamic]
dependencies = {file = ["requirements.txt", "/etc/passwd"]}
optional-dependencies.test = {file = "test.txt"}
"""
    )
    assert facts is not None
    assert [(one.path, one.line) for one in facts.includes] == [
        ("requirements.txt", 5),
        ("test.txt", 6),
    ]
    assert len(facts.problems) == 1


def test_a_pyproject_that_configures_tools_only_is_no_manifest() -> None:
    assert pyproject.read(b"[tool.black]\nline-length = 100\n") is None


def test_a_broken_line_costs_itself() -> None:
    facts = pyproject.read(
        b"""[project]
name = "x"
version = = 1
dependencies = ["torch", "numpy"]
"""
    )
    assert grouped(facts) == [(4, "torch", None), (4, "numpy", None)]
    assert facts is not None
    assert facts.problems == ("line 3: not TOML: version = = 1",)


def test_our_side_of_a_merge_conflict_is_read() -> None:
    facts = pyproject.read(
        b"""[project]
dependencies = [
<<<<<<< HEAD
  "torch==1.0",
=======
  "torch==2.0",
>>>>>>> topic
  "numpy",
]
"""
    )
    assert brief(facts) == [(4, "torch", "==1.0", "pinned"), (8, "numpy", "", "unbounded")]
    assert facts is not None
    assert facts.problems == ("line 3: merge conflict marker, our side was read",)


@pytest.mark.parametrize(
    "data",
    [
        b"[project]\ndependencies = [",
        b"[project]\ndependencies = " + b"[" * 5000,
        b"[project]\ndependencies = 3\n[project.optional-dependencies]\nx = 'a'\n",
        b"[build-system]\nrequires = [[1], {a = 1}, 2.0]\n",
        b"[[project]]\n[[tool.poetry]]\n",
        b"tool.poetry = 1\nproject = []\n",
    ],
)
def test_odd_shapes_declare_nothing_and_break_nothing(data: bytes) -> None:
    facts = pyproject.read(data)
    assert facts is not None
    assert facts.declarations == ()


def test_a_pipfile_with_its_categories() -> None:
    facts = pipfile.read(
        b"""[[source]]
name = "x"
[packages]
torch = "==1.13.1"
numpy = {version = ">=1.0", extras = ["x"]}
flask = "*"
[dev-packages]
pytest = "~=7.0"
[gpu]
cupy = "*"
[requires]
python_version = "3.7"
"""
    )
    assert brief(facts) == [
        (4, "torch", "==1.13.1", "pinned"),
        (5, "numpy", ">=1.0", "bounded"),
        (6, "flask", "*", "unbounded"),
        (8, "pytest", "~=7.0", "bounded"),
        (10, "cupy", "*", "unbounded"),
    ]
    assert [one.group for one in facts.declarations] == [None, None, None, "dev", "gpu"]
    assert (facts.requires_python, facts.requires_python_line) == ("==3.7.*", 12)


def test_positions_of_all_that_toml_allows() -> None:
    found = positions(
        '''a = """
[not.a.table]
"""
b.c = 'x' # ]
[ t . "q.r" ]
arr = [ 1, [2,
 3], { k = "}" }, """
]""",
]
[[many]]
x = 1
[[many]]
x = 2
[many.sub]
y = 3
'''
    )
    assert found["a",] == (1, 3)
    assert found["b", "c"] == (4, 4)
    assert found["t", "q.r", "arr"] == (6, 9)
    assert found["t", "q.r", "arr", 1, 1] == (7, 7)
    assert found["t", "q.r", "arr", 2, "k"] == (7, 7)
    assert found["t", "q.r", "arr", 3] == (7, 8)
    assert found["many", 0, "x"] == (11, 11)
    assert found["many", 1, "x"] == (13, 13)
    assert found["many", 1, "sub", "y"] == (15, 15)
