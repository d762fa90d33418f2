"""Requirements files: pip's format with its comments, continuations, options and includes."""

import pytest

from debtaudit.extract.manifests.requirements_file import logical_lines, read
from tests.extract.manifests.expected import brief, only

FILE = b"""\
# what the model needs
numpy==1.24.3   # why
pandas>=1.5,<3 ; python_version >= "3.8"
scikit-learn [alldeps] ~= 1.2

-r base.txt
--requirement=more/extra.txt
-cconstraints.txt
--index-url https://user:hunter22@index.example/simple
-e git+https://host.example/a/b.git@main#egg=mine
-e .
torch==2.0.1 \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
requests \\
  >=2.0
pyyaml
"""


def test_every_declaration_has_its_line() -> None:
    assert brief(read(FILE)) == [
        (2, "numpy", "==1.24.3", "pinned"),
        (3, "pandas", ">=1.5,<3", "bounded"),
        (4, "scikit-learn", "~=1.2", "bounded"),
        (10, "mine", "git+https://host.example/a/b.git@main#egg=mine", "url"),
        (11, None, ".", "local"),
        (12, "torch", "==2.0.1", "pinned"),
        (15, "requests", ">=2.0", "bounded"),
        (17, "pyyaml", "", "unbounded"),
    ]


def test_continued_lines_have_an_end_and_parts_are_kept_apart() -> None:
    facts = read(FILE)
    torch = next(one for one in facts.declarations if one.name == "torch")
    assert (torch.line, torch.end_line) == (12, 14)
    pandas = next(one for one in facts.declarations if one.name == "pandas")
    assert pandas.marker == 'python_version >= "3.8"'
    assert facts.problems == ()


def test_includes_are_kept_with_their_lines() -> None:
    assert [(one.path, one.line, one.constraint) for one in read(FILE).includes] == [
        ("base.txt", 6, False),
        ("more/extra.txt", 7, False),
        ("constraints.txt", 8, True),
    ]


@pytest.mark.parametrize(
    "line", ["-r /etc/passwd", "-r ~/x.txt", "-c C:\\x.txt", "-r https://host.example/r.txt", "-r"]
)
def test_includes_from_elsewhere_are_refused_with_a_problem(line: str) -> None:
    facts = read(f"numpy\n{line}\npandas\n".encode())
    assert facts.includes == ()
    assert len(facts.problems) == 1
    assert facts.problems[0].startswith("line 2: ")
    assert [one.name for one in facts.declarations] == ["numpy", "pandas"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfnumpy==1.0\npandas\n",
        "numpy==1.0\npandas\n".encode("utf-16"),
        "numpy==1.0\r\npandas\r\n".encode("utf-16-le"),
        "numpy==1.0\npandas\n".encode("utf-32"),
        b"numpy==1.0\r\npandas\r\n",
        b"numpy==1.0\rpandas\r",
        "# größer\nnumpy==1.0\npandas\n".encode("latin-1"),
        "# -*- coding: cp1252 -*-\nnumpy==1.0 # “x”\npandas\n".encode("cp1252"),
        b"# coding: no-such-thing \xff\nnumpy==1.0\npandas\n",
    ],
)
def test_encodings(data: bytes) -> None:
    assert [(one.name, one.specifier) for one in read(data).declarations] == [
        ("numpy", "==1.0"),
        ("pandas", ""),
    ]


def test_conflict_markers_and_broken_lines_cost_a_problem_each() -> None:
    ours = b"numpy==1.0\n<<<<<<< HEAD\ntorch==1.0\n=======\n"
    data = ours + b"torch==2.0\n>>>>>>> b\n%$!\n--bogus\npandas\n"
    facts = read(data)
    assert [one.line for one in facts.declarations] == [1, 3, 5, 9]
    assert [problem.partition(":")[0] for problem in facts.problems] == [
        "line 2",
        "line 4",
        "line 6",
        "line 7",
        "line 8",
    ]


def test_a_problem_never_shows_a_secret() -> None:
    facts = read(b"what is https://me:hunter2secret@host.example/ this\n")
    assert "hunter2secret" not in "".join(facts.problems)


def test_an_export_of_conda_is_read_as_what_it_pins() -> None:
    found = only(read(b"# platform: linux-64\nnumpy=1.21.2=py38h20f2e39_0\n"))
    assert (found.name, found.specifier, found.kind, found.ecosystem) == (
        "numpy",
        "=1.21.2",
        "pinned",
        "conda",
    )


def test_a_single_equals_sign_is_a_problem_and_not_a_guess() -> None:
    facts = read(b"numpy=1.21\n")
    assert facts.declarations == ()
    assert facts.problems == ("line 1: not a requirement: numpy=1.21",)


def test_a_hash_fixes_an_archive() -> None:
    line = b"https://host.example/a/archive/master.zip --hash=sha256:00\n"
    assert only(read(line)).fixed


def test_comments_inside_a_continuation_and_at_the_end() -> None:
    assert logical_lines("a \\\n# remark\nb\nc \\") == [(1, 2, "a"), (3, 3, "b"), (4, 4, "c")]


def test_environment_variables_stay_names() -> None:
    found = only(read(b"pkg @ git+https://${TOKEN}@host.example/a/b.git@v1.0\n"))
    assert "${TOKEN}" in found.specifier
