"""Values kept for a run that asks for nearly the same ones again and again."""

from typing import TypeVar

T = TypeVar("T")


class Rounds:
    """Values by kind and key; what a whole round did not ask for is dropped.

    A trend reads hundreds of files and judges hundreds of change sets at each point, most of them
    as at the point before: making them anew would cost more than all that is done with them.
    """

    def __init__(self) -> None:
        self._now: dict[tuple[str, str], object] = {}
        self._before: dict[tuple[str, str], object] = {}

    def next_round(self) -> None:
        """Begin a round: what the last one used can still be had, everything older is gone."""
        self._before, self._now = self._now, {}

    def get(self, kind: str, key: str, of: type[T]) -> T | None:
        """Return what this round or the last one knew, where it is of that type."""
        place = kind, key
        value = self._now.get(place)
        if value is None:
            value = self._before.get(place)
            if value is not None:
                self._now[place] = value
        return value if isinstance(value, of) else None

    def take(self, kind: str, key: str, of: type[T]) -> T | None:
        """Return what `get` does and forget it: the caller goes on with it, and changes it."""
        value = self.get(kind, key, of)
        self._now.pop((kind, key), None)
        self._before.pop((kind, key), None)
        return value

    def put(self, kind: str, key: str, value: object) -> None:
        """Remember a value."""
        self._now[kind, key] = value
