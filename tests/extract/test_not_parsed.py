"""A file with the marks of an unresolved merge is told by them, not by where a parser gave up."""

from collections.abc import Callable

import pytest

from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.notebook_format import decode
from debtaudit.extract.python_source import parse
from debtaudit.extract.settings_files import decode_json

MERGE = "{head}<<<<<<< HEAD\n{one}\n=======\n{other}\n>>>>>>> dev\n"


@pytest.mark.parametrize(("head", "line"), [("", 1), ("import os\n\n", 3)])
def test_python(head: str, line: int) -> None:
    text = MERGE.format(head=head, one="x = 1", other="x = 2")
    for data in (text, text.encode()):
        with pytest.raises(NotParsedError, match=rf"an unresolved merge .* \(line {line}\)"):
            parse(data)


@pytest.mark.parametrize("read", [decode, decode_json])
def test_a_notebook_and_settings(read: Callable[[bytes], object]) -> None:
    text = MERGE.format(head='{\n "cells": [\n', one='"a"', other='"b"')
    with pytest.raises(NotParsedError, match=r"an unresolved merge is committed \(line 3\)"):
        read(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "x = (\n",
        "<<<<<<< HEAD\nx = 1\n",
        "  <<<<<<< HEAD\nx = 1\n>>>>>>> dev\n",
        "x = 1 <<<<<<< 2\n",
    ],
)
def test_what_is_broken_in_another_way_says_where(text: str) -> None:
    with pytest.raises(NotParsedError) as raised:
        parse(text)
    assert "merge" not in str(raised.value)


def test_a_text_that_parses_is_no_conflict() -> None:
    parse('"""\n<<<<<<< HEAD\n=======\n>>>>>>> dev\n"""\n')
