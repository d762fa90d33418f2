"""Changes of paths as git prints them raw: `:MODE MODE ID ID STATUS`, then one path or two."""

from collections.abc import Callable, Iterator
from typing import Literal, cast

from debtaudit.domain.history import PathChange

_Status = Literal["A", "M", "D", "R", "T"]


def raw_change(
    meta: bytes, tokens: Iterator[bytes], shown: Callable[[bytes], str]
) -> PathChange | None:
    """Return the change that begins with `meta`, None where it is of no regular file.

    Its paths are taken from `tokens`; `shown` makes text of them.
    """
    mode_before, mode_after, before, after, status = meta[1:].decode("ascii").split()
    old = new = shown(next(tokens, b""))
    if status[0] in "RC":
        new = shown(next(tokens, b""))
    was, is_now = mode_before.startswith("100"), mode_after.startswith("100")
    if not was and not is_now:
        return None
    return PathChange(
        status=cast("_Status", status[0] if status[0] in "AMDRT" else "M"),
        path=new,
        old_path=old,
        before=before if was else None,
        after=after if is_now else None,
    )
