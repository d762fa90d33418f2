"""Projects of a monorepo that hold no model, beside the one that does."""

from datetime import date

import pytest

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry
from debtaudit.domain.history import ChangeSetComparison, Comparison, FileComparison, HistoryFacts
from debtaudit.extract.path_class import path_class
from debtaudit.resolve.model_changes.model_projects import leaving_out_projects_without_model
from tests.resolve.drawing import facts_of
from tests.resolve.model_changes.test_relevance import NOTHING_KNOWN

SERVICE = "services/billing/app.py"
CLIENT = "libs/client/src/client/config.py"
TRAIN = "forecast/train.py"
PROJECTS = ("services/billing/pyproject.toml", "libs/client/setup.py", "pyproject.toml")
MODEL = {TRAIN: "import torch\n"}


def left(sources: dict[str, str], *more: str, projects: tuple[str, ...] = PROJECTS) -> list[str]:
    """Return the paths still compared, of the sources and of what is not there any more."""
    paths = [*sources, *projects, *more]
    facts = RepositoryFacts(
        name="x",
        as_of=date(2026, 1, 1),
        files=tuple(FileEntry(path, "", path_class(path)) for path in sorted(paths)),
        facts=facts_of(sources)[1],
        history=HistoryFacts(),
        picture=NOTHING_KNOWN,
        comparisons={},
        line_dates={},
        diagnostics=(),
    )
    files = tuple(FileComparison(path, path, "M", Comparison()) for path in [*sources, *more])
    found = leaving_out_projects_without_model(facts)(ChangeSetComparison(files, ()))
    return [file.path for file in found.files]


def test_a_service_and_a_client_that_import_nothing_that_computes_hold_no_model() -> None:
    sources = {**MODEL, SERVICE: "import fastapi\n", CLIENT: "import httpx\n"}
    assert left(sources) == [TRAIN]


def test_a_project_that_computes_is_kept() -> None:
    assert left({**MODEL, SERVICE: "from sklearn import svm\n"}) == [TRAIN, SERVICE]


def test_a_project_that_calls_a_language_model_is_kept() -> None:
    assert left({**MODEL, SERVICE: "import anthropic\n"}) == [TRAIN, SERVICE]


def test_who_imports_a_project_with_a_model_has_one_and_so_on() -> None:
    sources = {
        **MODEL,
        CLIENT: "import forecast.train\n",
        SERVICE: "from client import config\n",
    }
    assert left(sources) == [TRAIN, CLIENT, SERVICE]


def test_weights_make_a_project_one_with_a_model() -> None:
    sources = {**MODEL, SERVICE: "import fastapi\n"}
    assert SERVICE in left(sources, "services/billing/model.onnx")


def test_a_test_that_computes_does_not() -> None:
    test = {"services/billing/tests/test_a.py": "import numpy\n"}
    sources = {**MODEL, SERVICE: "import fastapi\n", **test}
    assert SERVICE not in left(sources)


def test_settings_without_code_beside_them_are_kept() -> None:
    assert left(MODEL, "services/billing/train.yaml") == [TRAIN, "services/billing/train.yaml"]


@pytest.mark.parametrize("projects", [(), ("pyproject.toml",)])
def test_one_project_is_judged_as_a_whole_elsewhere(projects: tuple[str, ...]) -> None:
    sources = {**MODEL, SERVICE: "import fastapi\n"}
    assert left(sources, projects=projects) == [TRAIN, SERVICE]


def test_what_is_gone_belongs_to_the_project_whose_folder_it_lay_in() -> None:
    sources = {**MODEL, SERVICE: "import fastapi\n"}
    assert left(sources, "services/billing/old.py") == [TRAIN]
