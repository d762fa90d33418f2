"""Which added lines of a document describe a change, and which messages explain one."""

from collections.abc import Sequence

import pytest

from debtaudit.domain.history import (
    AddedLine,
    ChangeSet,
    ChangeSetComparison,
    Commit,
    DocumentChange,
    HistoryFacts,
    SurfaceChange,
)
from debtaudit.resolve.model_changes.documentation import (
    Described,
    LaterChanges,
    describe,
    later_documents,
)
from debtaudit.resolve.model_changes.weighed import WeighedChange

DAY = 86_400


def change_set(
    subject: str = "Lower the learning rate (#42)",
    message: str = "",
    *,
    number: int = 1,
    index: int | None = 0,
    author: str = "ada@example.org",
    name: str = "Ada",
    time: int = 0,
) -> ChangeSet:
    head = Commit(f"{number:040d}", (), time, name, author, subject, message)
    return ChangeSet(head, (head.id,), (), (), index)


LR = SurfaceChange(
    "optim.warmup_steps", "hyperparameter", "500", "2000", 3, 0.95, "", True, tell="setting"
)
CHANGE = WeighedChange("conf/train.yaml", "conf/train.yaml", LR, "hyperparameter", 0.95)


def described(
    *lines: str, path: str = "CHANGELOG.md", change: ChangeSet | None = None
) -> Described:
    one = change or change_set()
    document = DocumentChange(path, tuple(AddedLine(i, text) for i, text in enumerate(lines, 7)))
    return describe(one, [CHANGE], [(one.head.id, document)], lambda _path: False)


@pytest.mark.parametrize(
    "line",
    [
        "- `warmup_steps` is longer now",
        "- warmup_steps: 2000",
        "- train more slowly (#42)",
        "- The learning rate is lower",
        "see https://example.org/pull/42 for it",
    ],
)
def test_lines_that_describe_the_change(line: str) -> None:
    found = described("intro", line)
    assert found.status == "documented"
    assert (found.documents[0].path, found.documents[0].line) == ("CHANGELOG.md", 8)


@pytest.mark.parametrize(
    "line",
    [
        "- Something about the weather",
        "@article{rate2020, title = {Learning rate}}",
        "  title = {On the learning rate}",
        "- [Learning rate](#learning-rate)",
        "[![learning rate](https://example.org/warmup_steps.svg)](x)",
        "https://example.org/learning/rate",
    ],
)
def test_lines_that_say_nothing_of_it(line: str) -> None:
    assert described(line).status == "undocumented"


@pytest.mark.parametrize(
    "path", ["LICENSE.md", "CITATION.cff", "CONTRIBUTING.md", ".github/ISSUE_TEMPLATE/model.md"]
)
def test_documents_that_never_describe_a_model(path: str) -> None:
    assert described("warmup_steps: 2000", path=path).status == "undocumented"


EXPLAINED = "Training diverged in the first epoch. A slower start keeps the gradients small."


def test_a_message_that_explains_is_weaker_than_a_document() -> None:
    assert described("nothing", change=change_set(message=EXPLAINED)).status == "message-only"
    assert (
        described("warmup_steps: 2000", change=change_set(message=EXPLAINED)).status == "documented"
    )


NOT_READ = "not compared: not in this clone"


@pytest.mark.parametrize(
    ("documents", "message", "status"),
    [
        ([DocumentChange("CHANGELOG.md", (), NOT_READ)], "", "unknown"),
        ([DocumentChange("CHANGELOG.md", (), NOT_READ)], EXPLAINED, "unknown"),
        ([DocumentChange("LICENSE", (), NOT_READ)], "", "undocumented"),  # would tell nothing
        (
            [
                DocumentChange("CHANGELOG.md", (), NOT_READ),
                DocumentChange("docs/train.md", (AddedLine(1, "warmup_steps: 2000"),)),
            ],
            "",
            "documented",
        ),
    ],
)
def test_of_a_document_that_was_not_read_nobody_can_tell(
    documents: list[DocumentChange], message: str, status: str
) -> None:
    one = change_set(message=message)
    found = describe(
        one, [CHANGE], [(one.head.id, document) for document in documents], lambda _path: False
    )
    assert found.status == status
    assert found.unread == (f"CHANGELOG.md: {NOT_READ}" if status == "unknown" else "")


def later(sets: Sequence[ChangeSet]) -> list[str]:
    comparisons = {
        one.head.id: ChangeSetComparison((), (DocumentChange(f"{one.head.subject}.md", ()),))
        for one in sets
    }
    after = LaterChanges(HistoryFacts(change_sets=tuple(reversed(sets))))
    return [document.path for _, document in later_documents(sets[0], comparisons, after)]


def test_documents_of_the_authors_next_three_changes_within_a_week() -> None:
    sets = [
        change_set("own", number=1, index=9),
        change_set("next", number=2, index=8, time=DAY),
        change_set("stranger", number=3, index=7, time=DAY, author="eve@example.org", name="Eve"),
        change_set("second", number=4, index=6, time=2 * DAY),
        change_set("third", number=5, index=5, time=3 * DAY),
        change_set("fourth", number=6, index=4, time=3 * DAY),
    ]
    assert later(sets) == ["own.md", "next.md", "second.md", "third.md"]


def test_beside_the_line_the_next_ones_are_told_by_their_time() -> None:
    sets = [
        change_set("own", number=1, index=None, time=DAY),
        change_set("before", number=2, index=None),
        change_set("stranger", number=3, index=None, time=2 * DAY, author="e@x.org", name="Eve"),
        change_set("next", number=4, index=None, time=2 * DAY),
        change_set("trunk", number=5, index=0, time=2 * DAY),
        change_set("late", number=6, index=None, time=9 * DAY),
    ]
    assert later(sets) == ["own.md", "next.md"]


def test_an_author_with_two_addresses_is_one_author() -> None:
    sets = [
        change_set("own", number=1, index=1),
        change_set("web", number=2, index=0, time=DAY, author="1+ada@users.noreply.example.org"),
    ]
    assert later(sets) == ["own.md", "web.md"]


def test_a_document_after_a_week_is_too_late() -> None:
    sets = [
        change_set("own", number=1, index=1),
        change_set("late", number=2, index=0, time=8 * DAY),
    ]
    assert later(sets) == ["own.md"]


@pytest.mark.parametrize(
    "line",
    [
        "from warmup_steps import Scheduler",
        "- [Check that warmup_steps works](https://example.org/tests/test_it.py)",
        "optimiser = warmup_steps(",
        "`python train.py --help`",
    ],
)
def test_examples_links_and_names_of_files_say_nothing_of_it(line: str) -> None:
    assert described(line).status == "undocumented"


def test_a_news_fragment_is_named_by_the_pull_request() -> None:
    found = described("Something is slower now.", path="newsfragments/42.change")
    assert found.documents[0].because == "is named #42"
    assert described("Something else.", path="newsfragments/43.change").status == "undocumented"


@pytest.mark.parametrize(
    "line", ["| tiny | [weights](https://example.org/tiny_22k.pth) |", "weights of `v6.2`"]
)
def test_links_to_the_weights_themselves_describe_new_weights(line: str) -> None:
    urls = SurfaceChange(
        "urls", "artefact", "get('v6.1')", "get('v6.2', 'tiny_22k.pth')", 1, 0.9, ""
    )
    change = WeighedChange("models.py", "models.py", urls, "artefact", 0.9)
    one = change_set("Update")
    document = DocumentChange("README.md", (AddedLine(1, line),))
    found = describe(one, [change], [(one.head.id, document)], lambda _path: False)
    assert found.status == "documented"
