"""Every format says which model changes are only possible ones."""

import json

from msgspec.structs import replace

from debtaudit.domain.style import Style
from debtaudit.reports import html, json_report, markdown, terminal
from tests.reports.sample import COMMITS, LOG, REPORT

UNSURE = tuple(replace(one, possible=True, confidence=0.58) for one in LOG.model_changes[:1])
SURE = LOG.model_changes[1:]
MIXED = replace(LOG, model_changes=(*UNSURE, *SURE))
CLASSIFIED = replace(
    COMMITS, commits=(replace(COMMITS.commits[0], possible=True, confidence=0.58),)
)


def test_the_terminal_says_it_once_for_each_and_counts_them() -> None:
    text = terminal.render_changes(MIXED, Style(100))
    assert "2 model changes (1 only possible), 1 undocumented" in text
    assert text.count("only possible (0.58)") == 1
    assert "only possible" not in terminal.render_changes(
        replace(LOG, model_changes=SURE), Style(100)
    )
    assert "possible model change (optimiser)" in terminal.render_commits(CLASSIFIED, Style(100))


def test_markdown_says_it_in_the_log_the_report_and_the_table() -> None:
    text = markdown.render_changes(MIXED, Style())
    assert "2 model changes (1 only possible), 1 undocumented" in text
    assert text.count("only possible (confidence 0.58)") == 1
    report = replace(REPORT, model_changes=MIXED.model_changes)
    assert markdown.render(report, Style()).count("undocumented (only possible)") == 1
    assert "| possible |" in markdown.render_commits(CLASSIFIED, Style())


def test_html_says_it() -> None:
    text = html.render_changes(MIXED, Style())
    assert text.count("Only possible (confidence 0.58).") == 1
    assert "<td>possible</td>" in html.render_commits(CLASSIFIED, Style())


def test_json_has_a_field_for_it() -> None:
    rows = json.loads(json_report.render(MIXED, Style()))["model_changes"]
    assert [row["possible"] for row in rows] == [True, False]
    (row,) = json.loads(json_report.render(CLASSIFIED, Style()))["commits"]
    assert row["possible"] is True
