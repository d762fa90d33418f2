"""The HTML report: nothing of a hostile repository becomes markup, and a long one stays small."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from debtaudit.domain.checklist_report import ChecklistScore, ProfileInfo, SectionScore
from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.reported_finding import ReportedFinding, Suppression
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.style import Style
from debtaudit.domain.totals import Component, SeverityCounts
from debtaudit.reports.html import FORMAT
from debtaudit.reports.html.figures import dependency_ages, hotspot_maps, share
from debtaudit.reports.html.treemap import Box, squarify
from tests.reports.sample import COMMITS, EMPTY, FINDINGS, GATED, HOSTILE, LOG, REPORT, poisoned

BLOCKS = {"dt", "dd", "td", "th", "li", "p"}
VOID = {"meta", "link", "br"}
ALLOWED = {
    *("html", "head", "meta", "title", "link", "style", "body", "header", "nav", "main", "footer"),
    *("section", "article", "details", "summary", "figure", "figcaption", "div", "span", "p", "br"),
    *("h1", "h2", "h3", "ul", "ol", "li", "dl", "dt", "dd", "a", "code", "strong", "small", "time"),
    *("table", "thead", "tbody", "tr", "th", "td", "svg", "g", "rect", "text"),
}


class Page(HTMLParser):
    """A page as a browser would see it: its elements, identifiers, links and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.style = ""
        self.policy = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.text += " " * (tag in BLOCKS)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        given = dict(attrs)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given.get("content") or ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def values(self, name: str) -> list[str]:
        """Return the values of an attribute."""
        return [value for _, known, value in self.attributes if known == name]


def shown(report: Report) -> Page:
    """Return the rendered report, parsed."""
    assert FORMAT.report is not None
    return Page(FORMAT.report(report, Style()))


WITH_ALL = replace(
    GATED,
    components=(
        Component(
            name="serving",
            criticality="revenue",
            owner="@shop",
            because="configuration",
            files=3,
            findings=SeverityCounts(1, 2, 0, 0),
            new_findings=1,
            risk_total=120.5,
            effort_hours=3.5,
        ),
    ),
    summary=replace(REPORT.summary, new_findings=1, worse_findings=1),
    findings=(
        replace(FINDINGS[0], status="new", component="serving", tool="ruff"),
        replace(FINDINGS[1], status="worse"),
        *FINDINGS[2:-1],
        replace(
            FINDINGS[-1],
            status="suppressed",
            suppression=Suppression("known and planned", "ada", "2027-01-01"),
        ),
    ),
    gate=replace(GATED.gate or GateVerdict(True, None, ()), fixed=(FINDINGS[6],)),
)


@pytest.mark.parametrize("report", [REPORT, GATED, WITH_ALL, EMPTY, poisoned(WITH_ALL)])
def test_every_element_is_closed_and_one_that_the_templates_have(report: Report) -> None:
    page = shown(report)
    assert page.open == []
    assert page.tags <= ALLOWED
    assert not any(name.startswith("on") for _, name, _ in page.attributes)


@pytest.mark.parametrize("report", [REPORT, WITH_ALL, EMPTY])
def test_every_link_stays_on_the_page_and_leads_somewhere(report: Report) -> None:
    page = shown(report)
    identifiers = page.values("id")
    assert len(set(identifiers)) == len(identifiers)
    links = [value for tag, name, value in page.attributes if name == "href" and tag == "a"]
    assert links
    assert {link[0] for link in links} == {"#"}
    assert {link[1:] for link in links} <= set(identifiers)


