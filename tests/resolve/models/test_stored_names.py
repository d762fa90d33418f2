"""Which text of a call is the name of a model."""

import pytest

from debtaudit.knowledge.model_store import StoreAction
from debtaudit.resolve.models.files import means, model_name, shared_folders
from debtaudit.resolve.models.stored_names import is_local, is_published, names_in, registry_name


@pytest.mark.parametrize(
    ("action", "last", "texts", "expected"),
    [
        ("register", "register_model", [("0", "runs:/{}/model"), ("1", "demand")], ("demand",)),
        ("register", "register_model", [("0", "runs:/{}/model"), ("name", "demand")], ("demand",)),
        ("register", "log_model", [("1", "model"), ("registered_model_name", "d")], ("d",)),
        ("register", "log_model", [("1", "model"), ("name", "model")], ()),
        (
            "register",
            "upload",
            [("display_name", "demand"), ("artifact_uri", "gs://b")],
            ("demand",),
        ),
        ("register", "push_to_hub", [("0", "org/demand")], ("org/demand",)),
        ("register", "register_model", [("1", "{}")], ()),
        ("hub", "from_pretrained", [("device_map", "auto")], ()),
        (
            "hub",
            "from_pretrained",
            [("1", "org/adapter"), ("device_map", "auto")],
            ("org/adapter",),
        ),
        ("hub", "pipeline", [("0", "text-classification"), ("model", "org/name")], ("org/name",)),
        ("save", "save", [("1", "net.pt")], ("net.pt",)),
        ("save", "save_pretrained", [("0", "./out")], ("./out",)),
        ("load", "load", [("0", "net.pt"), ("map_location", "cpu")], ("net.pt",)),
        ("load", "load_model", [("0", "models:/demand/1")], ("models:/demand/1",)),
    ],
)
def test_the_name_among_the_texts(
    action: StoreAction, last: str, texts: list[tuple[str, str]], expected: tuple[str, ...]
) -> None:
    assert names_in(action, last, texts) == expected


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("models:/demand/Production", "demand"),
        ("models:/demand@champion", "demand"),
        ("models:/{}/3", ""),
        ("models/demand.pkl", None),
        ("runs:/{}/model", None),
    ],
)
def test_the_registered_model_behind_an_address(address: str, name: str | None) -> None:
    assert registry_name(address) == name


def test_files_of_ones_own_and_names_of_a_hub() -> None:
    assert all(map(is_local, ("./out", "/models/x", "~/x", "net.pt", "{}/best", "C:\\models")))
    assert all(map(is_published, ("bert-base-uncased", "org/name")))
    assert not any(map(is_published, ("", "{}/name", "./out", "a text", "net.pt")))


def test_a_part_that_is_not_known_fits_anything_but_not_everything() -> None:
    assert means("out/net_{}.pt", "weights/net_12.pt")
    assert means("{}/net.pt", "weights/net.pt")
    assert not means("{}.pt", "weights/net.pt")
    assert not means("net_{}.pt", "weights/other_1.pt")


def test_folders_in_common() -> None:
    assert shared_folders("app/train/fit.py", "app/train/model.py") == 2
    assert shared_folders("app/train/fit.py", "app/serve/api.py") == 1
    assert shared_folders("fit.py", "api.py") == 0


@pytest.mark.parametrize(
    ("symbol", "files", "registered", "name"),
    [
        ("main", ["out/net.pt"], ["demand"], "src/net"),
        ("main", ["net_{}.pt"], [], "src/net_*"),
        ("main", ["./out"], ["demand"], "demand"),
        ("main", ["./lora-alpaca"], [], "src/lora-alpaca"),
        ("main", ["./models"], [], "src/train"),
        ("Trainer.fit", [], [], "Trainer"),
        ("main", [], [], "src/train"),
    ],
)
def test_what_people_call_a_model(
    symbol: str, files: list[str], registered: list[str], name: str
) -> None:
    assert model_name("src/train.py", symbol, files, registered) == name
