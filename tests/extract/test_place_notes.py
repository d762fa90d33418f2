"""What a reader wants to know of a hotspot: maintainability, and debts that developers admit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from radon.metrics import mi_visit

from debtaudit.domain.files import PathClass
from debtaudit.extract.admitted_debt import Admission, admissions, comments
from debtaudit.extract.place_notes import place_notes
from debtaudit.knowledge.debt_words import debt_kind

EXTRACT = Path(__file__).parents[2] / "src" / "debtaudit" / "extract"


def test_comments_with_a_tag_are_admissions() -> None:
    source = (
        "x = 1  # TODO: tune the learning rate\n"
        "# FIXME(ada) leaks\n"
        "y = '# TODO in a string'\n"
        "# a todo list\n"
        "    # HACK\n"
    )
    assert admissions(comments(source)) == (
        Admission(1, "TODO", "tune the learning rate"),
        Admission(2, "FIXME", "(ada) leaks"),
        Admission(5, "HACK", ""),
    )


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("# TODO: scale first", "scale first"),
        ("# TODO scale - first", "scale - first"),
        ("# TODO (ada): scale first", "(ada): scale first"),
        ("# FIXME(#12): scale first", "(#12): scale first"),
        ("# XXX - scale first", "scale first"),
        ("#TODO", ""),
    ],
)
def test_who_is_to_do_it_stays_readable(comment: str, said: str) -> None:
    (found,) = admissions(comments(comment + "\n"))
    assert found.text == said


@pytest.mark.parametrize("source", ["", "x = (\n# TODO never closed\n", "\x00 # TODO"])
def test_source_that_breaks_off_is_read_as_far_as_it_goes(source: str) -> None:
    assert all(one.tag == "TODO" for one in admissions(comments(source)))


def test_a_file_of_tags_is_cut() -> None:
    assert len(admissions(comments("# TODO\n" * 1_000))) == 200


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("handle class imbalance in the labels", "data"),
        ("make this deterministic, set the seed", "reproducibility"),
        ("tune these hyperparameters", "configuration"),
        ("use a better metric", "evaluation"),
        ("gradients vanish here", "training"),
        ("the decoder is too small", "model"),
        ("export to onnx", "inference"),
        ("this is slow on the GPU", "resources"),
        ("remove when torch 1.8 is gone", "dependencies"),
        ("ask legal", None),
        ("", None),
    ],
)
def test_the_kind_of_a_debt_is_told_by_its_words(text: str, kind: str | None) -> None:
    assert debt_kind(text) == kind


@pytest.mark.parametrize("path", sorted(EXTRACT.glob("*.py"))[:12], ids=lambda path: path.name)
def test_maintainability_is_close_to_radons(path: Path) -> None:
    data = path.read_bytes()
    ours = place_notes(PathClass.PYTHON, data).maintainability
    assert ours is not None
    # radon counts logical lines by tokens: a few points of a hundred
    assert ours == pytest.approx(mi_visit(data.decode(), multi=False), abs=6)


def test_a_notebook_knows_where_its_debts_stand_in_the_file() -> None:
    cells = [
        {"cell_type": "markdown", "source": "# TODO not code"},
        {"cell_type": "code", "source": ["x = 1\n", '# TODO scale "x" first\n']},
    ]
    data = json.dumps({"cells": cells}, indent=1).encode()
    notes = place_notes(PathClass.NOTEBOOK, data)
    assert notes.admitted == (Admission(2, "TODO", 'scale "x" first'),)
    (line,) = notes.file_lines
    assert b"scale" in data.split(b"\n")[line - 1]


@pytest.mark.parametrize("data", [b"def f(:", b"\xff\xfe", b"x = " + b"-" * 100_000 + b"1"])
def test_what_does_not_parse_has_no_notes(data: bytes) -> None:
    assert place_notes(PathClass.PYTHON, data).admitted == ()
