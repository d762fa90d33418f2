"""What only makes code run, measures or tells: each way of it weighs little or nothing."""

import pytest

from tests.extract.surface.test_python import compared, weight

NET = "import torch\nimport torch.nn as nn\nclass Net(nn.Module):\n    def forward(self, x):\n"

SAME = {
    "a tuple with a star": ("y = x.view((n,) + shape)", "y = x.view((n, *shape))"),
    "a transposed matrix": ("y = x @ w.T", "y = x @ w.transpose(0, 1)"),
    "a function that is a method too": ("y = torch.sum(x, dim=1)", "y = x.sum(dim=1)"),
    "a network that is put on a device": ("self.net.to(device)\n        y = g(x)", "y = g(x)"),
    "a network that is put on the GPU": ("net.cuda()\n        y = g(x)", "y = g(x)"),
    "a name that is overwritten at once": ("y = nn.Linear(2, 3)\n        y = g(x)", "y = g(x)"),
}


@pytest.mark.parametrize("name", SAME)
def test_two_ways_to_write_the_same(name: str) -> None:
    old, new = (NET + f"        {text}\n        return y\n" for text in SAME[name])
    assert weight(old, new) == 0
    assert weight(new, old) == 0


def test_a_name_that_is_read_before_it_is_bound_anew_counts() -> None:
    old = NET + "        y = g(x)\n        y = h(\n            y)\n        return y\n"
    assert weight(old, old.replace("y = g(x)", "y = 2 * g(x)")) >= 0.5


LITTLE = {
    "a series and its values": ("y = torch.matmul(a, b * s)", "y = torch.matmul(a, b * s.values)"),
    "a number out of a tensor": ("y = torch.max(n.data).numpy()[0]", "y = int(torch.max(n.data))"),
    "an axis added to an index": ("y = x[:, :n]", "y = x[None, :, :n]"),
    "a key and an attribute": ("y = nn.Linear(hp['dim'], 2)", "y = nn.Linear(self.dim, 2)"),
    "what a framework takes by itself": ("y = nn.LSTM(d)", "y = nn.LSTM(d, bidirectional=False)"),
    "a device between the arguments": ("y = run(x, batch)", "y = run(x, device, batch)"),
    "one more name for an own function": ("y = run(x)", "y = run(x, self.step)"),
}


@pytest.mark.parametrize("name", LITTLE)
def test_what_decides_nothing(name: str) -> None:
    old, new = (NET + f"        {text}\n        return y\n" for text in LITTLE[name])
    assert weight(old, new) < 0.5


MUCH = {
    "a layer without bias": ("y = nn.Linear(d, d)", "y = nn.Linear(d, d, bias=False)"),
    "a part of a product": ("y = torch.matmul(a, b * s)", "y = torch.matmul(a, b * t * s)"),
    "a comparison turned": ("y = x if n < 3 else z", "y = x if n <= 3 else z"),
    "a value that can be chosen": ("y = x.clamp(2.0)", "y = x.clamp(self.limit)"),
    "a number and infinity": ("y = g(x, 1e-10)", "y = g(x, -float('inf'))"),
    "another member of an enumeration": (
        "y = x if n >= Grade.LOW else z",
        "y = x if n >= Grade.HIGH else z",
    ),
    "heads that are no longer put side by side": ("y = GAT(8, 2)", "y = GAT(8, 2, concat=False)"),
    "another function makes the network": ("self.net = small(3)", "self.net = big(3)"),
}


@pytest.mark.parametrize("name", MUCH)
def test_what_looks_alike_and_counts(name: str) -> None:
    old, new = (NET + f"        {text}\n        return y\n" for text in MUCH[name])
    assert weight(old, new) >= 0.5


def test_a_guard_for_the_form_of_the_data_turns_a_crash_into_a_run() -> None:
    old = NET + "        y = g(x)\n        return y\n"
    guarded = old.replace(
        "        return", "        if len(y.shape) < 3:\n            y = y * 2\n        return"
    )
    chosen = old.replace(
        "        return", "        if self.double:\n            y = y * 2\n        return"
    )
    assert weight(old, guarded) < 0.5 <= weight(old, chosen)


def test_the_loop_over_validation_data_only_measures() -> None:
    old = (
        "import torch.nn.functional as F\n"
        "def train(model, train_loader, val_loader):\n"
        "    for x, y in train_loader:\n        step(F.l1_loss(model(x), y))\n"
        "    for x, y in val_loader:\n        total = F.l1_loss(model(x), y)\n        tell(total)\n"
    )
    assert weight(old, old.replace("total = F.l1_loss", "total = F.mse_loss")) < 0.3
    assert weight(old, old.replace("step(F.l1_loss", "step(F.mse_loss")) >= 0.5


@pytest.mark.parametrize(
    "function",
    ["def load(path):", "def _dump_logs(self):", "def make_dummy_batch(n):", "def download(url):"],
)
def test_functions_that_are_no_model_code_by_their_names(function: str) -> None:
    old = f"{function}\n    model = Model(path, size=3)\n    return model\n"
    assert weight(old, old.replace("size=3", "size=4")) < 0.5


