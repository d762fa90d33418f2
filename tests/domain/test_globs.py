"""Patterns mean what people know from .gitignore."""

import pytest

from debtaudit.domain.globs import path_filter


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("docs", "docs/a/b.md", True),
        ("docs", "src/docs/b.md", True),
        ("docs", "src/docs.md", False),
        ("*.ipynb", "a/b/c.ipynb", True),
        ("*.ipynb", "a/b.ipynb/c.py", True),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/a/b.py", False),
        ("src/**/*.py", "src/a/b.py", True),
        ("src/**/*.py", "src/b.py", True),
        ("src/**", "src/a/b.py", True),
        ("/train.py", "train.py", True),
        ("/train.py", "src/train.py", False),
        ("examples/", "examples/x.py", True),
        ("**/generated/*", "a/generated/x.py", True),
        ("file?.py", "file1.py", True),
        ("file?.py", "file10.py", False),
        ("a.b", "aXb", False),
        ("odd", "odd\nname", False),
        ("odd*", "odd\nname/x.py", True),
    ],
)
def test_pattern(pattern: str, path: str, matches: bool) -> None:
    assert path_filter((pattern,))(path) is matches


def test_no_pattern_matches_nothing() -> None:
    assert not path_filter(())("anything")


def test_any_of_several_patterns_matches() -> None:
    ignored = path_filter(("docs", "*.ipynb"))
    assert ignored("docs/x.md")
    assert ignored("a.ipynb")
    assert not ignored("a.py")
