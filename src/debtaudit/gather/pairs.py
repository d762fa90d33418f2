"""Pairs of versions of a file, and what is known of each: the unit in which history is compared."""

import msgspec
from msgspec import Struct

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import AddedLine, Comparison


class Pair(Struct, frozen=True, gc=False):
    """Two versions of a file, by blob id; None where there is none."""

    path_class: PathClass
    before: str | None
    after: str | None

    @property
    def key(self) -> str:
        """The key of its comparison in the cache."""
        return f"{self.before or '-'}..{self.after or '-'} {self.path_class.value}"


class Answer(Struct, frozen=True, array_like=True):
    """What is kept of a pair: a comparison of the surface, or the lines added to a document."""

    comparison: Comparison | None = None
    added: tuple[AddedLine, ...] = ()


_decoder = msgspec.msgpack.Decoder(Answer)


def decoded(value: bytes | None) -> Answer | None:
    """Return an answer out of the cache; what does not decode is as if it was not there."""
    if value is None:
        return None
    try:
        return _decoder.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
