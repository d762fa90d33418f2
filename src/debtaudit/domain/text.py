"""Text of strangers made safe to show, and measured in columns.

File names, subjects and authors come out of the audited repository. A control character could
move the cursor, a bidirectional override (CVE-2021-42574, "Trojan Source") could turn a path
around, a zero-width character could hide one. All of them are shown as the escape that Python
would write, by every format, before the format's own escaping.
"""

# Printable as Unicode has it, and yet without any ink: fillers and joiners that make two names
# look alike (UTS #39, "default ignorable").
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_ELLIPSIS = "…"


def visible(text: str) -> str:
    r"""Return the text on one line, with everything that cannot be seen written as an escape.

    `str.isprintable` draws the line: control, format, surrogate, private and unassigned code
    points and separators other than the space become `\n`, `\x1b`, `\u202e`, ...
    """
    if text.isprintable() and (text.isascii() or _INVISIBLE.isdisjoint(text)):
        return text
    return "".join(
        char if char.isprintable() and char not in _INVISIBLE else _escape(char) for char in text
    )


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def ascii_only(text: str) -> str:
    r"""Return the text in ASCII; what is not, is written as an escape (`\xe9`)."""
    return text if text.isascii() else text.encode("ascii", "backslashreplace").decode("ascii")


def valid_unicode(text: str) -> str:
    r"""Return the text with lone surrogates (bytes that were no UTF-8) as `\udc80`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def columns(text: str) -> int:
    """Return the number of terminal columns of a visible text (UAX #11: wide characters are 2)."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(char) for char in text)


def _columns_of(char: str) -> int:
    if char.isascii():
        return 1
    from unicodedata import category, east_asian_width

    if category(char) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def shorten(text: str, width: int, mark: str = _ELLIPSIS) -> str:
    """Cut a visible text to at most `width` columns, with `mark` where something is missing."""
    if columns(text) <= width:
        return text
    room = max(width - columns(mark), 0)
    return _head(text, room).rstrip() + mark if room else _head(text, width)


def shorten_path(path: str, width: int, mark: str = _ELLIPSIS) -> str:
    """Cut a visible path to at most `width` columns at its front: the end tells more."""
    if columns(path) <= width:
        return path
    room = max(width - columns(mark), 0)
    return mark + _head(path[::-1], room)[::-1] if room else _head(path, width)


def pad(text: str, width: int, right: bool = False) -> str:
    """Fill a visible text with spaces to `width` columns, at its left where `right` is set."""
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks


def wrap(text: str, width: int) -> list[str]:
    """Break a visible text into lines of at most `width` columns, at spaces where there are any."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        rest = word
        if line and columns(line) + 1 + columns(rest) <= width:
            line += f" {rest}"
            continue
        if line:
            lines.append(line)
        while columns(rest) > width:
            piece = _head(rest, width) or rest[0]
            lines.append(piece)
            rest = rest[len(piece) :]
        line = rest
    return [*lines, line] if line or not lines else lines


def _head(text: str, width: int) -> str:
    """Return the longest beginning of the text that fits into `width` columns."""
    if text.isascii():
        return text[:width]
    used = 0
    for index, char in enumerate(text):
        used += _columns_of(char)
        if used > width:
            return text[:index]
    return text
