"""Outlines of documents and the lines that a change adds."""

from debtaudit.domain.files import Heading
from debtaudit.extract.documents import added_lines, document_facts


def _outline(name: str, text: str) -> list[tuple[int, int, str]]:
    return [(one.line, one.level, one.text) for one in document_facts(name, text.encode()).headings]


def test_markdown_headings_in_both_styles() -> None:
    text = "# Model card\n\nText\n\nTraining data\n---\n\n### Limits ###\n\nResults\n=======\n#no\n"
    assert _outline("README.md", text) == [
        (1, 1, "Model card"),
        (5, 2, "Training data"),
        (8, 3, "Limits"),
        (10, 1, "Results"),
    ]


def test_headings_inside_fences_are_code() -> None:
    text = "```sh\n# install\n```\n# Real\n~~~~\n```\n# still code\n~~~\n~~~~\n## Also\n"
    assert _outline("a.md", text) == [(4, 1, "Real"), (10, 2, "Also")]


def test_lists_tables_and_rules_are_no_headings() -> None:
    assert _outline("a.md", "- item\n---\n\n| a |\n|---|\n\n---\n\n> quote\n---\n") == []


def test_front_matter_of_a_model_card() -> None:
    text = "---\nlicense: mit\ntags:\n- vision\ndatasets: [coco]\n---\n# Card\n"
    facts = document_facts("README.md", text.encode())
    assert [(one.key, one.value, one.line) for one in facts.front_matter] == [
        ("license", "mit", 2),
        ("tags[0]", "vision", 4),
        ("datasets[0]", "coco", 5),
    ]
    assert facts.headings == (Heading(7, 1, "Card"),)
    assert facts.lines == 7


def test_broken_front_matter_spoils_nothing() -> None:
    facts = document_facts("README.md", b"---\na: b: c\n---\n# Title\n")
    assert facts.front_matter == ()
    assert [one.text for one in facts.headings] == ["Title"]
    assert document_facts("README.md", b"---\nno end\n# Title\n").front_matter == ()


def test_restructured_text_levels_follow_their_first_use() -> None:
    text = (
        "=====\nTitle\n=====\n\nPart\n----\n\nSub\n~~~\n\nOther\n-----\n\n=== ===\na   b\n=== ===\n"
    )
    assert _outline("a.rst", text) == [
        (2, 1, "Title"),
        (5, 2, "Part"),
        (8, 3, "Sub"),
        (11, 2, "Other"),
    ]


def test_asciidoc() -> None:
    assert _outline("a.adoc", "= Title\n\n== Part\n") == [(1, 1, "Title"), (3, 2, "Part")]


def test_line_endings_and_encodings() -> None:
    assert _outline("a.md", "# A\r\n\r\n# B\r\n") == [(1, 1, "A"), (3, 1, "B")]
    assert document_facts("a.md", "# ä".encode("latin-1")).headings[0].text == "ä"
    assert document_facts("a.md", "# ä".encode("utf-16")).headings[0].text == "ä"
    assert document_facts("a.md", b"").lines == 0
    assert document_facts("a.md", b"x").lines == document_facts("a.md", b"x\n").lines == 1


def test_long_hostile_documents_stay_small() -> None:
    facts = document_facts("a.md", b"# x\n" * 50_000)
    assert len(facts.headings) == 1_000
    assert len(document_facts("a.md", b"# " + b"x" * 100_000).headings[0].text) == 200
    document_facts("a.md", b"=" * 500_000)
    document_facts("a.rst", b"=" * 500_000 + b"\n" + b"-" * 500_000)
    document_facts("a.md", b"```" * 200_000)


def _added(before: str | None, after: str) -> list[tuple[int, str]]:
    old = None if before is None else before.encode()
    return [(one.line, one.text) for one in added_lines(old, after.encode())]


def test_a_new_document_is_all_added_but_for_blank_lines() -> None:
    assert _added(None, "a\n\n b \n") == [(1, "a"), (3, "b")]


def test_only_what_is_new_counts() -> None:
    before = "# Changes\n\n## 1.0\n- first\n"
    after = "# Changes\n\n## 1.1\n- lr lowered\n\n## 1.0\n- first\n"
    assert _added(before, after) == [(3, "## 1.1"), (4, "- lr lowered")]


def test_moved_and_indented_lines_are_not_written_anew() -> None:
    assert _added("a\nb\nc\n", "c\n  a\nb\n") == []
    assert _added("a\nb\n", "b\na\na\n") == [(3, "a")]


def test_line_endings_alone_are_no_addition() -> None:
    assert _added("a\nb\n", "a\r\nb\r\n") == []


def test_the_number_and_length_of_added_lines_are_bounded() -> None:
    added = added_lines(
        b"", b"".join(b"%d " % number + b"x" * 999 + b"\n" for number in range(999))
    )
    assert len(added) == 400
    assert all(len(one.text) == 300 for one in added)


def test_bytes_that_are_no_text_are_shown_somehow() -> None:
    assert added_lines(None, b"\xff\xfe\n")[0].text
