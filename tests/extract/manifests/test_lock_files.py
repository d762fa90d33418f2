"""Lock files: scanned line by line, with the same result as a parser."""

import sys
from textwrap import dedent

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.manifests.dispatch import manifest_facts
from debtaudit.extract.manifests.lock_files import read

if sys.version_info < (3, 11):
    import tomli as tomllib
else:
    import tomllib

UV = """\
version = 1
requires-python = ">=3.9"

[[package]]
name = "demo"
version = "0.1.0"
source = { editable = "." }

[package.metadata]
requires-dist = [{ name = "torch", specifier = ">=2" }]

[[package]]
name = "torch"
version = "2.0.1"
sdist = { url = "https://x/torch.tar.gz", hash = "sha256:0", upload-time = "2023-05-08T10:00:00Z" }
wheels = [
    { url = "https://x/a.whl", hash = "sha256:1", size = 1, upload-time = "2023-05-09T10:00:00Z" },
    { url = "https://x/b.whl", hash = "sha256:2", size = 1, upload-time = "2023-05-07T10:00:00Z" },
]

[package.optional-dependencies]
name = [{ name = "other" }]

[[package]]
name = "no-version"
source = { virtual = "x" }
"""

POETRY = """\
[[package]]
name = "numpy"
version = "1.19.5"
description = "arrays"
files = [
    {file = "numpy.whl", hash = "sha256:0"},
]

[package.dependencies]
name = ">=1"
version = ">=2"

[package.extras]
test = ["pytest"]

[[package]]
name = "pandas"
version = "1.1.5"

[metadata]
lock-version = "2.0"
"""

PYLOCK = """\
lock-version = "1.0"
[[packages]]
name = "attrs"
version = "25.1.0"
[[packages.wheels]]
name = "attrs.whl"
upload-time = 2025-01-25T11:30:10Z
[[packages]]
name = "numpy"
version = "2.2.3"
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", UV),
        ("poetry.lock", POETRY),
        ("pdm.lock", POETRY),
        ("pylock.toml", PYLOCK),
        ("pylock.train.toml", PYLOCK),
    ],
)
def test_the_scan_finds_what_a_parser_finds(name: str, text: str) -> None:
    facts = read(text.encode(), name)
    assert facts is not None
    values = tomllib.loads(text)
    expected = [
        (package["name"], package["version"])
        for package in values.get("package", values.get("packages", []))
        if "version" in package
    ]
    assert [(one.name, one.version) for one in facts.locked] == expected
    lines = text.split("\n")
    for one in facts.locked:
        assert lines[one.line - 1] == f'name = "{one.name}"'


def test_the_day_is_that_of_the_first_file_that_was_uploaded() -> None:
    facts = read(UV.encode(), "uv.lock")
    assert facts is not None
    assert [one.uploaded for one in facts.locked] == [None, "2023-05-07"]
    facts = read(PYLOCK.encode(), "pylock.toml")
    assert facts is not None
    assert [one.uploaded for one in facts.locked] == ["2025-01-25", None]


PIPFILE = dedent(
    """\
    {
        "_meta": {
            "hash": {
                "sha256": "0"
            },
            "sources": []
        },
        "default": {
            "numpy": {
                "hashes": [
                    "sha256:0"
                ],
                "index": "pypi",
                "version": "==1.19.5"
            },
            "editable": {
                "path": "."
            },
            "torch": {
                "version": "==1.0"
            }
        },
        "develop": {}
    }
    """
)


def test_pipenv() -> None:
    facts = read(PIPFILE.encode(), "Pipfile.lock")
    assert facts is not None
    assert [(one.name, one.version, one.line) for one in facts.locked] == [
        ("numpy", "1.19.5", 9),
        ("torch", "1.0", 19),
    ]


def test_pipenv_on_one_line_and_broken() -> None:
    facts = read(
        b'{"default": {"numpy": {"version": "==1.0"}, "x": 1}, "develop": []}', "Pipfile.lock"
    )
    assert facts is not None
    assert [(one.name, one.version) for one in facts.locked] == [("numpy", "1.0")]
    facts = read(b"{", "Pipfile.lock")
    assert facts is not None
    assert facts.problems == ("not JSON: nothing was read",)


def test_conda_lock_and_explicit_lists() -> None:
    facts = read(
        b"version: 1\npackage:\n- name: numpy\n  version: 1.21.0\n  manager: conda\n"
        b"  dependencies:\n    python: '>=3.8'\n- name: numpy\n  version: 1.21.0\n",
        "conda-lock.yml",
    )
    assert facts is not None
    assert [(one.name, one.version, one.line) for one in facts.locked] == [("numpy", "1.21.0", 3)]
    facts = read(
        b"@EXPLICIT\nhttps://c.example/linux-64/py-xgboost-1.7.3-py38_0.conda#0\n", "x.lock"
    )
    assert facts is not None
    assert [(one.name, one.version, one.line) for one in facts.locked] == [
        ("py-xgboost", "1.7.3", 2)
    ]


def test_unknown_locks_and_conflicts() -> None:
    assert read(b"whatever", "yarn.lock") is None
    facts = read(b"<<<<<<< HEAD\n" + POETRY.encode(), "poetry.lock")
    assert facts is not None
    assert facts.problems == ("line 1: merge conflict marker",)
    assert len(facts.locked) == 2


def test_a_lock_of_many_lines_is_read_whole() -> None:
    blocks = "".join(
        f'[[package]]\nname = "p{number}"\nversion = "1.{number}"\n' + "# x\n" * 20
        for number in range(5000)
    )
    facts = manifest_facts(PathClass.LOCK, "poetry.lock", blocks.encode())
    assert facts is not None
    assert len(facts.locked) == 5000
    assert facts.locked[-1].line == 4999 * 23 + 2
