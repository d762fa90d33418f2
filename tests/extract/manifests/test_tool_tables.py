"""pixi, Hatch and tox in TOML, and uv's bounds."""

from debtaudit.domain.files import PathClass
from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests import pyproject, setup_cfg
from debtaudit.extract.manifests.dispatch import manifest_facts
from tests.extract.manifests.expected import brief, grouped


def _read(name: str, data: bytes) -> ManifestFacts | None:
    return manifest_facts(PathClass.TOML, name, data)


def test_pixi() -> None:
    facts = _read(
        "pixi.toml",
        b"""\
[project]
name = "x"
[dependencies]
python = ">=3.9"
numpy = "1.26"
scipy = { version = "1.*", channel = "conda-forge" }
pandas = "*"
[build-dependencies]
cmake = "*"
[pypi-dependencies]
torch = "==2.0"
rich = "*"
mine = { path = ".", editable = true }
[feature.test.dependencies]
pytest = ">=7,<9"
[target.linux-64.dependencies]
cuda = "12.1"
[feature.gpu.target.win-64.pypi-dependencies]
jax = ">=0.4"
""",
    )
    assert brief(facts) == [
        (4, "python", ">=3.9", "bounded"),
        (5, "numpy", "1.26", "pinned"),
        (6, "scipy", "1.*", "bounded"),
        (7, "pandas", "*", "unbounded"),
        (9, "cmake", "*", "unbounded"),
        (11, "torch", "==2.0", "pinned"),
        (12, "rich", "*", "unbounded"),
        (13, "mine", ".", "local"),
        (15, "pytest", ">=7,<9", "bounded"),
        (17, "cuda", "12.1", "pinned"),
        (19, "jax", ">=0.4", "bounded"),
    ]
    assert facts is not None
    assert [one.ecosystem for one in facts.declarations[:2]] == ["python", "conda"]
    assert facts.declarations[5].ecosystem == "pypi"
    assert [one.group for one in facts.declarations[-3:]] == ["test", None, "gpu"]


def test_a_broken_version_costs_its_row_alone() -> None:
    facts = _read("pixi.toml", b'[dependencies]\nnumpy = "?!"\nscipy = "1.0"\n')
    assert facts is not None
    assert [one.name for one in facts.declarations] == ["scipy"]
    assert facts.problems == ("line 2: not a dependency: numpy ?!",)


def test_hatch_and_tox() -> None:
    hatch = _read(
        "hatch.toml",
        b'[envs.test]\ndependencies = ["pytest", "x @ {root:uri}/x"]\n'
        b'[build.hooks.vcs]\ndependencies = ["hatch-vcs"]\n'
        b'[metadata.hooks.requirements_txt]\nfiles = ["requirements.txt"]\n',
    )
    assert grouped(hatch) == [(2, "pytest", "test"), (4, "hatch-vcs", "build")]
    assert hatch is not None
    assert [one.path for one in hatch.includes] == ["requirements.txt"]
    tox = _read(
        "tox.toml",
        b'requires = ["tox>=4"]\n[env_run_base]\ndeps = ["pytest", "-r test.txt"]\n'
        b'[env.docs]\ndeps = ["sphinx==7"]\n',
    )
    assert grouped(tox) == [
        (1, "tox", "tox"),
        (3, "pytest", "env_run_base"),
        (5, "sphinx", "docs"),
    ]
    assert tox is not None
    assert [one.path for one in tox.includes] == ["test.txt"]
    assert _read("other.toml", b'[envs.test]\ndependencies = ["pytest"]\n') is None


def test_the_tables_of_tools_in_pyproject() -> None:
    facts = pyproject.read(
        b"""\
[tool.tox]
legacy_tox_ini = \"\"\"
[tox]
envlist = py
[testenv]
deps =
    pytest<8
\"\"\"
[tool.pixi.dependencies]
numpy = "1.2"
[tool.uv]
constraint-dependencies = ["grpcio<1.65"]
override-dependencies = ["werkzeug==2.3.0"]
[tool.hatch.build.targets.wheel]
dependencies = ["hatch-build"]
"""
    )
    assert grouped(facts) == [
        (15, "hatch-build", "build"),
        (7, "pytest", "testenv"),
        (10, "numpy", None),
        (12, "grpcio", "constraint-dependencies"),
        (13, "werkzeug", "override-dependencies"),
    ]


def test_tox_on_the_line_of_its_opening_quotes() -> None:
    facts = pyproject.read(b"[tool.tox]\nlegacy_tox_ini = '''[testenv]\ndeps = pytest'''\n")
    assert grouped(facts) == [(3, "pytest", "testenv")]


def test_tox_in_setup_cfg() -> None:
    facts = setup_cfg.read(
        b"[tox:tox]\nenvlist = py\n[testenv]\ndeps =\n    pytest\n[flake8]\nrequires = x\n"
    )
    assert brief(facts) == [(5, "pytest", "", "unbounded")]
