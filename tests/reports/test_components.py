"""The risk by component, where it tells something."""

import pytest
from msgspec.structs import replace

from debtaudit.domain.component_digest import shown_components
from debtaudit.domain.report import Report
from debtaudit.domain.style import Style
from debtaudit.domain.text import columns
from debtaudit.domain.totals import Component, SeverityCounts
from debtaudit.reports import markdown, terminal
from tests.reports.sample import HOSTILE, REPORT

FOLDER = "its folder"


def component(name: str, risk: float, because: str = FOLDER, **more: str) -> Component:
    """Return a component with one finding for each 50 of risk."""
    return Component(
        name=name,
        criticality="revenue" if "criticality" in more else None,
        owner=more.get("owner"),
        because=because,
        files=3,
        findings=SeverityCounts(medium=round(risk / 50)),
        new_findings=None,
        risk_total=risk,
        effort_hours=risk / 100,
    )


def report(*components: Component) -> Report:
    return replace(REPORT, components=components)


SEVERAL = report(component("pricing", 150.0), component("api", 50.0), component("docs", 0.0))


def test_what_folders_suggest_is_shown_where_debt_lies_in_several() -> None:
    assert [one.name for one in shown_components(SEVERAL)] == ["pricing", "api"]
    assert shown_components(report(component("pricing", 150.0), component("docs", 0.0))) == ()
    assert shown_components(REPORT) == ()


def test_what_somebody_configured_is_always_shown() -> None:
    one = component("pricing", 0.0, "the configuration")
    assert shown_components(report(one)) == (one,)
    text = markdown.render(report(one), Style())
    assert "| pricing | 3 | 0 |" in text
    assert "risk by component" not in terminal.render(report(one), Style(80))


def test_the_screen_has_one_line_of_it() -> None:
    text = terminal.render(SEVERAL, Style(100))
    assert "risk by component: pricing 150, api 50\n" in text
    assert len(text.splitlines()) == len(terminal.render(REPORT, Style(100)).splitlines()) + 1
    rated = report(component("pricing", 150.0, "the configuration", criticality="yes"))
    assert "risk by component: pricing 150 (revenue)\n" in terminal.render(rated, Style(100))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_many_and_long_names_stay_in_two_lines(width: int) -> None:
    many = report(*(component(f"{'long' * 20}{n}", 500.0 - n) for n in range(30)))
    lines = terminal.render(many, Style(width)).splitlines()
    (first,) = (n for n, line in enumerate(lines) if "risk by component" in line)
    assert max(columns(line) for line in lines) <= width
    assert len(lines) <= len(terminal.render(REPORT, Style(width)).splitlines()) + 2
    assert "27 more" in " ".join(lines[first : first + 2]) or width == 60


def test_the_table_has_columns_that_tell_something() -> None:
    text = markdown.render(SEVERAL, Style())
    assert "| Component | Files | Findings | Repair | Risk |" in text
    assert "| pricing | 3 | 3 | 1.5 h | 150 |" in text
    owned = report(
        component("pricing", 150.0, owner="@ml", criticality="yes"), component("api", 50.0)
    )
    head = "| Component | Criticality | Owner | Files | Findings | Repair | Risk |"
    assert head in markdown.render(owned, Style())
    many = report(*(component(f"c{n}", 500.0 - n) for n in range(30)))
    assert "And 15 components with less." in markdown.render(many, Style())


def test_new_findings_are_counted_beside_all() -> None:
    new = replace(component("pricing", 150.0), new_findings=2)
    assert "| pricing | 3 | 3 (2 new) |" in markdown.render(
        report(new, component("api", 50.0)), Style()
    )


def test_names_of_strangers_are_escaped() -> None:
    poisoned = report(component(HOSTILE, 150.0), component("a|b", 50.0))
    plain = "\n".join(terminal.render(poisoned, Style(120)).splitlines())
    assert "\x1b" not in plain
    assert "a\\|b" in markdown.render(poisoned, Style()) or "a&#124;b" in markdown.render(
        poisoned, Style()
    )