def test_a_function_that_hands_on_to_another_one_computes_nothing() -> None:
    old = NET + "        return g(x)\n"
    new = old + "\n    def predict(self, x):\n        return self.forward(x)\n"
    assert weight(old, new) < 0.5


def test_a_method_that_asks_for_names_computes_no_features() -> None:
    old = "class Encoder(TransformerMixin):\n    def fit(self, x):\n        return self\n"
    new = old + "\n    def get_feature_names_out(self):\n        check_is_fitted(self)\n"
    assert weight(old, new) < 0.5


def test_a_local_name_that_a_comment_spoke_of_before_is_renamed_all_the_same() -> None:
    old = NET + '        """Values."""\n        value = g(x)  # values\n        return h(value)\n'
    assert weight(old, old.replace("value = ", "values = ").replace("h(value)", "h(values)")) == 0


OPTIONS = {
    "argparse": "parser.add_argument('--epochs', type=int, default={})",
    "an alias of it": "arg('--epochs', type=int, default={})",
    "absl": "flags.DEFINE_integer('epochs', {}, 'How often.')",
    "click": "@click.option('--epochs', default={})\ndef main(epochs):\n    train(epochs)",
}


@pytest.mark.parametrize("name", OPTIONS)
def test_defaults_of_options_have_a_name_and_two_values(name: str) -> None:
    old, new = (OPTIONS[name].format(value) + "\n" for value in (2, 25))
    (change,) = compared(old, new).changes
    assert (change.key, change.before, change.after) == ("epochs", "2", "25")
    assert change.kind == "hyperparameter"
    assert change.weight >= 0.6


def test_each_difference_says_what_it_was_recognised_by() -> None:
    old = NET + "        y = nn.Dropout(0.1)(x)\n        return y\n"
    new = old.replace("0.1", "0.2")
    (change,) = compared(old, new).changes
    assert change.tell == "value"
    assert compared(old, new.replace("0.2", "self.rate")).changes[0].tell == "freed"
    assert compared(NET, NET + "        return x\n    def run(self):\n        pass\n") is not None


def test_definitions_that_only_one_side_has_are_named() -> None:
    old = "def is_wrapped(env):\n    return check(env, 1)\n"
    new = "def is_vectorised(env):\n    return check(env, 1) and more(env)\n"
    found = compared(old, new)
    assert (found.gone, found.fresh) == (("is_wrapped",), ("is_vectorised",))


LOADER = """
import random
from torch.utils.data import Dataset
class Rows(Dataset):
    def __getitem__(self, i):
        x = self.rows[i]
        x = flip(x)
        return x
"""
TRAINER = """
import torch
def train(net, rows):
    for epoch in range(3):
        for x in rows:
            loss = net(x)
            loss.backward()
"""


def test_what_happens_by_chance_changes_the_data() -> None:
    sometimes = "if random.random() < 0.5:\n            x = flip(x)"
    weights = {
        change.because: (change.kind, change.weight)
        for change in compared(LOADER, LOADER.replace("x = flip(x)", sometimes)).changes
    }
    assert weights["happens by chance"] == ("data", 0.8)


def test_a_network_that_is_set_to_another_mode_trains_otherwise() -> None:
    other = TRAINER.replace("in range(3):\n", "in range(3):\n        net.train()\n")
    assert weight(TRAINER, other) >= 0.6
    assert weight(TRAINER, other.replace("net.train()", "net.show()")) < 0.5


def test_a_training_step_that_returns_its_loss_lets_the_optimiser_step() -> None:
    step = (
        "import pytorch_lightning as pl\nclass Net(pl.LightningModule):\n"
        "    def training_step(self, batch):\n        loss = self(batch).mean()\n"
    )
    assert weight(step, step + "        return loss\n") >= 0.5


def test_something_else_asked_for_another_index_is_no_other_value() -> None:
    old = TRAINER + "    n_steps = len(rows) / rows.shape[0]\n    plan(n_steps)\n"
    (change,) = compared(old, old.replace("rows.shape[0]", "rows.uns['n']")).changes
    assert change.tell != "value"


def test_of_a_class_that_is_gone_its_methods_speak_and_not_its_bases() -> None:
    old = NET + "        return x\nclass Flat(nn.Module):\n    '''Makes one axis.'''\n"
    assert weight(old, NET + "        return x\n") < 0.5


def test_nothing_but_another_number_counts_where_no_name_tells() -> None:
    old = "import numpy\ndef rank(cells, top=50):\n    return cells[:top]\n"
    assert weight(old, old.replace("50", "100")) >= 0.7
    shown = old.replace("rank", "plot_rank")
    assert weight(shown, shown.replace("50", "100")) < 0.3


def test_the_parser_of_a_command_line_has_no_size() -> None:
    old = "import torch, argparse\nmain = argparse.ArgumentParser()\n"
    new = old + "size_parser = main.add_parser('size')\nsize_parser.set_defaults(func=print)\n"
    assert weight(old, new) < 0.3
