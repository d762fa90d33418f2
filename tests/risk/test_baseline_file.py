"""The baseline file: what is written is read, git merges it, and what is broken is said."""

import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from debtaudit.domain.errors import ConfigurationError
from debtaudit.domain.known_debt import Baseline, KnownDebt, Triage
from debtaudit.risk.baseline_file import baseline_text, read_baseline


def debt(number: int, path: str | None = "src/train.py") -> KnownDebt:
    """Return a debt whose id is as good as random."""
    name = f"{number * 2654435761 % 2**64:016x}"[::-1]
    return KnownDebt(name, name[::-1], "high", 50.5, 30, "hotspots", "complexity-hotspot", path)


ID = debt(1).id


def debts(*numbers: int) -> Baseline:
    return Baseline(tuple(sorted((debt(n) for n in numbers), key=lambda one: one.id)))


def test_what_is_written_is_read() -> None:
    triage = Triage(debt(1).id, "false-alarm", "2026-11-22", "Ada", "complexity-hotspot", "a\tb\nc")
    made = Baseline((*debts(1, 2).debts, debt(3, None)), (triage,))
    made = Baseline(tuple(sorted(made.debts, key=lambda one: one.id)), made.triages)
    found = read_baseline(baseline_text(made).encode(), "b.txt")
    assert found.debts == made.debts
    assert (found.triages[0].by, found.triages[0].verdict) == ("Ada", "false-alarm")
    assert "\n" not in found.triages[0].because
    assert baseline_text(found) == baseline_text(read_baseline(baseline_text(found).encode(), "b"))


@pytest.mark.parametrize("risk", [0, 100])
def test_the_ends_of_the_scale_are_scores(risk: float) -> None:
    made = Baseline((replace(debt(1), score=risk),))
    assert read_baseline(baseline_text(made).encode(), "b.txt") == made


def test_it_is_sorted_and_has_a_line_for_each_debt() -> None:
    text = baseline_text(debts(*range(50)))
    lines = [line.lstrip(":") for line in text.splitlines() if line[0] != "#"]
    assert lines == sorted(lines)
    assert sum("\t" in line for line in lines) == 50
    assert baseline_text(debts(*reversed(range(50)))) == text


def test_an_order_that_a_merge_left_is_read() -> None:
    lines = baseline_text(debts(1, 2, 3)).splitlines(keepends=True)
    head, rest = lines[:3], lines[3:]
    assert read_baseline("".join(head + rest[::-1]).encode(), "b.txt") == debts(1, 2, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no baseline of debtaudit"),
        ("{}", "no baseline of debtaudit"),
        ("# debtaudit baseline 2\n", "version 2"),
        ("# debtaudit baseline 1\nsomething else\n", "line 2: not a line of a baseline"),
        *(
            (f"# debtaudit baseline 1\n{marker} x\n", "line 2: the markers of a merge conflict")
            for marker in ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
        ),
        ("# debtaudit baseline 1\na\tb\tc\td\te\tf\tg\th\n", "line 2: not a line"),
        *(
            (f"# debtaudit baseline 1\n{line}\n", "line 2: not a line of a baseline")
            for line in (
                f"{ID}\tconfirm\tyesterday\t\tr\tx",
                f"{ID}\tconfirm\t2026-11-22\t\tr",
                f"{ID[1:]}\tconfirm\t2026-11-22\t\tr\tx",
                f"{ID}\t{ID[1:]}\thigh\t50\t30\thotspots\tr\ta.py",
                f"{'x' * 16}\t{ID}\thigh\t50\t30\thotspots\tr\ta.py",
                f"{ID}\t{ID}\thigh\t100.5\t30\thotspots\tr\ta.py",
                f"{ID}\t{ID}\thigh\t-1\t30\thotspots\tr\ta.py",
            )
        ),
    ],
)
def test_what_is_broken_is_named_by_file_and_line(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^b\.txt: ") as caught:
        read_baseline(text.encode(), "b.txt")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_can_be_read_of_a_broken_file_is_salvaged() -> None:
    text = baseline_text(debts(1, 2)).replace("\n:400\n", "\n<<<<<<< HEAD\nx\n=======\n")
    assert read_baseline(text.encode(), "b.txt", salvage=True) == debts(1, 2)


# -- git -------------------------------------------------------------------------------------------


class Branches:
    """A repository with a baseline on `main`, and branches that change it."""

    def __init__(self, folder: Path, first: Baseline, attributes: str = "") -> None:
        self.folder = folder
        self.file = folder / "debtaudit-baseline.txt"
        folder.mkdir()
        self.git("init", "-q", "-b", "main")
        (folder / ".gitattributes").write_text(attributes)
        self.write(first, "main")

    def git(self, *arguments: str) -> int:
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        run = ["git", "-C", str(self.folder), *who, *arguments]
        return subprocess.run(run, check=False, capture_output=True).returncode

    def write(self, baseline: Baseline, message: str) -> None:
        self.file.write_text(baseline_text(baseline))
        self.git("add", "-A")
        assert self.git("commit", "-qm", message) == 0

    def on(self, name: str, baseline: Baseline) -> None:
        assert self.git("checkout", "-q", "-b", name, "main") == 0
        self.write(baseline, name)

    def merged(self, *names: str) -> Baseline:
        """Merge branches into `main` one after the other, without a conflict."""
        assert self.git("checkout", "-q", "main") == 0
        for name in names:
            assert self.git("merge", "-q", "--no-edit", name) == 0, name
        return read_baseline(self.file.read_bytes(), self.file.name)


def test_two_branches_that_add_and_remove_merge_without_conflict_to_the_union(
    tmp_path: Path,
) -> None:
    old = range(200)
    branches = Branches(tmp_path / "a", debts(*old))
    branches.on("one", debts(*old[5:], 301, 302, 303, 304, 305))
    branches.on("two", debts(*old[:-5], 401, 402, 403, 404, 405))
    assert branches.merged("one", "two") == debts(
        *old[5:-5], 301, 302, 303, 304, 305, 401, 402, 403, 404, 405
    )


def test_neighbours_in_an_empty_baseline_merge(tmp_path: Path) -> None:
    """Two debts whose places are next to each other, and the same debt on both sides."""
    first, second, both = "0000000000000001", "0040000000000001", "00c0000000000001"

    def named(*names: str) -> Baseline:
        return Baseline(
            tuple(KnownDebt(n, n, "low", 1, 1, "hotspots", "r", None) for n in sorted(names))
        )

    branches = Branches(tmp_path / "a", Baseline())
    branches.on("one", named(first, both))
    branches.on("two", named(second, both))
    assert branches.merged("one", "two") == named(first, second, both)


def test_marked_as_union_even_the_same_place_merges(tmp_path: Path) -> None:
    attributes = "debtaudit-baseline.txt merge=union\n"
    branches = Branches(tmp_path / "a", debts(*range(20)), attributes)
    many, more = range(1000, 1400), range(2000, 2400)
    branches.on("one", debts(*range(20), *many))
    branches.on("two", debts(*range(20), *more))
    assert branches.merged("one", "two") == debts(*range(20), *many, *more)
