"""Install commands in Dockerfiles, CI files and notebooks, and the images beside them."""

import json

import pytest

from debtaudit.extract.manifests import ci_file, dockerfile, notebook_commands
from debtaudit.extract.manifests.install_commands import add_commands
from debtaudit.extract.manifests.requirements_file import Found
from tests.extract.manifests.expected import brief, only


def _found(*lines: str) -> Found:
    found = Found()
    add_commands(found, list(enumerate(lines, 1)), None)
    return found


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("pip install numpy pandas", ["numpy", "pandas"]),
        ("python3 -m pip install -U -q 'torch>=1.0' \"scipy\"", ["torch", "scipy"]),
        ("uv pip install --system numpy", ["numpy"]),
        ("uv pip install --system --python-preference system -P torch scipy", ["scipy"]),
        ("uv pip install --index https://i.example --requirements needs.txt numpy", ["numpy"]),
        ("uv pip install --constraints=caps.txt --link-mode copy numpy", ["numpy"]),
        ("apt-get install -y git && pip3.8 install numpy || true", ["numpy"]),
        ("pip install numpy; echo pandas", ["numpy"]),
        ("pip install -i https://index.example/simple numpy --timeout 100", ["numpy"]),
        ("pip install numpy > /dev/null 2>&1", ["numpy"]),
        ("pip install numpy 2>/dev/null | tee log.txt", ["numpy"]),
        ("pip install torch>=1.0", ["torch"]),
        ("pip install numpy # pandas", ["numpy"]),
        ("conda install -y -c pytorch pytorch=1.2 && conda clean -ya", ["pytorch"]),
        ("conda create -n env python=3.8 numpy", ["python", "numpy"]),
        ("mamba install --file needs.txt numpy", ["numpy"]),
        ("pip --no-cache-dir -q install numpy", ["numpy"]),
        ("bash -lc 'pip install numpy && conda install scipy'", ["numpy", "scipy"]),
        ('["pip", "install", "numpy"]', ["numpy"]),
        ('["sh", "-c", "pip install numpy"]', ["numpy"]),
        ("[ -f x ] && pip install numpy", ["numpy"]),
        ("pip install - numpy", ["numpy"]),
        ("pip install $PACKAGES", []),
        ("pip install dist/*.whl", []),
        ("pip uninstall numpy", []),
        ("apt-get install numpy", []),
        ("echo 'pip install numpy'", []),
        ("npm install numpy", []),
    ],
)
def test_what_a_command_line_installs(line: str, names: list[str]) -> None:
    assert [one.name for one in _found(line).declarations] == names


@pytest.mark.parametrize(
    ("line", "path", "constraint"),
    [
        ("pip install -r requirements.txt", "requirements.txt", False),
        ("pip install -qr requirements.txt", "requirements.txt", False),
        ("pip install -rrequirements.txt", "requirements.txt", False),
        ("pip install --requirement=a/b.txt", "a/b.txt", False),
        ("pip install -r /app/requirements.txt", "requirements.txt", False),
        ("pip install numpy -c constraints.txt", "constraints.txt", True),
        ("conda install --file needs.txt", "needs.txt", False),
    ],
)
def test_files_that_a_command_installs(line: str, path: str, constraint: bool) -> None:
    found = _found(line)
    assert [(one.path, one.constraint) for one in found.includes] == [(path, constraint)]


def test_the_project_itself_is_local() -> None:
    found = _found("pip install -e .[dev] && pip install .")
    assert [(one.name, one.kind, one.extras) for one in found.declarations] == [
        (None, "local", ("dev",)),
        (None, "local", ()),
    ]


def test_words_on_continued_lines_have_their_own_line() -> None:
    found = _found("pip install", "  numpy==1.0", "  && pip install pandas")
    assert [(one.name, one.line) for one in found.declarations] == [("numpy", 2), ("pandas", 3)]


DOCKER = b"""\
# syntax=docker/dockerfile:1
ARG PY=3.7
FROM --platform=linux/amd64 python:${PY}-slim AS base
ENV TORCH_VERSION=1.13.1 OTHER="x"
RUN apt-get update \\
    # a remark between
    && pip install --no-cache-dir \\
       torch==${TORCH_VERSION} \\
       numpy
COPY requirements.txt .
RUN pip install -r requirements.txt
FROM base AS train
RUN <<EOF
pip install scipy
conda install -y -c conda-forge xgboost=1.7
EOF
FROM nvidia/cuda
FROM scratch
FROM registry.example:5000/team/img:latest
from ubuntu@sha256:00
"""


