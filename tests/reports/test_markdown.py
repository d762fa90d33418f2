"""The Markdown report, read by a Markdown parser."""

import re
from collections.abc import Callable, Iterator

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from debtaudit.domain.markdown_text import code, inline, paragraph, prose
from debtaudit.domain.reported_finding import Location
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.style import Style
from debtaudit.domain.totals import Cost
from debtaudit.reports import markdown
from tests.reports.sample import (
    COMMITS,
    EMPTY,
    FINDINGS,
    GATED,
    HOSTILE,
    LOG,
    REPORT,
    SURROGATE,
    poisoned,
)

STYLE = Style()
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# The only HTML that the report makes: `escape.py` says why.
OURS = re.compile(r"</?(?:code|sub)>|<!-- -->")
POISONS = [
    HOSTILE,
    SURROGATE,
    "`",
    "``` code",
    "a\\",
    "\\|",
    "|",
    "</code><script>",
    "[x]: http://evil.example",
    "- list",
    "1. one",
    "> quote",
    "===",
    "    indented",
    "<!--",
    "&#60;script&#62;",
    "~~gone~~",
    "_under_ __strong__",
    "@team and #1",
    "`a``b`",
    "`a` `` <img src=x> `",
    "``",
    "http://evil.example www.evil.example mailto:a@evil.example",
]
RENDERED: list[Callable[[str], str]] = [
    lambda poison: markdown.render(poisoned(GATED, poison), STYLE),
    lambda poison: markdown.render_checklist(poisoned(REPORT, poison), STYLE),
    lambda poison: markdown.render_changes(poisoned(LOG, poison), STYLE),
    lambda poison: markdown.render_commits(poisoned(COMMITS, poison), STYLE),
]


def tokens(text: str) -> Iterator[Token]:
    """Yield all tokens, those inside of paragraphs too."""
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def shape(text: str) -> list[str]:
    """Return the structure of a document without its words."""
    ignored = {"text", "code_inline", "html_inline", "text_special"}
    return [token.type for token in tokens(text) if token.type not in ignored]


@pytest.mark.parametrize("render", RENDERED)
@pytest.mark.parametrize("poison", POISONS)
def test_hostile_texts_change_no_structure(render: Callable[[str], str], poison: str) -> None:
    assert shape(render(poison)) == shape(render("harmless"))


@pytest.mark.parametrize("render", RENDERED)
@pytest.mark.parametrize("poison", POISONS)
def test_hostile_texts_bring_no_html_link_or_image(
    render: Callable[[str], str], poison: str
) -> None:
    for token in tokens(render(poison)):
        assert token.type not in ("link_open", "image", "html_block", "fence", "code_block")
        if token.type == "html_inline":
            assert OURS.fullmatch(token.content)


@pytest.mark.parametrize("poison", POISONS)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(poison: str) -> None:
    cells = 0
    heads = 0
    for token in PARSER.parse(markdown.render(poisoned(REPORT, poison), STYLE)):
        if token.type == "thead_open":
            heads = 0
        heads += token.type == "th_open"
        cells = 0 if token.type == "tr_open" else cells + (token.type == "td_open")
        if token.type == "tr_close" and cells:
            assert cells == heads
    assert heads


def words(text: str) -> str:
    """Return what a reader of the rendered text sees."""
    parts = (
        token.content
        for token in tokens(text)
        if token.type in ("text", "code_inline", "text_special")
    )
    return "".join(parts)


@pytest.mark.parametrize(
    "text",
    [
        "train_model(lr=3e-4, *args)",
        "a|b and `c` and <d> & [e](f) ~ $g$ \\h",
        "_private and __init__.py",
        "caf\u00e9 \u6570\u636e",
        "&lt; &#60;",
        "1.5 % of 3",
        "C:\\path\\*",
    ],
)
def test_a_reader_sees_the_text_as_it_is(text: str) -> None:
    assert words(f"see {inline(text)}") == f"see {text}"
    assert words(paragraph(text)) == text.replace("`", "")
    assert words(f"| a |\n| --- |\n| {inline(text)} |") == f"a{text}"


@pytest.mark.parametrize(
    ("text", "markdown_text"),
    [
        ("run `fit` again", "run `fit` again"),
        ("`a` and `b|c`", "`a` and <code>b&#124;c</code>"),
        ("an odd ` one", "an odd \\` one"),
        ("`<b>` *x*", "`<b>` \\*x\\*"),
        ("nothing ``here", "nothing here"),
    ],
)
def test_backticks_of_a_sentence_are_code(text: str, markdown_text: str) -> None:
    assert prose(text) == markdown_text


@pytest.mark.parametrize("text", ["src/a_b.py:41", "a|b", "a`b", "a\\b", "<b>", "x*y*z", "a[1](2)"])
def test_code_shows_the_text_as_it_is(text: str) -> None:
    assert words(f"see {code(text)}") == f"see {text}"
    assert words(f"| a |\n| --- |\n| {code(text)} |") == f"a{text}"


def test_no_text_is_no_code() -> None:
    assert code("") == code("  ") == ""


