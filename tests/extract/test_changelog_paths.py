"""Which paths hold the entries of a changelog."""

import pytest

from debtaudit.extract.changelog_paths import holds_entries, is_changelog


@pytest.mark.parametrize(
    ("path", "changelog", "entries"),
    [
        ("CHANGELOG.md", True, True),
        ("CHANGES", True, True),
        ("docs/source/release_notes.rst", True, True),
        ("docs/release-notes/1.10.rst", False, True),
        ("docs/release-latest.rst", False, True),
        ("doc/whats_new/v0.24.rst", False, True),
        ("newsfragments/12.feature", False, True),
        ("changelog.d/20240101_ada.md", False, True),
        ("src/vendored/CHANGELOG.md", False, True),
        ("docs/news_classification.md", False, False),
        ("docs/release_the_model.md", False, False),
        ("README.md", False, False),
    ],
)
def test_paths(path: str, *, changelog: bool, entries: bool) -> None:
    assert is_changelog(path) is changelog
    assert holds_entries(path) is entries
