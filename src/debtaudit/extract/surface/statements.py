"""The statements of a Python source, found from single lines without parsing the rest.

What a line belongs to is read off indentation, brackets at the ends of lines and the words that
begin compound statements. Reading is lexical and may be wrong (a bracket in a string): then what
was picked does not parse, and the caller parses the whole.
"""

from collections.abc import Iterator
from operator import sub

from debtaudit.domain.patterns import lazy_pattern

TOP = -1
"""In place of a line: nothing stands around it."""
_LONGEST_HEAD = 400
_LONG_TABLE = 12
"""Lines from which a literal is a table, of which single entries are picked."""
_CLOSING = (")", "]", "}")
_HEAD = lazy_pattern(
    r"[ \t]*(?:async[ \t]+)?"
    r"(?:(def|class)[ \t]+(\w+)|(if|elif|else|for|while|with|try|except|finally|match|case)\b)"
)
_COLON = lazy_pattern(r":[ \t]*(?:#.*)?$")
_COMMA = lazy_pattern(r",[ \t]*(?:#.*)?$")
_TABLE = lazy_pattern(r"[ \t]*[\w.]+(?: ?: ?[^=]+)? = .*[\[({]$")
_STRING = lazy_pattern(r"[ \t]*[rRuUbB]{0,2}(?:\"\"\"|''')")
_LATER_CLAUSES = ("elif", "else", "except", "finally")


