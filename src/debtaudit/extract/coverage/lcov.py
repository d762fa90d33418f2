"""lcov tracefiles (geninfo(1)): the records SF, DA and end_of_record."""

from debtaudit.domain.coverage import CoverageFacts, LineCoverage
from debtaudit.extract.not_parsed import NotParsedError


def read(data: bytes) -> CoverageFacts:
    """Return the lines of each file; several records of one file are added up.

    Raises `NotParsedError` where there is no record, or where the last one is cut off.
    """
    hits: dict[str, dict[int, bool]] = {}
    current: dict[int, bool] | None = None
    for line in data.decode("utf-8", "replace").splitlines():
        if line.startswith("SF:"):
            current = hits.setdefault(line[3:].strip(), {})
        elif line.startswith("DA:") and current is not None:
            number, count = _line_data(line)
            current[number] = current.get(number, False) or count > 0
        elif line.strip() == "end_of_record":
            current = None
    if not hits or current is not None:
        raise NotParsedError("not an lcov tracefile, or cut off")
    return CoverageFacts(
        {
            name: LineCoverage(
                frozenset(number for number, hit in lines.items() if hit),
                frozenset(number for number, hit in lines.items() if not hit),
            )
            for name, lines in hits.items()
        }
    )


def _line_data(line: str) -> tuple[int, int]:
    parts = line[3:].split(",")
    try:
        return int(parts[0]), int(parts[1])
    except (IndexError, ValueError):
        raise NotParsedError(f"not an lcov tracefile: {line[:40]}") from None
