"""The one way in which an extractor says that it could not read a file."""


class NotParsedError(Exception):
    """The bytes are not what the path promises; the message is one line for the diagnostic."""


_BEGIN, _END = b"<<<<<<< ", b">>>>>>> "


def conflict_in(data: bytes | str) -> NotParsedError | None:
    """Return what to raise where git's marks of an unresolved merge are committed, else None.

    They say more than the place at which a parser gave up: the file was never mended.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    at = 0 if raw.startswith(_BEGIN) else raw.find(b"\n" + _BEGIN) + 1
    if (at == 0 and not raw.startswith(_BEGIN)) or b"\n" + _END not in raw[at:]:
        return None
    line = raw.count(b"\n", 0, at) + 1
    return NotParsedError(f"not parsed: an unresolved merge is committed (line {line})")
