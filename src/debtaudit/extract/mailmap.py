"""`.mailmap`: one person under several names and addresses (gitmailmap(5))."""

from msgspec import Struct

Identity = tuple[str, str]
"""A name and an e-mail address."""


class _Entry(Struct):
    """What stands for an address: a new name or address, None where it stays as it is."""

    name: str | None = None
    email: str | None = None


class Mailmap:
    """The persons behind names and addresses; letters compare without case, as git does."""

    def __init__(self) -> None:
        self._by_email: dict[str, _Entry] = {}
        self._by_both: dict[Identity, _Entry] = {}

    def add(self, proper: Identity, commit: Identity) -> None:
        """Map what commits say to the proper identity; an empty text stands for "any"."""
        name, email = commit[0].lower(), commit[1].lower()
        if name:
            entry = self._by_both.setdefault((name, email), _Entry())
        else:
            entry = self._by_email.setdefault(email, _Entry())
        entry.name = proper[0] or entry.name
        entry.email = proper[1] or entry.email

    def __bool__(self) -> bool:
        return bool(self._by_email or self._by_both)

    def identity(self, name: str, email: str) -> Identity:
        """Return the proper name and address of an author."""
        address = email.lower()
        entry = self._by_both.get((name.lower(), address)) or self._by_email.get(address)
        if entry is None:
            return name, email
        return entry.name or name, entry.email or email


def read_mailmap(data: bytes) -> Mailmap:
    """Return the map that a `.mailmap` file holds; lines that are none are passed over."""
    mailmap = Mailmap()
    for line in data.decode("utf-8", "replace").split("\n"):
        if line.startswith("#"):
            continue
        first, rest = _identity(line)
        if first is None or not first[1]:
            continue
        second, _ = _identity(rest)
        if second is None:
            mailmap.add((first[0], ""), ("", first[1]))
        else:
            mailmap.add(first, second)
    return mailmap


def _identity(text: str) -> tuple[Identity | None, str]:
    """Return the identity at the start of a text and the text behind it."""
    name, opened, rest = text.partition("<")
    email, closed, rest = rest.partition(">")
    if not opened or not closed:
        return None, ""
    return (name.strip(), email.strip()), rest
