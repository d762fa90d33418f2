"""Options of click and typer that the function which they are given to does not use.

Both hand an option to a parameter of a function. Read off the text, like the options of argparse
(`declared_options.py`): a parameter whose name stands nowhere else in the file is not used. Who
takes all options at once (`ctx.params`, `locals()`, `**`) may use any, and a mention in a comment
counts as a use; such files and options are left out.
"""

import re
from collections.abc import Iterator

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import FixedValue

_CLICK = lazy_pattern(
    rb"^[ \t]*@(?:click\.|\w+\.)?option\((?P<declared>.{1,2000}?)"
    rb"^[ \t]*(?=@|(?:async[ \t]+)?def[ \t])",
    re.MULTILINE | re.DOTALL,
)
_TYPER = lazy_pattern(
    rb"^[ \t]*(?P<name>[A-Za-z]\w*)[ \t]*:[^=\n]{1,200}?"
    rb"(?:=[ \t]*typer\.Option\(|\[[^\n]{1,200}?\btyper\.Option\()(?P<declared>[^\n]{0,400})",
    re.MULTILINE,
)
_LONG = lazy_pattern(rb"[\"']--([A-Za-z][\w-]*)(?:/--[\w-]+)?[\"']")
_NAMED = lazy_pattern(rb"(?:\A|,)\s*[\"']([A-Za-z_]\w*)[\"']\s*(?=,|\)|\Z)")
"""A name without dashes is that of the parameter (click, "Parameter names")."""
_TAKEN_WHOLE = lazy_pattern(
    rb"get_current_context|\bctx\.params|\bcontext\.params|\.params\.items|\blocals\(\)|\binspect\."
    rb"|ParameterSource"
)
_NOT_USED = lazy_pattern(
    rb"callback\s*=|expose_value|is_eager|hidden\s*=\s*True"
    rb"|(?i:deprecat|ignored|unused|no effect|compatib|legacy|placeholder)"
)
"""What is used by others, or says that nobody uses it."""
_MOST = 20


def unused_parameters(data: bytes) -> Iterator[FixedValue]:
    """Yield the options that no function of the file uses, at most 20."""
    if (b"click" not in data and b"typer" not in data) or _TAKEN_WHOLE.search(data):
        return
    found = 0
    rest = _CLICK.sub(b"", data)
    for start, shown, name in (*_of_click(data), *_of_typer(data)):
        uses = re.findall(rb"(?<![\w-])%s\b" % re.escape(name), rest)
        if len(uses) == 1 and found < _MOST and _is_parameter(name, rest):
            found += 1
            line = data.count(b"\n", 0, start) + 1
            yield FixedValue("option", line, f"--{shown.decode()}", name.decode(), "parameter")


def _of_click(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield place, option and parameter of each option of click."""
    if b"option(" not in data:
        return
    at = 0
    while (option := _CLICK.search(data, at)) is not None:
        at = option.end()
        declared = option["declared"]
        longest = max(_LONG.findall(declared), key=len, default=b"")
        named = _NAMED.search(declared)
        if longest and not _NOT_USED.search(declared):
            name = named[1] if named else longest.replace(b"-", b"_").lower()
            yield option.start(), longest, name


def _of_typer(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield those of typer, whose options are parameters."""
    for option in _TYPER.finditer(data) if b"typer" in data else ():
        if not _NOT_USED.search(option["declared"]):
            yield option.start(), option["name"].replace(b"_", b"-"), option["name"]


def _is_parameter(name: bytes, rest: bytes) -> bool:
    """Tell the name of a parameter: behind the bracket or comma of a `def`, in its own line."""
    declared = rb"\bdef\s+\w+\([^()]{0,2000}?\b%s\s*[:,=)]|^[ \t]*%s[ \t]*[:,=]"
    escaped = re.escape(name)
    return re.search(declared % (escaped, escaped), rest, re.MULTILINE) is not None
