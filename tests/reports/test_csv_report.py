"""CSV as programs read it, and as a spreadsheet would run it."""

import csv
import re
from io import StringIO

import pytest
from msgspec.structs import replace

from debtaudit.domain.reported_finding import Location
from debtaudit.domain.style import Style
from debtaudit.reports import csv_report
from tests.reports.sample import EMPTY, FINDINGS, REPORT, REVIEWED, poisoned

FORMULA = re.compile(r"[\s\"']*[=+\-@\uff1d\uff0b\uff0d\uff20]")
ATTACKS = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    '"=1+1',
    "x;=1+1",
    "x; =1+1",
    'x;"=1+1',
    "x\t=1+1",
    "x|=1+1",
    'x";"=1+1',
    "\uff1d1+1",
    "'=1+1",
    '";=1+1;"',
]


def read(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def test_rows_are_findings_in_the_order_of_urgency() -> None:
    head, *rows = read(csv_report.render(REVIEWED, Style()))
    assert tuple(head) == csv_report.COLUMNS
    table = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["status"] for row in table] == ["new"] * 2 + ["worse"] + ["existing"] * 4 + [
        "suppressed"
    ]
    assert table[0]["title"] == FINDINGS[1].title
    assert table[0]["risk"] == "66.0"
    assert table[0]["line"] == "120"
    assert table[0]["end_line"] == ""
    assert table[-1]["suppression"] == "rewritten in March"


def test_lines_end_as_rfc_4180_has_it_and_every_record_has_all_fields() -> None:
    text = csv_report.render(poisoned(REPORT, 'a "b", c\nd'), Style())
    assert text.count("\r\n") == len(FINDINGS) + 1
    assert "\n" not in text.replace("\r\n", "")
    assert {len(row) for row in read(text)} == {len(csv_report.COLUMNS)}
    assert 'a "b", c\\nd' in read(text)[1]


def test_nothing_found_is_a_head() -> None:
    assert len(read(csv_report.render(EMPTY, Style()))) == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_is_a_formula_however_a_spreadsheet_splits(attack: str, delimiter: str) -> None:
    text = csv_report.render(poisoned(REVIEWED, attack), Style())
    cells = [cell for row in read(text, delimiter) for cell in row]
    bad = [cell for cell in cells if FORMULA.match(cell) and not cell.lstrip().startswith("'")]
    assert bad == []


def test_an_ordinary_text_is_not_touched() -> None:
    plain = "lr: 6e-4 -> 3e-4, momentum +0.1; see a=b @ c"
    named = replace(FINDINGS[0], title=plain, location=Location("src/a-b.py", 1))
    row = read(csv_report.render(replace(REPORT, findings=(named,)), Style()))[1]
    assert plain in row
    assert "src/a-b.py" in row
