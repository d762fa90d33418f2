"""A finding held against those of a base: new, worse, there before, or gone."""

import pytest
from msgspec.structs import replace

from debtaudit.domain.reported_finding import (
    Earlier,
    Evidence,
    FindingStatus,
    Location,
    ReportedFinding,
    Suppression,
)
from debtaudit.risk.compare import Moved, compare
from tests.risk.findings import reported

OWN, OLDER = "1" * 40, "2" * 40
NOTHING_MOVED = Moved(frozenset(), frozenset())
MOVED = Moved(gone=frozenset({"old.py"}), come=frozenset({"new.py"}))


def statuses(
    head: list[ReportedFinding], base: list[ReportedFinding], moved: Moved = NOTHING_MOVED
) -> list[FindingStatus]:
    return [one.status for one in compare(head, base, OWN, moved).findings]


@pytest.mark.parametrize(
    ("commit", "status"), [(None, "new"), (OWN, "new"), (OLDER, "existing")],
)  # fmt: skip
def test_what_the_base_did_not_have_is_new_unless_it_is_about_an_older_change(
    commit: str | None, status: str
) -> None:
    assert statuses([replace(reported("a"), commit=commit)], []) == [status]


def test_where_nothing_changed_every_finding_about_a_change_set_is_old() -> None:
    about = replace(reported("a"), commit=OWN)
    assert compare([about], [], None, NOTHING_MOVED).findings[0].status == "existing"


@pytest.mark.parametrize(
    ("now", "before", "status"),
    [
        (reported("a", 64.9), reported("a", 60.0), "existing"),
        (reported("a", 65.0), reported("a", 60.0), "worse"),
        (reported("a", 50.0), reported("a", 49.9, "medium"), "worse"),
        (reported("a", 49.9, "medium"), reported("a", 50.0), "existing"),
        (replace(reported("a", 90.0), commit=OLDER), reported("a", 60.0), "existing"),
        (reported("a", 90.0, suppressed=True), reported("a", 60.0), "suppressed"),
    ],
)
def test_five_points_more_or_a_graver_severity_make_a_finding_about_the_code_worse(
    now: ReportedFinding, before: ReportedFinding, status: str
) -> None:
    (one,) = compare([now], [before], OWN, NOTHING_MOVED).findings
    assert one.status == status
    assert one.earlier == (Earlier("medium" if before.severity == "medium" else "high",
                                   before.risk.score) if status == "worse" else None)  # fmt: skip


def test_what_was_waived_at_the_base_stays_waived_for_the_same_reason() -> None:
    waived = Suppression("agreed", "Ada", "2027-01-01")
    before = replace(reported("a", suppressed=True), suppression=waived)
    (one,) = compare([reported("a", 99.0)], [before], OWN, NOTHING_MOVED).findings
    assert (one.status, one.suppression) == ("suppressed", waived)


def test_what_the_head_does_not_have_any_more_is_fixed_if_it_counted() -> None:
    base = [reported("kept"), reported("gone"), reported("waived", suppressed=True)]
    compared = compare([reported("kept")], base, OWN, NOTHING_MOVED)
    assert [one.id for one in compared.fixed] == ["gone"]


# -- the same debt in another place ----------------------------------------------------------------


def placed(name: str, path: str | None, *refs: str, content: str = "same") -> ReportedFinding:
    evidence = tuple(Evidence("code", ref, "") for ref in refs)
    where = Location(path, 1)
    return replace(reported(name), location=where, content_id=content, evidence=evidence)


@pytest.mark.parametrize(
    ("now", "before", "status"),
    [
        (placed("n", "new.py"), placed("o", "old.py"), "existing"),
        (placed("n", "new.py"), placed("o", "still-there.py"), "new"),  # a copy
        (placed("n", "there-before.py"), placed("o", "old.py"), "new"),
        (placed("n", "new.py", content="x"), placed("o", "old.py", content="y"), "new"),
        (placed("n", "new.py", content=""), placed("o", "old.py", content=""), "new"),
        # a debt of several files, of which another one is named first now
        (placed("n", "a.py", "a.py:3", "b.py:7"), placed("o", "b.py"), "existing"),
        (placed("n", "a.py", "b.py"), placed("o", "b.py"), "existing"),
        (placed("n", "a.py", "b.pyx:7"), placed("o", "b.py"), "new"),
        (placed("n", "a.py", "None:1"), placed("o", None), "new"),
    ],
)
def test_a_debt_is_known_again_where_its_file_moved_or_another_of_its_files_is_named(
    now: ReportedFinding, before: ReportedFinding, status: str
) -> None:
    compared = compare([now], [before], OWN, MOVED)
    assert [one.status for one in compared.findings] == [status]
    assert [one.id for one in compared.fixed] == ([] if status == "existing" else ["o"])


def test_one_old_debt_stands_for_one_new_one() -> None:
    head = [placed("1", "new.py"), placed("2", "new.py")]
    assert statuses(head, [placed("o", "old.py")], MOVED) == ["existing", "new"]
    # what has kept its id is taken by nobody else
    assert statuses([head[0], placed("o", "old.py")], [placed("o", "old.py")], MOVED) == [
        "new",
        "existing",
    ]
