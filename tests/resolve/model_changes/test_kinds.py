"""Of which kinds a change is: those of the differences that carry it."""

from debtaudit.domain.history import SurfaceChange
from debtaudit.resolve.model_changes.kinds import kinds_of
from debtaudit.resolve.model_changes.weighed import WeighedChange


def weighed(kind: str, weight: float) -> WeighedChange:
    """Return a difference on which no fitted factor lies but that of its kind."""
    change = SurfaceChange("f", kind, "1", "2", 1, weight, "a reason", tell="hash")
    return WeighedChange("net.py", "net.py", change, kind, weight)


def test_the_weightiest_kind_comes_first_and_weak_ones_are_left_out() -> None:
    found = kinds_of([weighed("loss", 0.6), weighed("architecture", 0.9), weighed("data", 0.3)])
    assert found == ("architecture",)
    assert kinds_of([weighed("loss", 0.8), weighed("architecture", 0.9)]) == (
        "architecture",
        "loss",
    )


def test_several_differences_of_a_kind_weigh_more_than_one() -> None:
    many = [weighed("data", 0.6)] * 6
    assert kinds_of([*many, weighed("loss", 0.6)])[0] == "data"
    assert "data" in kinds_of([*many, weighed("loss", 0.9)])


def test_without_differences_there_is_no_kind() -> None:
    assert kinds_of([]) == ()
