"""A repository with 200 old findings of every kind, for the gate to be silent about."""

from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.knowledge.packaged import packaged_text

OLD_PINS = 185
PROJECT = '[project]\nname = "indebted"\nversion = "1"\ndependencies = ["torch>=1.0"]\n'
MODEL = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(16, {hidden})
        self.out = nn.Linear({hidden}, 1)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))
"""
TRAIN = """\
import torch

from model import Net


def train(data, epochs=3):
    net = Net()
    optimiser = torch.optim.SGD(net.parameters(), lr={rate})
    loss_of = torch.nn.MSELoss()
    for _ in range(epochs):
        for x, y in data:
            optimiser.zero_grad()
            loss = loss_of(net(x), y)
            loss.backward()
            optimiser.step()
    return net


if __name__ == "__main__":
    train([])
"""
RATES = ("0.1", "0.05", "0.02", "0.01", "0.005", "0.002", "0.001", "0.0005")


def tangled(number: int, ways: int = 20) -> str:
    """Return a module with one function through which `ways` ways lead."""
    branches = "".join(f"    if x == {n}:\n        return {n + number}\n" for n in range(ways - 1))
    return f"def decide_{number}(x):\n{branches}    return x\n"


def old_pins() -> str:
    """Return requirements that were pinned long ago and have had releases since."""
    rows = [line.split("\t") for line in packaged_text("pypi_snapshot.tsv").splitlines()[1:]]
    names = [name for name, _version, month in rows if month >= "2026-01"]
    return "".join(f"{name}==0.0.0.1\n" for name in names[:OLD_PINS])


def build_indebted(builder: RepositoryBuilder) -> None:
    """Commit 200 debts: old pins, silent model changes, hotspots, a training nobody tests."""
    builder.commit(
        "Import everything",
        {
            "requirements.txt": old_pins(),
            "pyproject.toml": PROJECT,
            "model.py": MODEL.format(hidden=32),
            "train.py": TRAIN.format(rate=RATES[0]),
            **{f"rules/rule_{n}.py": tangled(n) for n in range(7)},
        },
        date="2022-01-10T10:00:00+00:00",
    )
    for step in range(1, 7):
        changed = {f"rules/rule_{n}.py": tangled(n) + f"# {step}\n" for n in range(7)}
        builder.commit(
            f"Touch the rules, step {step}", changed, date=f"2022-02-{step:02}T10:00:00+00:00"
        )
    for step, rate in enumerate(RATES[1:], start=1):
        builder.commit(
            "Tune", {"train.py": TRAIN.format(rate=rate)}, date=f"2022-03-{step:02}T10:00:00+00:00"
        )
