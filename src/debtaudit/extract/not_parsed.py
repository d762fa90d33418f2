"""The one way in which an extractor says that it could not read a file."""


class NotParsedError(Exception):
    """The bytes are not what the path promises; the message is one line for the diagnostic."""


_BEGIN, _END = b"\n<<<<<<< ", b"\n>>>>>>> "


def conflict_in(data: bytes | str) -> NotParsedError | None:
    """Return what to raise where git's marks of an unresolved merge are committed, else None.

    They say more than the place at which a parser gave up: the file was never mended.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    lines = b"\n" + raw  # the first line begins like every other
    at = lines.find(_BEGIN)
    if at < 0 or lines.find(_END, at) < 0:
        return None
    line = lines.count(b"\n", 0, at) + 1
    return NotParsedError(f"not parsed: an unresolved merge is committed (line {line})")
