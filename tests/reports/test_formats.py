"""The formats are found, and offer what the command line asks of them."""

from debtaudit import reports
from debtaudit.domain.style import Style
from tests.reports.sample import COMMITS, LOG, REPORT


def test_formats_are_discovered_with_unique_names_and_suffixes() -> None:
    found = reports.discover()
    assert [known.NAME for known in found] == ["json", "markdown", "terminal"]
    suffixes = [suffix for known in found for suffix in known.SUFFIXES]
    assert len(set(suffixes)) == len(suffixes)
    assert {".json", ".md", ".txt"} <= set(suffixes)


def test_every_format_renders_everything_and_ends_with_a_newline() -> None:
    style = Style(80)
    for known in reports.discover():
        texts = (
            known.render(REPORT, style),
            known.render_checklist(REPORT, style),
            known.render_changes(LOG, style),
            known.render_commits(COMMITS, style),
            known.render_rules((), style),
        )
        for text in texts:
            assert text.endswith("\n")
            assert not text.endswith("\n\n")
