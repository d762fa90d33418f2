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
    parts = path.lower().split("/")
    for place, folders, names in _places():
        for index, part in enumerate(parts):
            known = folders if index < len(parts) - 1 else names
            if part in known.whole or any(
                part.startswith(head) and part.endswith(tail) for head, tail in known.ends
            ):
                return place, "/".join(path.split("/")[: index + 1])
    return None


class _Names(Struct, frozen=True):
    """Names of files or folders: `whole` ones, and the two `ends` of those with a `*`.

    (Regular expressions of them would take longer to compile than all paths to look at.)
    """

    whole: frozenset[str]
    ends: tuple[tuple[str, str], ...]


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
        tuple((head, tail) for head, _, tail in starred),
    )
