"""The parts in which two versions of a Python source differ, found without parsing or line by line.

Blocks are aligned first: statements at column 0, and the members of classes that both versions
have. Only what has no partner is looked at further.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.alignment import without_partner
from debtaudit.extract.surface.blocks import (
    decoded,
    import_statements,
    members_of_class,
    top_level_blocks,
)
from debtaudit.extract.surface.version import Version

_RECENT = 4
"""Sources kept cut: the version after one change is the version before the next."""


class _Source(Struct, frozen=True, gc=False):
    """A source, its top-level blocks, and those of them that import."""

    text: str
    blocks: list[str]
    imports: str


def differing_parts(before: bytes, after: bytes) -> tuple[Version, Version]:
    """Return two versions reduced to the blocks that have no equal partner on the other side."""
    sources = _source(before), _source(after)
    old, new = (source.blocks for source in sources)
    kept = without_partner(old, new)
    classes = _common_classes(old, kept[0]), _common_classes(new, kept[1])
    names = classes[0].keys() & classes[1].keys()
    parts: tuple[dict[int, _Stretches], dict[int, _Stretches]] = ({}, {})
    for name in names:
        one, other = classes[0][name], classes[1][name]
        parts[0][one], parts[1][other] = _differing_members(old[one], new[other])
    return (
        _version(sources[0], kept[0], parts[0]),
        _version(sources[1], kept[1], parts[1]),
    )


@lru_cache(maxsize=_RECENT)
def _source(data: bytes) -> _Source:
    text = decoded(data)
    blocks = top_level_blocks(text)
    return _Source(text, blocks, import_statements(blocks))


_Stretches = list[tuple[str, int]]
"""Texts, and how many lines stand before each."""

_NAME = lazy_pattern(r"(?:@[^\n]*\n)*class[ \t]+(\w+)")


def _common_classes(blocks: Sequence[str], kept: Sequence[int]) -> dict[str, int]:
    """Return the places of the classes among some blocks by name, if no other has it."""
    found: dict[str, int] = {}
    twice = set()
    for index in kept:
        name = _NAME.match(blocks[index]) if blocks[index][:1] in "@c" else None
        if name is not None:
            if name[1] in found:
                twice.add(name[1])
            found[name[1]] = index
    return {name: index for name, index in found.items() if name not in twice}


def _differing_members(before: str, after: str) -> tuple[_Stretches, _Stretches]:
    """Reduce two versions of a class to its head and the members without an equal partner.

    `pass` stands for what is left out, so that no body is empty.
    """
    old, new = members_of_class(before), members_of_class(after)
    if old is None or new is None:
        return [(before, 0)], [(after, 0)]
    kept = without_partner(old.members, new.members)
    left_out = len(kept[0]) < len(old.members)
    sides = []
    for side, found in ((old, kept[0]), (new, kept[1])):
        stretches = [(side.head, 0)]
        lines = side.head.count("\n")
        if left_out:
            stretches.append((f"{side.indent}pass\n", lines))
        places = zip(found, _lines_above(side.members, found), strict=True)
        stretches += [(side.members[index], lines + above) for index, above in places]
        sides.append(stretches)
    return sides[0], sides[1]


def _version(source: _Source, kept: Sequence[int], classes: dict[int, _Stretches]) -> Version:
    stretches: _Stretches = []
    for index, above in zip(kept, _lines_above(source.blocks, kept), strict=True):
        inside = classes.get(index)
        if inside is None:
            stretches.append((source.blocks[index], above))
        else:
            stretches += [(text, above + lines) for text, lines in inside]
    return Version(source.text, stretches, source.imports)


def _lines_above(blocks: Sequence[str], kept: Sequence[int]) -> Iterator[int]:
    """Yield for each of some blocks, in order, how many lines stand before it."""
    lines = 0
    start = 0
    for index in kept:
        lines += sum([block.count("\n") for block in blocks[start:index]])
        yield lines
        start = index
