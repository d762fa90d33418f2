"""Attestations: who says what until when, and what counts for nothing."""

from datetime import date

import pytest
from msgspec.structs import replace

from debtaudit.checklist.attestation_file import with_entry
from debtaudit.checklist.attestation_reader import read_attestations
from debtaudit.checklist.attestations import Attestation, attested
from debtaudit.checklist.found import Answer
from debtaudit.checklist.plan import Plan, default_plan
from debtaudit.domain.reported_finding import Evidence
from tests.checklist.repository import TRAIN, by_id

TODAY = date(2026, 1, 1)
KNOWN = ("risk-criteria", "seeds")
MADE = Attestation(
    "risk-criteria",
    "Jo Doe",
    "The register is kept in the wiki",
    "https://wiki.example/risk",
    date(2025, 12, 1),
    date(2026, 6, 1),
    4,
)
TEXT = with_entry("", MADE)


def problems(text: str) -> list[tuple[int, str]]:
    """Return the lines and messages of what is wrong in a file."""
    _made, found = read_attestations(text.encode(), KNOWN, TODAY)
    return [(one.line, one.message) for one in found]


def test_what_is_written_is_read() -> None:
    made, wrong = read_attestations(TEXT.encode(), KNOWN, TODAY)
    assert made == (MADE,)
    assert wrong == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("risk-criteria", "risk-criterion", 4, "(did you mean risk-criteria?)"),
        ("Jo Doe", " ", 4, "signed by nobody"),
        ("Jo Doe", "?", 4, "signed by nobody"),
        ("The register is kept in the wiki", "ok", 4, "because"),
        ("https://wiki.example/risk", "the wiki", 4, "address"),
        ("2025-12-01", "2026-02-01", 4, "in the future at 2026-01-01"),
        ("2026-06-01", "2025-11-01", 4, "not after"),
        ("2026-06-01", "2030-01-01", 4, "attest it again by 2027-12-02"),
        ("2026-06-01", "next year", 9, "no day"),
        ("    until: 2026-06-01\n", "", 4, "until: missing"),
        ("    by:", "    signed:", 5, "unknown key signed"),
        ("  - item: risk-criteria\n", "  - x\n  - item: risk-criteria\n", 4, "an entry must have"),
    ],
)
def test_a_bad_entry_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    ((where, message),) = problems(TEXT.replace(old, new))
    assert said in message
    assert where == line


def test_the_second_entry_of_an_item_counts_for_nothing() -> None:
    ((line, message),) = problems(TEXT + TEXT.partition("attestations:\n")[2])
    assert (line, "twice" in message) == (10, True)


@pytest.mark.parametrize(
    "text", ["", "x: 1\n", "attestations: [\n", "- a\n", "attestations: []\n---\nb: 1\n"]
)
def test_a_file_that_is_none_is_one_problem(text: str) -> None:
    ((line, _message),) = problems(text)
    assert line == 1


def test_an_anchor_bomb_is_one_problem() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
    )
    ((line, message),) = problems(bomb + "attestations: []\n")
    assert line == 1
    assert "100,000" in message


def test_a_huge_file_is_one_problem() -> None:
    rows = "".join(f"  k{number}: [1, 2, 3, 4, 5]\n" for number in range(20_000))
    ((line, message),) = problems(f"others:\n{rows}{TEXT}")
    assert line == 1
    assert "100,000" in message


# -- what an attestation does ----------------------------------------------------------------------


def test_an_item_is_attested_until_the_last_day() -> None:
    unknown = Answer("unknown", reason="kept elsewhere")
    found = attested(unknown, MADE, date(2026, 6, 1))
    assert found.status == "attested"
    assert found.evidence[0].ref == "debtaudit-attestations.yaml:4"
    assert "Jo Doe, 2025-12-01, until 2026-06-01" in found.evidence[0].detail
    assert not found.reason


@pytest.mark.parametrize("before", [Answer("unknown"), Answer("fail"), Answer("partial")])
def test_an_expired_attestation_fails_and_says_so(before: Answer) -> None:
    found = attested(before, MADE, date(2026, 6, 2))
    assert found.status == "fail"
    assert "expired on 2026-06-01" in found.reason


