"""The statements in which two versions of a source differ: all that has to be parsed.

Lines are aligned, and the statements of those that have no partner are picked together with the
heads of the compound statements around them. What is picked on one side is picked on the other
too, so that whatever is left out says the same on both; where something is left out of a body,
`pass` stands for it. The rest becomes empty lines: what is parsed keeps its line numbers.
"""

from msgspec import Struct

from debtaudit.extract.surface.alignment import NOWHERE, aligned
from debtaudit.extract.surface.heads import bare_head
from debtaudit.extract.surface.statements import TOP, Statements
from debtaudit.extract.surface.version import Version

_FARTHEST = 120
"""Lines over which a statement is followed that moved within its definition."""


class Differing(Struct, frozen=True, gc=False):
    """The differing statements of both versions as sources."""

    before: str
    after: str

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs but comments, texts by themselves and blank lines."""
        return not self.before.strip() and not self.after.strip()


def differing_statements(before: Version, after: Version) -> Differing:
    """Return what differs between two versions; both end their lines without white space."""
    lines = aligned(before.lines, after.lines)
    old = _Picked(before, lines.to_new)
    new = _Picked(after, lines.to_old)
    changed = [side.changed() for side in (old, new)]
    for side, found in zip((old, new), changed, strict=True):
        for line in found:
            side.pick_changed(line)
    if old.picked or new.picked:
        _pick_moved(old, new, changed)
        _pick_renamed(old, new, changed)
        _settle(old, new)
        _shorten(old, new)
    return Differing(old.source(), new.source())


class _Picked:
    """One version, and which of its lines are picked."""

    def __init__(self, version: Version, partners: list[int]) -> None:
        self.lines = version.lines
        self.statements = Statements(version.lines, version.text)
        self.picked: set[int] = set()
        self.waiting: list[int] = []
        """Picked lines whose partners have not been picked yet."""
        self.partners = partners
        self.heads: dict[int, int] = {}
        """The first and the last lines of the heads that are picked by themselves."""
        self.short: dict[int, str] = {}
        """What stands for some of these heads."""

    def changed(self) -> list[int]:
        """Return the lines that have no partner and are not blank."""
        lines = self.lines
        places = enumerate(self.partners)
        return [line for line, partner in places if partner == NOWHERE and lines[line]]

    def pick_changed(self, line: int) -> None:
        """Pick the statement of a changed line; of a condition or loop all that hangs on it."""
        if line in self.picked or not self.statements.is_code(line):
            return
        first = self.statements.first(line)
        if self.statements.head_end(first) is not None and not self.statements.definition(first):
            self._add(first, self.statements.last_clause(first))
            self._pick_around(first)
        else:
            self.pick(line)
            above = self.statements.entry_above(first, line)
            if above is not None:
                self.pick(above)  # so that what gained an entry does not look empty before

    def pick(self, line: int) -> None:
        """Pick the statement of a line with the heads around it."""
        if line in self.picked:
            return
        first = self.statements.first(line)
        end = self.statements.head_end(first)
        if end is not None:
            self.heads[first] = end
            self._add(first, end)
        else:
            entry = self.statements.entry(first, line)
            last = self.statements.last(first)
            if entry is None or NOWHERE in (self.partners[first], self.partners[last]):
                self._add(first, last)
            else:
                self._add(first, first)
                self._add(last, last)
                self._add(*entry)
        self._add(line, line)  # (whatever was read: nothing is asked for twice)
        self._pick_around(first)

    def around(self, line: int) -> list[tuple[str, int]]:
        """Return the definitions around a line with their first lines, the innermost first."""
        around = self.statements.definitions_around(line)
        return [(self.statements.definition(first), first) for first in around]

    def _pick_around(self, first: int) -> None:
        if self.lines[first].lstrip().startswith("@"):
            below = self.statements.below(first)
            if below != TOP:
                self.pick(below)
        elif self.statements.definition(first):
            for decorator in self.statements.decorators(first):
                self._add(decorator, self.statements.last(decorator))
        else:
            for clause in self.statements.clauses(first):
                self.pick(clause)
        around = self.statements.head_around(first)
        if around != TOP:
            self.pick(around)

    def _add(self, first: int, last: int) -> None:
        for line in range(first, last + 1):
            if line not in self.picked:
                self.picked.add(line)
                if self.partners[line] != NOWHERE and self.lines[line]:
                    self.waiting.append(line)

    def source(self) -> str:
        """Return what is picked, on its lines."""
        out = [""] * len(self.lines)
        for line in self.picked:
            out[line] = self.lines[line]
        for first, head in self.short.items():
            out[first : self.heads[first] + 1] = [head, *[""] * (self.heads[first] - first)]
        for first in sorted(self.heads, reverse=True):
            self._fill(first, self.heads[first], out)
        return "\n".join(out)

    def _fill(self, first: int, head_end: int, out: list[str]) -> None:
        """Put `pass` where the body of a head leaves something out."""
        body = self.statements.body(first, head_end)
        indent = self.statements.indent(next(body, first))
        if self.statements.is_function(first):
            last = self.statements.last(first)
            if last > head_end and last not in self.picked:
                out[last] = out[last] or indent + "pass"  # so that it ends where it ends
                return
        for line in self.statements.body(first, head_end):
            if line not in self.picked and self.lines[line].removeprefix(indent)[:1] not in " \t":
                out[line] = out[line] or indent + "pass"
                return


def _settle(old: _Picked, new: _Picked) -> None:
    """Pick on each side the partners of what is picked on the other, until both hold the same."""
    sides = ((old, new), (new, old))
    while old.waiting or new.waiting:
        for one, other in sides:
            while one.waiting:
                other.pick(one.partners[one.waiting.pop()])


def _shorten(old: _Picked, new: _Picked) -> None:
    """Shorten the heads of functions that are the same on both sides, in the same place."""
    for first, end in old.heads.items():
        place = old.partners[first]
        length = end - first + 1
        if place not in new.heads or not old.statements.is_function(first):
            continue
        same = old.partners[first : end + 1] == list(range(place, place + length))
        if same and _names(old, first) == _names(new, place):
            indent = old.statements.indent(first)
            head = bare_head("\n".join(old.lines[first : end + 1])[len(indent) :])
            if head is not None:
                old.short[first] = new.short[place] = indent + head


def _pick_moved(old: _Picked, new: _Picked, changed: list[list[int]]) -> None:
    """Pick what a statement was moved across within its definition: its order may matter."""
    places = {old.lines[line]: line for line in changed[0]}
    for line in changed[1]:
        place = places.get(new.lines[line])
        if place is None or not new.statements.is_code(line):
            continue
        there = _neighbour(new.partners, line)
        first, last = min(place, there), max(place, there)
        if last - first > _FARTHEST or _names(old, place) != _names(new, line):
            continue
        for between in range(first, last + 1):
            if old.lines[between] and old.statements.is_code(between):
                old.pick(between)


def _neighbour(partners: list[int], line: int) -> int:
    """Return the place on the other side of the nearest line above that has a partner there."""
    while line >= 0 and partners[line] == NOWHERE:
        line -= 1
    return partners[line] if line >= 0 else 0


def _names(side: _Picked, line: int) -> list[str]:
    return [name for name, _ in side.around(line)]


def _pick_renamed(old: _Picked, new: _Picked, changed: list[list[int]]) -> None:
    """Pick what stands in a definition of another name than before, though its lines are equal."""
    sides = zip((old, new), changed, strict=True)
    if not any(side.statements.definition(line) for side, found in sides for line in found):
        return  # (no definition came or went)
    expected = 0
    for line in range(len(new.lines)):
        place = new.partners[line]
        if place not in (NOWHERE, expected):
            _pick_while_inside(old, new, line)
        expected = place + 1 if place != NOWHERE else NOWHERE


def _pick_while_inside(old: _Picked, new: _Picked, line: int) -> None:
    """Pick the equal lines from here on that both versions have in definitions of other names."""
    while line < len(new.lines) and not (new.lines[line] and new.statements.is_code(line)):
        line += 1
    if line == len(new.lines) or new.partners[line] == NOWHERE:
        return
    place = new.partners[line]
    around = old.around(place), new.around(line)
    while around[0] and around[1] and around[0][-1][0] == around[1][-1][0]:
        around[0].pop()
        around[1].pop()
    ends = [
        side.statements.last(found[-1][1]) if found else NOWHERE
        for side, found in zip((old, new), around, strict=True)
    ]
    while line < len(new.lines) and new.partners[line] == place:
        if place > ends[0] and line > ends[1]:
            break
        if new.lines[line] and new.statements.is_code(line):
            new.pick(line)
        line, place = line + 1, place + 1
