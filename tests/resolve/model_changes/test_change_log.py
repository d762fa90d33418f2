"""Judging change sets: what was judged at one point of a trend holds until its grounds change."""

from datetime import date

import pytest
from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.domain.history import (
    AddedLine,
    ChangeSet,
    ChangeSetComparison,
    Commit,
    DocumentChange,
    FileComparison,
    HistoryFacts,
)
from debtaudit.domain.picture import Picture, Reach
from debtaudit.domain.report_rows import Role
from debtaudit.domain.rounds import Rounds
from debtaudit.extract.model_surface import compare
from debtaudit.resolve.model_changes.change_log import JudgedChangeSet, judge_all

_BEFORE = "def train(net, x, margin=0.1):\n    return net(x, margin)\n"
_TOLD = DocumentChange("CHANGELOG.md", (AddedLine(3, "- raise the margin to 0.3"),))


def _picture(role: Role, *reached: str) -> Picture:
    reach: dict[Role, Reach] = {"training": Reach(frozenset(reached), {})}
    return Picture({}, {}, {}, reach, {"a.py": (role,)}, {}, ())


def _comparison(rate: str = "0.3", *documents: DocumentChange) -> ChangeSetComparison:
    after = _BEFORE.replace("0.1", rate)
    found = compare(PathClass.PYTHON, _BEFORE.encode(), after.encode())
    return ChangeSetComparison((FileComparison("a.py", "a.py", "M", found),), documents)


def _head(message: str = "", subject: str = "Push them apart") -> ChangeSet:
    head = Commit("a" * 40, ("b" * 40,), 0, "Ada", "ada@example.org", subject, message)
    return ChangeSet(head, (head.id,), (f"{subject}\n\n{message}",), (), 0)


def _facts(rounds: Rounds | None = None) -> RepositoryFacts:
    one = _head()
    return RepositoryFacts(
        name="r",
        as_of=date(2026, 1, 1),
        files=(),
        facts={},
        history=HistoryFacts(change_sets=(one,), total_commits=9),
        picture=_picture("training", "a.py::train"),
        comparisons={one.head.id: _comparison()},
        line_dates={},
        diagnostics=(),
        rounds=rounds,
    )


def _judged(facts: RepositoryFacts, *patterns: str) -> JudgedChangeSet:
    return judge_all(facts, facts.history.change_sets, patterns)[0]


def _with(facts: RepositoryFacts, one: ChangeSet) -> RepositoryFacts:
    return replace(facts, history=replace(facts.history, change_sets=(one,)))


FIRST = _facts()
_KEY = FIRST.history.change_sets[0].head.id
_LATER_DOCUMENT = replace(FIRST, comparisons={_KEY: _comparison("0.3", _TOLD)})

OTHERS = {
    "another reach": replace(FIRST, picture=_picture("training")),
    "another role": replace(FIRST, picture=_picture("test")),
    "a file that is gone": replace(FIRST, picture=replace(FIRST.picture, roles={})),
    "another difference": replace(FIRST, comparisons={_KEY: _comparison("0.4")}),
    "no comparison": replace(FIRST, comparisons={}),
    "another subject": _with(FIRST, _head(subject="Tidy up")),
    "a document": _LATER_DOCUMENT,
    "messages": _with(FIRST, replace(_head(), messages=("x\n\n" + "It was far too slow. " * 9,))),
    "the first import": replace(FIRST, history=replace(FIRST.history, total_commits=0)),
}


def test_what_rests_on_the_same_is_taken_over() -> None:
    rounds = Rounds()
    first = _judged(_facts(rounds))
    rounds.next_round()
    moved = replace(_head(), first_parent_index=7)
    again = _judged(_with(_facts(rounds), moved))
    assert first.verdict.is_model_change
    assert again.verdict is first.verdict
    assert again.described is first.described
    assert again.change_set is moved  # its place on the line of the tip is that of now


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_what_rests_on_something_else_is_judged_anew(other: RepositoryFacts) -> None:
    rounds = Rounds()
    first = _judged(_facts(rounds))
    rounds.next_round()
    again = _judged(replace(other, rounds=rounds))
    alone = _judged(other)
    assert again == alone
    assert alone != first
    rounds.next_round()
    assert _judged(_facts(rounds)) == first  # and back again


def test_settings_that_name_other_documents_count_anew() -> None:
    told = replace(_TOLD, path="requirements.txt")  # none, unless the settings say that it is one
    rounds = Rounds()
    facts = replace(_facts(rounds), comparisons={_KEY: _comparison("0.3", told)})
    assert _judged(facts).described.status == "undocumented"
    assert _judged(facts, "requirements.txt").described.status == "documented"
    assert _judged(facts).described.status == "undocumented"


def test_nothing_is_kept_where_nobody_keeps_rounds() -> None:
    assert _judged(FIRST).verdict is not _judged(FIRST).verdict


def _released(path: str, text: str) -> RepositoryFacts:
    """Return a change with a number in its title, and another author's release months later."""
    one = _head(subject="Push them apart (#1210)")
    hundred_days = 100 * 86_400
    head = Commit("c" * 40, (one.head.id,), hundred_days, "Eve", "eve@example.org", "Release", "")
    release = ChangeSet(head, (head.id,), ("Release",), (), 0)
    one = replace(one, first_parent_index=1)
    facts = _facts()
    told = ChangeSetComparison((), (DocumentChange(path, (AddedLine(3, text),)),))
    return replace(
        facts,
        history=replace(facts.history, change_sets=(release, one)),
        comparisons={one.head.id: _comparison(), release.head.id: told},
    )


@pytest.mark.parametrize(
    "text",
    [
        "- Margins [#1210](https://example.org/ada/nets/pull/1210)",
        "- Margins (https://example.org/ada/nets/pull/1210)",
    ],
)
def test_an_entry_that_names_the_request_counts_whoever_writes_it_and_whenever(text: str) -> None:
    facts = _released("CHANGELOG.md", text)
    described = judge_all(facts, facts.history.change_sets, ())[1].described
    assert described.status == "documented"
    assert [(one.path, one.line) for one in described.documents] == [("CHANGELOG.md", 3)]
    assert "#1210" in described.documents[0].because


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("CHANGELOG.md", "- Margins are pushed apart (#12100)"),
        ("CHANGELOG.md", "- Margins are pushed apart"),
        ("docs/guide.md", "Margins came with #1210."),
    ],
)
def test_another_number_or_another_document_of_another_author_does_not(
    path: str, text: str
) -> None:
    facts = _released(path, text)
    assert judge_all(facts, facts.history.change_sets, ())[1].described.status == "undocumented"
