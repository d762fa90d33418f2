"""setup.py read as text, setup.cfg and tox.ini."""

import pytest

from debtaudit.extract.manifests import setup_cfg, setup_py, tox_ini
from tests.extract.manifests.expected import brief, grouped

SETUP = b"""\
from setuptools import setup
VERSION = "1.0"
BASE = ["numpy>=1.20", "scipy"]
install_requires = BASE + [
    "torch==" + VERSION,
    f"torchvision=={VERSION}",
]
install_requires.append("tqdm")
if True:
    install_requires += ["dataclasses"]
extras = {"gpu": ["cupy"]}
extras["dev"] = ["pytest"] + extras["gpu"]
extras["all"] = sum(extras.values(), [])
setup(
    name="x",
    python_requires=">=3.6",
    install_requires=install_requires,
    setup_requires="cython\\nwheel",
    extras_require=extras,
    tests_require=("mock",),
)
"""


def test_literals_variables_and_sums_are_read() -> None:
    facts = setup_py.read(SETUP)
    assert facts is not None
    assert grouped(facts) == [
        (3, "numpy", None),
        (3, "scipy", None),
        (5, "torch", None),
        (6, "torchvision", None),
        (8, "tqdm", None),
        (10, "dataclasses", None),
        (18, "cython", "build"),
        (19, "wheel", "build"),
        (11, "cupy", "gpu"),
        (12, "pytest", "dev"),
        (20, "mock", "test"),
    ]
    assert facts.declarations[2].specifier == "==1.0"
    assert (facts.requires_python, facts.requires_python_line) == (">=3.6", 16)
    assert facts.packaged
    assert facts.problems == ()


@pytest.mark.parametrize(
    "source",
    [
        "from setuptools import setup\nwith open('requirements.txt') as f:\n"
        "    needs = f.read().splitlines()\nsetup(install_requires=needs)\n",
        "import setuptools\ndef needs():\n    return [x for x in open('requirements.txt')]\n"
        "setuptools.setup(install_requires=needs())\n",
        "from setuptools import setup\nimport os\nhere = '.'\n"
        "needs = [l for l in open(os.path.join(here, 'requirements.txt'))]\n"
        "setup(**dict(install_requires=needs))\n",
        "from setuptools import setup\nsetup(install_requires=parse('./requirements.txt'))\n",
    ],
)
def test_a_file_that_it_reads_is_an_include(source: str) -> None:
    facts = setup_py.read(source.encode())
    assert facts is not None
    assert [one.path for one in facts.includes] == ["requirements.txt"]


def test_what_is_computed_is_said_and_not_guessed() -> None:
    facts = setup_py.read(
        b"from setuptools import setup\nsetup(install_requires=compute(), extras_require=other())\n"
    )
    assert facts is not None
    assert facts.declarations == ()
    assert facts.problems == (
        "line 2: install_requires is partly computed and was not read",
        "line 2: extras_require is computed and was not read",
    )


def test_a_part_that_is_computed_leaves_the_rest() -> None:
    facts = setup_py.read(
        b"from setuptools import setup\nsetup(install_requires=['numpy', pick(), *more()])\n"
    )
    assert [one[1] for one in brief(facts)] == ["numpy"]
    assert facts is not None
    assert len(facts.problems) == 1


def test_lists_that_are_split_from_text() -> None:
    facts = setup_py.read(
        b"from setuptools import setup\n"
        b'setup(install_requires="""\nnumpy>=1\n# no\npandas\n""".split("\\n"))\n'
    )
    assert brief(facts) == [(3, "numpy", ">=1", "bounded"), (5, "pandas", "", "unbounded")]


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\n",
        "def setup(): pass\n",
    ],
)
def test_a_file_without_a_call_is_no_manifest(source: str) -> None:
    assert setup_py.read(source.encode()) is None


def test_python_that_does_not_parse_is_one_problem() -> None:
    facts = setup_py.read(b"print 'x'\nsetup(install_requires=['numpy'])\n")
    assert facts is not None
    assert len(facts.problems) == 1
    assert facts.packaged is False


def test_names_that_double_again_and_again_end() -> None:
    lines = ["from setuptools import setup", "a0 = ['numpy']"]
    lines += [f"a{n + 1} = a{n} + a{n}" for n in range(40)]
    lines += ["b = b + b", "t0 = 'x'"] + [f"t{n + 1} = t{n} + t{n}" for n in range(40)]
    lines += ["setup(install_requires=a40 + b + [t40])"]
    facts = setup_py.read("\n".join(lines).encode())
    assert facts is not None
    assert len(facts.problems) == 1
    assert len(facts.declarations) <= 1


SETUP_CFG = b"""\
[metadata]
name = x
[options]
python_requires = >=3.6, <3.9  # old
install_requires =
    numpy>=1.20
    # a remark
    pandas ; python_version < "3.9"
    mine @ git+https://host.example/a/mine.git
setup_requires = wheel; cython>=0.29
[options.extras_require]
gpu = cupy
dev =
    pytest
    file: more.txt
[flake8]
max-line-length = 100
"""


def test_setup_cfg() -> None:
    facts = setup_cfg.read(SETUP_CFG)
    assert facts is not None
    assert grouped(facts) == [
        (6, "numpy", None),
        (8, "pandas", None),
        (9, "mine", None),
        (10, "wheel", "build"),
        (10, "cython", "build"),
        (12, "cupy", "gpu"),
        (14, "pytest", "dev"),
    ]
    assert facts.declarations[1].marker == 'python_version < "3.9"'
    assert [(one.path, one.line) for one in facts.includes] == [("more.txt", 15)]
    assert (facts.requires_python, facts.requires_python_line) == (">=3.6, <3.9", 4)
    assert facts.packaged


def test_a_setup_cfg_of_tools_is_no_manifest() -> None:
    assert setup_cfg.read(b"[flake8]\nmax-line-length = 100\n") is None


def test_tox() -> None:
    facts = tox_ini.read(
        b"""[tox]
envlist = py38
[testenv]
deps =
    pytest>=6
    py38: mock==1.0
    -rrequirements.txt
    {[base]deps}
[testenv:docs]
deps = sphinx
"""
    )
    assert facts is not None
    assert [(one.line, one.name, one.specifier, one.group) for one in facts.declarations] == [
        (5, "pytest", ">=6", "testenv"),
        (6, "mock", "==1.0", "testenv"),
        (10, "sphinx", "", "docs"),
    ]
    assert [one.path for one in facts.includes] == ["requirements.txt"]
    assert tox_ini.read(b"[flake8]\nx = 1\n") is None
