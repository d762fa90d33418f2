"""Dotted expressions as the facts write them, taken apart."""


def segments(expression: str) -> list[tuple[str, str]]:
    """Split `a.b()[].c` into [("a", ""), ("b", "()[]"), ("c", "")]."""
    if "(" not in expression and "[" not in expression:
        return [(part, "") for part in expression.split(".")]
    found = []
    for part in expression.split("."):
        for at, letter in enumerate(part):
            if letter in "([":
                found.append((part[:at], part[at:]))
                break
        else:
            found.append((part, ""))
    return found
