"""Whether there was a model to look at, and whether all of it could be looked at."""

import pytest
from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import ScanStatus, Status
from debtaudit.domain.history import (
    ChangeSetComparison,
    Comparison,
    FileComparison,
    HistoryFacts,
    SurfaceChange,
)
from debtaudit.resolve.model_changes.scan_status import (
    notes_on_past_versions,
    scan_status,
    with_unread_documents,
)
from tests.resolve.drawing import repository_of


def repository(
    sources: dict[str, str],
    problems: dict[str, str | None],
    history: HistoryFacts | None = None,
    compared: tuple[FileComparison, ...] = (),
) -> RepositoryFacts:
    compared += tuple(
        FileComparison(path, path, "M", Comparison(problem=problem))
        for path, problem in problems.items()
    )
    comparisons = {"a": ChangeSetComparison(compared, ())}
    return replace(repository_of(sources, history), comparisons=comparisons)


def status(
    sources: dict[str, str],
    problems: dict[str, str | None],
    history: HistoryFacts | None = None,
    compared: tuple[FileComparison, ...] = (),
) -> ScanStatus:
    return scan_status(repository(sources, problems, history, compared))


TRAINS = {"train.py": "import torch\n"}


def test_all_was_compared() -> None:
    assert status(TRAINS, {"train.py": None}) == ScanStatus(Status.COMPLETE)


def test_missing_contents_make_it_partial_and_say_how_to_get_them() -> None:
    found = status(TRAINS, {"a.py": None, "b.py": "not compared: not in this clone"})
    assert found.status.value == "partial"
    assert found.reason is not None
    assert "1 of 2 changed files" in found.reason
    assert "b.py" in found.reason
    assert found.cure is not None
    assert "--filter" in found.cure


@pytest.mark.parametrize(
    ("before", "reason", "cure"),
    [
        (ScanStatus(Status.COMPLETE), "", ""),
        (ScanStatus(Status.PARTIAL, "a shallow clone", "deepen"), "a shallow clone; ", "deepen; "),
    ],
)
def test_unread_documents_make_it_partial_and_say_how_to_get_them(
    before: ScanStatus, reason: str, cure: str
) -> None:
    assert with_unread_documents(before, [], 3) == before
    found = with_unread_documents(before, ["b.md: not in this clone", "a.md: not in it"], 3)
    assert found.status is Status.PARTIAL
    assert found.reason == (
        f"{reason}2 of 3 model changes may be written down in documents that were not read, "
        "such as a.md: not in it"
    )
    assert (found.cure or "").startswith(f"{cure}fetch what is missing")


def test_nothing_compared_is_not_assessed() -> None:
    found = status(TRAINS, {"b.py": "not compared: not in this clone"})
    assert found.status.value == "not-assessed"


def test_limits_and_broken_files_have_cures_of_their_own() -> None:
    problems = {
        "a.py": None,
        "b.py": "not compared: larger than the limit",
        "c.py": "not parsed: invalid syntax (line 1)",
    }
    cure = status({**TRAINS, "c.py": "def"}, problems).cure or ""
    assert "limits" in cure
    assert "exclude" in cure


def test_a_version_that_was_broken_once_is_no_gap_that_anybody_can_close() -> None:
    problems = {
        "a.py": None,
        "train.py": "not parsed: invalid syntax (line 1)",
        "gone.ipynb": "not parsed: no notebook (DecodeError)",
    }
    facts = repository(TRAINS, problems)
    assert scan_status(facts) == ScanStatus(Status.COMPLETE)
    (note,) = notes_on_past_versions(facts)
    assert note.startswith("model changes: a past version of gone.ipynb and 1 more file is no va")
    assert notes_on_past_versions(repository(TRAINS, {"train.py": None})) == ()


def test_broken_tests_and_templates_are_no_gap() -> None:
    problems = {
        "a.py": None,
        "tests/data/broken.py": "not parsed: invalid syntax",
        "{{name}}/a.py": "not parsed: invalid syntax",
        "chart.yaml": "not parsed: a template",
    }
    assert status(TRAINS, problems).status.value == "complete"


def test_code_without_arrays_or_models_is_not_applicable() -> None:
    found = status({"page.py": "import flask\n"}, {"page.py": None})
    assert found.status.value == "not-applicable"
    assert "no model" in (found.reason or "")


@pytest.mark.parametrize(
    ("path", "expected"),
    [("data/train.csv", "not-applicable"), ("model/net.pt", "complete")],
)
def test_weights_make_a_model_and_rows_of_data_alone_do_not(path: str, expected: str) -> None:
    change = SurfaceChange("", "artefact", "a", "b", None, 0.9, "the file was replaced", True)
    file = FileComparison(path, path, "M", Comparison((change,)))
    assert status({"page.py": "import flask\n"}, {}, compared=(file,)).status.value == expected


def named(before: str | None, after: str | None) -> ScanStatus:
    change = SurfaceChange("f", "data", before, after, 1, 0.9, "new: calls numpy.random.seed")
    file = FileComparison("page.py", "page.py", "M", Comparison((change,)))
    return status({"page.py": "import flask\n"}, {}, compared=(file,))


def test_a_package_that_only_a_text_names_makes_no_model() -> None:
    assert named(None, "numpy.random.seed(SEED)").status.value == "not-applicable"


def test_model_code_that_went_in_the_window_was_one() -> None:
    assert named("numpy.random.seed(1)", None).status.value == "complete"


def test_tests_and_fixtures_that_import_a_framework_are_no_model() -> None:
    sources = {"app.py": "import os\n", "tests/test_app.py": "import torch\n"}
    sources["fixtures/demo/train.py"] = "import sklearn\n"
    found = status(sources, {"app.py": None})
    assert found.status.value == "not-applicable"
    assert status({**sources, "model.py": "import torch\n"}, {}).status.value == "complete"
