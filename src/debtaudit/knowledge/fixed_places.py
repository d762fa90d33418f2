"""What ties code to one machine, network or account: machine_paths.tsv and fixed_hosts.tsv."""

from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text


class MachinePath(Struct, frozen=True):
    """The start of an absolute path: whose it is (`home`, `mount`, `promised`), and in words."""

    whose: str
    what: str


def machine_path(path: str) -> MachinePath | None:
    """Return what an absolute path starts with; None for what stands on any machine.

    Backslashes count as slashes. A start that a platform promises gives None too.
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    found = next((row for start, row in _starts() if _fits(parts, start)), None)
    return None if found is None or found.whose == "promised" else found


@cache
def first_folders() -> tuple[str, ...]:
    """Return what the first folder of a path of the table begins with: `home`, `mnt`, ..."""
    first = (start.split("/")[1] for start, _, _ in _rows("machine_paths.tsv") if start[0] == "/")
    return tuple(dict.fromkeys(each.partition("*")[0].partition("#")[0] for each in first))


@cache
def _starts() -> tuple[tuple[tuple[str, ...], MachinePath], ...]:
    """Return the folders of each start, those with most letters first, promises before all."""
    rows = _rows("machine_paths.tsv")
    rows.sort(key=lambda row: (row[1] != "promised", -len(row[0])))
    return tuple((tuple(filter(None, start.split("/"))), MachinePath(*row)) for start, *row in rows)


def _fits(parts: Sequence[str], start: Sequence[str]) -> bool:
    """Tell whether a path begins with the folders of a start.

    (A pattern for each would take longer to compile than all paths of an audit to look at.)
    """
    return len(parts) >= len(start) and all(map(_is_called, parts, start))


def _is_called(part: str, wanted: str) -> bool:
    if wanted[-1] == "*":
        return part.startswith(wanted[:-1])
    if wanted[-1] == "#":
        return part[-1].isdigit() and part.rstrip("0123456789") == wanted[:-1]
    if wanted == "?:":
        return len(part) == 2 and part[0].isalpha() and part[1] == ":"
    return part == wanted


def host_of(name: str) -> str | None:
    """Return what ties code to this host name (lower case), None where nothing does."""
    if any(name.endswith(end) for end, _ in _hosts("not-host")):
        return None
    return next((what for end, what in _hosts("host") if name.endswith(end)), None)


def host_ends() -> tuple[str, ...]:
    """Return the ends of host names that tie code to one place."""
    return tuple(end for end, _ in _hosts("host"))


def is_public_account(number: str) -> bool:
    """Tell an AWS account that AWS documents, or a placeholder, from one of somebody."""
    return any(number == known for known, _ in _hosts("public-account"))


def is_public_store(bucket: str) -> bool:
    """Tell a bucket that its makers publish."""
    return any(bucket.startswith(known) for known, _ in _hosts("public-store"))


def is_known_secret(text: str) -> bool:
    """Tell the password with which a product is delivered."""
    return any(text.lower() == known for known, _ in _hosts("known-secret"))


@cache
def _hosts(kind: str) -> tuple[tuple[str, str], ...]:
    rows = _rows("fixed_hosts.tsv")
    return tuple((name, what) for row_kind, name, what in rows if row_kind == kind)


def _rows(table: str) -> list[tuple[str, str, str]]:
    found = []
    for line in packaged_text(table).splitlines():
        if line and not line.startswith("#"):
            first, second, third = line.split("\t")
            found.append((first, second, third))
    return found
