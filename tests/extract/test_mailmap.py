"""`.mailmap`: the same persons that git itself finds (`git check-mailmap`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtaudit.extract.mailmap import read_mailmap
from tests.gather.real_git import git

MAILMAP = """\
# people of the project
Ada Lovelace <ada@work.example> <ada@home.example>
Ada Lovelace <ada@work.example> ada-bot <bot@ci.example>
<grace@work.example> <grace@old.example>
Edsger <edsger@work.example>
Barbara Liskov <barbara@work.example> <BARBARA@Laptop.Example>
no address at all
Half <open@example
 Spaced Name   <spaced@work.example>   <spaced@home.example>   trailing
<> <empty@example>
Later <later@work.example> <twice@example>
Latest <twice@example>
"""

AUTHORS = [
    ("Ada", "ada@home.example"),
    ("ada-bot", "bot@ci.example"),
    ("ADA-BOT", "Bot@CI.example"),
    ("somebody", "bot@ci.example"),
    ("Grace Hopper", "grace@old.example"),
    ("e.w.d.", "edsger@work.example"),
    ("barbara", "barbara@laptop.example"),
    ("Half", "open@example"),
    ("s", "spaced@home.example"),
    ("nobody", "empty@example"),
    ("t", "twice@example"),
    ("Alan", "alan@example"),
    ("", "ada@home.example"),
]


@pytest.mark.parametrize(("name", "email"), AUTHORS)
def test_equals_git(tmp_path: Path, name: str, email: str) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / ".mailmap").write_text(MAILMAP)
    said = git(tmp_path, "check-mailmap", f"{name} <{email}>")
    found = read_mailmap(MAILMAP.encode()).identity(name, email)
    assert f"{found[0]} <{found[1]}>".strip() == said


def test_an_empty_file_and_bytes_that_are_no_text_map_nobody() -> None:
    assert not read_mailmap(b"")
    assert not read_mailmap(b"\xff\xfe\x00 <\x00")
    assert read_mailmap(b"").identity("Ada", "a@x") == ("Ada", "a@x")


def test_a_file_of_many_lines_is_read_in_one_pass() -> None:
    lines = "".join(f"P{number} <p{number}@x> <q{number}@x>\n" for number in range(50_000))
    assert read_mailmap(lines.encode()).identity("x", "q49999@x") == ("P49999", "p49999@x")
