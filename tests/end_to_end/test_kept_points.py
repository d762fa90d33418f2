"""A point of a trend that was measured before is not measured again, unless it may be another."""

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from debtaudit.audit.request import AuditRequest
from debtaudit.audit.trend import trend
from debtaudit.domain.trend import TrendPoint
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.indebted import TRAIN

DAYS = ("2026-02-05", "2026-03-05", "2026-04-05")


@pytest.fixture
def request_(builder: RepositoryBuilder) -> AuditRequest:
    """Return the request of a trend of three commits that train without a test."""
    for turn, day in enumerate(DAYS):
        files: dict[str, str | bytes | None] = {
            "train.py": TRAIN.format(rate=f"0.{turn + 1}"),
            "notes.txt": f"{turn}\n",
        }
        builder.commit("Work", files, date=f"{day}T10:00:00+00:00")
    return AuditRequest(path=builder.folder, as_of=date.fromisoformat(DAYS[-1]))


def made(request: AuditRequest, revisions: int | None = 9) -> tuple[tuple[TrendPoint, ...], int]:
    """Return the points of a trend, and how many of them had to be measured."""
    steps: list[str] = []
    points = trend(request, revisions, progress=steps.append).points
    return points, sum(step.startswith("Measuring") for step in steps)


def test_only_the_newest_point_is_measured_again_and_all_are_equal(request_: AuditRequest) -> None:
    first, measured = made(request_)
    assert measured == len(first) == len(DAYS)
    assert all(point.risk_total for point in first)
    assert made(request_) == (first, 1)
    assert made(replace(request_, jobs=1)) == (first, 1)
    assert made(replace(request_, use_cache=False)) == (first, 3)


def test_points_are_known_to_a_trend_that_chooses_others(
    request_: AuditRequest, builder: RepositoryBuilder
) -> None:
    first, _ = made(request_)
    assert made(request_, None) == (first, 1)
    builder.commit("Later", {"notes.txt": "later\n"}, date="2026-05-05T10:00:00+00:00")
    points, measured = made(replace(request_, as_of=date(2026, 5, 5)))
    assert (points[:3], measured) == (first, 1)
    alone, measured = made(replace(request_, use_cache=False, as_of=date(2026, 5, 5)))
    assert (alone, measured) == (points, 4)


@pytest.mark.parametrize(
    "change",
    [
        lambda asked: replace(asked, scans=("hotspots",)),
        lambda asked: replace(asked, exclude=("notes/**",)),
        lambda asked: replace(asked, ignore=("training-untested",)),
    ],
)
def test_another_question_measures_all_points(
    request_: AuditRequest, change: Callable[[AuditRequest], AuditRequest]
) -> None:
    made(request_)
    asked = change(request_)
    points, measured = made(asked)
    assert measured == len(DAYS)
    assert made(replace(asked, use_cache=False))[0] == points


def test_another_configuration_measures_all_points(
    request_: AuditRequest, builder: RepositoryBuilder
) -> None:
    first, _ = made(request_)
    (builder.folder / "debtaudit.toml").write_text('ignore = ["training-untested"]\n')
    ignoring, measured = made(request_)
    assert measured == len(DAYS)
    assert [point.risk_total for point in ignoring] != [point.risk_total for point in first]
    (builder.folder / "debtaudit.toml").unlink()
    assert made(request_) == (first, 1)


def test_a_shallow_clone_may_hold_more_the_next_time(
    request_: AuditRequest, tmp_path: Path
) -> None:
    shallow = tmp_path / "shallow"
    source = f"file://{request_.path}"
    subprocess.run(["git", "clone", "-q", "--depth=2", source, str(shallow)], check=True)
    asked = replace(request_, path=shallow)
    points, measured = made(asked)
    assert made(asked) == (points, measured)
