"""Published models that a list in the repository names."""

import pytest

from debtaudit.extract.file_facts import extract
from debtaudit.extract.path_class import path_class
from debtaudit.resolve.models.listed import listed_models


def listed(path: str, text: str) -> dict[str, tuple[str, ...]]:
    """Return the models that a file of settings lists."""
    base = path.rpartition("/")[2]
    return dict(listed_models({path: extract(path_class(path), base, text.encode())}))


@pytest.mark.parametrize("key", ["repo_id", "model", "model_name_or_path"])
def test_a_model_of_a_hub_is_listed_by_its_id(key: str) -> None:
    assert listed("app/models.yaml", f"- {key}: org/large\n") == {
        "org/large": ("app/models.yaml:1",)
    }


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/models.yaml", "- model: models/large\n"),
        ("app/models.yaml", "- model: org/large.onnx\n"),
        ("app/models.yaml", "- kind: org/large\n"),
        ("app/settings.yaml", "- model: org/large\n"),
        ("tests/models.yaml", "- model: org/large\n"),
    ],
)
def test_files_of_ones_own_and_other_settings_list_none(path: str, text: str) -> None:
    assert listed(path, text) == {}
