"""Which format goes where."""

from pathlib import Path

import pytest

from debtaudit.cli.destinations import destination, printed_format
from debtaudit.domain.errors import WrongCallError


@pytest.mark.parametrize(
    ("value", "path", "name"),
    [
        ("out/report.json", "out/report.json", "json"),
        ("report.GITLAB.json", "report.GITLAB.json", "gitlab"),
        ("gitlab:gl-code-quality-report.json", "gl-code-quality-report.json", "gitlab"),
        ("SARIF:results", "results", "sarif"),
        ("json:a:b.md", "a:b.md", "json"),
        ("./json:a.md", "json:a.md", "markdown"),
        ("C:report.md", "C:report.md", "markdown"),
        ("/tmp/a:b.csv", "/tmp/a:b.csv", "csv"),
    ],
)
def test_an_output_is_a_file_and_its_format(value: str, path: str, name: str) -> None:
    found, known = destination(value)
    assert (found, known.name) == (Path(path), name)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("-", "--format json"),
        ("markdown:-", "--format markdown"),
        ("srif:a.json", r"there is no format srif, only badge, comment, csv.*\./srif:a\.json"),
        (
            "report.pdf",
            r"must end with one of \.badge\.json \.comment\.md \.csv .*json:report\.pdf",
        ),
        ("report", "must end with one of"),
        ("", "json:FILE"),
        ("json:", "must end with one of"),
    ],
)
def test_what_cannot_be_meant_is_said_with_what_can(value: str, said: str) -> None:
    with pytest.raises(WrongCallError, match=said):
        destination(value)


def test_stdout_has_a_format_of_its_own() -> None:
    assert printed_format(None).name == "terminal"
    assert printed_format("sarif").name == "sarif"
    with pytest.raises(WrongCallError, match=r"--format pdf: unknown; there are badge, comment"):
        printed_format("pdf")
