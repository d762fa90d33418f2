"""Dotted expressions as the facts write them, taken apart."""

from functools import lru_cache


@lru_cache(maxsize=4096)  # the same attributes are asked for again and again
def segments(expression: str) -> tuple[tuple[str, str], ...]:
    """Split `a.b()[].c` into (("a", ""), ("b", "()[]"), ("c", ""))."""
    parts = expression.split(".")
    if "(" not in expression and "[" not in expression:
        return tuple((part, "") for part in parts)
    return tuple(map(_segment, parts))


def _segment(part: str) -> tuple[str, str]:
    name = part.partition("(")[0].partition("[")[0]
    return name, part[len(name) :]
