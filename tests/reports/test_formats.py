"""The formats are found, and offer what the command line asks of them."""

import subprocess
import sys

import pytest

from debtaudit import reports
from debtaudit.domain.discovery import module_names
from debtaudit.domain.style import Style
from tests.reports.sample import (
    COMMITS,
    EMPTY,
    GATED,
    HOSTILE,
    LOG,
    REPORT,
    REVIEWED,
    SURROGATE,
    poisoned,
)

STYLE = Style(80)


def test_formats_are_discovered_with_unique_names_and_suffixes() -> None:
    found = reports.discover()
    assert [known.name for known in found] == sorted({known.name for known in found})
    assert {"comment", "csv", "github", "gitlab", "json", "junit", "markdown", "sarif"} <= {
        known.name for known in found
    }
    suffixes = [suffix for known in found for suffix in known.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert {".json", ".md", ".txt"} <= set(suffixes)


def test_a_format_is_found_by_its_name_alone() -> None:
    for known in reports.discover():
        assert reports.named(known.name) is known
    assert {module.removesuffix("_report") for module in module_names(reports.__path__)} == {
        known.name.replace("-", "_") for known in reports.discover()
    }
    for name in ("", "csv_report", "json_report", "../terminal", "Terminal"):
        assert reports.named(name) is None


def test_a_named_format_costs_no_other_import() -> None:
    asked = (
        "import sys; from debtaudit.reports import named; named('terminal'); "
        "print(sorted(m for m in sys.modules if m.startswith('debtaudit.reports.')))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "['debtaudit.reports.terminal']\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.json", "json"),
        ("report.gitlab.json", "gitlab"),
        ("report.badge.json", "badge"),
        ("report.sarif", "sarif"),
        ("report.SARIF.json", "sarif"),
        ("pr.comment.md", "comment"),
        ("report.md", "markdown"),
        ("tests.junit.xml", "junit"),
        ("findings.csv", "csv"),
        ("report.xml", None),
        ("report", None),
    ],
)
def test_the_longest_ending_decides(name: str, expected: str | None) -> None:
    found = reports.for_file(name)
    assert (found.name if found else None) == expected


def texts(known: reports.Format) -> list[str]:
    """Return everything that a format can show."""
    made = [known.report(one, STYLE) for one in (REPORT, REVIEWED) if known.report]
    made += [known.checklist(REPORT, STYLE)] if known.checklist else []
    made += [known.changes(LOG, STYLE)] if known.changes else []
    made += [known.commits(COMMITS, STYLE)] if known.commits else []
    made += [known.rules((), STYLE)] if known.rules else []
    return made


def test_every_format_shows_a_report_and_ends_with_a_newline() -> None:
    for known in reports.discover():
        assert known.report is not None
        for text in texts(known):
            assert text.endswith("\n")
            assert not text.endswith("\n\n")


def test_those_for_reading_show_everything() -> None:
    for name in ("json", "markdown", "terminal"):
        known = reports.named(name)
        assert known is not None
        assert len(texts(known)) == 6


@pytest.mark.parametrize("poison", [HOSTILE, SURROGATE])
def test_no_text_breaks_a_format_and_no_control_character_gets_through(poison: str) -> None:
    for known in reports.discover():
        assert known.report is not None
        for report in (GATED, REVIEWED):
            text = known.report(poisoned(report, poison), STYLE)
            text.encode("utf-8")
            if known.name not in ("json", "gitlab"):  # whose paths a program looks up
                assert all(char.isprintable() or char in "\r\n" for char in text)


def test_nothing_found_is_a_report_too() -> None:
    for known in reports.discover():
        assert known.report is not None
        known.report(EMPTY, STYLE).encode("utf-8")


def test_the_same_report_gives_the_same_bytes() -> None:
    for known in reports.discover():
        assert texts(known) == texts(known)
