"""Likelihood and impact of an undocumented change, and the words of its title."""

from collections.abc import Mapping
from datetime import date

import pytest

from debtaudit.audit import audit
from debtaudit.audit.request import AuditRequest
from debtaudit.domain.reported_finding import Factor, ReportedFinding
from debtaudit.gather.builder import RepositoryBuilder

NET = """from torch import nn


class Net(nn.Module):
    def __init__(self, dim{option}):
        super().__init__()
        self.layer = nn.Linear(dim, 1)
{layer}
    def forward(self, x):
        return self.layer(x)
"""
TRAIN = """from torch import nn, optim

from net import Net


def train(batches):
    model = Net(8)
    optimizer = optim.SGD(model.parameters(), lr={rate})
    for x, y in batches:
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    train([])
"""
SERVE = """from fastapi import FastAPI

from net import Net

app = FastAPI()
model = Net(8)
THRESHOLD = {threshold}


@app.post("/predict")
def predict(x: float):
    return model(x) > THRESHOLD
"""
PLAIN = {
    "net.py": NET.format(option="", layer=""),
    "train.py": TRAIN.format(rate="0.1"),
    "serve.py": SERVE.format(threshold="0.5"),
}
DEEP = (
    PLAIN["net.py"]
    + """

class Deep(Net):
    def forward(self, x):
        return nn.functional.relu(self.layer(x)) + nn.functional.dropout(x, 0.1)
"""
)
DAY = "2026-01-{:02d}T10:00:00+00:00"


def findings(builder: RepositoryBuilder, *changes: Mapping[str, str]) -> list[ReportedFinding]:
    """Return the findings of a history of silent changes, the newest change first."""
    builder.commit("First", PLAIN, date=DAY.format(1))
    for number, files in enumerate(changes, start=2):
        builder.commit("Next step", files, date=DAY.format(number))
    every = builder.folder / "debtaudit.toml"
    every.write_text("[model-changes]\nmin-confidence = 0.5\n", encoding="utf-8")
    request = AuditRequest(path=builder.folder, as_of=date(2026, 2, 1), scans=("model-changes",))
    report = audit(request)
    order = [row.commit for row in report.model_changes]
    found = [one for one in report.findings if one.rule == "model-change-undocumented"]
    return sorted(found, key=lambda one: order.index(str(one.commit)))


def factors(one: ReportedFinding) -> dict[str, Factor]:
    return {factor.name: factor for factor in one.risk.factors}


def rates(*values: str) -> list[dict[str, str]]:
    return [{"train.py": TRAIN.format(rate=value)} for value in values]


def test_a_threshold_in_production_weighs_more_than_an_optional_layer(
    builder: RepositoryBuilder,
) -> None:
    option = NET.format(
        option=", dropout=None",
        layer="        if dropout:\n            self.layer = nn.Dropout(dropout)\n",
    )
    layer, threshold = findings(
        builder, {"serve.py": SERVE.format(threshold="0.7")}, {"net.py": option}
    )
    assert factors(threshold)["kind-of-change"].effect > factors(layer)["kind-of-change"].effect
    assert factors(layer)["off-by-default"].effect == pytest.approx(-0.15)
    assert "off-by-default" not in factors(threshold)
    assert "on-serving-path" in factors(threshold)
    assert threshold.risk.impact > layer.risk.impact
    assert threshold.risk.score > layer.risk.score


def test_what_no_longer_exists_weighs_less(builder: RepositoryBuilder) -> None:
    moved = {"deep.py": f"from net import Net\n{DEEP[len(PLAIN['net.py']) :]}", **PLAIN}
    (there,) = findings(builder, {"net.py": DEEP}, moved)
    assert "gone-since" not in factors(there)
    fixture = {"tests/test_net.py": "def Deep():\n    return 1\n"}  # called like what is gone
    builder.commit("Drop it", {"deep.py": None, **fixture}, date=DAY.format(9))
    request = AuditRequest(path=builder.folder, as_of=date(2026, 2, 1), scans=("model-changes",))
    gone = next(one for one in audit(request).findings if one.commit == there.commit)
    assert factors(gone)["gone-since"].effect == pytest.approx(-0.25)
    assert gone.risk.score < there.risk.score


def test_what_training_or_serving_reaches_weighs_more(builder: RepositoryBuilder) -> None:
    (found,) = findings(builder, *rates("0.2"))
    assert factors(found)["on-training-path"].effect > 0
    assert "on-serving-path" not in factors(found)


def test_confidence_counts(builder: RepositoryBuilder) -> None:
    (found,) = findings(builder, *rates("0.2"))
    factor = factors(found)["confidence"]
    assert factor.effect == pytest.approx(0.2 * found.risk.confidence, abs=0.001)


def test_files_whose_earlier_changes_went_undocumented(builder: RepositoryBuilder) -> None:
    third, second, first = findings(builder, *rates("0.2", "0.3", "0.4"))
    assert "often-undocumented" not in factors(first)
    assert factors(second)["often-undocumented"].effect == pytest.approx(0.1)
    assert factors(third)["often-undocumented"].effect == pytest.approx(0.133)
    assert factors(third)["often-undocumented"].because.startswith("2 of 2 earlier model changes")


def test_documented_changes_of_a_file_speak_for_it(builder: RepositoryBuilder) -> None:
    told = [
        {**files, "CHANGELOG.md": f"- `lr` is {n}\n"} for n, files in enumerate(rates("2", "3"))
    ]
    (found,) = findings(builder, *told, *rates("4"))
    assert "often-undocumented" not in factors(found)


@pytest.mark.parametrize(
    ("files", "title"),
    [
        ({"train.py": TRAIN.format(rate="0.5")}, "`lr` of `train` changed (hyper-parameters)"),
        (
            {"serve.py": SERVE.format(threshold="0.7")},
            "`THRESHOLD` of serve.py changed (threshold)",
        ),
        (
            {"net.py": DEEP},
            "New `Deep` (architecture)",
        ),
    ],
)
def test_titles_name_what_changed(
    builder: RepositoryBuilder, files: dict[str, str], title: str
) -> None:
    (found,) = findings(builder, files)
    assert found.title == f"{title}, undocumented"


def test_the_title_of_what_is_gone(builder: RepositoryBuilder) -> None:
    gone, _ = findings(builder, {"net.py": DEEP}, {"net.py": PLAIN["net.py"]})
    assert gone.title == "`Deep` removed (architecture), undocumented"
