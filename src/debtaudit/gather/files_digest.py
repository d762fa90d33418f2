"""A digest of the files of a snapshot: the key of what the cache keeps about all of them."""

from collections.abc import Callable, Iterable
from hashlib import blake2b

from debtaudit.domain.files import FileEntry


def files_digest(
    about: str, entries: Iterable[FileEntry], is_read: Callable[[FileEntry], bool]
) -> str | None:
    """Return a digest of what is asked, of the files, and of which of them are read.

    It is None where a file that is read has no id: then nothing tells whether it is the same.
    """
    digest = blake2b(about.encode("utf-8", "surrogateescape"), digest_size=20)
    for entry in entries:
        read = is_read(entry)
        if read and not entry.is_hashed:
            return None
        line = f"\0{entry.path}\0{entry.blob}\0{entry.path_class.value}\0{read}"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