class Statements:
    """The lines of a source, asked which statement they belong to. Lines count from 0."""

    def __init__(self, lines: list[str], text: str) -> None:
        """Take the lines of a text without white space at their ends, and the text itself."""
        self.lines = lines
        self._opened = _inside_strings(text)
        self._depths = list(map(sub, map(len, lines), map(len, map(str.lstrip, lines))))
        self._aboves = [TOP] * len(lines)
        self._arounds = [TOP] * len(lines)
        self._behind: dict[int, int] = {}
        self._first: dict[int, int] = {}
        self._head_ends: dict[int, int | None] = {}
        self._last: dict[int, int] = {}
        self._lay_out()

    def _lay_out(self) -> None:
        """Read off indentation what stands above and around each line, and what behind its block.

        `blocks` are the lines on which what follows may hang, each indented deeper than the one
        before it. What goes on with a statement begins none: lines in a string, behind a backslash,
        and those that begin with a closing bracket.
        """
        blocks: list[int] = []
        depths, aboves, arounds, behind = self._depths, self._aboves, self._arounds, self._behind
        opened = self._opened
        continued = False
        for line, text in enumerate(self.lines):
            depth = depths[line]
            if depth == len(text):
                continue
            if continued or line in opened:
                continued = text[-1] == "\\"
                continue
            sign = text[depth]
            if sign == "#":
                open_here = [block for block in blocks if depths[block] < depth]
                arounds[line] = open_here[-1] if open_here else TOP
                continue
            continued = text[-1] == "\\"
            while blocks and depths[blocks[-1]] > depth:
                behind[blocks.pop()] = line
            above = aboves[line] = blocks[-1] if blocks else TOP
            if above == TOP or depths[above] < depth:
                arounds[line] = above
                blocks.append(line)
            else:
                arounds[line] = arounds[above]
                if sign not in _CLOSING:
                    behind[above] = blocks[-1] = line
        behind.update(dict.fromkeys(blocks, len(self.lines)))

    def is_code(self, line: int) -> bool:
        """Tell whether a line is neither blank nor a comment nor part of a text by itself."""
        text = self.lines[line]
        if not text or (text.lstrip()[:1] == "#" and line not in self._opened):
            return False
        text = self.lines[self.first(line)]
        return ('"""' not in text and "'''" not in text) or _STRING.match(text) is None

    # -- single statements ---------------------------------------------------------------------

    def first(self, line: int) -> int:
        """Return the line on which the statement begins that a line belongs to."""
        known = self._first.get(line)
        if known is None:
            known = self._first[line] = self._found_first(line)
        return known

    def _found_first(self, line: int) -> int:
        if line in self._opened:
            return self.first(self._opened[line])
        if line and self.lines[line - 1][-1:] == "\\":
            return self.first(line - 1)
        if self.lines[line].lstrip()[:1] in ")]}":
            above = self.above(line)
            return line if above == TOP else self.first(above)
        around = self._arounds[line]
        if around == TOP:
            return line
        first = self.first(around)
        end = self.head_end(first)
        return first if end is None or line <= end else line

    def head_end(self, first: int) -> int | None:
        """Return the last line of the head of a compound statement, None for any other."""
        if first not in self._head_ends:
            self._head_ends[first] = self._found_head_end(first)
        return self._head_ends[first]

    def _found_head_end(self, first: int) -> int | None:
        if _HEAD.match(self.lines[first]) is None:
            return None
        if self.lines[first][-2:] == "):" and self.lines[first].count("(") == 1:
            return first
        depth = 0
        for line in range(first, min(first + _LONGEST_HEAD, len(self.lines))):
            text = self.lines[line].partition("#")[0]
            depth += text.count("(") + text.count("[") + text.count("{")
            depth -= text.count(")") + text.count("]") + text.count("}")
            if depth <= 0:
                if _COLON.search(self.lines[line]) is not None:
                    return line
                if not text.endswith("\\"):
                    return None
        return None

    def last(self, first: int) -> int:
        """Return the last line of a statement, of a compound one with all of its body."""
        known = self._last.get(first)
        if known is None:
            least = head_end if (head_end := self.head_end(first)) is not None else first
            known = self._behind.get(first, first + 1) - 1
            while known > least and not self._goes_on(known, self._depths[first]):
                known -= 1
            known = self._last[first] = max(known, least)
        return known

    def _goes_on(self, line: int, depth: int) -> bool:
        """Tell whether a line belongs to the statement above: no blank line, no comment beside."""
        text = self.lines[line]
        inside = self._depths[line] > depth or line in self._opened
        return bool(text) and (inside or text.lstrip()[:1] != "#")

    def body(self, first: int, head_end: int) -> Iterator[int]:
        """Yield the lines of the body of a compound statement, no blank ones and no comments."""
        for line in range(head_end + 1, self.last(first) + 1):
            if self.lines[line] and self.lines[line].lstrip()[:1] != "#":
                yield line

    def last_clause(self, first: int) -> int:
        """Return the last line of the clauses that follow a clause: of the `else` of an `if`."""
        while True:
            below = self.below(first)
            if below == TOP or self.indent(below) != self.indent(first):
                return self.last(first)
            found = _HEAD.match(self.lines[below])
            if found is None or found[3] not in _LATER_CLAUSES:
                return self.last(first)
            first = below

    # -- what stands around ----------------------------------------------------------------------

    def indent(self, line: int) -> str:
        """Return the white space at the beginning of a line."""
        return self.lines[line][: self._depths[line]]

    def above(self, line: int) -> int:
        """Return the nearest line above that is not indented deeper, `TOP` where there is none."""
        return self._aboves[line]

    def below(self, first: int) -> int:
        """Return the first line behind a statement, `TOP` where there is none."""
        behind = self._behind.get(first, len(self.lines))
        return behind if behind < len(self.lines) else TOP

    def _counts(self, line: int) -> bool:
        return line not in self._opened and self.lines[line].lstrip()[:1] != "#"

    def head_around(self, first: int) -> int:
        """Return the first line of the compound statement around a statement, or `TOP`."""
        around = self._arounds[first]
        return around if around == TOP else self.first(around)

    def clauses(self, first: int) -> Iterator[int]:
        """Yield the clauses that a clause cannot stand without: the `if` above an `else`."""
        found = _HEAD.match(self.lines[first])
        word = found[3] if found is not None else None
        if word in _LATER_CLAUSES:
            above = self.above(first)
            if above != TOP:
                yield self.first(above)
        elif word == "try":
            below = self.below(first)
            if below != TOP:
                yield below

    def decorators(self, first: int) -> Iterator[int]:
        """Yield the first lines of the decorators of a definition, from the lowest up."""
        while first > 0:
            above = self.above(first)
            if above == TOP:
                return
            first = self.first(above)
            if self.lines[first].lstrip()[:1] != "@":
                return
            yield first

    def definition(self, first: int) -> str:
        """Return the name of the definition that begins on a line, empty where none does."""
        text = self.lines[first]
        found = _HEAD.match(text) if "def " in text or "class " in text else None
        return (found[2] or "") if found is not None else ""

    def is_function(self, first: int) -> bool:
        """Tell whether the definition of a function begins on a line."""
        found = _HEAD.match(self.lines[first])
        return found is not None and found[1] == "def"

    def definitions_around(self, line: int) -> list[int]:
        """Return the first lines of the definitions around a line, the innermost first."""
        found = []
        place = self.first(line)
        while place != TOP:
            if self.definition(place):
                found.append(place)
            place = self.head_around(place)
        return found

    # -- entries of tables -----------------------------------------------------------------------

    def entry(self, first: int, line: int) -> tuple[int, int] | None:
        """Return the entry that holds a line of a long literal, None where there is no entry.

        An entry ends in a comma, and so does the one above it: what goes on over lines of the same
        indentation stays together.
        """
        last = self.last(first)
        if last - first < _LONG_TABLE or _TABLE.match(self.lines[first]) is None:
            return None
        if line in (first, last):
            return first, first
        indent = next((self.indent(n) for n in range(first + 1, last) if self.lines[n]), "")
        start = self._entry_start(line, first, indent)
        end = line + 1
        while end < last and not self._begins_entry(end, first, indent):
            end += 1
        return start, end - 1

    def entry_above(self, first: int, line: int) -> int | None:
        """Return the last line of the entry above the one of a line, None where there is none."""
        entry = self.entry(first, line)
        above = entry[0] - 1 if entry is not None else first
        while above > first and (not self.lines[above] or not self._counts(above)):
            above -= 1
        return above if above > first else None

    def _entry_start(self, line: int, first: int, indent: str) -> int:
        while line > first + 1 and not self._begins_entry(line, first, indent):
            line -= 1
        return line

    def _begins_entry(self, line: int, first: int, indent: str) -> bool:
        text = self.lines[line]
        if not text or self.indent(line) != indent or not self._counts(line):
            return False
        if text.lstrip().startswith(_CLOSING):
            return False
        above = line - 1
        while above > first and (not self.lines[above] or not self._counts(above)):
            above -= 1
        return above == first or _COMMA.search(self.lines[above]) is not None


def _inside_strings(text: str) -> dict[int, int]:
    """Return the lines that begin inside a string in triple quotes -> the line of its quotes."""
    inside: dict[int, int] = {}
    following = {quotes: text.find(quotes) for quotes in ('"""', "'''")}
    line = position = 0
    while True:
        nearest = [(place, quotes) for quotes, place in following.items() if place >= 0]
        if not nearest:
            return inside
        begin, quotes = min(nearest)
        end = text.find(quotes, begin + 3)
        if end < 0:
            return inside
        line += text.count("\n", position, begin)
        last = line + text.count("\n", begin, end)
        if last > line:
            inside.update(dict.fromkeys(range(line + 1, last + 1), line))
        line, position = last, end
        for one, place in following.items():
            if 0 <= place < end + 3:
                following[one] = text.find(one, end + 3)
