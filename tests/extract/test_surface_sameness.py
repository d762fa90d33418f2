"""Parts of statements that hardly change what is computed, and those that do."""

import pytest

from tests.extract.test_surface_python import compared

STEP = "import numpy as np\nimport torch\n\n\ndef forward(self, x):\n    y = {}\n    return y\n"


def weight(before: str, after: str) -> float:
    """Return the weight of the weightiest difference between two right-hand sides."""
    changes = compared(STEP.format(before), STEP.format(after)).changes
    return max((change.weight for change in changes), default=0.0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("self.scale(x)", "self.scale(x).unsqueeze(0)"),
        ("self.scale(x).view(-1)", "self.scale(x)"),
        ("self.limit", "self.limit or 0"),
        ("self.limit", "self.other or self.limit"),
        ("float(self.total(x))", "float(self.total(x).detach())"),
        ("self.net(x, return_attention=True)", "self.net(x, return_attention=False)"),
    ],
)
def test_what_only_runs_or_has_another_shape(before: str, after: str) -> None:
    assert weight(before, after) < 0.4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("np.empty((3, 4))", "np.zeros((3, 4))"),
        ("torch.linspace(0, x, 9)", "torch.logspace(0, x, 9)"),
    ],
)
def test_another_function_of_a_framework_is_another_value(before: str, after: str) -> None:
    assert weight(before, after) >= 0.6


def test_functions_that_shape_are_none() -> None:
    assert weight("np.squeeze(x)", "np.transpose(x)") < 0.5


UPDATE = "def forward(self, v, h):\n    q = self.make(v)\n    return q\n"


@pytest.mark.parametrize("line", ["v = v / (h * h)", "h = h % (v + 1)", "v = v * self.scale + h"])
def test_arithmetic_on_what_a_name_holds_is_a_change(line: str) -> None:
    after = UPDATE.replace("    return", f"    {line}\n    return")
    (change,) = compared(UPDATE, after).changes
    assert "computed anew" in change.because
    assert change.weight >= 0.6


@pytest.mark.parametrize("line", ["h = h + 1", "h = h + [v]", "h = h + 'px'", "h = self.of(h)"])
def test_counting_and_joining_are_none(line: str) -> None:
    after = UPDATE.replace("    return", f"    {line}\n    return")
    assert all("computed anew" not in change.because for change in compared(UPDATE, after).changes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("class A(Base):\n    x = 1\n", "class A(Base, abc.ABC):\n    x = 1\n"),
        ("class A(Base):\n    x = 1\n", "class A(Base, Generic):\n    x = 1\n"),
    ],
)
def test_base_classes_that_compute_nothing_are_no_change(before: str, after: str) -> None:
    head = "import abc\nfrom typing import Generic\n\n\n"
    assert compared(head + before, head + after).changes == ()


@pytest.mark.parametrize(
    "line",
    [
        "model_card = card.replace('a', text)",
        "size_parser = parsers.add_parser('size')",
        "retry = Retry(initial=1.0, deadline=500.0)",
        "display_name = job_name('train')",
    ],
)
def test_names_of_plumbing_weigh_little(line: str) -> None:
    before = "def setup(parsers, card, text):\n    text = text.strip()\n"
    found = compared(before, f"{before}    {line}\n").changes
    assert all(change.weight < 0.3 for change in found)
