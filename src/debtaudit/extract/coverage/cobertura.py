"""Cobertura XML (`coverage xml`, `pytest --cov-report xml`)."""

from collections.abc import Mapping

from debtaudit.domain.coverage import CoverageFacts, LineCoverage
from debtaudit.extract.coverage.hardened_xml import read_elements
from debtaudit.extract.not_parsed import NotParsedError


def read(data: bytes) -> CoverageFacts:
    """Return the lines of each file. Raises `NotParsedError` for any other XML."""
    reader = _Reader(data)
    return CoverageFacts(
        {
            name: LineCoverage(
                frozenset(number for number, hit in lines.items() if hit),
                frozenset(number for number, hit in lines.items() if not hit),
            )
            for name, lines in reader.lines.items()
        },
        tuple(dict.fromkeys(reader.roots)),
        reader.recorded,
    )


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.lines: dict[str, dict[int, bool]] = {}
        self.roots: list[str] = []
        self.recorded: int | None = None
        self._root = ""
        self._current: dict[int, bool] | None = None
        read_elements(data, self._start, self._end, self._text)
        if self._root != "coverage":
            raise NotParsedError("no Cobertura report: its root is not `coverage`")

    def _start(self, name: str, given: Mapping[str, str]) -> None:
        if not self._root:
            self._root = name
            self.recorded = _milliseconds(given.get("timestamp", ""))
        elif name == "class":
            self._current = self.lines.setdefault(given.get("filename", ""), {})
        elif name == "source":
            self.roots.append("")
        elif name == "line" and self._current is not None:
            number, hits = given.get("number", ""), given.get("hits", "")
            if not (number.isdecimal() and hits.isdecimal() and len(number) < 10):
                raise NotParsedError(f"no Cobertura report: line {number[:20]!r}")
            known = self._current.get(int(number), False)
            self._current[int(number)] = known or hits.strip("0") != ""

    def _end(self, name: str) -> None:
        if name == "class":
            self._current = None
        elif name == "source":
            self.roots[-1] = self.roots[-1].strip()

    def _text(self, inside: str, text: str) -> None:
        if inside == "source" and self.roots:
            self.roots[-1] += text[:1000]


def _milliseconds(text: str) -> int | None:
    if not text.isdecimal() or len(text) > 16:
        return None
    # (some writers of this format count seconds)
    return int(text) // 1000 if len(text) > 11 else int(text)
