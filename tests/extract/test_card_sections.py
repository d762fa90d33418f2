"""Sections of a card that hold only what the template says."""

from debtaudit.extract.documents import document_facts

TEMPLATE = b"""\
# Card

## Uses

### Direct use

[More Information Needed]

### Misuse

<!-- what must it
not be used for -->

## Data

A week of orders.

## Evaluation

### Metrics

AUC.
"""


def empty(text: bytes, name: str = "MODEL_CARD.md") -> list[str]:
    """Return the headings that have nothing to say."""
    return [one.text for one in document_facts(name, text).headings if one.empty]


def test_headings_with_nothing_but_the_template_below_are_empty() -> None:
    assert empty(TEMPLATE) == ["Uses", "Direct use", "Misuse"]


def test_only_cards_are_looked_into() -> None:
    assert empty(TEMPLATE, "README.md") == []


def test_placeholders_of_all_kinds() -> None:
    for text in ("TBD", "TODO", "{{ card.use }}", "To be added", "N/A", "Coming soon"):
        assert empty(f"# Use\n\n{text}\n".encode()) == ["Use"], text
    assert empty(b"# Use\n\nTODO lists are ranked by it.\n") == []


def test_a_comment_that_never_ends_and_many_braces_end() -> None:
    assert empty(b"# Use\n" + b"<!-- " * 20_000) == ["Use"]
    assert empty(b"# Use\n" + b"{{" * 100_000 + b"\n") == ["Use"]


def test_a_card_without_a_heading_is_read() -> None:
    assert document_facts("MODEL_CARD.md", b"A model.\n").headings == ()