def test_what_is_not_owed_may_be_attested_and_is_not_owed_again_afterwards() -> None:
    not_owed = Answer("not-applicable", reason="a research project does not owe it")
    assert attested(not_owed, MADE, date(2026, 6, 1)).status == "attested"
    assert attested(not_owed, MADE, date(2026, 6, 2)) is not_owed


def test_what_the_files_show_needs_no_attestation() -> None:
    shown = Answer("pass", (Evidence("file", "x", "y"),))
    assert attested(shown, MADE, date(2030, 1, 1)) is shown


def test_an_attestation_reaches_the_checklist() -> None:
    plan = Plan(default_plan().checklists, (MADE,), "service")
    row = by_id({"train.py": TRAIN}, plan)["risk-criteria"]
    assert row.status == "attested"
    assert row.remedy == ""
    expired = replace(MADE, on=date(2024, 1, 1), until=date(2025, 1, 1))
    row = by_id({"train.py": TRAIN}, Plan(plan.checklists, (expired,), "service"))["risk-criteria"]
    assert row.status == "fail"
    assert row.remedy
    assert "expired" in row.reason


# -- the file as text ------------------------------------------------------------------------------


def test_an_entry_is_replaced_and_all_else_stays() -> None:
    other = Attestation("seeds", "Al", "x" * 12, "https://x", date(2025, 1, 1), date(2026, 1, 1))
    both = with_entry("# ours\n" + TEXT + "  # reviewed monthly\n", other)
    again = with_entry(both, replace(MADE, by="Kim", because="y" * 12))
    assert again.startswith("# ours\n")
    assert "# reviewed monthly" in again
    assert "Jo Doe" not in again
    made, wrong = read_attestations(again.encode(), KNOWN, TODAY)
    assert [(one.item, one.by) for one in made] == [("risk-criteria", "Kim"), ("seeds", "Al")]
    assert not wrong


def test_of_an_entry_whose_last_text_goes_on_below_its_key_nothing_is_left() -> None:
    by_hand = (
        "attestations:\n"
        "  - item: risk-criteria\n    by: Jo Doe\n    evidence: https://wiki.example/risk\n"
        "    on: 2025-12-01\n    until: 2026-06-01\n"
        "    because: >-\n      The register is kept\n      in the wiki of the team\n"
        "\n"
        "  # the seeds\n"
        "  - item: seeds\n    by: Al\n    because: all of them are set\n"
        "    evidence: https://x\n    on: 2025-12-01\n    until: 2026-06-01\n"
    )
    again = with_entry(by_hand, replace(MADE, because="It is kept elsewhere now"))
    assert "register" not in again
    assert "wiki of the team" not in again
    assert "\n\n  # the seeds\n  - item: seeds\n    by: Al\n" in again
    made, wrong = read_attestations(again.encode(), KNOWN, TODAY)
    assert [(one.item, one.because) for one in made] == [
        ("risk-criteria", "It is kept elsewhere now"),
        ("seeds", "all of them are set"),
    ]
    assert not wrong


def test_an_empty_list_gets_its_first_entry() -> None:
    text = with_entry("# ours\nattestations: []\n# reviewed monthly\n", MADE)
    assert text.count("attestations:") == 1
    assert text.startswith("# ours\n# reviewed monthly\n")
    made, wrong = read_attestations(text.encode(), KNOWN, TODAY)
    assert [one.item for one in made] == ["risk-criteria"]
    assert not wrong


def test_what_hides_in_a_text_is_written_as_an_escape_and_letters_are_not() -> None:
    text = with_entry("", replace(MADE, by="J\xfcrgen", because="turned \u202earound"))
    assert 'by: "J\xfcrgen"' in text
    assert "\\u202e" in text
    assert "\u202e" not in text


def test_texts_are_written_so_that_they_come_back() -> None:
    odd = Attestation(
        "seeds", 'O"Neil: #1', "line\nbreak {{ x }} - é", "https://x", MADE.on, MADE.until, 4
    )
    made, wrong = read_attestations(with_entry("", odd).encode(), KNOWN, TODAY)
    assert made == (odd,)
    assert not wrong
