"""A Python file that is new or gone: what it defines, read off its text without parsing it.

Nothing in such a file has another version, so all that matters is which definitions of a model it
brings, and digests of its lines, by which code is recognised that only moved between files.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from debtaudit.domain.history import SurfaceChange
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface.context import Context, call_mark, context_of
from debtaudit.extract.surface.definitions import SurfaceDefinition
from debtaudit.extract.surface.words import word_mark

_MOST_TEXT = 6_000
"""Characters of a block that are searched for telling calls."""
_MOST_DIGESTS = 300
_SHORTEST_LINE = 24
_WEAK = 0.08
_HEAD = lazy_pattern(r"(?:async )?(class|def) (\w+)\s*(?:\(([^)]*)\))?", re.ASCII)
_CALL = lazy_pattern(r"([A-Za-z_][\w.]*)\s*\(", re.ASCII)
_ASSIGNED = lazy_pattern(r"^([A-Za-z_]\w*)\s*=[^=]", re.MULTILINE | re.ASCII)
_OPTION = lazy_pattern(r"[\"']--?([A-Za-z][\w-]*)[\"']", re.ASCII)


def outline(blocks: Iterable[str], aliases: Mapping[str, str], *, new: bool) -> list[SurfaceChange]:
    """Return one change for each definition of a file that counts, and one for its module level.

    `blocks` are the top-level blocks of the file.
    """
    changes: list[SurfaceChange] = []
    loose: list[str] = []
    line = 1
    for block in blocks:
        head = _HEAD.search(block) if block.startswith(("class ", "def ", "async ", "@")) else None
        if head is not None:
            changes += _definition(block, head, line, aliases, new=new)
        elif not block.startswith(("import ", "from ", '"""', "'''", "#")):
            loose.append(block)
        line += block.count("\n")
    if loose:
        changes += _module("".join(loose), aliases, new=new)
    return changes


def _definition(
    block: str, head: re.Match[str], line: int, aliases: Mapping[str, str], *, new: bool
) -> Iterable[SurfaceChange]:
    is_class = head[1] == "class"
    bases = tuple(_resolved(base, aliases) for base in _names(head[3] or "")) if is_class else ()
    stub = SurfaceDefinition(head[2], line, bases, [], (), is_class=is_class)
    context = context_of(stub)
    kind, weight, because = _best(_calls(block, aliases), context)
    if context.factor == 1.0 and context.weight > weight:
        kind, weight, because = context.kind or kind, context.weight, context.because
    if is_class and context.kind and bases:
        kind, weight = context.kind, max(weight, 0.85 if context.weight > 0.5 else 0.0)
    what = f"{'class' if is_class else 'function'} {head[2]}"
    yield from _change(head[2], kind or context.kind, weight, what, line, because, block, new=new)


def _module(text: str, aliases: Mapping[str, str], *, new: bool) -> Iterable[SurfaceChange]:
    context = Context("", 0.3, "module level")
    kind, weight, because = _best(_calls(text, aliases), context)
    names = {*_ASSIGNED.findall(text[: 4 * _MOST_TEXT]), *_OPTION.findall(text[: 4 * _MOST_TEXT])}
    for name in sorted(names):
        mark = word_mark(name)
        if mark is not None and mark.weight * 0.8 > weight:
            kind, weight, because = mark.kind, mark.weight * 0.8, f"`{name}`"
    yield from _change(MODULE, kind, weight, "module-level code", 1, because, text, new=new)


def _best(calls: Iterable[str], context: Context) -> tuple[str, float, str]:
    kind, weight, because = context.kind, 0.0, context.because
    for name in sorted(calls):
        mark = call_mark(name)
        if mark is not None and mark.weight * 0.95 * context.factor > weight:
            kind, weight = mark.kind, mark.weight * 0.95 * context.factor
            because = f"calls {name}"
    return kind, weight, because


def _change(
    symbol: str,
    kind: str,
    weight: float,
    what: str,
    line: int,
    because: str,
    block: str,
    *,
    new: bool,
) -> Iterable[SurfaceChange]:
    if not new:
        weight *= 0.85
    if weight < _WEAK:
        return
    digests = line_digests(block.split("\n"))
    yield SurfaceChange(
        symbol=symbol,
        kind=kind,
        before=None if new else what,
        after=what if new else None,
        line=line,
        weight=round(min(weight, 0.95), 3),
        because=f"{'new' if new else 'removed'}: {because}",
        removed=() if new else digests,
        added=digests if new else (),
        whole=True,
        tell="class" if what.startswith("class") else "function",
    )


def _names(text: str) -> Iterable[str]:
    for part in text.split(","):
        name = part.strip().partition("[")[0]
        if name and "=" not in name and name != "object":
            yield name


def _calls(block: str, aliases: Mapping[str, str]) -> set[str]:
    return {_resolved(name, aliases) for name in _CALL.findall(block, 0, _MOST_TEXT)}


def _resolved(name: str, aliases: Mapping[str, str]) -> str:
    first, dot, rest = name.partition(".")
    known = aliases.get(first)
    return name if known is None else known + dot + rest


def line_digests(lines: Sequence[str]) -> tuple[int, ...]:
    """Return digests of the lines that are long enough to be known again in another file."""
    found = []
    for line in lines:
        bare = line.strip()
        if len(bare) > _SHORTEST_LINE and bare[0] != "#":
            found.append(crc32(bare.encode("utf-8", "surrogatepass")))
            if len(found) >= _MOST_DIGESTS:
                break
    return tuple(found)
