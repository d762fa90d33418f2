"""Bytes of a manifest to text, and what merges left behind in it."""

import codecs

from debtaudit.domain.patterns import lazy_pattern

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CODING = lazy_pattern(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_CONFLICT = ("<<<<<<< ", "||||||| ", ">>>>>>> ")


def text_of(data: bytes) -> str:
    """Decode as pip does (BOM, PEP 263 comment, UTF-8), with Latin-1 as what never fails.

    Line ends become newlines, so that a line number is that of an editor and of git.
    """
    return _decode(data).replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if data[1:2] == b"\0" and data[3:4] == b"\0":  # PowerShell's `>` without a BOM
        return data.decode("utf-16-le", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for line in data.split(b"\n", 2)[:2]:
        match = _CODING.match(line)
        if match:
            try:
                return data.decode(match.group(1).decode("ascii"), errors="replace")
            except LookupError:
                break
    return data.decode("latin-1")


def is_conflict_marker(line: str) -> bool:
    """Tell whether git left this line in the file while merging."""
    return line.startswith(_CONFLICT) or line == "======="


def one_side(text: str) -> tuple[str, tuple[str, ...]]:
    """Blank conflict markers and the other side of each conflict; return the text and problems."""
    if "<<<<<<< " not in text:
        return text, ()
    kept = []
    problems = []
    dropping = False
    for number, line in enumerate(text.split("\n"), 1):
        if is_conflict_marker(line):
            if line.startswith("<<<<<<< "):
                problems.append(f"line {number}: merge conflict marker, our side was read")
            dropping = line == "=======" or line.startswith("||||||| ")
            kept.append("")
        else:
            kept.append("" if dropping else line)
    return "\n".join(kept), tuple(problems)


def without_remark(text: str) -> str:
    """Take a comment away: `#` at the start or after a blank, and the blanks before it."""
    at = text.find("#")
    while at > 0 and not text[at - 1].isspace():
        at = text.find("#", at + 1)
    return text if at < 0 else text[:at].rstrip()


def shown(text: str) -> str:
    """Return a broken line as a problem quotes it: short, on one line, without secrets."""
    from debtaudit.domain.masking import mask

    flat = mask(" ".join(text[:400].split()))
    return flat if len(flat) <= 60 else f"{flat[:57]}..."
