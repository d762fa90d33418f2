"""The item on the inventory of models, held against the inventory that is built."""

import pytest

from tests.checklist.repository import SERVE, TRAIN, items

ITEM = "model-inventory"
REGISTERED = TRAIN.replace("import torch\n", "import mlflow\nimport torch\n", 1).replace(
    'torch.save(model.state_dict(), "model.pt")',
    'mlflow.pytorch.log_model(model, "m", registered_model_name="demand")',
)


def test_what_the_tool_derives_is_no_list_of_the_team_and_says_what_to_list() -> None:
    item = items({"train.py": TRAIN, "serve.py": SERVE})[ITEM]
    assert item.status == "fail"
    assert item.reason == "No list or registry was found, and 1 model: model."
    (gap,) = item.evidence
    assert (gap.kind, gap.ref) == ("model", "train.py")
    assert gap.detail == "model is trained"
    assert "debtaudit inventory" in item.remedy


def test_a_registry_that_is_given_every_model_passes() -> None:
    assert items({"train.py": REGISTERED})[ITEM].status == "pass"


def test_a_registry_that_is_given_some_models_is_partial_and_names_the_others() -> None:
    item = items({"a/train.py": REGISTERED, "b/train.py": TRAIN})[ITEM]
    assert (item.status, item.reason) == ("partial", "1 of 2 stored models registered.")
    assert [(one.kind, one.ref) for one in item.evidence] == [
        ("code", "a/train.py:14"),
        ("model", "b/train.py"),
    ]
    assert item.evidence[1].detail == "b/model is trained, and not registered"


@pytest.mark.parametrize("aside", ["examples/train.py", "tutorials/train.py"])
def test_examples_and_what_is_not_stored_owe_no_entry(aside: str) -> None:
    unsaved = TRAIN.replace('    torch.save(model.state_dict(), "model.pt")\n', "")
    files = {"train.py": REGISTERED, aside: TRAIN, "try.py": unsaved}
    assert items(files)[ITEM].status == "pass"


def test_a_list_is_taken_at_its_word() -> None:
    listed = "# Model inventory\n\n- demand, owned by Ada\n"
    files = {"a/train.py": REGISTERED, "b/train.py": TRAIN, "models/README.md": listed}
    assert items(files)[ITEM].status == "pass"


def test_a_call_that_cannot_be_told_apart_is_not_held_against_single_models() -> None:
    files = {
        "train.py": TRAIN,
        "register.py": "import mlflow\n\nmlflow.register_model(uri, name)\n",
    }
    assert items(files)[ITEM].status == "pass"


def test_without_any_model_there_is_nothing_to_list() -> None:
    item = items({"net.py": "from torch import nn\n\n\nclass Net(nn.Module):\n    pass\n"})[ITEM]
    assert item.status == "not-applicable"
    assert item.reason.startswith("Nothing here trains, stores or fetches a model")


def test_what_could_not_be_read_may_hold_the_list() -> None:
    files = {"net.py": "from torch import nn\n", "odd.py": "print 1\n"}
    assert items(files)[ITEM].status == "unknown"


def test_a_fetched_model_is_named_where_nothing_lists_it() -> None:
    fetch = 'from transformers import AutoModel\n\nAutoModel.from_pretrained("org/name")\n'
    (gap,) = items({"use.py": fetch})[ITEM].evidence
    assert (gap.ref, gap.detail) == ("use.py:3", "org/name is fetched")


def test_models_of_settings_that_code_loads_are_models_all_the_same() -> None:
    code = (
        "from transformers import {0}\n\n\ndef load(name):\n    return {0}.from_pretrained(name)\n"
    )
    item = items({"use.py": code.format("AutoModel")})[ITEM]
    assert item.status == "fail"
    assert item.reason.endswith("code loads models whose names do not stand in it.")
    assert item.evidence[0].ref == "use.py:5"
    assert items({"use.py": code.format("AutoTokenizer")})[ITEM].status == "not-applicable"
    beside = {"net.py": "from torch import nn\n", "tests/test_use.py": code.format("AutoModel")}
    assert items(beside)[ITEM].status == "not-applicable"


def test_a_page_of_voices_with_their_weights_lists_the_models() -> None:
    link = "[model](https://example.org/voices/ada-low.onnx?download=true)"
    page = f"# Voices\n\n* English\n    * ada - {link}\n"
    item = items({"train.py": TRAIN, "VOICES.md": page})[ITEM]
    assert (item.status, item.evidence[0].ref) == ("pass", "VOICES.md:1")
    plain = page.replace(".onnx", ".wav")
    assert items({"train.py": TRAIN, "VOICES.md": plain})[ITEM].status == "fail"


def test_a_list_of_models_may_call_each_a_model() -> None:
    listed = "- display_name: large\n  model: org/large\n  provider: hub\n"
    item = items({"app.py": SERVE, "backend/models.yaml": listed})[ITEM]
    assert (item.status, item.evidence[0].detail) == ("pass", "model: org/large")
    other = items({"app.py": SERVE + TRAIN, "backend/settings.yaml": listed})[ITEM]
    assert other.status == "fail"


def test_a_file_from_which_a_server_is_filled_lists_the_models() -> None:
    texts = {"models/models.toml": '[models.a]\nrepo_id = "org/a"\n', "app.py": SERVE}
    item = items(texts)["model-inventory"]
    assert item.status == "pass"
    assert item.evidence[0].detail == "repo_id: org/a"
