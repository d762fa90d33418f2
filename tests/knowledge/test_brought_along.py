"""What distributions bring along."""

from debtaudit.domain.distribution_names import normalised
from debtaudit.knowledge.brought_along import limits_of, with_what_they_bring
from debtaudit.knowledge.packaged import packaged_text


def test_what_comes_along_is_followed_to_any_depth() -> None:
    found = with_what_they_bring(["seaborn"])
    assert {"seaborn", "matplotlib", "numpy", "pillow"} <= found
    assert "torch" not in found
    assert with_what_they_bring(["unheard-of"]) == {"unheard-of"}


def test_what_only_earlier_releases_brought_is_asked_for() -> None:
    assert limits_of("pandas") == ("3",)
    assert limits_of("numpy") == ()
    assert with_what_they_bring(["pandas"]) == {"pandas", "numpy", "python-dateutil", "six"}
    assert with_what_they_bring(["pandas<3"]) == {"pytz"}


def test_names_are_normalised_and_stand_once() -> None:
    rows = [
        line.split("\t")
        for line in packaged_text("brought_along.tsv").splitlines()
        if line and line[0] != "#"
    ]
    names = [name for name, _brought in rows]
    assert len(names) == len(set(names))
    for name, brought in rows:
        for one in (name.partition("<")[0], *brought.split()):
            assert one == normalised(one)
