"""The fact cache as values: encoded and decoded, and kept where the cache keeps rounds."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from debtaudit.gather.cache import FactCache

T = TypeVar("T", bound=msgspec.Struct)

_encoder = msgspec.msgpack.Encoder()


def load(cache: FactCache, kind: str, keys: Sequence[str], of: type[T]) -> dict[str, T]:
    """Return the values that are known, by key; what does not decode is as if it was not there."""
    found: dict[str, T] = {}
    rounds = cache.rounds
    if rounds is not None:
        for key in keys:
            kept = rounds.get(kind, key, of)
            if kept is not None:
                found[key] = kept
    decoder = msgspec.msgpack.Decoder(of)
    asked = [key for key in keys if key not in found] if found else keys
    for key, data in cache.get_many(kind, asked).items():
        try:
            found[key] = decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        keep(cache, kind, key, found[key])
    return found


def keep(cache: FactCache, kind: str, key: str, value: msgspec.Struct) -> None:
    """Keep a value for this process, where the cache keeps rounds."""
    if cache.rounds is not None:
        cache.rounds.put(kind, key, value)


def store(cache: FactCache, kind: str, values: Mapping[str, msgspec.Struct]) -> None:
    """Remember values, in this process and in the file."""
    for key, value in values.items():
        keep(cache, kind, key, value)
    if cache.path is not None:
        cache.put_many(kind, {key: _encoder.encode(value) for key, value in values.items()})
