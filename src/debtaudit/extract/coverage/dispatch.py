"""Which reader a coverage or JUnit report belongs to: by its content, whatever its name is."""

from debtaudit.domain.coverage import CoverageFacts, TestOutcomes


def read_coverage(data: bytes) -> CoverageFacts:
    """Read a report of coverage.py (JSON), Cobertura or lcov. Raises `NotParsedError`."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        from debtaudit.extract.coverage.coverage_json import read
    elif start.startswith(b"<"):
        from debtaudit.extract.coverage.cobertura import read
    else:
        from debtaudit.extract.coverage.lcov import read
    return read(data)


def read_outcomes(data: bytes) -> TestOutcomes:
    """Read a JUnit report. Raises `NotParsedError`."""
    from debtaudit.extract.coverage.junit import read

    return read(data)