def test_a_dockerfile() -> None:
    facts = dockerfile.read(DOCKER)
    assert brief(facts) == [
        (3, "python", ":3.7-slim", "pinned"),
        (8, "torch", "==1.13.1", "pinned"),
        (9, "numpy", "", "unbounded"),
        (14, "scipy", "", "unbounded"),
        (15, "xgboost", "=1.7", "pinned"),
        (17, "nvidia/cuda", "", "unbounded"),
        (19, "registry.example:5000/team/img", ":latest", "unbounded"),
        (20, "ubuntu", "@sha256:00", "pinned"),
    ]
    assert facts is not None
    assert [(one.path, one.line) for one in facts.includes] == [("requirements.txt", 11)]
    assert [one.ecosystem for one in facts.declarations][:2] == ["docker", "pypi"]


def test_credentials_in_an_install_line_are_masked() -> None:
    facts = dockerfile.read(
        b"FROM x:1\nRUN pip install git+https://me:hunter2secret@host.example/a/b.git\n"
    )
    assert facts is not None
    assert "hunter2secret" not in repr(facts)


ACTIONS = b"""\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    container:
      image: python:3.8
    strategy:
      matrix:
        python-version: ["3.9", '3.10']  # old ones
        other:
          - "1.2"
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: ${{ matrix.python-version }}
      - name: pip install numpy
        run: pip install "torch>=2" flake8
      - run: |
          python -m pip install \\
            pandas==2.0.0
          # pip install scipy
          pip install -r requirements.txt
      - uses: some/action@v1
        with:
          image: pushed:latest
  old:
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version:
            - 3.7.1
            - pypy-3.9
"""


def test_github_actions() -> None:
    facts = ci_file.read(ACTIONS)
    assert brief(facts) == [
        (6, "python", ":3.8", "pinned"),
        (9, "python", "=3.9", "pinned"),
        (9, "python", "=3.10", "pinned"),
        (17, "torch", ">=2", "bounded"),
        (17, "flake8", "", "unbounded"),
        (20, "pandas", "==2.0.0", "pinned"),
        (31, "python", "=3.7.1", "pinned"),
    ]
    assert facts is not None
    assert {one.group for one in facts.declarations} == {"ci"}
    assert [(one.path, one.line) for one in facts.includes] == [("requirements.txt", 22)]


def test_gitlab() -> None:
    facts = ci_file.read(
        b"""image: python:3.7
test:
  script:
    - pip install numpy
    - "pip install 'pandas>=1'"
"""
    )
    assert brief(facts) == [
        (1, "python", ":3.7", "pinned"),
        (4, "numpy", "", "unbounded"),
        (5, "pandas", ">=1", "bounded"),
    ]


def test_a_ci_file_that_installs_nothing_is_no_manifest() -> None:
    assert ci_file.read(b"on: push\njobs: {}\n") is None
    assert ci_file.read(b"steps:\n  - run: make install\n") is None


def _notebook(*sources: str) -> bytes:
    cells = [
        {"cell_type": "code", "source": source.splitlines(keepends=True)} for source in sources
    ]
    return json.dumps({"cells": cells}, indent=1).encode()


def test_lines_of_a_notebook_are_those_of_its_text() -> None:
    data = _notebook("import numpy\n", '%pip install "torch==1.0"\n!pip install -q scipy\nx = 1')
    facts = notebook_commands.read(data, ['pip install "torch==1.0"', "pip install -q scipy", "ls"])
    assert facts is not None
    lines = data.decode().split("\n")
    assert [one.name for one in facts.declarations] == ["torch", "scipy"]
    for one in facts.declarations:
        assert str(one.name) in lines[one.line - 1]
    assert {one.group for one in facts.declarations} == {"notebook"}


def test_the_same_line_twice_stands_in_two_places() -> None:
    data = _notebook("!pip install scipy\n", "!pip install scipy\n")
    facts = notebook_commands.read(data, ["pip install scipy", "pip install scipy"])
    assert facts is not None
    assert facts.declarations[0].line == only_line(data, 0)


