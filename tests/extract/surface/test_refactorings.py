"""The same computation in other words weighs little or nothing."""

import pytest

from tests.extract.surface.test_python import compared, weight


def test_an_expression_computed_once_for_the_module_is_the_same() -> None:
    before = """
    import pandas as pd

    def forecast(rows):
        frame = join(rows, pd.read_csv("calendar.csv"))
        return model.predict(frame)
    """
    after = """
    import pandas as pd

    calendar = pd.read_csv("calendar.csv")

    def forecast(rows):
        frame = join(rows, calendar)
        return model.predict(frame)
    """
    assert compared(before, after).changes == ()
    assert compared(after, before).changes == ()


def test_a_hoisted_expression_with_another_value_is_a_change() -> None:
    before = "def forecast(rows):\n    return model.predict(load('a.csv'), rows)\n"
    after = "T = load('b.csv')\ndef forecast(rows):\n    return model.predict(T, rows)\n"
    assert compared(before, after).changes != ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("n + n + n + 1 - 1", "3 * n"),
        ("(a - b) / s", "a / s - b / s"),
        ("x * x * self.scale", "self.scale * x ** 2"),
        ("-(a - b) + len(y)", "len(y) + b - a"),
    ],
)
def test_the_same_formula_in_other_words(old: str, new: str) -> None:
    source = (
        "class Net(nn.Module):\n    def forward(self, x):\n        h = {}\n        return f(h)\n"
    )
    assert weight(source.format(old), source.format(new)) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [("a - b", "b - a"), ("a @ b", "b @ a"), ("3 * n", "4 * n"), ("a / (b + 1)", "a / b + 1")],
)
def test_another_formula_is_a_change(old: str, new: str) -> None:
    source = (
        "class Net(nn.Module):\n    def forward(self, x):\n        h = {}\n        return f(h)\n"
    )
    assert weight(source.format(old), source.format(new)) >= 0.5


SHAPES = {
    "an axis": ("softmax(x, dim=1)", "softmax(x, dim=-1)"),
    "a squeezed axis": ("resize(x.squeeze(0))", "resize(x.squeeze(1))"),
    "cat or stack": ("torch.cat(xs)", "torch.stack(xs)"),
    "a size of one": ("torch.randn(1, 1, dim)", "torch.randn(1, dim)"),
    "an einops pattern": ("repeat(x, '1 n d -> b n d')", "repeat(x, 'n d -> b n d')"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_another_shape_of_the_same_data_decides_nothing(name: str) -> None:
    old, new = SHAPES[name]
    source = "import torch\ndef run(x):\n    y = {}\n    return y\n"
    assert weight(source.format(old), source.format(new)) < 0.5


def test_a_default_written_out_is_no_change() -> None:
    before = "def run(loader, is_train=True):\n    go(loader)\n\nrun(batches)\n"
    after = "def run(loader, is_train):\n    go(loader)\n\nrun(batches, is_train=True)\n"
    assert weight(before, after) < 0.3


def test_a_copy_of_a_layer_shares_no_weights() -> None:
    before = """
    class Net(nn.Module):
        def __init__(self, block):
            self.shared = deepcopy(block)
            self.run = f(self.shared)
    """
    assert weight(before, before.replace("deepcopy(block)", "block")) >= 0.5


def test_columns_of_a_frame_are_features() -> None:
    before = """
    def build_features(frame, config):
        return frame
    """
    after = """
    def build_features(frame, config):
        frame["temperature"] = (frame["temperature"] - 32) * 5 / 9
        frame["units"] = frame["units"].clip(upper=config["limit"])
        return frame
    """
    assert {one.kind for one in compared(before, after).changes} == {"feature"}


def test_an_assignment_in_place_is_the_same_computation() -> None:
    before = "def train(loss, penalty):\n    loss -= 0.1 * penalty\n    loss.backward()\n"
    after = before.replace("loss -= 0.1 * penalty", "loss = loss - 0.1 * penalty")
    assert compared(before, after).changes == ()


def test_a_call_that_checks_is_named_after_its_verb() -> None:
    source = "def begin(path):\n    settings = {}_config(read(path), {})\n    return settings\n"
    checked, merged = (
        weight(source.format(verb, "found"), source.format(verb, "{'gpus': count(), 'half': True}"))
        for verb in ("validate", "merge")
    )
    assert checked < merged


def test_an_enumeration_is_no_class_of_a_model() -> None:
    member = "import enum\nclass LayerKind({}):\n    OUT = 'out'\n    IN = 'in'\n"
    added = compared("import enum\n", member.format("enum.StrEnum")).changes
    assert all(change.weight < 0.5 for change in added)


def test_a_value_of_the_object_whose_method_is_called_is_seen() -> None:
    source = """
    from sklearn.linear_model import Ridge

    def train(x, y):
        return Ridge(alpha={}).fit(x, y)
    """
    assert weight(source.format("1.0"), source.format("2.0")) > 0.8


def test_two_arguments_that_changed_places_are_told_by_the_telling_one() -> None:
    source = "def entry(args):\n    main(args.source, {}, args.rate)\n"
    before, after = "args.shuffle_size, args.batch_size", "args.batch_size, args.shuffle_size"
    (change,) = compared(source.format(before), source.format(after)).changes
    assert change.kind == "hyperparameter"
    assert change.weight >= 0.8
    before, after = "args.first, args.second", "args.second, args.first"
    (change,) = compared(source.format(before), source.format(after)).changes
    assert (change.kind, change.weight) == ("", 0.6)


@pytest.mark.parametrize(
    "body",
    [
        "    if model is None:\n        model = Ridge(alpha=2)\n",
        "    model = model or Ridge(alpha=2)\n",
        "    model = Ridge(alpha=2) if model is None else model\n",
    ],
)
def test_a_default_that_is_made_at_the_call_is_the_same(body: str) -> None:
    head = "from sklearn.linear_model import Ridge\n\n\ndef train(x, model={}):\n"
    rest = "    return model.fit(x)\n"
    before, after = head.format("Ridge(alpha=2)") + rest, head.format("None") + body + rest
    assert weight(before, after) <= 0.2
    assert weight(after, before) <= 0.2
    assert weight(before, after.replace("alpha=2", "alpha=3")) >= 0.5


def test_a_constant_alone_weighs_less_than_another_value_of_it() -> None:
    source = "import torch\n\nBATCH_SIZE = 8\n\n\ndef train(model):\n    return model\n"
    without = source.replace("BATCH_SIZE = 8\n", "")
    assert 0 < weight(source, without) < weight(source, source.replace("8", "16")) * 0.7
    assert weight(without, source) == weight(source, without)
