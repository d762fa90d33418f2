"""Names that a pattern means, in which `*` stands for anything: looked for in all names at once."""

from collections.abc import Iterable, Iterator


def lines_like(patterns: Iterable[str], lines: str, never: str = "\n") -> Iterator[str]:
    """Yield the lines, all in lower case, that one of the patterns means; some twice.

    `*` stands for anything but the character `never`. Hardly any repository holds one: what is
    fixed in a pattern is looked for first. (An expression takes longer to compile than to search.)
    """
    for pattern in map(str.lower, patterns):
        parts = pattern.split("*")
        fixed = max(parts, key=len)
        at = lines.find(fixed)
        while at >= 0:
            end = lines.find("\n", at)
            end = len(lines) if end < 0 else end
            line = lines[lines.rfind("\n", 0, at) + 1 : end]
            # where a line holds no more of it than the pattern, no `*` stands for any of it
            if line and line.count(never) == pattern.count(never) and _is_like(line, parts):
                yield line
            at = lines.find(fixed, end + 1)


def _is_like(line: str, parts: list[str]) -> bool:
    """Tell whether a line consists of these parts, in this order, with anything between them."""
    if len(parts) == 1:
        return line == parts[0]
    head, *inner, tail = parts
    if not line.startswith(head) or not line.endswith(tail):
        return False
    at, end = len(head), len(line) - len(tail)
    for part in inner:
        found = line.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end
