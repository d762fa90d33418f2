"""Which commit messages explain a change: two sentences that say what and why."""

import pytest

from debtaudit.domain.history import ChangeSet, Commit
from debtaudit.resolve.model_changes.message_prose import Told, explains, sentences, told


def change_set(subject: str, message: str = "", *more: str) -> ChangeSet:
    head = Commit("1" * 40, (), 0, "Ada", "ada@example.org", subject, message)
    return ChangeSet(head, (head.id,), more, (), 0)


WHY = "Training diverged in the first epoch, so that nothing was learned."


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("Warm up longer", WHY),
        ("Warm up longer (#12)", f"* fix\n\n* lint\n\n{WHY}"),
        ("Warm up longer", f"- {WHY}\n- fix lint"),
        ("Warm up longer", f"Summary: {WHY}\n\nReviewed By: eve\n\nDifferential Revision: D12"),
        ("Warm up longer", f"## Motivation\n{WHY}"),
        ("Give each head its own scale. It trained more stably with large batches", ""),
        ("Merge pull request #12 from ada/warm", f"Warm up longer\n\n{WHY}"),
        ("Warm up longer", "To match the schedule of the paper"),
        ("Warm up longer (#12)", "Per our own results https://example.org/issues/9 by @ada"),
        ("Warm up longer", "previously, the loss did not see the first epoch!!!"),
        ("Warm up longer", "This should keep the gradients small."),
        ("Warm up longer (#12)", f"* Warm up longer\n\n{WHY}\n\n* lint\n\n* fix tests"),
    ],
)
def test_messages_that_say_what_and_why(subject: str, message: str) -> None:
    assert explains(change_set(subject, message))


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("Give each head its own scale.", ""),
        ("Use another norm for half precision... it seems to need less memory", ""),
        ("Lock the text tower in all models. Fix #1070, fix #830, fix #805", ""),
        ("Warm up longer", "* fix\n* fix typo in the text of the example\n* apply suggestions"),
        ("Warm up longer", "- Add the schedule to the trainer of the small models\n- Cover it"),
        ("Warm up longer", "Signed-off-by: Ada Lovelace of the analytical engine <a@example.org>"),
        ("Warm up longer", "Co-authored-by: A <a@example.org>\nReviewed-on: https://example.org/1"),
        ("Warm up longer", "This reverts commit 6d3b0f1a7b52afc8ed7a01a28e2911afa4f67c2b today."),
        ("Warm up longer", "- [x] I have read the contributing guide of this project\n- [ ] Tests"),
        ("Warm up longer", "<!-- Thank you for this! Tell us why you made the change, please. -->"),
        ("Warm up longer", "See also https://example.org/a/very/long/address/of/some/issue/12."),
        ("Warm up longer", "```\nThe loss is 3.2 now and it was 4.1 before this was changed.\n```"),
        ("Warm up longer", "    The loss is 3.2 now and it was 4.1 before this was changed."),
        ("Use -1e10 instead of 1e-10. Thank you @ada for spotting and telling me of it", ""),
        ("Warm up longer", "Thanks to Ada for finding this and for all of her help with it."),
        ("Warm up longer", "Test Plan:\nRan all of the unit tests on a machine with eight cards."),
        ("Add depth estimation code (#184)", "Add the depth estimation code in this change here."),
        ("Merge pull request #12 from ada/warm", "Warm up longer in all the models that we train"),
        ("Merge branch 'warm' into 'main'", "Warm up longer\n\nSee merge request team/models!10"),
        ("Warm up longer (#12)", f"* lint\n\n* Raise an error\n\n{WHY}\n\n* fix tests"),
        ("Warm up longer", "To warm up longer"),
        ("Warm up longer", "Warm-up of the small models only"),
        ("Warm up longer", "A few sentences describing the changes proposed in this request."),
        ("Warm up longer", "Please include a summary of the change, and which issue is fixed."),
        ("Warm up longer", "By submitting this request, I confirm that you can use and copy it."),
        ("Bump torch", "Bumps [torch](https://example.org) from 1.0 to 2.0, which is the newest."),
    ],
)
def test_messages_that_do_not(subject: str, message: str) -> None:
    assert not explains(change_set(subject, message))


def test_the_message_of_any_commit_of_a_request_explains_it() -> None:
    assert explains(change_set("Merge pull request #12 from ada/warm", "", f"Warm up\n\n{WHY}"))


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        *((f"{robot}[bot]", False) for robot in ("dependabot", "Renovate", "pyup", "snyk")),
        ("pre-commit-ci[bot]", False),
        ("bors[bot]", True),
        ("Ada", True),
    ],
)
def test_robots_that_update_explain_nothing(author: str, expected: bool) -> None:
    head = Commit("1" * 40, (), 0, author, "ada@example.org", "Use the new release", WHY)
    assert explains(ChangeSet(head, (head.id,), (), (), 0)) is expected
    with_person = ChangeSet(head, (head.id,), (f"Warm up\n\n{WHY}",), (), 0)
    assert explains(with_person)


def test_the_title_of_a_merged_request_is_its_subject() -> None:
    merge = "Merge pull request #12 from ada/warm\n\nWarm up longer\n\nIt diverged."
    assert told(merge) == Told("Warm up longer", "It diverged.")
    assert told("Merge branch 'a' into b").subject == "Merge branch 'a' into b"


@pytest.mark.parametrize(
    "end", ["# Conflicts:\n#\ta.py", "Conflicts:\n\ta.py", "See merge request ada/warm!12"]
)
def test_what_git_or_a_server_writes_below_a_merge_is_no_title(end: str) -> None:
    merge = told(f"Merge branch 'a' into b\n\n{end}")
    assert (merge.subject, merge.body) == ("Merge branch 'a' into b", end)


@pytest.mark.parametrize("bullet", ["* ", "- ", "+ ", "• "])
def test_a_bullet_is_prose_where_it_ends_like_a_sentence(bullet: str) -> None:
    assert explains(change_set("Warm up longer", f"{bullet}{WHY}"))
    assert not explains(change_set("Warm up longer", f"{bullet}{WHY.rstrip('.')}"))


def test_dots_inside_a_sentence_do_not_end_it() -> None:
    text = "It follows Ho et al. and G. Pages, e.g. for small steps, vs. 0.9 before."
    assert list(sentences(text)) == [text[:-1]]


@pytest.mark.parametrize("sign", ["fix/", "\n", "```\n", "<!--", "see #1, and ", "    ", "a.b "])
def test_a_hostile_message_is_read_in_one_pass(sign: str) -> None:
    assert isinstance(explains(change_set("Warm up", sign * (20_000 // len(sign)))), bool)
