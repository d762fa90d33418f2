"""What a person is shown of a difference: every argument with its name and both values."""

from debtaudit.domain.history import SurfaceChange
from tests.extract.surface.test_python import compared


def shown(before: str, after: str) -> set[tuple[str, str | None, str | None]]:
    """Return name and values of all changes."""
    return {(one.key, one.before, one.after) for one in compared(before, after).changes}


def only(before: str, after: str) -> SurfaceChange:
    (change,) = compared(before, after).changes
    return change


def test_each_changed_argument_is_named_with_its_kind() -> None:
    source = """
    import lightgbm as lgb

    def train(frame, target):
        model = lgb.LGBMRegressor(
            objective="tweedie",
            learning_rate=0.05,
            num_leaves=63,
        )
        return model.fit(frame, target)
    """
    after = source.replace("0.05", "0.1").replace("tweedie", "poisson")
    changes = compared(source, after).changes
    assert {(one.symbol, one.key, one.before, one.after, one.kind) for one in changes} == {
        ("train", "learning_rate", "0.05", "0.1", "hyperparameter"),
        ("train", "objective", "'tweedie'", "'poisson'", "loss"),
    }


def test_entries_of_dictionaries_are_named_by_their_path() -> None:
    source = "SETTINGS = {'optim': {'lr': 0.1, 'name': 'sgd'}, 'epochs': 5}\n"
    assert shown(source, source.replace("0.1", "0.2").replace("5", "9")) == {
        ("SETTINGS.optim.lr", "0.1", "0.2"),
        ("SETTINGS.epochs", "5", "9"),
    }


def test_defaults_are_named_by_parameter_option_and_field() -> None:
    function = "def train(data, lr=0.1):\n    return data\n"
    assert shown(function, function.replace("0.1", "0.2")) == {("lr", "0.1", "0.2")}
    option = "parser.add_argument('--batch-size', type=int, default=32)\n"
    assert shown(option, option.replace("32", "64")) == {("batch_size", "32", "64")}
    field = "@dataclass\nclass Config:\n    dropout: float = 0.1\n"
    assert shown(field, field.replace("0.1", "0.3")) == {("dropout", "0.1", "0.3")}


def test_a_new_option_is_shown_with_its_default() -> None:
    before = "parser.add_argument('--lr', default=0.1)\n"
    after = before + "parser.add_argument('--dropout', default=0.5)\n"
    assert shown(before, after) == {("dropout", None, "0.5")}


def test_long_values_are_cut_to_what_differs() -> None:
    names = ", ".join(f"'column_number_{index}'" for index in range(20))
    before = f"features = [{names}]\n"
    change = only(before, before.replace("number_9'", "number_99'"))
    assert change.key == "features"
    assert change.before is not None
    assert change.after is not None
    assert "column_number_9'" in change.before
    assert "column_number_99'" in change.after
    assert max(len(change.before), len(change.after)) < 90
    assert change.after.startswith("…")
    assert change.after.endswith("…")


def test_what_is_put_around_a_call_changes_nothing_inside_of_it() -> None:
    before = """
    import numpy as np

    def forecast(model, frame):
        units = np.expm1(model.predict(frame.drop(columns=["units"])))
        return units
    """
    after = before.replace("np.expm1(model", "np.ceil(np.expm1(model").replace('"])))', '"]))))')
    assert {one.key for one in compared(before, after).changes} == {"units"}
    assert {one.kind for one in compared(before, after).changes} == {"inference"}


def test_what_has_no_name_is_a_value_and_no_empty_pair_of_ticks() -> None:
    source = """
    def build(parts):
        return list(parts)
    """
    after = source.replace("list(parts)", "parts")
    assert all("``" not in one.because for one in compared(source, after).changes)
    added = """
    def build(parts):
        if parts:
            return parts
        return list(parts)
    """
    reasons = [one.because for one in compared(source, added).changes]
    assert any("a value" in because for because in reasons), reasons
