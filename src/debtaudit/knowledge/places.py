"""What the folders of a path say about the code in them: an example, a test, somebody else's code.

The names are in places.tsv; they were collected from the layouts of public repositories.
"""

import re
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
            pattern = folders if index < len(parts) - 1 else names
            if pattern.fullmatch(part):
                return place, "/".join(path.split("/")[: index + 1])
    return None


@cache
def _places() -> tuple[tuple[Place, re.Pattern[str], re.Pattern[str]], ...]:
    """Read the table: each place with the patterns of its folders and of its file names."""
    text = packaged_text("places.tsv")
    rows = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, meaning, words = line.split("\t")
            of_files = [word for word in words.split() if word.endswith(".py")]
            folders = [word for word in words.split() if not word.endswith(".py")]
            rows.append((Place(name, meaning), _any_of(folders), _any_of(of_files)))
    return tuple(rows)


def _any_of(words: list[str]) -> re.Pattern[str]:
    """Return one pattern for all the names; without a name it matches nothing."""
    return re.compile("|".join(re.escape(word).replace(r"\*", ".*") for word in words) or r"(?!)")
