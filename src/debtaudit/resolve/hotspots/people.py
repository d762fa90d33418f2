"""Who is who among the authors: one person commits from several machines and from the web.

`.mailmap` has been read before; most repositories have none, or do not keep it. On public ones the
main author of a file would often be two people of half its commits each.
"""

from collections import Counter
from collections.abc import Iterable

from debtaudit.domain.history import Commit, HistoryFacts

NOBODY = ""
"""Who is behind the commits of a program: nobody who knows the code."""
_PROGRAM = "[bot]"
"""What GitHub puts behind the name of every app, and into its address."""


class People:
    """The authors of a history, told by their addresses and full names.

    Two addresses are one person's where they are the same but for case, or where commits of both
    have one full name. A name of one word (`root`, `dev`, a nickname) tells nobody.
    """

    def __init__(self, commits: Iterable[Commit]) -> None:
        known = Counter((one.author_email.lower(), one.author.strip()) for one in commits)
        self._same: dict[str, str] = {}
        by_name: dict[str, str] = {}
        for address, name in sorted(known):
            self._same.setdefault(address, address)
            if " " in name:
                self._join(by_name.setdefault(name.casefold(), address), address)
        names: dict[str, Counter[str]] = {}
        for (address, name), number in known.items():
            names.setdefault(self._root(address), Counter())[name] += number
        self.names = {
            person: min(found, key=lambda name: (-found[name], name))
            for person, found in names.items()
        }
        """The most frequent name of each person."""

    def of(self, commit: Commit) -> str:
        """Return the person behind a commit, one of that person's addresses, or `NOBODY`."""
        if _PROGRAM in commit.author or _PROGRAM in commit.author_email:
            return NOBODY
        return self._root(commit.author_email.lower())

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._same[second] = first

    def _root(self, address: str) -> str:
        while self._same.get(address, address) != address:
            address = self._same[address]
        return address


def people_of(history: HistoryFacts) -> People:
    """Return the people of the window."""
    return People(entry.commit for entry in history.commits)