def test_the_policy_allows_this_style_sheet_and_nothing_else() -> None:
    page = shown(REPORT)
    digest = b64encode(sha256(page.style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in page.policy
    assert page.policy.startswith("default-src 'none';")
    assert "unsafe" not in page.policy
    assert "url(" not in page.style
    assert "style" not in [name for _, name, _ in page.attributes]


def test_hostile_text_is_shown_as_text() -> None:
    page = shown(poisoned(WITH_ALL))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert "\\x1b[2J" in page.text
    assert "\\u202e" in page.text
    for hidden in "\x1b\u202e\x00\u200b\ufeff":
        assert hidden not in page.text
        assert not any(hidden in value for _, _, value in page.attributes)


def test_the_hostile_text_is_in_every_section() -> None:
    assert FORMAT.report is not None
    text = FORMAT.report(poisoned(WITH_ALL), Style())
    for section in re.split(r"<section id=", text)[1:]:
        name = section.split('"')[1]
        assert name == "method" or "&lt;script&gt;" in section, name


def test_numbers_names_and_reasons_are_there() -> None:
    text = " ".join(shown(WITH_ALL).text.split())
    for part in (
        "Grade B",
        "the debt is moderate for the size of the code (debt ratio 6.1 %), yet 1 critical",
        "1 new, 1 worse, 1 repaired",
        "Gate: failed",
        "serving",
        "revenue",
        "Learning rate and warm-up changed, undocumented",
        "0.0006 → 0.0003",
        "at least 3.7",
        "known and planned, ada, until 2027-01-01",
        "Written down in CHANGELOG.md:12: names holidays",
        "one test file was not parsed. Cure: mend it",
        "tests/test_baseline.py::test_fit",
        "83 % covered",
        "old/py2.py: not parsed: print statement (line 3)",
        "First step: Start with a file for drift-monitoring.",
    ):
        assert part in text


def test_the_profile_and_the_scores_stand_above_the_items() -> None:
    score = ChecklistScore(
        "ml-test-score", "ML Test Score", 0.5, (SectionScore("Data", 0.5, 7, 2),), 28, 9
    )
    profile = ProfileInfo("service", ("src/serve.py serves predictions",))
    items = (
        *REPORT.checklist,
        replace(REPORT.checklist[0], id="data-1", checklist="ml-test-score"),
    )
    report = replace(REPORT, profile=profile, scores=(score,), checklist=items)
    text = " ".join(shown(report).text.split())
    assert "Profile: service: src/serve.py serves predictions." in text
    assert "ML Test Score" in text
    assert "Data 0.5 of 7 (2 observable)" in text
    assert shown(report).text.index("Profile") < shown(report).text.index("Data 0.5")


def test_backticks_make_code_and_a_lone_one_stays() -> None:
    one = replace(FINDINGS[0], title="`main` is long", remedy="a ` alone")
    assert FORMAT.report is not None
    text = FORMAT.report(replace(REPORT, findings=(one,)), Style())
    assert "<code>main</code> is long" in text
    assert "a ` alone" in text


def long_report(number: int) -> Report:
    """Return a report of many findings, each with a path and a title of a usual length."""

    def one(at: int) -> ReportedFinding:
        base = FINDINGS[at % len(FINDINGS)]
        path = f"src/demand_forecast/pipelines/part_{at % 97}/training_{at}.py"
        return replace(base, id=f"{at:016x}", location=replace(base.location, path=path, line=at))

    return replace(REPORT, findings=tuple(map(one, range(number))))


def test_two_thousand_findings_are_all_there_in_less_than_a_megabyte() -> None:
    assert FORMAT.report is not None
    report = replace(
        long_report(2000),
        dependencies=REPORT.dependencies * 200,
        hotspots=REPORT.hotspots * 300,
        model_changes=REPORT.model_changes * 200,
    )
    text = FORMAT.report(report, Style())
    assert len(text.encode()) < 1_000_000
    assert text.count('id="finding-') == 2000
    assert "100 more declarations are left out" in text
    assert "340 more model changes are left out" in text


def test_what_is_cut_of_more_findings_is_said() -> None:
    text = shown(long_report(2011)).text
    assert "11 more findings are left out here; the JSON report has all of them." in text


def test_the_other_pages_render_too() -> None:
    rule = Rule("some-rule", Scan.HOTSPOTS, "What `x` is", "Because <b>", "Mend it.")
    style = Style()
    assert FORMAT.checklist and FORMAT.changes and FORMAT.commits and FORMAT.rules
    for text, part in (
        (FORMAT.checklist(poisoned(REPORT), style), "&lt;script&gt;"),
        (FORMAT.changes(poisoned(LOG), style), "&lt;script&gt;"),
        (FORMAT.commits(poisoned(COMMITS), style), "Classified commits"),
        (FORMAT.rules((rule,), style), "Because &lt;b&gt;"),
    ):
        page = Page(text)
        assert page.open == []
        assert page.tags <= ALLOWED
        assert part in text
        assert text.endswith("</html>\n")


def test_the_same_report_is_the_same_bytes() -> None:
    assert FORMAT.report is not None
    assert FORMAT.report(WITH_ALL, Style()) == FORMAT.report(WITH_ALL, Style(width=40))


# -- figures -------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [[1], [5, 3, 1], [100, 1, 1, 1], [7] * 40, [10**6, 1]])
def test_the_boxes_of_a_treemap_fill_the_area_in_proportion(values: list[float]) -> None:
    area = Box(0, 0, 1000, 420)
    boxes = squarify(values, area)
    assert len(boxes) == len(values)
    for value, box in zip(values, boxes, strict=True):
        expected = area.width * area.height * value / sum(values)
        assert box.width * box.height == pytest.approx(expected)
        assert -1e-6 <= box.x <= box.x + box.width <= area.width + 1e-6
        assert -1e-6 <= box.y <= box.y + box.height <= area.height + 1e-6
    for at, one in enumerate(boxes):
        assert not any(_overlap(one, other) for other in boxes[at + 1 :])


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x + 1e-6 < other.x + other.width
        and other.x + 1e-6 < one.x + one.width
        and one.y + 1e-6 < other.y + other.height
        and other.y + 1e-6 < one.y + one.height
    )


def test_equal_values_become_near_squares() -> None:
    for box in squarify([1] * 12, Box(0, 0, 400, 300)):
        assert max(box.width / box.height, box.height / box.width) < 2


def test_the_hottest_file_is_the_hottest_tile_and_a_small_tile_has_no_label() -> None:
    first, second = (spot for spot in REPORT.hotspots if spot.symbol is None)
    tiny = replace(second, path="src/a_very_long_name_of_a_file.py", lines=1)
    wide, narrow = hotspot_maps(replace(REPORT, hotspots=(first, second, tiny)))
    assert [tile.heat for tile in wide.tiles] == [5, 2, 2]
    assert wide.tiles[0].label == "src/train.py"
    assert wide.tiles[-1].label == ""
    assert narrow.area.width < wide.area.width
    assert hotspot_maps(EMPTY) == ()


def test_ages_are_sorted_and_say_what_is_only_a_bound() -> None:
    torch = REPORT.dependencies[0]
    exact = replace(torch, name="jax", libyears=5.0)
    ages = dependency_ages(replace(REPORT, dependencies=(torch, exact, REPORT.dependencies[1])))
    assert [(age.row.name, age.years, age.at_least, age.share) for age in ages] == [
        ("jax", 5.0, False, 100.0),
        ("torch", 3.7, True, 74.0),
    ]
    assert (share(1, 0), share(-1, 2), share(3, 2)) == (0.0, 0.0, 100.0)


def test_hostile_file_names_in_tiles_are_cut_after_they_are_made_visible() -> None:
    spot = replace(REPORT.hotspots[0], path=HOSTILE)
    wide, _ = hotspot_maps(replace(REPORT, hotspots=(spot,)))
    assert wide.tiles[0].label.isprintable()