def test_mentions_references_and_bare_links_are_kept_apart() -> None:
    assert "@team" not in inline("ask @team")
    assert "#12" not in inline("see #12")
    assert "http://" not in inline("http://evil.example")
    assert "www." not in inline("www.evil.example")


@pytest.mark.parametrize(
    "link", ["http://a.example", "www.a.example", "mailto:a@b.example", "a@b.c"]
)
def test_bare_addresses_are_apart_in_code_that_is_html(link: str) -> None:
    made = code(f"`{link}|")
    assert "<!-- -->" in made
    assert link not in made.replace("&#64;", "@")
    assert words(f"see {made}") == f"see `{link}|"


def test_the_summary_is_for_people_who_do_not_read_code() -> None:
    text = markdown.render(REPORT, STYLE)
    summary = text.split("## Summary")[1].split("## Risks")[0]
    assert "**8 findings** (1 critical, 2 high, 4 medium, 1 low)" in summary
    assert "about **15.2 h** of a developer's time" in summary
    assert "Grade **B**" in summary
    assert "1 of 2 changes to the model: written down nowhere" in summary
    assert "1 of 2 training programs: run by no test" in summary
    assert "### Fix first" in summary
    assert "### Quick wins" in summary
    assert "Retraining tests: one test file was not parsed (cure: mend it)" in summary


def test_sections_come_in_the_order_of_reading() -> None:
    text = markdown.render(GATED, STYLE)
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert sections == [
        "Gate: failed",
        "Summary",
        "Risks",
        "Model changes",
        "Dependencies",
        "Hotspots",
        "Retraining tests",
        "Checklist",
        "Not read or noted",
        "Method and limits",
    ]


def test_a_finding_without_a_place_stands_at_none() -> None:
    nowhere = replace(FINDINGS[0], location=Location(), commit=None)
    text = markdown.render(replace(REPORT, findings=(nowhere,)), STYLE)
    (step,) = (line for line in text.splitlines() if line.startswith("1. "))
    assert ", at" not in step
    assert f"). {nowhere.remedy[:10]}" in step
    assert ", at `src/train.py:41`. " in markdown.render(REPORT, STYLE)


def test_money_is_shown_where_it_is_set() -> None:
    priced = replace(REPORT, summary=replace(REPORT.summary, cost=Cost(100.0, "EUR", 1525.0)))
    text = markdown.render(priced, STYLE)
    assert "about 1,525 EUR" in text
    assert "(critical, 30 min, 50 EUR)" in text


def test_the_checklist_is_a_task_list() -> None:
    text = markdown.render_checklist(REPORT, STYLE)
    assert "- [x] **There is something about model inventory** (pass, `model-inventory`)" in text
    assert "- [ ] **There is something about compliance** (unknown, `compliance`)" in text
    assert (
        "  - No alert was found.\n  - First step: Start with a file for drift-monitoring." in text
    )
    assert "Items: 1 of 5 hold." in text


def test_nothing_found_reads_well() -> None:
    text = markdown.render(EMPTY, STYLE)
    assert "Nothing was found that has to be repaired." in text
    assert "## Risks" not in text
    assert "**not assessed**: no commit yet" in text


def test_the_log_tells_before_after_and_where_it_is_written() -> None:
    text = markdown.render_changes(LOG, STYLE)
    assert "## 2026-10-02 Tune the optimiser" in text
    assert "- `conf/train.yaml` `optim.lr`: `0.0006` \u2192 `0.0003`" in text
    assert "- written down in `CHANGELOG.md:12`: names holidays" in text


def test_commits_are_one_row_each() -> None:
    rows = markdown.render_commits(COMMITS, STYLE).splitlines()[2:]
    assert [row.split(" | ")[1] for row in rows] == ["yes", "no"]


def test_rules_are_a_table_each_scan() -> None:
    rules = (Rule("lock-file-missing", Scan.DEPENDENCIES, "No lock file", "Why so.", "Lock."),)
    text = markdown.render_rules(rules, STYLE)
    assert "| `lock-file-missing` | No lock file | Why so. |" in text


def test_a_trend_that_is_unknown_of_all_is_no_column() -> None:
    assert "| Trend |" in markdown.render(REPORT, STYLE)
    spots = tuple(replace(spot, trend="unknown") for spot in REPORT.hotspots)
    text = markdown.render(replace(REPORT, hotspots=spots), STYLE)
    assert "| Authors | Lines |" in text
    assert "Trend" not in text


def test_what_ties_the_code_down_has_a_section_where_there_is_any() -> None:
    assert "## Infrastructure" not in markdown.render(REPORT, STYLE)
    tied = replace(REPORT.findings[0], scan="infrastructure", rule="hard-coded-path")
    text = markdown.render(replace(REPORT, findings=(tied,)), STYLE)
    section = text.partition("## Infrastructure")[2].partition("\n## ")[0]
    assert "What ties training and serving to one machine or account?" in section
    assert "1 hard-coded-path" in section
    assert tied.remedy.split("`")[0] in section
