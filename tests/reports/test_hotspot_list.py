"""The list of hotspots in each format: hostile text stays text, lines keep their width."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from debtaudit.domain.audit_info import AuditInfo, ScanRow, Window
from debtaudit.domain.hotspot_list import (
    AdmittedDebt,
    CoupledFile,
    HotspotList,
    HotspotPlace,
    PlaceFunction,
    SizePoint,
)
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.sparkline import sparkline
from debtaudit.domain.style import Style
from debtaudit.reports import named

HOSTILE = "a\x1b[31m|<b>`x`\u202e\n.py"


def _list(status: ScanRow | None = None) -> HotspotList:
    audit = AuditInfo(
        *("demo", "1" * 40, "main", False, "2026-11-22", Window("2025-11-22", 3, 5)),
        (status or ScanRow("hotspots", "complete"),),
        0.1,
    )
    place = HotspotPlace(
        rank=1,
        path=HOSTILE,
        symbol=None,
        line=1,
        end_line=90,
        score=0.9,
        complexity=40,
        cognitive=50,
        maintainability=31.5,
        changes=6,
        silent=2,
        change_sets=5,
        weight=3.25,
        authors=3,
        main_author_share=0.5,
        main_author="Eve\x1b[2J",
        fix_share=0.25,
        trend="rising",
        sizes=(SizePoint("2026-01-01", 30), SizePoint("2026-02-01", 40)),
        functions=(
            PlaceFunction("f", 3, 20, 18, 22, 4),
            PlaceFunction("<cell 2>", 1, 9, 4, 0, 1, 2),
        ),
        coupled=(CoupledFile("conf/" + HOSTILE, 4, 0.4, 0.8),),
        admitted=(
            AdmittedDebt(7, "TODO", "<script>" + HOSTILE, "2020-01-01", "data"),
            AdmittedDebt(8, "HACK", "", None, None, 2),
        ),
        reached_by=None,
    )
    diagnostics = (Diagnostic("info", None, "hotspots: 1 commit of more than 100 files"),)
    return HotspotList("1.0", audit, "files", 12, (place,), diagnostics)


def _render(name: str, found: HotspotList, *, unicode: bool = True, verbose: bool = False) -> str:
    known = named(name)
    assert known is not None and known.hotspots is not None
    return known.hotspots(found, Style(80, colour=False, unicode=unicode, verbose=verbose))


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_hostile_text_is_shown_and_does_nothing(name: str) -> None:
    text = _render(name, _list(), verbose=True)
    assert "\x1b" not in text
    assert "\u202e" not in text
    if name == "markdown":
        assert "<script>" not in text
        assert "<b>" not in text.replace("`", "") or "\\<b" in text or "`" in text


@pytest.mark.parametrize("unicode", [True, False])
def test_the_terminal_keeps_its_width(unicode: bool) -> None:
    text = _render("terminal", _list(), unicode=unicode, verbose=True)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert text.isascii() is not unicode
    assert "1 hotspot of 12 files" in text
    assert "1 commit of more than 100 files" in text


def test_json_holds_everything() -> None:
    text = json.loads(_render("json", _list()))
    assert text["places"][0]["functions"][1]["cell"] == 2


def test_a_scan_that_could_not_answer_says_why() -> None:
    row = ScanRow("hotspots", "partial", "the clone is shallow", "git fetch --unshallow")
    for name in ("terminal", "markdown"):
        text = _render(name, _list(row))
        assert "shallow" in text
        assert "unshallow" in text


@pytest.mark.parametrize(
    ("values", "line"),
    [([], ""), ([3], "▄"), ([1, 1, 1], "▄▄▄"), ([0, 7], "▁█"), ([1, 2, 3, 8], "▁▂▃█")],
)
def test_sparklines(values: list[int], line: str) -> None:
    assert sparkline(values) == line
    assert len(sparkline(values, unicode=False)) == len(values)
    assert sparkline(values, unicode=False).isascii()


@pytest.mark.parametrize("width", [80, 120])
def test_no_figure_is_cut_off(width: int) -> None:
    (place,) = _list().places
    long = replace(
        place,
        path="src/" + "very_long_package_name/" * 6 + "module.py",
        main_author=None,
        tables=12,
        changes=1_234,
        sizes=tuple(SizePoint("2026-01-01", size) for size in range(120, 160)),
        coupled=(CoupledFile("src/" + "very_long_package_name/" * 6 + "other.py", 14, 0.4, 0.8),),
    )
    known = named("terminal")
    assert known is not None and known.hotspots is not None
    style = Style(width, colour=False, unicode=True, verbose=False)
    text = known.hotspots(replace(_list(), places=(long,)), style)
    assert max(map(len, text.splitlines())) <= width
    for said in (
        "score 0.90",
        "rising from 120",
        "1,234 commits in 5 change sets, weight 3.2",
        "3 people, 50 % by one",
        "25 % fixes",
        "2 more of layout alone",
        "12 more of tables or imports alone",
        "other.py  in 14 change sets, 80 % of its",
    ):
        assert said in text


def test_where_nothing_changed_it_says_where_to_look() -> None:
    empty = replace(_list(), places=(), candidates=0)
    assert "Since 2025-11-22 nothing changed that could be ranked" in _render("terminal", empty)
    assert "--since DATE" in _render("terminal", empty)
    assert "nothing changed" not in _render("terminal", _list())


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_a_function_with_overloads_has_the_name_that_its_code_has(name: str) -> None:
    (place,) = _list().places
    worst = PlaceFunction("Net.encode#8", 3, 20, 18, 22, 4)
    text = _render(name, replace(_list(), places=(replace(place, functions=(worst,)),)))
    assert "Net.encode" in text
    assert "#8" not in text
