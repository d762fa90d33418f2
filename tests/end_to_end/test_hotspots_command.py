"""`debtaudit hotspots`: real repositories, the real command, every line that it promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import jsonschema
import msgspec
import pytest

from debtaudit.domain.hotspot_list import HotspotList, HotspotPlace
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import Command
from tests.gather.real_git import git

DAYS = ["2026-01-05", "2026-03-05", "2026-05-05", "2026-07-05", "2026-09-05", "2026-11-05"]


def _branches(name: str, number: int) -> str:
    body = "".join(f"    if a == {turn}:\n        b()\n" for turn in range(number))
    return f"def {name}(a, b):\n{body}    return a\n\n\n"


def _build(folder: Path) -> Path:
    """Build a project whose train.py grows, with a test, a companion and admitted debts."""
    builder = RepositoryBuilder(folder)
    for turn, day in enumerate(DAYS):
        train = _branches("fit", 4 + 3 * turn) + _branches("load", 3)
        if turn >= 2:
            train += "# TODO tune the learning rate\n"
        files: dict[str, str | bytes | None] = {
            "train.py": train,
            "conf.yaml": f"lr: 0.{turn}\n",
        }
        if turn == 0:
            files |= {
                "other.py": _branches("quiet", 30),
                "tests/test_train.py": "from train import fit\n\ndef test_fit():\n    fit(1, 2)\n",
                ".mailmap": "Ada Lovelace <ada.lovelace@example.org> <ada.king@example.org>\n",
            }
        who = "Ada King" if turn == 1 else "Bob" if turn == 4 else "Ada Lovelace"
        subject = "Fix the loop" if turn in {2, 3} else "Train more"
        builder.commit(subject, files, author=who, date=f"{day}T10:00:00+00:00")
    for turn in range(25):
        builder.commit("Notes", {"notes.txt": f"{turn}"}, date="2026-11-06T10:00:00+00:00")
    return folder


def _read(debtaudit: Command, path: Path, *options: str) -> HotspotList:
    done = debtaudit("hotspots", path, "--format", "json", "--as-of", "2026-11-22", *options)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=HotspotList)


def _first(debtaudit: Command, path: Path, *options: str) -> HotspotPlace:
    return _read(debtaudit, path, *options).places[0]


def test_a_place_has_everything_a_repair_needs(debtaudit: Command, tmp_path: Path) -> None:
    place = _first(debtaudit, _build(tmp_path / "r"))
    assert (place.rank, place.path, place.symbol) == (1, "train.py", None)
    assert (place.changes, place.change_sets, place.silent) == (6, 6, 0)
    assert (place.authors, place.main_author_share, place.main_author) == (2, 0.833, None)
    assert place.fix_share == round(2 / 6, 3)
    assert place.trend == "rising"
    assert [(point.day, point.complexity) for point in place.sizes] == [
        (day, 1 + 5 + 3 * turn + 4) for turn, day in enumerate(DAYS)
    ]
    worst = place.functions[0]
    assert (worst.symbol, worst.line, worst.complexity, worst.changes) == ("fit", 1, 20, 6)
    assert place.functions[1].changes == 1
    (other,) = place.coupled
    assert (other.path, other.together, other.confidence) == ("conf.yaml", 6, 1.0)
    (debt,) = place.admitted
    assert (debt.tag, debt.text) == ("TODO", "tune the learning rate")
    assert (debt.written, debt.kind) == ("2026-05-05", "configuration")
    assert place.reached_by == "tests/test_train.py"
    assert place.maintainability is not None


def test_a_knot_comes_before_many_simple_functions_and_a_table_that_is_filled(
    debtaudit: Command, tmp_path: Path
) -> None:
    """The scan ranks by all commits of a file; here what they changed in it counts."""
    builder = RepositoryBuilder(tmp_path / "r")
    for turn, day in enumerate(DAYS):
        fill = f"for row in ROWS[{turn}]:\n    for kind in row:\n        ROWS.append(kind)\n\n"
        files: dict[str, str | bytes | None] = {
            "simple.py": "".join(_branches(f"get_{one}", 1) for one in range(30))
            + _branches("one_more", turn % 2 + 1),
            "table.py": f"ROWS = [{turn}]\n\n" + 20 * fill.replace(f"[{turn}]", "") + fill,
        }
        if turn < 3:
            files["knot.py"] = _branches("decide", 15 + turn)
        builder.commit("Work", files, date=f"{day}T10:00:00+00:00")
    found = _read(debtaudit, tmp_path / "r")
    assert [place.path for place in found.places] == ["knot.py", "table.py", "simple.py"]
    assert [place.changes for place in found.places] == [3, 6, 6]
    scanned = debtaudit("scan", tmp_path / "r", "--format", "json", "--as-of", "2026-11-22")
    rows = json.loads(scanned.stdout)["hotspots"]
    assert [row["path"] for row in rows if row["symbol"] is None][2] == "knot.py"


def test_loops_of_a_script_are_named_with_their_lines(debtaudit: Command, tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    for turn, day in enumerate(DAYS):
        script = f"for epoch in range({turn}):\n    if epoch:\n        save()\n"
        builder.commit("Train", {"train.py": "import x\n\n" + script}, date=f"{day}T10:00:00Z")
    place = _first(debtaudit, tmp_path / "r")
    worst = [(one.symbol, one.line, one.end_line, one.complexity) for one in place.functions]
    assert worst == [("<module>", 3, 5, 3)]
    assert place.functions[0].changes == 6
    assert "top level:3–5" in debtaudit("hotspots", tmp_path / "r").stdout
    alone = _first(debtaudit, tmp_path / "r", "--function")
    assert (alone.symbol, alone.line, alone.end_line, alone.changes) == ("<module>", 3, 5, 6)


@pytest.mark.parametrize(("ways", "said"), [(16, False), (14, True)])
def test_an_order_of_simple_code_is_called_no_debt(
    debtaudit: Command, tmp_path: Path, ways: int, said: bool
) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    for turn, day in enumerate(DAYS):
        quiet = _branches("quiet", 3)
        source = _branches("f", ways).replace("return a", f"return {turn}") + quiet
        builder.commit("Work", {"a.py": source}, date=f"{day}T10:00:00Z")
    place = _first(debtaudit, tmp_path / "r")
    assert place.knots == (0 if said else 1)
    assert [one.symbol for one in place.functions] == ["f", "quiet"]
    words = "Nothing in these has a complexity above 15: an order, and no debt."
    for form in ("terminal", "markdown"):
        shown = debtaudit("hotspots", tmp_path / "r", "--format", form).stdout
        assert (words in shown) is said
    assert ("1 knot" in debtaudit("hotspots", tmp_path / "r").stdout) is not said


def test_functions_are_ranked_by_their_own_changes(debtaudit: Command, tmp_path: Path) -> None:
    found = _read(debtaudit, _build(tmp_path / "r"), "--function", "--authors")
    rows = [(one.path, one.symbol, one.changes) for one in found.places]
    assert rows == [("train.py", "fit", 6), ("other.py", "quiet", 1), ("train.py", "load", 1)]
    assert found.places[0].main_author == "Ada Lovelace"
    assert found.ranked == "functions"


def test_top_and_path_narrow_the_list(debtaudit: Command, tmp_path: Path) -> None:
    repository = _build(tmp_path / "r")
    assert len(_read(debtaudit, repository, "--top", "1").places) == 1
    (only,) = _read(debtaudit, repository, "--path", "other.py").places
    assert only.path == "other.py"
    assert _read(debtaudit, repository, "--path", "nothing/").places == ()


def test_a_training_that_only_ci_runs_says_so(debtaudit: Command, tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    job = "on: push\njobs:\n  smoke:\n    runs-on: x\n    steps:\n      - name: Train a little\n"
    job += "        run: python train.py\n"
    for turn, day in enumerate(DAYS):
        train = (
            "from sklearn.svm import SVC\n\n\n"
            f"def main(x, y):\n    if x:\n        SVC(C={turn}).fit(x, y)\n\n\nmain([], [])\n"
        )
        files: dict[str, str | bytes | None] = {"train.py": train, ".github/workflows/ci.yml": job}
        builder.commit("Train", files, date=f"{day}T10:00:00Z")
    place = _first(debtaudit, tmp_path / "r")
    assert (place.path, place.reached_by) == ("train.py", None)
    assert place.smoke_run == ".github/workflows/ci.yml:smoke/Train a little"
    said = debtaudit("hotspots", tmp_path / "r").stdout
    assert "CI runs its training: .github/workflows/ci.yml:smoke/Train" in said
    written = debtaudit("hotspots", tmp_path / "r", "--format", "markdown").stdout
    assert "none reaches it; CI runs its training: `.github/workflows/ci.yml:smoke/" in written


def test_a_path_that_nothing_fits_is_named(debtaudit: Command, tmp_path: Path) -> None:
    done = debtaudit("hotspots", _build(tmp_path / "r"), "--path", "Train.py")
    assert done.returncode == 0
    assert "nothing in Train.py changed that could be ranked" in done.stdout


def test_one_person_with_two_addresses_is_one(debtaudit: Command, tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    builder.commit("One", {"a.py": _branches("f", 3)}, author="Ada Lovelace")
    builder.commit("Two", {"a.py": _branches("f", 4)}, author="Ada Lovelace")
    (tmp_path / "r" / "a.py").write_text(_branches("f", 5))
    git(tmp_path / "r", "commit", "-qam", "From the web")
    addresses = git(tmp_path / "r", "log", "--format=%ae").split()
    assert set(addresses) == {"ada@example.org", "ada.lovelace@example.org"}
    place = _first(debtaudit, tmp_path / "r", "--authors")
    assert (place.changes, place.authors, place.main_author) == (3, 1, "Ada Lovelace")


def test_the_answer_is_the_same_cold_and_warm_bare_and_checked_out(
    debtaudit: Command, tmp_path: Path
) -> None:
    repository = _build(tmp_path / "r")
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(tmp_path / "bare.git"))
    cold = _read(debtaudit, repository).places
    assert cold == _read(debtaudit, repository).places
    assert cold == _read(debtaudit, repository, "--no-cache").places
    assert cold == _read(debtaudit, tmp_path / "bare.git").places


def test_uncommitted_edits_are_seen(debtaudit: Command, tmp_path: Path) -> None:
    repository = _build(tmp_path / "r")
    edited = (repository / "train.py").read_text().replace("def load", "def load_all")
    (repository / "train.py").write_text(edited)
    place = _first(debtaudit, repository)
    assert {one.symbol for one in place.functions} == {"fit", "load_all"}


def test_layout_alone_is_no_change(debtaudit: Command, tmp_path: Path) -> None:
    builder = RepositoryBuilder(_build(tmp_path / "r"))
    path = tmp_path / "r" / "train.py"
    builder.commit(
        "Tidy", {"train.py": "# a licence\n" + path.read_text()}, date="2026-11-07T10:00:00+00:00"
    )
    place = _first(debtaudit, tmp_path / "r")
    assert (place.changes, place.silent) == (6, 1)


def test_the_json_fits_its_schema(debtaudit: Command, tmp_path: Path) -> None:
    schema = json.loads(debtaudit("schema", "hotspots").stdout)
    done = debtaudit("hotspots", _build(tmp_path / "r"), "--format", "json")
    jsonschema.validate(cast("object", json.loads(done.stdout)), schema)


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_people_read_what_is_there(debtaudit: Command, tmp_path: Path, name: str) -> None:
    done = debtaudit(
        *("hotspots", _build(tmp_path / "r"), "--format", name, "--as-of", "2026-11-22"),
        environment={"COLUMNS": "80", "NO_COLOR": "1"},
    )
    for said in ("train.py", "rising", "conf.yaml", "tune the learning rate", "2026-05-05"):
        assert said in done.stdout
    if name == "terminal":
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_folder_without_history_says_so(debtaudit: Command, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.py").write_text(_branches("f", 20))
    found = _read(debtaudit, tmp_path / "plain")
    assert found.places == ()
    row = next(row for row in found.audit.scans if row.scan == "hotspots")
    assert row.status == "not-assessed"
    assert "not assessed" in debtaudit("hotspots", tmp_path / "plain").stdout


def test_other_formats_say_that_they_cannot(debtaudit: Command, tmp_path: Path) -> None:
    done = debtaudit("hotspots", _build(tmp_path / "r"), "--format", "sarif")
    assert done.returncode == 2
    assert "cannot show hotspots" in done.stderr
