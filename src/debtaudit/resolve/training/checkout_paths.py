"""Which file of this repository a path of another checkout means."""

from collections.abc import Iterable, Mapping, Sequence

_MOST_VOTERS = 2000


def repository_paths(
    written: Iterable[str], roots: Sequence[str], paths: Iterable[str]
) -> dict[str, str]:
    """Return the repository's path for each written one that lies in the same checkout.

    A report names files of the machine that ran the tests: absolute, or relative to one of its
    `roots`. The folder that most of them have in common with this repository is taken for the
    root of that checkout; a file outside it (of an installed package, of another project) is none
    of this repository's, whatever its name is.
    """
    known = set(paths)
    plain = {name: _plain(name) for name in sorted(written)}
    candidates = {name: [each, *_below(each, roots)] for name, each in plain.items()}
    best = _common(candidates, known)
    if best is None:
        return {}
    there, here = best
    found: dict[str, str] = {}
    for name, options in candidates.items():
        for option in options:
            path = here + option[len(there) :]
            if option.startswith(there) and path in known:
                found.setdefault(name, path)
    return found


def _plain(name: str) -> str:
    plain = name.replace("\\", "/")
    while plain.startswith("./"):
        plain = plain[2:]
    return plain


def _below(path: str, roots: Sequence[str]) -> list[str]:
    if path.startswith("/") or path[1:3] == ":/":
        return []
    return [f"{_plain(root).rstrip('/')}/{path}" for root in roots if root]


def _common(candidates: Mapping[str, list[str]], known: set[str]) -> tuple[str, str] | None:
    """Return the prefix to take off and the one to put in its place, by most votes."""
    by_base: dict[str, list[str]] = {}
    for path in sorted(known):
        by_base.setdefault(path.rpartition("/")[2], []).append(path)
    votes: dict[tuple[str, str], int] = {}
    for options in list(candidates.values())[:_MOST_VOTERS]:
        for option in options:
            for path in by_base.get(option.rpartition("/")[2], [])[:20]:
                ends = _different_starts(option, path)
                if ends is not None:
                    votes[ends] = votes.get(ends, 0) + 1
    if not votes:
        return None
    # of equal votes the one that changes least: a path as it stands, before a shorter or longer one
    return min(votes, key=lambda ends: (-votes[ends], len(ends[0]) + len(ends[1]), ends))


def _different_starts(written: str, path: str) -> tuple[str, str] | None:
    """Return what stands before the common end of both, where that is all of one of them."""
    one, other = written.split("/"), path.split("/")
    same = 0
    while same < min(len(one), len(other)) and one[-1 - same] == other[-1 - same]:
        same += 1
    before, behind = "/".join(one[: len(one) - same]), "/".join(other[: len(other) - same])
    if before and behind:
        return None
    return before + "/" * bool(same < len(one)), behind + "/" * bool(behind)
