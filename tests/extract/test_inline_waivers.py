"""Waivers beside the code: comments only, and the place that each is for."""

import json

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.file_facts import extract
from debtaudit.extract.inline_waivers import inline_waivers

WAIVER = "# debtaudit: ignore[a-rule, b] because of X until 2027-03-01"


def test_rule_reason_and_end_are_read() -> None:
    (one,) = inline_waivers(PathClass.PYTHON, f"x = 1  {WAIVER}\n".encode())
    assert (one.rules, one.reason, one.until) == (("a-rule", "b"), "because of X", "2027-03-01")
    assert (one.line, one.target, one.whole_file) == (1, 1, False)


@pytest.mark.parametrize(
    ("text", "rules", "reason", "until"),
    [
        ("# debtaudit: ignore", (), "", None),
        ("# debtaudit:ignore[a]", ("a",), "", None),
        ("#debtaudit: ignore[a] - why not", ("a",), "why not", None),
        ("# noqa  # debtaudit: ignore[a] x until tomorrow", ("a",), "x until tomorrow", None),
        (
            "# debtaudit: ignore[a] until 2026-01-01, until 2027-01-01",
            ("a",),
            None,
            "2027-01-01",
        ),
    ],
)
def test_odd_ones(text: str, rules: tuple[str, ...], reason: str | None, until: str | None) -> None:
    (one,) = inline_waivers(PathClass.PYTHON, f"x = 1 {text}\n".encode())
    assert (one.rules, one.until) == (rules, until)
    assert reason is None or one.reason == reason


def test_alone_it_is_for_the_next_code_and_in_the_head_for_the_file() -> None:
    text = f"#!/bin/python\n{WAIVER}\n\nimport os\n{WAIVER}\n# more\n\ndef f():\n    pass\n"
    head, inner = inline_waivers(PathClass.PYTHON, text.encode())
    assert (head.line, head.whole_file) == (2, True)
    assert (inner.line, inner.target, inner.whole_file) == (5, 8, False)


def test_a_text_is_no_comment() -> None:
    text = f'x = "{WAIVER}"\ny = """\n{WAIVER}\n"""\n'
    assert inline_waivers(PathClass.PYTHON, text.encode()) == ()
    assert inline_waivers(PathClass.YAML, f'x: "a {WAIVER}"\n'.encode()) == ()


@pytest.mark.parametrize(
    ("path_class", "text"),
    [
        (PathClass.YAML, f"lr: 0.1  {WAIVER}\n"),
        (PathClass.TOML, f'[a]\nlr = "0.1"  {WAIVER}\n'),
        (PathClass.PYPROJECT, f"[a]\nb = 1 {WAIVER}\n"),
        (PathClass.REQUIREMENTS, f"torch==1.0  {WAIVER}\n"),
        (PathClass.DOCKERFILE, f"FROM x {WAIVER}\n"),
    ],
)
def test_every_format_with_such_comments_has_them(path_class: PathClass, text: str) -> None:
    assert len(extract(path_class, "name", text.encode()).waivers) == 1


@pytest.mark.parametrize("text", ["x = (", "\tx\n y", "\0", "'''", "\ufeff", "\x0c\x0c"])
def test_what_cannot_be_tokenized_costs_nothing_but_itself(text: str) -> None:
    assert len(inline_waivers(PathClass.PYTHON, f"x = 1  {WAIVER}\n{text}".encode())) <= 1


def test_a_notebook_has_them_in_metadata_and_cells() -> None:
    short = WAIVER.removeprefix("# debtaudit: ")
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": WAIVER},
        {"cell_type": "code", "metadata": {"debtaudit": [short]}, "source": ["x = 1"]},
        {"cell_type": "code", "metadata": {}, "source": ["x = 1\n", f"y = 2  {WAIVER}\n"]},
    ]
    data = json.dumps({"metadata": {"debtaudit": short}, "cells": cells}).encode()
    found = inline_waivers(PathClass.NOTEBOOK, data)
    assert [(one.cell, one.target, one.whole_file) for one in found] == [
        (None, 1, True),
        (1, 1, True),
        (2, 2, False),
    ]


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"cells": 3}', b'{"cells": [1, {}]}'])
def test_a_broken_notebook_has_none(data: bytes) -> None:
    assert inline_waivers(PathClass.NOTEBOOK, data) == ()
