"""What the folders of a path say about the code in them: an example, a test, somebody else's code.

The names are in places.tsv; they were collected from the layouts of public repositories.
"""

from functools import cache

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text


class Place(Struct, frozen=True):
    """A kind of place in a repository; `meaning` completes "this is ..."."""

    name: str
    meaning: str


@cache
def place_of(path: str) -> tuple[Place, str] | None:
    """Return the place that a path belongs to with the folder or file that says so.

    None stands for the ordinary code of the project.
    """
    folder, _, name = path.rpartition("/")
    row, depth = _of_folder(folder.lower())
    by_name = _of_name(name.lower())
    if by_name < row:
        return _places()[by_name][0], path
    if row == _NO_ROW:
        return None
    return _places()[row][0], "/".join(path.split("/")[: depth + 1])


_NO_ROW = 10_000


@cache
def _of_folder(folder: str) -> tuple[int, int]:
    """Return the first row of the table that names a part of a folder, and which part that is."""
    parts = folder.split("/") if folder else []
    for row, (_, folders, _) in enumerate(_places()):
        for depth, part in enumerate(parts):
            if folders.hold(part):
                return row, depth
    return _NO_ROW, 0


def _of_name(name: str) -> int:
    """Return the first row of the table that names a file."""
    for row, (_, _, names) in enumerate(_places()):
        if names.hold(name):
            return row
    return _NO_ROW


class _Names(Struct, frozen=True):
    """Names of files or folders: `whole` ones, the `heads` of `course*`, both ends of `test_*.py`.

    (Regular expressions of them would take longer to compile than all paths to look at.)
    """

    whole: frozenset[str]
    heads: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]

    def hold(self, name: str) -> bool:
        """Tell whether a name is one of these."""
        if name in self.whole or name.startswith(self.heads):
            return True
        return bool(self.ends) and any(
            name.startswith(head) and name.endswith(tail) for head, tail in self.ends
        )


@cache
def _places() -> tuple[tuple[Place, _Names, _Names], ...]:
    """Read the table: each place with the names of its folders and of its files."""
    text = packaged_text("places.tsv")
    rows = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, meaning, words = line.split("\t")
            of_files = [word for word in words.split() if word.endswith(".py")]
            folders = [word for word in words.split() if not word.endswith(".py")]
            rows.append((Place(name, meaning), _names(folders), _names(of_files)))
    return tuple(rows)


def _names(words: list[str]) -> _Names:
    starred = [word.partition("*") for word in words if "*" in word]
    return _Names(
        frozenset(word for word in words if "*" not in word),
        tuple(head for head, _, tail in starred if not tail),
        tuple((head, tail) for head, _, tail in starred if tail),
    )
