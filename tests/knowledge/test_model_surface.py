"""The table of names: well formed, and kinds that the report knows."""

from typing import get_args

from debtaudit.domain.report_rows import ModelChangeKind
from debtaudit.knowledge.model_surface import NO_KIND, surface_knowledge

TABLES = (
    *("call", "method", "word", "base", "class", "function", "decorator", "same", "framework"),
    *("neutral-call", "neutral-method", "neutral-keyword", "neutral-exact", "wrapper"),
    *("wrapper-method", "path", "evaluation-output", "not-surface", "setting-path", "not-setting"),
)


def test_every_table_is_there_with_known_kinds_and_weights() -> None:
    kinds = {*get_args(ModelChangeKind), NO_KIND}
    for name in TABLES:
        table = surface_knowledge().table(name)
        assert table
        for mark in table.values():
            assert 0 <= mark.weight <= 1
            assert name == "same" or mark.kind in kinds


def test_words_are_lower_case() -> None:
    assert all(word == word.lower() for word in surface_knowledge().table("word"))


def test_no_name_is_telling_and_plumbing_at_once() -> None:
    known = surface_knowledge()
    plumbing = known.table("neutral-keyword").keys() | known.table("neutral-exact").keys()
    assert not known.table("word").keys() & plumbing
