"""Numbers that only got a name, or lost it, change nothing; another number under a name does."""

import pytest

from tests.extract.surface.test_python import compared

PLAIN = """
import torch

class Net(torch.nn.Module):
    def __init__(self):
        self.conv = torch.nn.Conv2d(8, 16, kernel_size=(3, 3 * 13))
        self.drop = torch.nn.Dropout(0.25)
"""
NAMED = """
import torch

FILTERS = 16
CHANNELS, KERNEL = 8, (3, 39)
RATE: float = {rate}

class Net(torch.nn.Module):
    def __init__(self):
        self.conv = torch.nn.Conv2d(CHANNELS, FILTERS, kernel_size=KERNEL)
        self.drop = torch.nn.Dropout(RATE)
"""


def test_a_number_with_a_name_is_the_number() -> None:
    named = NAMED.format(rate=0.25)
    assert compared(PLAIN, named).changes == ()
    assert compared(named, PLAIN).changes == ()


def test_another_number_under_a_name_is_told() -> None:
    changes = compared(PLAIN, NAMED.format(rate=0.5)).changes
    assert any("0.25" in (one.before or "") for one in changes)
    assert all("16" not in (one.before or "") for one in changes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # the name was there before, and stood for something else
        ("RATE = 0.1\nd = Dropout(RATE)\ne = Dropout(0.2)\n", "RATE = 0.2\nd = Dropout(RATE)\n"),
        # another number than the one that went
        ("d = torch.nn.Dropout(0.1)\n", "RATE = 0.3\nd = torch.nn.Dropout(RATE)\n"),
        # a sum that is another one
        ("d = Linear(3 * 13)\n", "WIDTH = 40\nd = Linear(WIDTH)\n"),
    ],
)
def test_a_constant_with_another_value_is_a_change(before: str, after: str) -> None:
    source = "import torch\nfrom torch.nn import Dropout, Linear\n\n"
    assert compared(source + before, source + after).changes != ()


def test_a_power_without_end_is_not_worked_out() -> None:
    before = "import torch\nd = torch.nn.Linear(9 ** 9 ** 9, 5)\n"
    after = "import torch\nSIZE = 5\nd = torch.nn.Linear(9 ** 9 ** 9, SIZE)\n"
    assert compared(before, after).changes == ()
