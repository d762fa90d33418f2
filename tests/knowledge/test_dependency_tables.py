"""The tables about distributions: whole, sorted, dated, and quick to ask."""

import re
from importlib.resources import files

import pytest

from debtaudit.domain.distribution_names import normalised
from debtaudit.knowledge import pypi_snapshot, support_ends
from debtaudit.knowledge.conda_names import conda_names
from debtaudit.knowledge.development_tools import development_tools
from debtaudit.knowledge.import_names import import_names
from debtaudit.knowledge.pypi_snapshot import newest_release
from debtaudit.knowledge.retired_packages import retired_packages
from debtaudit.knowledge.support_ends import cycle_of, cycles


def _rows() -> list[list[str]]:
    text = files("debtaudit.knowledge").joinpath("pypi_snapshot.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


def test_the_snapshot_is_sorted_by_normalised_names() -> None:
    names = [row[0] for row in _rows()]
    assert names == sorted(names)
    assert len(set(names)) == len(names) > 15_000
    assert all(name == normalised(name) for name in names)


def test_every_row_is_found_and_nothing_else() -> None:
    for name, version, month in [*_rows()[::37], _rows()[0], _rows()[-1]]:
        release = newest_release(name)
        assert release is not None
        assert (release.version, release.month) == (version, month)
    for name in ("", "0", "zzzz-not-there", "torc", "torch ", "torch\t", "é"):
        assert newest_release(name) is None


def test_the_tables_say_when_they_were_taken() -> None:
    assert re.fullmatch(r"\d{4}-\d\d", pypi_snapshot.taken())
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", support_ends.taken())
    assert all(row[2] <= pypi_snapshot.taken() for row in _rows())


def test_the_licence_of_the_support_ends_goes_with_them() -> None:
    text = files("debtaudit.knowledge").joinpath("support_ends.tsv").read_text("utf-8")
    assert "MIT licence" in text
    assert "endoflife.date" in text


@pytest.mark.parametrize(
    ("product", "version", "cycle"),
    [
        ("python", "3.8.10", "3.8"),
        ("python", "3.10", "3.10"),
        ("python", "3.1", "3.1"),
        ("python", "3", None),
        ("debian", "buster", "10"),
        ("ubuntu", "focal", "20.04"),
        ("ubuntu", "20.04", "20.04"),
        ("apache-airflow", "2.7.1", "2"),
        ("numpy", "1.2.0", None),
        ("nothing", "1", None),
    ],
)
def test_the_cycle_of_a_version(product: str, version: str, cycle: str | None) -> None:
    found = cycle_of(product, version)
    assert (found.name if found else None) == cycle


def test_support_ends_are_days_and_compare() -> None:
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\d", one.end or "2000-01-01") for one in cycles("python")
    )
    found = cycle_of("python", "3.7")
    assert found is not None
    assert found.end == "2023-06-27"
    assert not found.ended("2023-06-27")
    assert found.ended("2023-06-28")


def test_debian_ends_with_its_lts() -> None:
    found = cycle_of("debian", "bookworm")
    assert found is not None
    assert found.end == "2028-06-30"


def test_retired_packages_name_successors_that_exist_and_a_source() -> None:
    table = retired_packages()
    assert len(table) >= 50
    for name, row in table.items():
        assert name == normalised(name) == row.name
        assert row.source.startswith("https://") or row.source == "its page on the package index"
        assert re.fullmatch(r"20[0-2]\d-(0[1-9]|1[0-2])", row.since)
        assert row.successor is None or newest_release(row.successor) is not None, name
        assert row.successor not in table, name


@pytest.mark.parametrize(
    "name",
    [
        *("tensorflow-gpu", "sklearn", "pytorch-transformers", "fbprophet", "pandas-profiling"),
        *("gym", "mxnet", "theano", "tensorflow-addons", "torchtext"),
    ],
)
def test_the_best_known_retirements_are_there(name: str) -> None:
    assert name in retired_packages()


def test_import_names_map_to_normalised_names() -> None:
    table = import_names()
    assert len(table) >= 150
    for name, distributions in table.items():
        assert re.fullmatch(r"\w+(\.\w+)*", name)
        assert distributions
        assert all(one == normalised(one) for one in distributions)


def test_conda_names_and_tools_are_normalised() -> None:
    assert conda_names()["pytorch"] == "torch"
    assert conda_names()["cudatoolkit"] is None
    assert all(one == normalised(one) for one in development_tools())