def only_line(data: bytes, start: int) -> int:
    """Return the line of the first install command at or after a place."""
    return data.count(b"\n", 0, data.index(b"pip install", start)) + 1


def test_a_notebook_without_commands_is_no_manifest() -> None:
    assert notebook_commands.read(_notebook("x = 1"), ["ls", "nvidia-smi"]) is None
    assert notebook_commands.read(_notebook("x = 1"), ["pip install $X"]) is None


def test_an_image_with_a_scheme_before_it() -> None:
    facts = ci_file.read(
        b"jobs:\n  a:\n    runs-on: x\n    container:\n      image: docker://org/tool:1.2\n"
    )
    assert brief(facts) == [(5, "org/tool", ":1.2", "pinned")]


def test_one_image_on_its_own() -> None:
    found = only(dockerfile.read(b"FROM pytorch/pytorch:1.5-cuda10.1-cudnn7-runtime\n"))
    assert (found.name, found.kind, found.fixed) == ("pytorch/pytorch", "pinned", True)


def test_an_environment_file_is_included() -> None:
    found = _found("conda env create -q --file=env/gpu.yml && mamba env update -f more.yml")
    assert [one.path for one in found.includes] == ["env/gpu.yml", "more.yml"]


def test_files_copied_out_of_an_image_make_it_a_dependency() -> None:
    facts = dockerfile.read(
        b"FROM python:3.12 AS base\n"
        b"COPY --from=ghcr.io/astral-sh/uv:latest --chown=1 /uv /bin/\n"
        b"COPY --from=base /x /y\nCOPY --from=0 /x /y\nCOPY . .\n"
    )
    assert brief(facts) == [
        (1, "python", ":3.12", "pinned"),
        (2, "ghcr.io/astral-sh/uv", ":latest", "unbounded"),
    ]


def test_the_code_name_of_a_release_fixes_an_image() -> None:
    facts = dockerfile.read(
        b"FROM debian:bullseye as build\nFROM docker.io/library/ubuntu:jammy-20230605\n"
        b"FROM ubuntu:jammy\nFROM debian:bookworm-slim\nFROM debian:stable-slim\n"
        b"FROM debian:sid\nFROM ubuntu:bullseye\nFROM python:slim-bullseye\nFROM team/img:jammy\n"
    )
    assert facts is not None
    assert [one.kind for one in facts.declarations] == ["pinned"] * 4 + ["unbounded"] * 5


def test_a_line_that_is_escaped_further_than_json_asks_is_found() -> None:
    text = (
        '{"cells": [{"cell_type": "code",\n"source": [\n  "x = 1\\n",\n'
        '  "  !pip install \\"sonnet\\u003c2\\" numpy\\n",\n  "y = 2"\n]}]}'
    )
    facts = notebook_commands.read(text.encode(), ['pip install "sonnet<2" numpy'])
    assert brief(facts) == [(4, "sonnet", "<2", "bounded"), (4, "numpy", "", "unbounded")]


def test_an_extra_that_an_empty_variable_names() -> None:
    facts = dockerfile.read(
        b'FROM x:1\nARG EXTRAS=""\nENV HOME=/app\nRUN pip install "x[${EXTRAS}] @ ${HOME}/x"\n'
    )
    assert brief(facts)[1:] == [(4, "x", "/app/x", "local")]


def test_an_install_line_in_a_variable_of_a_ci_file() -> None:
    facts = ci_file.read(
        b'env:\n  CIBW_BEFORE_BUILD: "python -m pip install -U numpy cython"\n  X: y\n'
        b"steps:\n  - name: pip install nothing\n    run: pip install scipy\n"
    )
    assert brief(facts) == [
        (2, "numpy", "", "unbounded"),
        (2, "cython", "", "unbounded"),
        (6, "scipy", "", "unbounded"),
    ]


def test_the_files_that_uv_is_given_by_its_long_options() -> None:
    found = _found("uv pip install --requirements needs.txt --constraints caps.txt")
    assert [(one.path, one.constraint) for one in found.includes] == [
        ("needs.txt", False),
        ("caps.txt", True),
    ]
