"""Reads the contents of blobs out of the object database, one child process for all of them."""

from collections.abc import Iterable, Iterator, Sequence
from io import BufferedReader

from debtaudit.domain.files import Missing
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.regular_files import too_large
from debtaudit.gather.repository import Repository

# Above this a blob over the limit is not read to be thrown away: git is started anew behind it.
_SKIPPED_BYTES = 8_000_000
_CHUNK = 1 << 16


class BlobReader:
    """The blobs of one repository (`git cat-file --batch`), in the order that is asked for."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def read(self, ids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | Missing]]:
        """Yield each id with its bytes, or with why there are none; `limit` is in bytes."""
        wanted = list(ids)
        yield from zip(wanted, self.read_each([(one, limit) for one in wanted]), strict=True)

    def read_each(self, wanted: Sequence[tuple[str, int]]) -> Iterator[bytes | Missing]:
        """Yield one answer for every pair of a blob id and its own limit in bytes."""
        done = 0
        while done < len(wanted):
            before = done
            try:
                for answer in self._read_some(wanted[done:]):
                    done += 1
                    yield answer
            except GitFailedError as error:
                if done < len(wanted):
                    done += 1
                    yield Missing(f"not readable from the object database ({error})")
            if done == before:  # git said nothing at all, and not why
                done += 1
                yield Missing("not readable from the object database")

    def _read_some(self, wanted: Sequence[tuple[str, int]]) -> Iterator[bytes | Missing]:
        """Yield answers until all are given, git ends, or a blob is too large to skip."""
        names = "".join([f"{blob if blob.isalnum() else 0}\n" for blob, _ in wanted])
        with self._repository.stream(
            "cat-file", "--batch", "--buffer", stdin=names.encode()
        ) as stream:
            output = stream.output
            for _blob, limit in wanted:
                header = output.readline().split()
                if len(header) != 3 or not header[2].isdigit():
                    if not header:
                        return
                    yield Missing("not in this clone (partial clone, or damaged)")
                    continue
                size = int(header[2])
                if header[1] == b"blob" and size <= limit:
                    data = output.read(size)
                    if len(data) < size or not output.read(1):
                        return
                    yield data
                    continue
                if size > _SKIPPED_BYTES:
                    stream.abandon()
                    yield too_large(size, limit)
                    return
                _skip(output, size + 1)
                small = size <= limit
                yield Missing("not a file") if small else too_large(size, limit)


def _skip(output: BufferedReader, left: int) -> None:
    while left > 0 and (piece := output.read(min(_CHUNK, left))):
        left -= len(piece)
