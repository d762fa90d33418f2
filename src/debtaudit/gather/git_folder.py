"""Finds a repository's git folder and reads its few harmless switches, without asking git.

git itself must not be asked: it reads the configuration of the repository first, and that is an
attacker's (`core.worktree=/etc`, `core.fsmonitor=./run-me`). Layouts: gitrepository-layout(5).
"""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from debtaudit.domain.files import Missing
from debtaudit.gather.regular_files import read_regular

_SMALL = 64_000
_CONFIGURATION_LIMIT = 1_000_000
_TRUTH = {"true": "true", "yes": "true", "on": "true", "1": "true", "": "true"} | dict.fromkeys(
    ("false", "no", "off", "0"), "false"
)
# Switches that change how a work tree compares with the index; none of them can name a program.
_HARMLESS = {
    "core.filemode": _TRUTH,
    "core.ignorecase": _TRUTH,
    "core.symlinks": _TRUTH,
    "core.precomposeunicode": _TRUTH,
    "core.sparsecheckout": _TRUTH,
    "core.sparsecheckoutcone": _TRUTH,
    "core.autocrlf": _TRUTH | {"input": "input"},
    "core.eol": {"lf": "lf", "crlf": "crlf", "native": "native"},
}


class GitFolder(Struct, frozen=True):
    """Where the parts of a repository lie.

    `folder` holds HEAD and the index, `common` objects and refs (they differ in a linked work
    tree). `root` is the work tree, or the repository itself where it is bare; `prefix` the way
    from `root` to the audited path (`""` or `sub/folder/`).
    """

    folder: Path
    common: Path
    root: Path
    prefix: str
    bare: bool
    object_format: str
    ref_storage: str
    partial: bool
    switches: Mapping[str, str]


def find_git_folder(path: Path) -> GitFolder | Missing:
    """Walk up from `path` (a folder that exists) to the repository that holds it."""
    start = path.resolve()
    for place in (start, *start.parents):
        linked = _linked_folder(place / ".git")
        if isinstance(linked, Missing):
            return linked
        if linked is not None:
            return _describe(linked, place, start)
        if _is_git_folder(place):
            return _describe(place, None, start)
    return Missing("no git repository")


def _linked_folder(entry: Path) -> Path | Missing | None:
    """Follow `.git`: a folder, or a file that names one (linked work trees, submodules)."""
    try:
        mode = entry.stat().st_mode
    except OSError:
        return None
    if stat.S_ISDIR(mode):
        return entry if _is_git_folder(entry) else None
    text = _text(entry)
    if text is None or not text.startswith("gitdir:"):
        return None
    folder = entry.parent / text[len("gitdir:") :].strip()
    if _is_git_folder(folder):
        return folder.resolve()
    return Missing("the file .git names a git folder that is not there")


def _is_git_folder(folder: Path) -> bool:
    common = _common(folder)
    return (
        os.path.lexists(folder / "HEAD")
        and (common / "objects").is_dir()
        and ((common / "refs").is_dir() or (common / "reftable").is_dir())
    )


def _common(folder: Path) -> Path:
    text = _text(folder / "commondir")
    return (folder / text.strip()).resolve() if text else folder


def _describe(folder: Path, work_tree: Path | None, start: Path) -> GitFolder:
    common = _common(folder)
    values = _configuration(common / "config")
    if values.get("extensions.worktreeconfig") in _TRUTH:
        values |= _configuration(folder / "config.worktree")
    bare = work_tree is None or (
        folder == common and _TRUTH.get(values.get("core.bare", "false")) == "true"
    )
    root = folder if bare or work_tree is None else work_tree
    inside = "" if bare else start.relative_to(root).as_posix()
    return GitFolder(
        folder=folder,
        common=common,
        root=root,
        prefix="" if inside in ("", ".") else inside + "/",
        bare=bare,
        object_format="sha256" if values.get("extensions.objectformat") == "sha256" else "sha1",
        ref_storage="reftable" if values.get("extensions.refstorage") == "reftable" else "files",
        partial="extensions.partialclone" in values
        or any(key.endswith((".promisor", ".partialclonefilter")) for key in values),
        switches={
            key: allowed[values[key]]
            for key, allowed in _HARMLESS.items()
            if values.get(key) in allowed
        },
    )


def _configuration(path: Path) -> dict[str, str]:
    """Return the lower-case keys and values of a git configuration file; includes are not read."""
    data = read_regular(path, _CONFIGURATION_LIMIT)
    if isinstance(data, Missing):
        return {}
    return dict(_keys(data.decode("utf-8", "replace")))


def _keys(text: str) -> Iterator[tuple[str, str]]:
    """Read the syntax of git-config(1) as far as the keys that matter here can use it."""
    section = ""
    for line in text.splitlines():
        rest = line.strip()
        if rest.startswith("["):
            header, _, rest = rest[1:].partition("]")
            section = header.strip().lower().replace(' "', ".").rstrip('"')
            rest = rest.strip()
        if rest and rest[0] not in "#;":
            key, _, value = rest.partition("=")
            value = value.split("#")[0].split(";")[0].strip().strip('"').lower()
            yield f"{section}.{key.strip().lower()}", value


def _text(path: Path) -> str | None:
    data = read_regular(path, _SMALL)
    return None if isinstance(data, Missing) else data.decode("utf-8", "surrogateescape")
