"""Weights, data and the pointer files that stand for them, compared by hash."""

from collections.abc import Iterable

from debtaudit.domain.history import Comparison, SurfaceChange
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.words import words_of
from debtaudit.knowledge.model_surface import surface_knowledge

_LFS = lazy_pattern(rb"oid sha256:([0-9a-f]{64})")
_FIELD = lazy_pattern(r"^\s*(-\s+)?(path|md5|etag|checksum|hash_value|size)\s*:\s*(\S+)")
_SECTION = lazy_pattern(r"^\s*(\w[\w@.-]*)\s*:\s*$|^\s*(?:end)\s*:$")
_CODE = (".py", ".ipynb", ".sh", ".md", ".yaml", ".yml", ".toml", ".cfg")
_SHOWN_HASH = 12
_POINTER_WEIGHT = 0.85
_MOST_POINTERS = 12


def compare_artefact(before: bytes | None, after: bytes | None) -> Comparison:
    """Compare weights or data; LFS pointers by their oid, everything else by its bytes."""
    old, new = _identity(before), _identity(after)
    if old == new:
        return Comparison()
    return artefact_change(old, new)


def artefact_change(before: str | None, after: str | None) -> Comparison:
    """Return the comparison of an artefact known by two ids (hashes), None where it is absent."""
    if before == after:
        return Comparison()
    weight = _POINTER_WEIGHT if after is not None else 0.7
    verb = "added" if before is None else "removed" if after is None else "replaced"
    change = SurfaceChange(
        symbol="",
        kind="artefact",
        before=before and before[:_SHOWN_HASH],
        after=after and after[:_SHOWN_HASH],
        line=None,
        weight=weight,
        because=f"the file was {verb}",
        anywhere=True,
        tell="hash",
    )
    return Comparison((change,))


def compare_pointer(before: bytes | None, after: bytes | None) -> Comparison:
    """Compare DVC and LFS pointer files by the hashes in them, path by path."""
    old, new = _hashes(before), _hashes(after)
    changes = []
    for path in sorted(old.keys() | new.keys()):
        one, other = old.get(path), new.get(path)
        if one == other or path.endswith(_CODE) or _is_evaluation(path):
            continue
        found = artefact_change(one, other).changes[0]
        changes.append(
            SurfaceChange(
                symbol=path,
                kind="artefact",
                before=found.before,
                after=found.after,
                line=None,
                weight=found.weight,
                because=f"the hash of {path or 'the content'} is another",
                anywhere=True,
                tell="hash",
            )
        )
    return Comparison(tuple(changes[:_MOST_POINTERS]))


def _is_evaluation(path: str) -> bool:
    """Tell whether an output is what an evaluation says, not what a model is made of."""
    words = surface_knowledge().table("evaluation-output")
    return any(word in words for word in words_of(path))


def _identity(data: bytes | None) -> str | None:
    if data is None:
        return None
    found = _LFS.search(data[:400])
    if found is not None:
        return found[1].decode()
    from hashlib import sha1

    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _hashes(data: bytes | None) -> dict[str, str]:
    """Return path -> hash of a pointer file; the path is empty where the file names none."""
    if data is None:
        return {}
    found = _LFS.search(data[:400])
    if found is not None:
        return {"": found[1].decode()}
    return dict(_items(data.decode("utf-8", "replace").splitlines()))


def _items(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield (path, hash) of the outputs; what a stage depends on is the output of another."""
    item: dict[str, str] = {}
    section = ""
    for line in [*lines, "end:"]:
        found = _FIELD.match(line)
        head = _SECTION.match(line)
        if (line.lstrip().startswith("- ") or head) and item:
            if "md5" in item and section == "outs":
                yield item.get("path", ""), item["md5"]
            item = {}
        if head is not None:
            section = head[1]
        elif found is not None:
            name = "md5" if found[2] in ("etag", "checksum", "hash_value") else found[2]
            item.setdefault(name, found[3].strip("'\""))
