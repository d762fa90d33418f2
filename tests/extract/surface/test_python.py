"""What is and what is no model change between two versions of a Python file."""

import textwrap

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import Comparison
from debtaudit.extract.model_surface import compare

CERTAIN = 0.5


def compared(before: str | None, after: str | None) -> Comparison:
    """Compare two indented sources."""

    def data(text: str | None) -> bytes | None:
        return None if text is None else textwrap.dedent(text).encode()

    return compare(PathClass.PYTHON, data(before), data(after))


def weight(before: str | None, after: str | None) -> float:
    """Return the weight of the heaviest change, 0 where there is none."""
    return max((change.weight for change in compared(before, after).changes), default=0.0)


TRAIN = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, dim, dropout=0.1):
        super().__init__()
        self.first = nn.Linear(dim, 64)
        self.drop = nn.Dropout(dropout)
        self.last = nn.Linear(64, 1)

    def forward(self, x):
        hidden = torch.relu(self.first(x))
        hidden = self.drop(hidden)
        return self.last(hidden)

def train(model, loader, epochs=10):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, weight_decay=0.01)
    criterion = nn.MSELoss()
    for epoch in range(epochs):
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model
"""

SAME = {
    "a comment": ("    optimizer = torch", "    # the usual one\n    optimizer = torch"),
    "a docstring": (
        "def train(model, loader, epochs=10):\n",
        'def train(model, loader, epochs=10):\n    """Fit `model`."""\n',
    ),
    "annotations": (
        "def train(model, loader, epochs=10):",
        "def train(model: nn.Module, loader, epochs: int = 10) -> nn.Module:",
    ),
    "formatting": (
        "lr=0.001, weight_decay=0.01)",
        "\n        lr=0.001,\n        weight_decay=0.01,\n    )",
    ),
    "the spelling of a number": ("lr=0.001", "lr=1e-3"),
    "the order of keywords": ("lr=0.001, weight_decay=0.01", "weight_decay=0.01, lr=0.001"),
    "an import alone": ("import torch\n", "import os\nimport torch\n"),
    "another spelling of an import": ("nn.MSELoss()", "torch.nn.MSELoss()"),
    "printing": (
        "            optimizer.step()",
        "            optimizer.step()\n            print(loss)",
    ),
    "logging to a tracker": (
        "            optimizer.step()",
        "            optimizer.step()\n            wandb.log({'loss': loss.item()})",
    ),
    "a metric handed to a logger": (
        "            optimizer.step()",
        "            optimizer.step()\n            self.run_logger.log(loss)",
    ),
    "layers that are made in another order": (
        "        self.drop = nn.Dropout(dropout)\n        self.last = nn.Linear(64, 1)\n",
        "        self.last = nn.Linear(64, 1)\n        self.drop = nn.Dropout(dropout)\n",
    ),
    "a progress bar": ("for x, y in loader:", "for x, y in tqdm(loader, desc='train'):"),
    "timing": (
        "    criterion = nn.MSELoss()",
        "    start = time.time()\n    criterion = nn.MSELoss()",
    ),
    "an assertion": ("    criterion", "    assert epochs > 0, 'no epochs'\n    criterion"),
    "an error instead of a crash": (
        "    criterion",
        "    if epochs < 0:\n        raise ValueError('epochs')\n    criterion",
    ),
    "the device": ("criterion(model(x), y)", "criterion(model(x.to(device)), y.cuda())"),
    "saving a checkpoint": (
        "    return model\n",
        "    torch.save(model.state_dict(), 'net.pt')\n    return model\n",
    ),
    "a renamed local": ("hidden", "features"),
    "a renamed parameter": ("loader", "batches"),
    "a renamed attribute": ("self.first", "self.embed"),
    "super without arguments": ("super().__init__()", "super(Net, self).__init__()"),
    "line endings": ("\n", "\r\n"),
    "trailing blanks": ("criterion = nn.MSELoss()", "criterion = nn.MSELoss()   "),
    "an unused local": ("    criterion", "    unused = torch.zeros(3)\n    criterion"),
    "a named intermediate": (
        "        return self.last(hidden)",
        "        output = self.last(hidden)\n        return output",
    ),
    "a try around it": (
        "            loss.backward()\n",
        "            try:\n                loss.backward()\n"
        "            except RuntimeError:\n                continue\n",
    ),
    "no gradients while looking": (
        "        return self.last(hidden)",
        "        with torch.no_grad():\n            print(hidden.mean())\n"
        "        return self.last(hidden)",
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_no_change_of_meaning(name: str) -> None:
    old, new = SAME[name]
    assert old in TRAIN
    assert compared(TRAIN, TRAIN.replace(old, new)).changes == ()


CHANGED = {
    "learning rate": ("lr=0.001", "lr=0.01", {"hyperparameter", "optimiser"}),
    "a default": ("epochs=10", "epochs=20", {"hyperparameter"}),
    "dropout": ("dropout=0.1", "dropout=0.5", {"hyperparameter"}),
    "optimiser": ("torch.optim.Adam(", "torch.optim.AdamW(", {"optimiser"}),
    "loss": ("nn.MSELoss()", "nn.L1Loss()", {"loss"}),
    "activation": ("torch.relu", "torch.tanh", {"architecture"}),
    "width": ("nn.Linear(dim, 64)", "nn.Linear(dim, 128)", {"architecture"}),
    "a layer gone": ("        hidden = self.drop(hidden)\n", "", {"architecture"}),
    "clipping": (
        "            optimizer.step()",
        "            nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n"
        "            optimizer.step()",
        {"training-loop"},
    ),
    "a step out of the loop": (
        "            optimizer.step()",
        "        optimizer.step()",
        {"training-loop", "optimiser"},
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_change_of_meaning(name: str) -> None:
    old, new, kinds = CHANGED[name]
    assert old in TRAIN
    found = compared(TRAIN, TRAIN.replace(old, new)).changes
    best = max(found, key=lambda change: change.weight)
    assert best.weight >= CERTAIN
    assert best.kind in kinds


def test_detail_names_symbol_line_and_both_sides() -> None:
    (change,) = compared(TRAIN, TRAIN.replace("dropout=0.1", "dropout=0.5")).changes
    assert (change.symbol, change.key) == ("Net.__init__", "dropout")
    assert (change.before, change.after) == ("0.1", "0.5")
    assert change.line == TRAIN.split("\n").index("    def __init__(self, dim, dropout=0.1):") + 1


def test_reordered_definitions_are_no_change() -> None:
    first = "def a(x):\n    return x + 1\n\n"
    second = "def b(x):\n    return x * 2\n\n"
    assert weight(first + second, second + first) == 0


def test_renamed_function_is_no_change() -> None:
    assert weight(TRAIN, TRAIN.replace("def train(", "def fit_model(")) == 0


def test_extracted_function_is_no_change() -> None:
    before = """
    def train(model, loader, optimizer, criterion):
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    """
    after = """
    def clip(model):
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)

    def train(model, loader, optimizer, criterion):
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            clip(model)
    """
    assert weight(before, after) < CERTAIN


def test_order_of_dependent_statements_is_meaning() -> None:
    before = """
    from torch import nn
    class Block(nn.Module):
        def forward(self, x):
            x = self.norm(x)
            x = self.attention(x)
            return x
    """
    after = (
        before.replace("self.norm(x)", "self.TMP(x)")
        .replace("self.attention(x)", "self.norm(x)")
        .replace("self.TMP(x)", "self.attention(x)")
    )
    assert weight(before, after) >= CERTAIN


@pytest.mark.parametrize(
    ("old", "new", "least", "most"),
    [
        ("'--lr', type=float, default=0.1", "'--lr', type=float, default=0.2", CERTAIN, 1),
        ("default=0.1", "default=0.1, help='step'", 0, 0),
        ("'--lr', type=float", "'--lr', type=str", 0, 0),
        ("'--workers', default=4", "'--workers', default=8", 0, 0),
    ],
)
def test_options(old: str, new: str, least: float, most: float) -> None:
    source = """
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument('--lr', type=float, default=0.1)
    parser.add_argument('--workers', default=4)
    """
    assert old in source
    assert least <= weight(source, source.replace(old, new)) <= most


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "    if 'a' in x[0]:\n        y = 1\n",
            "    if len(x) > 0 and 'a' in x[0]:\n        y = 1\n",
        ),
        ("    y = float(x[:3])\n", "    y = x[:3]\n"),
        ("    y = x['a']\n", "    y = x.get('a')\n"),
        ("    y = x or []\n", "    y = list(x or [])\n"),
    ],
)
def test_crash_fixes_weigh_little(before: str, after: str) -> None:
    head, tail = "def predict(x):\n", "    return y\n"
    assert weight(head + before + tail, head + after + tail) < 0.3


@pytest.mark.parametrize(
    "name", ["evaluate", "plot_curves", "save_checkpoint", "log_metrics", "export_onnx"]
)
def test_functions_that_are_no_model_code_by_their_name(name: str) -> None:
    before = f"def {name}(model, x):\n    y = model(x)\n    return y + 1\n"
    assert weight(before, before.replace("y + 1", "y * 2")) < 0.3


def test_python_2_is_compared_as_far_as_it_reads() -> None:
    before = "def train(model):\n    print 'start'\n    lr = 0.1\n    model.fit(lr)\n"
    assert weight(before, before.replace("0.1", "0.2")) >= CERTAIN
    assert weight(before, before.replace("start", "go")) == 0


def test_file_that_does_not_parse_is_a_problem_and_no_change() -> None:
    found = compared("x = 1\n", "x = = 2\n")
    assert found.changes == ()
    assert found.problem is not None
    assert "\n" not in found.problem


def test_deep_nesting_is_a_problem_and_no_crash() -> None:
    found = compared("x = 1\n", "x = " + "(" * 5000 + "1" + ")" * 5000 + "\n")
    assert found.problem is not None


def test_new_and_deleted_files_name_their_definitions() -> None:
    new = compared(None, TRAIN)
    assert {change.symbol for change in new.changes} >= {"Net", "train"}
    assert all(change.before is None and change.whole for change in new.changes)
    gone = compared(TRAIN, None)
    assert all(change.after is None for change in gone.changes)
    assert {d for c in new.changes for d in c.added} == {d for c in gone.changes for d in c.removed}


def test_secrets_are_masked_in_what_is_shown() -> None:
    token = "hf_" + "A" * 34
    before = "def load():\n    model = create_model('a', token_key='')\n    return model\n"
    after = before.replace("'a', token_key=''", f"'b', secret='{token}'")
    shown = str(compared(before, after).changes)
    assert token not in shown


def test_long_statements_are_shown_by_the_part_that_differs() -> None:
    entries = ", ".join(f"'option_{index}': {index}" for index in range(40))
    before = f"config = {{{entries}, 'learning_rate': 0.1}}\n"
    (change,) = compared(before, before.replace("0.1", "0.3")).changes
    assert (change.key, change.before, change.after) == ("config.learning_rate", "0.1", "0.3")


def test_comparison_is_a_function_of_the_bytes() -> None:
    after = TRAIN.replace("lr=0.001", "lr=0.01").replace("64", "32")
    assert compared(TRAIN, after) == compared(TRAIN, after)


RECORD = "class Answer({base}):\n    text: str\n    sources: list[str] = []\n"


@pytest.mark.parametrize(
    "base",
    ["pydantic.BaseModel", "pydantic_settings.BaseSettings", "sqlmodel.SQLModel"],
)
def test_a_record_is_no_network_though_its_base_is_called_a_model(base: str) -> None:
    package = base.partition(".")[0]
    found = compared(None, f"import {package}\n\n\n" + RECORD.format(base=base))
    assert [change.kind for change in found.changes] == [""]
    assert all(change.weight < 0.3 for change in found.changes)


def test_the_fields_of_a_record_that_set_the_model_are_seen() -> None:
    before = "from pydantic import BaseModel\n\n\nclass Run(BaseModel):\n    learning_rate = 0.1\n"
    (change,) = compared(before, before.replace("0.1", "0.3")).changes
    assert (change.key, change.before, change.after) == ("learning_rate", "0.1", "0.3")
    assert change.weight > 0.8


def test_a_network_whose_own_base_is_called_base_model_stays_one() -> None:
    source = "class Unet(BaseModel):\n    def forward(self, x):\n        return self.layer(x)\n"
    assert {change.kind for change in compared(None, source).changes} == {"architecture"}


@pytest.mark.parametrize("call", ["decode()", "decode('utf-8')", "decode('latin-1', 'replace')"])
def test_bytes_that_become_text_are_no_decoding_of_a_model(call: str) -> None:
    before = "def run(command):\n    out = check(command)\n    return parse(out)\n"
    assert (
        compared(before, before.replace("check(command)", f"check(command).{call}")).changes == ()
    )


def test_decoding_of_tokens_is_inference() -> None:
    before = "def run(ids):\n    out = answer(ids)\n    return out\n"
    after = before.replace("answer(ids)", "tokenizer.decode(answer(ids))")
    assert "inference" in {change.kind for change in compared(before, after).changes}


def test_how_settings_are_read_from_the_environment_is_no_model() -> None:
    before = (
        "from pydantic_settings import BaseSettings, SettingsConfigDict\n\n\n"
        "class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='A_')\n"
    )
    assert all(
        change.weight < 0.3 for change in compared(before, before.replace("A_", "B_")).changes
    )


GRADIENT = "def backward(self, target):\n    grad = {}\n    return grad\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("target / self.union * self.union", "target / (self.union * self.union)"),
        ("self.size - (target + 1)", "self.size - target"),
        ("(target - self.mean) * self.scale", "target - self.mean * self.scale"),
    ],
)
def test_another_formula_of_the_same_names_is_another_maths(before: str, after: str) -> None:
    (change,) = compared(GRADIENT.format(before), GRADIENT.format(after)).changes
    assert change.because == "another formula"
    assert change.weight >= 0.6


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("target + self.union", "self.union + target"),
        ("[target] + self.rest", "self.rest + [target]"),
        ("'a' + target", "target + 'a'"),
        ("target * self.union", "target * self.other"),
    ],
)
def test_what_is_no_other_formula(before: str, after: str) -> None:
    found = compared(GRADIENT.format(before), GRADIENT.format(after)).changes
    assert all(change.because != "another formula" for change in found)


def test_a_call_that_switches_to_training_is_a_change() -> None:
    before = "def step(net, x):\n    y = net(x)\n    return y\n"
    (change,) = compared(before, before.replace("net(x)", "net(x, train=True)")).changes
    assert (change.kind, change.key, change.after) == ("training-loop", "train", "True")
    assert change.weight > 0.7


def test_the_same_function_of_another_package_is_none() -> None:
    before = "import jax\nfrom flax import nn\n\n\ndef f(x):\n    return nn.softmax(x)\n"
    (change,) = compared(before, before.replace("nn.softmax", "jax.nn.softmax")).changes
    assert change.weight < 0.3


def test_clipping_by_the_accelerator_is_seen() -> None:
    before = "def train(self, loss):\n    loss.backward()\n    self.optimizer.step()\n"
    after = before.replace(
        "    self.opt",
        "    self.accelerator.clip_grad_norm_(self.net.parameters(), 1.0)\n    self.opt",
    )
    (change,) = compared(before, after).changes
    assert change.weight > 0.5


def test_a_value_handed_on_where_something_is_drawn_is_none() -> None:
    before = "def plot(self, ax):\n    ax.draw(self.x)\n"
    after = before.replace("    ax.d", "    alpha = self.low\n    ax.d")
    assert all(change.weight < 0.2 for change in compared(before, after).changes)
