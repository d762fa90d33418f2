"""Which paths hold the entries of a changelog: the file itself, pages a release, news fragments."""

from debtaudit.domain.patterns import lazy_pattern

CHANGELOG_NAMES = frozenset(
    (
        *("changelog", "change_log", "changes", "history", "news", "releases", "release_notes"),
        *("releasenotes", "whats_new", "whatsnew"),
    )
)
FRAGMENT_FOLDERS = frozenset(
    (
        *("newsfragments", "changelog.d", "changelog_unreleased", ".changeset", ".changes"),
        *("changes", "news"),
    )
)
"""Folders of towncrier, scriv, changesets, changie and their like."""
_SUFFIXES = frozenset(("", "md", "rst", "txt", "markdown"))
_FOLDERS = frozenset(("docs", "doc"))
_DEEPEST = 2
_VERSION = lazy_pattern(r"[-_.]?(?:v?\d[\w.]*|latest|dev|next|unreleased)$")


def is_changelog(path: str) -> bool:
    """Tell a changelog in the root or among the pages of the documentation."""
    folder, _, name = path.lower().rpartition("/")
    stem, _, suffix = name.partition(".")
    return (
        _plain(stem) in CHANGELOG_NAMES
        and suffix in _SUFFIXES
        and (not folder or folder.partition("/")[0] in _FOLDERS)
        and folder.count("/") <= _DEEPEST
    )


def holds_entries(path: str) -> bool:
    """Tell a document that is written entry by entry: a changelog, a page of one, a fragment."""
    folder, _, name = path.lower().rpartition("/")
    folders = folder.split("/")
    if not FRAGMENT_FOLDERS.isdisjoint(folders):
        return True
    stem = _VERSION.sub("", name.rpartition(".")[0] or name)
    names = (stem, *folders)
    return any(_plain(one) in CHANGELOG_NAMES or _plain(one) == "release" for one in names)


def _plain(name: str) -> str:
    return name.replace("-", "_").replace("'", "")
