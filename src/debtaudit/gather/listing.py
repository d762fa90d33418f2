"""What all ways of listing files have in common: names, ids, and what is too large to hash."""

from collections.abc import Mapping

from msgspec import Struct

from debtaudit.domain.files import FileEntry
from debtaudit.domain.report import Diagnostic

HASHED_BYTES = 64_000_000


class Listing(Struct, frozen=True):
    """The files of a snapshot, sorted by path.

    `on_disk` maps the path of each file that is read from the disk to the bytes of its name below
    the root; all others are read from the object database. `commit` is the id of the commit that
    holds every one of the entries as it is here, None where that is not known.
    """

    entries: tuple[FileEntry, ...]
    on_disk: Mapping[str, bytes] = {}
    dirty: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()
    commit: str | None = None


def shown(name: bytes) -> str:
    r"""Return a file name as text; bytes that are no UTF-8 are written as `\xNN`.

    Nothing opens a file by this text: blobs are read by id, files on disk by their bytes.
    """
    return name.decode("utf-8", "backslashreplace")


def blob_id(data: bytes, object_format: str) -> str:
    """Return the id that git gives a blob of these bytes."""
    import hashlib

    make = hashlib.sha256 if object_format == "sha256" else hashlib.sha1
    digest = make(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def unhashed(object_format: str) -> str:
    """Return the id of a file whose bytes were not looked at: git's id for nothing."""
    return "0" * (64 if object_format == "sha256" else 40)


def irregular(mode: bytes) -> str:
    """Return why something that is no regular file is left out, by its git mode."""
    if mode == b"120000":
        return "left out: a symbolic link, which is not followed"
    if mode == b"160000":
        return "left out: a submodule; audit it by its own path"
    return "left out: not a regular file"
