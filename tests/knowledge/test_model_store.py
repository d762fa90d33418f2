"""What calls do to a model."""

import pytest

from debtaudit.knowledge.model_store import StoreAction, is_weights, store_action


@pytest.mark.parametrize(
    ("written", "resolved", "expected"),
    [
        ("joblib.dump", "joblib.dump", "save"),
        ("dump", "joblib.dump", "save"),
        ("json.dump", "json.dump", None),
        ("model.save_pretrained", None, "save"),
        ("save_pretrained", None, None),
        ("M.from_pretrained", "transformers.AutoModel.from_pretrained", "hub"),
        ("self.net.load_weights", None, "load"),
        ("mlflow.sklearn.log_model", "mlflow.sklearn.log_model", "register"),
        ("callbacks.ModelCheckpoint", "pytorch_lightning.callbacks.ModelCheckpoint", "save"),
        ("print", "print", None),
    ],
)
def test_what_a_call_does(written: str, resolved: str | None, expected: StoreAction | None) -> None:
    assert store_action(written, resolved) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("models/demand.pt", True), ("Demand.ONNX", True), (".pt", False), ("models/.pt", False)],
)
def test_how_weights_end_is_no_name_of_a_model(name: str, expected: bool) -> None:
    assert is_weights(name) == expected
